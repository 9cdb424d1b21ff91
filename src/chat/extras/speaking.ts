/** Text read aloud by a model, piece by piece. The price is known before the call; the sound is streamed to the caller and not stored. */
import { charactersOf, speak, voiceBeside } from "../../models/voice.ts";
import type { Receipt } from "../../protocol/http.ts";
import { failed, type Failure, type Result } from "../../protocol/problem.ts";
import type { Room } from "../room.ts";
import type { OneCalls } from "./one-calls.ts";

/** A piece whose sound has not begun by then is given up. Milliseconds. */
const PATIENCE_MS = 30_000;
/** Calls of one conversation at once: the piece that is playing and the ones fetched ahead. */
const AT_ONCE = 4;

const NO_VOICE: Failure = { reason: "model-unable", detail: "No model reads aloud here. Use this device's own voice." };
const BUSY: Failure = { reason: "overloaded", detail: "Much is read aloud in this conversation just now.", retryAfterSeconds: 5 };

export type Speech = { body: ReadableStream<Uint8Array>; type: string; receipt: Receipt };

export class Speaker {
  readonly #room: Room;
  readonly #calls: OneCalls;
  #atOnce = 0;

  constructor(room: Room, calls: OneCalls) {
    this.#room = room;
    this.#calls = calls;
  }

  async speak(text: string): Promise<Result<Speech>> {
    const { ports, chat } = this.#room;
    const asked = ports.catalogue.find(chat.model) ?? ports.catalogue.default;
    const model = asked === null ? null : voiceBeside(asked);
    if (asked === null || model === null) return failed(NO_VOICE);
    if (this.#atOnce >= AT_ONCE) return failed(BUSY);
    this.#atOnce += 1;
    try {
      const characters = charactersOf(text);
      const counts = { likely: characters, most: characters, attoUsdEach: model.attoUsdPerCharacter };
      const made = await this.#calls.make({ purpose: "speech", model, ...counts, asked, patienceMs: PATIENCE_MS }, async (signal) => {
        const call = { conversationId: chat.id, gatewayId: ports.gatewayId, metadata: { user: chat.owner, chat: chat.id }, signal };
        const spoken = await speak(ports.ai, model, text, call);
        // The provider charges for the whole text, however much of the sound is played.
        return spoken.ok ? { ...spoken, counted: characters } : spoken;
      });
      if (!made.ok) return made;
      const { body, type } = made.value.outcome;
      return { ok: true, value: { body, type, receipt: made.value.receipt } };
    } finally {
      this.#atOnce -= 1;
    }
  }
}
