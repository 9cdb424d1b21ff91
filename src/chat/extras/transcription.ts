/**
 * Speech to text for the composer: held, booked and settled like every other call, without a message of its own. The text is
 * returned to the caller and stored nowhere; the recording stays in memory for the length of the call.
 */
import { audioType } from "../../files/audio.ts";
import { chunksOf, joined } from "../../protocol/bytes.ts";
import { transcribe, secondsOf, speechBeside } from "../../models/speech.ts";
import type { Receipt } from "../../protocol/http.ts";
import { MAX_AUDIO_BYTES } from "../../protocol/files.ts";
import { failed, type Failure, type Result } from "../../protocol/problem.ts";
import type { Room } from "../room.ts";
import type { OneCalls } from "./one-calls.ts";

/** A call that takes longer is given up. Milliseconds. */
const PATIENCE_MS = 120_000;
/** Recordings of one conversation that are transcribed at once: each is in memory as a whole. */
const AT_ONCE = 2;

const TOO_LARGE: Failure = { reason: "too-large", detail: `a recording holds at most ${MAX_AUDIO_BYTES / 1024 / 1024} MB` };
const NOT_A_RECORDING: Failure = {
  reason: "unreadable",
  detail: "Recordings in webm, ogg, mp4 or wav can be heard; this is none of them.",
};
const BUSY: Failure = {
  reason: "overloaded",
  detail: "Other recordings of this conversation are being heard. Try again in a moment.",
  retryAfterSeconds: 5,
};
const GONE: Failure = { reason: "not-found" };

export type Transcription = { text: string; receipt: Receipt };

export class Transcriber {
  readonly #room: Room;
  readonly #calls: OneCalls;
  #coming = 0;

  constructor(room: Room, calls: OneCalls) {
    this.#room = room;
    this.#calls = calls;
  }

  /** Transcribes a recording. @param language ISO 639-1, two letters; null: the model detects it */
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
      if (type === null) return failed(NOT_A_RECORDING);
      if (this.#room.isGone) return failed(GONE);
      return await this.#transcribe(bytes, type, language);
    } finally {
      this.#coming -= 1;
    }
  }

  async #transcribe(bytes: Uint8Array, type: string, language: string | null): Promise<Result<Transcription>> {
    const { ports, chat } = this.#room;
    const asked = ports.catalogue.find(chat.model) ?? ports.catalogue.default;
    if (asked === null) return failed({ reason: "model-unable", detail: "No model can be asked here, so none can listen." });
    const model = speechBeside(asked);
    const priced = { purpose: "transcription" as const, model, attoUsdEach: model.attoUsdPerSecond, patienceMs: PATIENCE_MS };
    // Whoever may use the conversation's model may dictate to it.
    const made = await this.#calls.make({ ...priced, ...secondsOf(bytes, type), asked }, async (signal) => {
      const call = { conversationId: chat.id, gatewayId: ports.gatewayId, metadata: { user: chat.owner, chat: chat.id }, signal };
      const transcribed = await transcribe(ports.ai, { ...call, model, bytes, type, language });
      return transcribed.ok ? { ...transcribed, counted: transcribed.seconds } : transcribed;
    });
    return made.ok ? { ok: true, value: { text: made.value.outcome.text, receipt: made.value.receipt } } : made;
  }
}

/** Reads a stream to its end; null where it is longer than a recording may be. */
async function wholeOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(body)) {
    length += chunk.length;
    if (length > MAX_AUDIO_BYTES) return null;
    parts.push(chunk);
  }
  return joined(parts);
}
