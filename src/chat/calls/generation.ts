/**
 * One model call while it streams: parts in, coalesced frames out, checkpoints now and then, and at the end what is
 * needed to settle it. Owns no socket and no table: every effect is passed in, so that a test owns time and storage.
 *
 * The hot path of the product. Per token it appends to a string; per chunk of the network it decides whether to send.
 */
import { Buffer } from "node:buffer";
import type { JsonObject } from "../../models/json.ts";
import type { AnswerProblem } from "../../protocol/message.ts";
import { REASONING_TAG, TEXT_TAG } from "../../protocol/frames.ts";
import { CAP_REACHED, LENGTH_REACHED, stalledFor } from "../answers/answer-problems.ts";
import type { FinishReason, PartSink, ThoughtPiece, Usage, WireReader } from "../../models/parts.ts";
import { ToolCalls, type ToolCallPiece } from "../../models/tool-calls.ts";
import { Channel } from "./channel.ts";
import { Ending, endOfStop } from "./ending.ts";
import {
  NOTHING_YET,
  type Begun,
  type GenerationEffects,
  type GenerationEnd,
  type GenerationLimits,
  type Segment,
  type StopReason,
} from "./generation-types.ts";
import { FlushPace } from "./flush-pace.ts";
import { OutputCount } from "./output-count.ts";
import { Silence } from "./silence.ts";

/** At most one checkpoint in this time: rarer than once a second, which pays for the alarms while a call runs (invariant 12). */
export const CHECKPOINT_MS = 1_350;
/** Shortest time between two frames with the running cost. Milliseconds. */
const PROGRESS_MS = 1_000;
/** Characters after which a checkpoint is written before its time, so that a row stays below the platform's 2 MB. */
const CHECKPOINT_CHARACTERS = 400_000;
/** UTF-8 bytes an answer with its reasoning may have: one row holds it beside its question. */
export const MAX_ANSWER_BYTES = 1_600_000;

export class Generation implements PartSink {
  readonly #effects: GenerationEffects;
  readonly #limits: GenerationLimits;
  readonly #controller = new AbortController();

  readonly #text: Channel;
  readonly #reasoning: Channel;
  readonly #pace: FlushPace;

  #checkpointAt = 0;
  readonly #count: OutputCount;
  /** Text that is not in the token count yet, and the number of parts it came in. */
  #uncounted = "";
  #uncountedParts = 0;
  /** UTF-8 bytes of text and reasoning. */
  #bytes = 0;
  #events = 0;
  #isHolding = false;
  readonly #eventsBefore: number;
  readonly #ending = new Ending();
  /** The answer has reached the longest that a message may be (`MAX_ANSWER_BYTES`). */
  #isFull = false;
  #stop: StopReason | null = null;
  #source: ReadableStreamDefaultReader<Uint8Array> | null = null;
  readonly #silence: Silence;
  readonly #callFrom: { text: number; reasoning: number };
  /** The next checkpoint must hold the whole call, because text in earlier ones turned out to be reasoning. */
  #restates = false;
  #lastProgressAt = 0;
  readonly #calls = new ToolCalls();
  /** What the provider must be sent back with the calls of tools: the name of its reasoning field, or whole blocks. */
  #thoughtField: string | null = null;
  readonly #thoughtBlocks: JsonObject[] = [];
  firstTokenAt: number | null = null;
  reasoningEndedAt: number | null = null;

  /** @param begun what the answer holds already, which text frames do not repeat. */
  constructor(effects: GenerationEffects, limits: GenerationLimits, begun: Begun = NOTHING_YET) {
    this.#effects = effects;
    this.#limits = limits;
    this.#text = new Channel(TEXT_TAG, begun.text);
    this.#reasoning = new Channel(REASONING_TAG, begun.reasoning);
    this.#count = new OutputCount(limits.tokenizer ?? "other", begun.tokens);
    this.#bytes = Buffer.byteLength(begun.text) + Buffer.byteLength(begun.reasoning);
    this.#silence = new Silence(effects);
    this.#pace = new FlushPace(effects, () => this.#flush(false));
    this.#callFrom = begun.callFrom ?? { text: begun.text.length, reasoning: begun.reasoning.length };
    this.#eventsBefore = begun.events;
    this.#events = begun.events;
  }

