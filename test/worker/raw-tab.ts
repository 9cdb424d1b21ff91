/** A socket without the live client: what stands in its frames, word for word. */
import { expect } from "vitest";
import { PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import { call } from "./tab.ts";

type Event = { type: string; id?: string; problem?: { status: number; detail: string }; [key: string]: unknown };

export class RawTab {
  readonly frames: string[] = [];
  closeCode: number | null = null;
  readonly #socket: WebSocket;
  readonly #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.frames.push(data);
      this.#wake();
    });
    socket.addEventListener("close", ({ code }) => {
      this.closeCode = code;
      this.#wake();
    });
    socket.accept();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  static async open(chat: string, as: string, query: string, version: number = PROTOCOL_VERSION): Promise<RawTab> {
    const { webSocket } = await call(`/api/chats/${chat}/live?v=${version}&${query}`, { as, headers: { upgrade: "websocket" } });
    if (webSocket === null) return expect.fail("no socket");
    return new RawTab(webSocket);
  }

  say(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  events(): Event[] {
    return this.frames.filter((frame) => frame.startsWith("{")).map((frame) => JSON.parse(frame) as Event);
  }

  async until(test: (frames: readonly string[]) => boolean): Promise<void> {
    while (!test(this.frames)) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  async untilClosed(): Promise<void> {
    while (this.closeCode === null) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  close(): void {
    this.#socket.close(1000);
  }
}
