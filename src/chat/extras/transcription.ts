/**
 * Speech into words for the composer: held, booked and settled as every other call, without a message of its own. The words go
 * to whoever asked and are stored nowhere; the recording is kept no longer than the call takes.
 */
import { audioType } from "../../files/audio.ts";
import { joined } from "../../files/archive.ts";
import { hear, secondsOf, speechBeside, type Heard, type SpeechModel } from "../../models/speech.ts";
import { listedCost, worstCost, type Price } from "../../models/money.ts";
import type { Receipt } from "../../protocol/http.ts";
import { MAX_AUDIO_BYTES } from "../../protocol/files.ts";
import { failed, type Failure, type Result } from "../../protocol/problem.ts";
import type { Runner } from "../answers/runner.ts";
import { FIRST_LOG_READ_MS, publicReceipt } from "../calls/ledger.ts";
import type { ReceiptRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import { holdBeside } from "./hold-beside.ts";

/** A call that takes longer is given up. Milliseconds. */
const PATIENCE_MS = 120_000;
/** Recordings of one conversation that are heard at once: each stands in memory whole. */
const AT_ONCE = 2;

const TOO_LARGE: Failure = { reason: "too-large", detail: `a recording holds at most ${MAX_AUDIO_BYTES / 1024 / 1024} MB` };
const NOT_HEARD: Failure = { reason: "unreadable", detail: "Recordings in webm, ogg, mp4 or wav can be heard; this is none of them." };
const BUSY: Failure = {
  reason: "overloaded",
  detail: "Other recordings of this conversation are being heard. Try again in a moment.",
  retryAfterSeconds: 5,
};
const GONE: Failure = { reason: "not-found" };

export type Transcription = { text: string; receipt: Receipt };

export class Transcriber {
  readonly #room: Room;
  readonly #runner: Runner;
  readonly #running = new Set<AbortController>();
  #coming = 0;

  constructor(room: Room, runner: Runner) {
    this.#room = room;
    this.#runner = runner;
  }

  /** Hears a recording. @param language two letters, or null */
  async transcribe(body: ReadableStream<Uint8Array>, language: string | null): Promise<Result<Transcription>> {
    if (this.#coming >= AT_ONCE) {
      await body.cancel().catch(() => undefined);
      return failed(BUSY);
    }
    this.#coming += 1;
    try {
      const bytes = await wholeOf(body);
      if (bytes === null) return failed(TOO_LARGE);
      const type = audioType(bytes);
      if (type === null) return failed(NOT_HEARD);
      if (this.#room.isGone) return failed(GONE);
      return await this.#hear(bytes, type, language);
    } finally {
      this.#coming -= 1;
    }
  }

  /** The conversation is about to be deleted. */
  closeNow(): void {
    for (const call of this.#running) call.abort(new Error("the conversation is deleted"));
  }

  async #hear(bytes: Uint8Array, type: string, language: string | null): Promise<Result<Transcription>> {
    const room = this.#room;
    const { ports, chat } = room;
    const asked = ports.catalogue.find(chat.model) ?? ports.catalogue.default;
    if (asked === null) return failed({ reason: "model-unable", detail: "No model can be asked here, so none can listen." });
    const model = speechBeside(asked);
    const price: Price = { input: model.attoUsdPerSecond, cachedInput: null, output: 0n };
    const seconds = secondsOf(bytes, type);
    const worst = worstCost(seconds.most, 0, price);
    const callId = ports.newId();
    const abort = new AbortController();
    this.#running.add(abort);
    const callOff = ports.after(PATIENCE_MS, () => abort.abort(new Error("nothing was heard in time")));
    try {
      // Who may ask the conversation's model may speak to it.
      const refusal = await holdBeside(room, callId, worst, asked);
      if (refusal !== null) return failed(refusal);
      if (room.isGone) return failed(GONE);
      const call = { callId, model, price, likelySeconds: seconds.likely };
      const booked = room.atomically(() => room.books.enter(receiptOf(call, null, ports.now())));
      const heard = await hear(ports.ai, {
        model,
        bytes,
        type,
        language,
        conversationId: chat.id,
        gatewayId: ports.gatewayId,
        metadata: { user: chat.owner, chat: chat.id },
        signal: abort.signal,
      });
      if (room.isGone) return failed(GONE);
      const receipt = { ...receiptOf(call, heard, booked.at), changed: 0 };
      const changed = room.atomically(() => room.books.replace(booked, receipt));
      room.audience.event({ type: "cost", seq: changed, id: null, receipt: null, costNanoUsd: room.books.costNanoUsd });
      if (receipt.log_next_at !== null) room.wakeAt(receipt.log_next_at);
      return heard.ok
        ? { ok: true, value: { text: heard.text, receipt: publicReceipt({ ...receipt, changed }, null) } }
        : failed({ reason: "provider-failed", detail: heard.problem.detail });
    } finally {
      callOff();
      this.#running.delete(abort);
      room.sideRuns.delete(callId);
      if (!room.isGone) this.#runner.report();
    }
  }
}

/** A stream whole; null: there is more of it than a recording may have. */
async function wholeOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts);
    length += value.length;
    if (length > MAX_AUDIO_BYTES) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    parts.push(value);
  }
}

type BookedSpeech = { callId: string; model: SpeechModel; price: Price; likelySeconds: number };

/** @param heard null: it is not known yet, and booked as a call that a crash ended */
function receiptOf({ callId, model, price, likelySeconds }: BookedSpeech, heard: Heard | null, atMs: number): Omit<ReceiptRow, "changed"> {
  const isFree = heard !== null && !heard.ok && heard.how !== "lost";
  const counted = heard?.ok === true ? heard.seconds : null;
  const cost = isFree
    ? 0
    : listedCost({ inputTokens: Math.ceil(counted ?? likelySeconds), cachedTokens: 0, outputTokens: 0 }, price).costNanoUsd;
  const logId = heard?.logId ?? null;
  return {
    turn: 0,
    call_id: callId,
    purpose: "transcription",
    end: heard === null ? "crashed" : heard.ok ? "done" : heard.how === "lost" ? "cut" : "failed",
    model: model.id,
    at: atMs,
    input_tokens: 0,
    cached_tokens: 0,
    output_tokens: 0,
    neurons: null,
    billed: null,
    logged: null,
    listed: counted === null ? null : cost,
    cost,
    saved: 0,
    basis: isFree ? "free" : counted === null ? "estimated" : "listed",
    simulated: model.simulated ? 1 : 0,
    log_id: logId,
    log_tries: 0,
    log_next_at: logId === null ? null : atMs + FIRST_LOG_READ_MS,
  };
}
