/**
 * The composer's text, shared between tabs: sent to the others at once, stored at most once in two seconds. The last write
 * wins. A draft is no message: losing its last two seconds in a crash is accepted.
 */
import type { Room } from "../room.ts";

const STORE_EVERY_MS = 2_000;

export class DraftBox {
  readonly #room: Room;
  #isStoring = false;

  constructor(room: Room) {
    this.#room = room;
  }

  write(from: WebSocket, text: string): void {
    const version = this.#room.chat.draft_version + 1;
    this.#room.chat = { ...this.#room.chat, draft: text, draft_version: version };
    this.#room.audience.event({ type: "draft", version, text }, from);
    if (this.#isStoring) return;
    this.#isStoring = true;
    this.#room.ports.after(STORE_EVERY_MS, () => {
      this.#isStoring = false;
      if (this.#room.isGone) return;
      const { draft, draft_version } = this.#room.chat;
      this.#room.updateChat({ draft, draft_version });
    });
  }
}
