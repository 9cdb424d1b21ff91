/**
 * A tab's state from its frames, as docs/protocol.md tells it (P12 to P24), and a judge of each frame beside it: pure, no
 * network. What a well-behaved server never sends is reported by the number of its rule.
 */
import type { Event, Message } from "./shapes.ts";

export type Judge = (rule: string, seen: string) => void;

/** An unpaired half of a surrogate pair, at either end of a frame (P15). */
const isTorn = (text: string): boolean => !text.isWellFormed();
const short = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

export class Reader {
  readonly messages = new Map<string, Message>();
  /** Every event but `ack`, `refused`, `draft` and `tabs`, in order, as JSON without its `seq`: what all tabs get alike (P20). */
  readonly events: Event[] = [];
  /** Answers that ended before these eyes: what had been read of them, before anything was cut or fetched anew. */
  readonly ended = new Map<string, string>();
  seq: number | null = null;
  head: string | null = null;
  running: string | null = null;
  draft: { text: string; version: number } | null = null;
  /** Payload bytes of frames that carry no text of an answer (UTF-8). */
  overhead = 0;
  frames = 0;
  mark: string | null = null;
  readonly #broken: Judge;
  readonly #had: string | null;
  readonly #isResumed: boolean;
  /** Commands whose question or answer a `messages` must bring before the `ack` (P21). */
  readonly #received = new Set<string>();

  /** @param before what the tab knew when it opened (its cursor is made of it), null: nothing */
  constructor(broken: Judge, before: Reader | null = null) {
    this.#broken = broken;
    this.#isResumed = before !== null && before.seq !== null;
    this.#had = before?.running ?? null;
    if (before === null) return;
    for (const [id, message] of before.messages) this.messages.set(id, { ...message });
    this.seq = before.seq;
    this.head = before.head;
    this.running = before.running;
    for (const id of before.#received) this.#received.add(id);
  }

  /** The running answer's message. */
  get live(): Message | undefined {
    return this.messages.get(this.running ?? "");
  }

  read(frame: string): void {
    if (frame === "pong") return;
    this.frames += 1;
    const rest = frame.slice(1);
    const kind = frame[0];
    if (this.frames === 1) this.#first(frame);
    if (kind !== "t" && kind !== "r") this.overhead += new TextEncoder().encode(frame).byteLength;
    if (kind === "t" || kind === "r") return this.#text(kind, rest);
    if (kind === "m") {
      if (rest.length > 100) this.#broken("P15b", `a mark of ${rest.length} characters`);
      this.mark = rest;
    } else if (kind === "s") {
      if (!/^\d+ \d+$/.test(rest)) this.#broken("P15a", short(frame));
    } else if (kind === "{") {
      let event: Event;
      try {
        event = JSON.parse(frame) as Event;
      } catch {
        return this.#broken("P14", `no JSON: ${short(frame)}`);
      }
      this.#event(event);
    } else this.#broken("P14", `a frame of an unknown kind: ${short(frame)}`);
  }

  #first(frame: string): void {
    const type = /^\{"type":"(\w+)"/.exec(frame)?.[1] ?? frame.slice(0, 20);
    // P45: a socket that waits for its conversation may be refused before it is shown anything.
    const allowed = this.#isResumed ? ["snapshot", "resumed", "refused"] : ["snapshot", "refused"];
    if (!allowed.includes(type)) this.#broken("P12", `the first frame is ${short(type)}`);
    if (type === "snapshot") this.messages.clear();
  }

  #text(kind: "t" | "r", rest: string): void {
    if (isTorn(rest)) this.#broken("P15", `half a surrogate pair in ${short(rest)}`);
    const { live } = this;
    if (live === undefined)
      return this.#broken(this.running === null ? "P15" : "P22", `text while no answer that was told runs: ${short(rest)}`);
    if (kind === "t") live.text += rest;
    else live.reasoning = (live.reasoning ?? "") + rest;
  }

  #event(event: Event): void {
    if (event.seq !== undefined) {
      // Several frames of one resume carry the same number; it never falls.
      if (this.seq !== null && event.seq < this.seq && event.type !== "snapshot")
        this.#broken("P13", `seq ${event.seq} after ${this.seq} (${event.type})`);
      this.seq = event.seq;
    }
    if (!["ack", "refused", "draft", "tabs"].includes(event.type)) this.events.push(event);
    switch (event.type) {
      case "snapshot":
      case "messages":
        if (event.type === "snapshot") this.messages.clear();
        for (const message of event.messages ?? []) {
          this.messages.set(message.id, message);
          this.#received.add(message.id);
        }
        if (event.running !== undefined) this.running = event.running;
        if (event.head !== undefined) this.head = event.head;
        if (event.type === "snapshot") this.draft = { text: event.draft ?? "", version: event.draftVersion ?? 0 };
        if (this.running !== null && !this.messages.has(this.running))
          this.#broken("P17", `running names ${this.running}, which was never told`);
        return;
      case "closed":
        return this.#closed(event);
      case "draft":
        this.draft = { text: event.text ?? "", version: event.version ?? 0 };
        return;
      case "steps": {
        const answer = this.messages.get(event.id ?? "");
        if (answer === undefined) return this.#broken("P83", `steps of ${event.id}, which was never told`);
        for (const step of event.steps ?? []) {
          const at = (answer.steps ??= []).findIndex(({ id }) => id === step.id);
          if (at === -1) answer.steps.push(step);
          else answer.steps[at] = step;
        }
        return;
      }
      case "ack": {
        const { messageId, answerId, repeated } = event.result ?? {};
        for (const id of [messageId, answerId])
          if (repeated !== true && id?.startsWith(event.id ?? " ") === true && !this.#received.has(id))
            this.#broken("P21", `an ack of ${event.id} before ${id} was told`);
        return;
      }
    }
  }

  #closed(event: Event): void {
    const id = event.id ?? "";
    const answer = this.messages.get(id);
    if (this.running !== id) this.#broken("P19", `${id} was closed and did not run`);
    if (answer === undefined) return this.#broken("P22", `${id} was closed and never told`);
    const reasoning = answer.reasoning ?? "";
    const length = event.length ?? -1;
    const reasoningLength = event.reasoningLength ?? -1;
    this.ended.set(id, answer.text);
    // Without a crash in between nothing may be missing; more is possible after one, and is cut (P18).
    if (answer.text.length < length)
      this.#broken(this.#had === id ? "P24" : "P15", `${answer.text.length} of ${length} characters of ${id} came`);
    if (reasoning.length < reasoningLength) this.#broken("P15", `${reasoning.length} of ${reasoningLength} characters of reasoning came`);
    if (event.finishedAt === undefined || event.status === undefined || event.costNanoUsd === undefined)
      this.#broken("P19", "closed without status, finishedAt or costNanoUsd");
    answer.text = answer.text.slice(0, length);
    if (reasoning !== "") answer.reasoning = reasoning.slice(0, reasoningLength);
    answer.status = event.status ?? answer.status;
    if (event.receipt !== undefined) answer.receipt = event.receipt;
    if (event.problem !== undefined) answer.problem = event.problem;
    else delete answer.problem;
    this.running = null;
  }
}