  /** Aborts when the answer is stopped; pass it to the model call. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What every tab has been sent. */
  get sentText(): string {
    return this.#text.sent;
  }

  get sentReasoning(): string {
    return this.#reasoning.sent;
  }

  /** Output tokens of this call so far, as well as can be told (calls/output-count.ts). */
  get tokens(): number {
    return this.#counted().tokens;
  }

  #counted(): OutputCount {
    if (this.#uncountedParts > 0) this.#count.add(this.#uncounted, this.#uncountedParts);
    this.#uncounted = "";
    this.#uncountedParts = 0;
    return this.#count;
  }

  #say(text: string): void {
    this.#silence.word();
    this.#uncountedParts += 1;
    this.#uncounted += text;
  }

  /** Ends the answer with the text it has, at once, even while the model is silent. */
  stop(reason: StopReason): void {
    if (this.#stop !== null || this.#ending.isDone) return;
    this.#stop = reason;
    this.#controller.abort();
    this.#source?.cancel().catch(() => undefined);
  }

  /** How the answer ended when it was ended from our side; null: it was not. */
  get stopped(): GenerationEnd | null {
    return this.#stop === null ? null : endOfStop(this.#stop);
  }

  get isStopping(): boolean {
    return this.#stop !== null;
  }

  text(text: string): void {
    if (this.firstTokenAt === null) this.firstTokenAt = this.#effects.now();
    if (this.reasoningEndedAt === null && !this.#reasoning.isEmpty) this.reasoningEndedAt = this.#effects.now();
    this.#say(text);
    this.#text.push(text);
  }

  reasoning(text: string): void {
    if (this.firstTokenAt === null) this.firstTokenAt = this.#effects.now();
    this.#say(text);
    this.#reasoning.push(text);
  }

  textWasReasoning(): void {
    const moved = this.#text.takeBack(this.#callFrom.text).trimEnd();
    if (moved === "") return;
    this.#reasoning.adopt(moved);
    this.#bytes = Buffer.byteLength(this.#text.sent) + Buffer.byteLength(this.#reasoning.sent);
    this.#restates = true;
    this.#effects.restated();
  }

  toolCall(piece: ToolCallPiece): void {
    if (this.firstTokenAt === null) this.firstTokenAt = this.#effects.now();
    const { name, arguments: written } = piece;
    this.#say(`${name ?? ""} ${typeof written === "string" ? written : written === null ? "" : JSON.stringify(written)}`);
    if (this.#limits.mayCall === true) this.#calls.add(piece);
  }

  heldBack(): void {
    this.#silence.word();
  }

  thought(thought: ThoughtPiece): void {
    if ("field" in thought) this.#thoughtField = thought.field;
    else this.#thoughtBlocks.push(thought.block);
  }

  usage(usage: Usage): void {
    this.#ending.usage(usage);
  }

  finish(reason: FinishReason): void {
    this.#ending.finish(reason);
    this.#closeSoon();
  }

  /** The provider reported a failure. A usage may still follow. */
  failure(problem: AnswerProblem): void {
    this.#ending.failure(problem);
    this.#closeSoon();
  }

  #closeSoon(): void {
    this.#silence.finishes(() => void this.#source?.cancel().catch(() => undefined));
  }

  done(): void {
    this.#ending.isDone = true;
  }

  /** Reads the model's stream to its end. Never throws: every way to end is a value. */
  async run(body: ReadableStream<Uint8Array>, wire: WireReader): Promise<GenerationEnd> {
    const source = body.getReader();
    this.#source = source;
    this.#checkpointAt = this.#effects.now();
    this.#lastProgressAt = this.#checkpointAt;
    this.#silence.watch(this.#limits, (limitMs) => this.stop({ why: "stalled", problem: stalledFor(limitMs) }));
    try {
      while (this.#stop === null && !this.#ending.isDone) {
        const { done, value } = await source.read();
        if (done) break;
        if (this.#stop !== null) break;
        wire.read(value, this);
        this.#events = this.#eventsBefore + wire.events;
        this.#isHolding = wire.isHolding === true || !this.#calls.isEmpty;
        this.#afterChunk();
      }
    } catch {
      // The stream broke, or was closed from here. The error may quote the provider, so it is not kept.
    }
    // Text that the reader held back was received, however the stream ended.
    wire.end(this);
    this.#silence.end();
    this.#flush(true);
    if (this.#ending.isDone) source.cancel().catch(() => undefined);
    return this.#end();
  }

  #end(): GenerationEnd {
    const { stopped } = this;
    if (stopped !== null) return stopped;
    if (this.#isFull) return { end: "done", usage: this.#ending.usageSoFar, problem: LENGTH_REACHED, shortened: true };
    const { calls } = this.#calls;
    const isEmpty = this.#text.sent.trim() === "" && calls.length === 0;
    const end = this.#ending.toEnd({ isEmpty, tokens: this.tokens, isMaxByMoney: this.#limits.isMaxByMoney });
    // In an answer that was cut, the arguments of the last call may be cut as well.
    if (calls.length === 0 || end.end !== "done" || end.problem !== null || end.shortened) return end;
    return { ...end, asked: { calls, field: this.#thoughtField, blocks: this.#thoughtBlocks } };
  }

  #afterChunk(): void {
    if (this.#text.hasPending || this.#reasoning.hasPending) this.#pace.wait();
    if (this.#limits.isFree !== true && this.#counted().certainTokens > this.#limits.maxOutputTokens + 1)
      this.stop({ why: "cap", problem: CAP_REACHED });
  }

  /** Sends what is pending, then, when its time has come, writes a checkpoint: sent first, stored after. */
  #flush(isLast: boolean): void {
    this.#pace.sending(() => {
      let tabs = 0;
      for (const channel of [this.#reasoning, this.#text]) if (channel.hasPending) tabs = this.#sendOf(channel, isLast);
      return tabs;
    });
    if (isLast) return;
    const now = this.#effects.now();
    const unstored = this.#text.unstoredLength + this.#reasoning.unstoredLength;
    if (!this.#isHolding && unstored > 0 && (now - this.#checkpointAt >= CHECKPOINT_MS || unstored >= CHECKPOINT_CHARACTERS))
      this.#checkpoint(now);
    if (now - this.#lastProgressAt >= PROGRESS_MS) {
      this.#lastProgressAt = now;
      this.#effects.progress(this.tokens);
    }
  }

  /**
   * Sends what waits, and stops an answer that has reached `MAX_ANSWER_BYTES`: a server that does not stream may deliver any
   * length in one piece. @returns the number of tabs
   */
  #sendOf(channel: Channel, isLast: boolean): number {
    const { frame, bytes, isCut } = channel.take(isLast, MAX_ANSWER_BYTES - this.#bytes);
    this.#bytes += bytes;
    const tabs = frame === "" ? 0 : this.#effects.send(frame);
    if (isCut) {
      this.#isFull = true;
      this.stop({ why: "cap", problem: LENGTH_REACHED });
    }
    return tabs;
  }

  /** Writes a checkpoint. If storage fails, its text is written with the next one. */
  #checkpoint(now: number): void {
    this.#checkpointAt = now;
    const words = this.#restates
      ? { text: this.#text.sent.slice(this.#callFrom.text), reasoning: this.#reasoning.sent.slice(this.#callFrom.reasoning) }
      : { text: this.#text.unstored, reasoning: this.#reasoning.unstored };
    const segment: Segment = { ...words, events: this.#events, tokens: this.tokens, restates: this.#restates ? 1 : 0 };
    try {
      this.#effects.checkpoint(segment);
    } catch {
      return;
    }
    this.#restates = false;
    this.#text.markStored();
    this.#reasoning.markStored();
  }
}
