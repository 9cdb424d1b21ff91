/** The person's sockets: each gets the list and the wallet, then their changes. Clients send nothing on them. */
import { sessionIn, sessionOf } from "../access/session.ts";
import { answerClose, closedSocket } from "../access/socket-close.ts";
import { CLOSE_CODES } from "../protocol/frames.ts";
import type { AccountEvent } from "../protocol/http.ts";
import { MAX_LIST_SOCKETS } from "../protocol/limits.ts";

export interface SocketHost {
  now(): number;
  /** Every socket of this object, those that are closing too. */
  sockets(): WebSocket[];
  accept(socket: WebSocket): void;
}

export class ListSockets {
  readonly #host: SocketHost;

  constructor(host: SocketHost) {
    this.#host = host;
  }

  #open(): WebSocket[] {
    return this.#host.sockets().filter(({ readyState }) => readyState === WebSocket.OPEN);
  }

  /** True while any socket is open. */
  get hasListeners(): boolean {
    return this.#open().length > 0;
  }

  /** @param first what a socket is sent when it opens */
  open(request: Request, first: () => AccountEvent): Response {
    const session = sessionOf(request.headers);
    if (session === null) return closedSocket(CLOSE_CODES.unauthenticated, "nobody");
    if (this.#open().length >= MAX_LIST_SOCKETS) return closedSocket(CLOSE_CODES.tooMany, "too many sockets");
    const { 0: theirs, 1: ours } = new WebSocketPair();
    this.#host.accept(ours);
    ours.serializeAttachment(session);
    ours.send(JSON.stringify(first()));
    return new Response(null, { status: 101, webSocket: theirs });
  }

  /** Sends an event to every socket; one whose session has ended is closed instead. */
  send(event: AccountEvent): void {
    const sockets = this.#open();
    if (sockets.length === 0) return;
    const frame = JSON.stringify(event);
    const now = this.#host.now();
    for (const socket of sockets) {
      try {
        if ((sessionIn(socket.deserializeAttachment())?.expiresAtMs ?? now + 1) <= now)
          socket.close(CLOSE_CODES.unauthenticated, "the session ended");
        else socket.send(frame);
      } catch {
        // It is closing.
      }
    }
  }

  closed(socket: WebSocket, code: number): void {
    answerClose(socket, code);
  }
}
