/**
 * One reconnecting socket: jittered waits, a heartbeat that the object answers without waking, close codes that mean
 * "do not come back". Knows nothing of conversations; the URL is asked for at each attempt, because the cursor is in it.
 */
import { CLOSE_CODES, PING, PONG } from "../../src/protocol/frames.ts";
import { isOffline, onNetworkChange } from "./environment.ts";
import type { Connection } from "./state.ts";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** For the handshake alone, which is small; then for the first frame, which may be the largest answer on a slow line. */
const OPEN_WITHIN_MS = 10_000;
const FIRST_FRAME_WITHIN_MS = 120_000;
const HEARTBEAT_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
/** Attempts that fail at once before the server is asked whether anybody is still signed in. */
const ASK_AFTER_FAILURES = 2;

type Ended = Extract<Connection, { status: "ended" }>["reason"];

const ENDINGS = new Map<number, Ended>([
  [CLOSE_CODES.unauthenticated, "unauthenticated"],
  [CLOSE_CODES.forbidden, "forbidden"],
  [CLOSE_CODES.notFound, "not-found"],
  [CLOSE_CODES.tooOld, "too-old"],
  [CLOSE_CODES.tooMany, "too-many-tabs"],
]);

export interface SocketOptions {
  url: () => string;
  createSocket: (url: string) => WebSocket;
  /** The handshake is done; nobody knows yet whether the server wants this socket. */
  onHandshake: () => void;
  onFrame: (frame: string) => void;
  onConnection: (connection: Connection) => void;
  /** True: nobody is signed in any more. Asked when connecting fails again and again. */
  isSignedOut: () => Promise<boolean>;
  now: () => number;
  random: () => number;
}

export class ReconnectingSocket {
  readonly #options: SocketOptions;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #isEnded = false;
  #isOpen = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #heartbeat: ReturnType<typeof setInterval> | null = null;
  #pongTimer: ReturnType<typeof setTimeout> | null = null;
  readonly #onOnline = (): void => this.reconnectNow();
  readonly #onOffline = (): void => {
    if (this.#isEnded) return;
    // The platform keeps a dead socket for minutes: whoever has no network is told at once.
    this.#drop();
    this.#options.onConnection({ status: "offline" });
  };

  readonly #stopListening: () => void;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#stopListening = onNetworkChange(this.#onOnline, this.#onOffline);
    this.#connect();
  }

  /** True when the frame was given to the network. */
  send(frame: string): boolean {
    if (this.#socket === null || !this.#isOpen || this.#socket.readyState !== 1) return false;
    this.#socket.send(frame);
    return true;
  }

  /** The same before the first frame, for what the server waits for. */
  sendEarly(frame: string): boolean {
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(frame);
    return true;
  }

  /** Drops the socket and connects at once with a fresh cursor. */
  reopen(): void {
    this.#attempt = 0;
    this.#drop();
    this.#connect();
  }

  reconnectNow(): void {
    if (this.#isEnded || this.#isOpen) return;
    this.#attempt = 0;
    this.#drop();
    this.#connect();
  }

  end(reason: Ended): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#drop();
    this.#stopListening();
    this.#options.onConnection({ status: "ended", reason });
  }

  #connect(): void {
    if (this.#isEnded) return;
    if (this.#attempt === 0) this.#options.onConnection({ status: "connecting" });
    const socket = this.#create();
    if (socket === null) return this.#lost();
    this.#socket = socket;
    const isCurrent = (): boolean => this.#socket === socket;
    this.#timer = setTimeout(() => isCurrent() && this.#lost(), OPEN_WITHIN_MS);
    socket.addEventListener("open", () => {
      if (!isCurrent() || this.#isOpen) return;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => isCurrent() && this.#lost(), FIRST_FRAME_WITHIN_MS);
    });
    socket.addEventListener("open", () => isCurrent() && this.#options.onHandshake());
    socket.addEventListener("message", (event: MessageEvent) => {
      if (!isCurrent() || typeof event.data !== "string") return;
      this.#awaitNoPong();
      if (event.data === PONG) return;
      // Live from the first frame on, not from the handshake: a refused socket opens too, only to be closed.
      if (!this.#isOpen) this.#opened();
      this.#options.onFrame(event.data);
    });
    socket.addEventListener("close", (event: CloseEvent) => {
      if (!isCurrent()) return;
      const ending = ENDINGS.get(event.code);
      if (ending !== undefined) return this.end(ending);
      this.#lost();
    });
    socket.addEventListener("error", () => undefined);
  }

  /** Null: the platform makes none now (too many, a policy that forbids it); that is an attempt that failed like others. */
  #create(): WebSocket | null {
    try {
      return this.#options.createSocket(this.#options.url());
    } catch {
      return null;
    }
  }

  #opened(): void {
    this.#isOpen = true;
    this.#attempt = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#options.onConnection({ status: "live" });
  }

  #beat(): void {
    if (!this.send(PING)) return;
    this.#pongTimer ??= setTimeout(() => this.#lost(), PONG_WITHIN_MS);
  }

  #awaitNoPong(): void {
    if (this.#pongTimer === null) return;
    clearTimeout(this.#pongTimer);
    this.#pongTimer = null;
  }

  #lost(): void {
    this.#drop();
    if (this.#isEnded) return;
    this.#attempt += 1;
    // Half of the wait is random, so that a thousand tabs do not come back in the same instant after a deploy.
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#attempt - 1));
    const wait = longest / 2 + (longest / 2) * this.#options.random();
    const hasNoNetwork = isOffline();
    this.#options.onConnection(
      hasNoNetwork ? { status: "offline" } : { status: "reconnecting", attempt: this.#attempt, retryAt: this.#options.now() + wait },
    );
    this.#timer = setTimeout(() => this.#connect(), wait);
    if (this.#attempt >= ASK_AFTER_FAILURES && !hasNoNetwork) {
      void this.#options.isSignedOut().then((isSignedOut) => {
        if (isSignedOut && !this.#isOpen) this.end("unauthenticated");
      });
    }
  }

  #drop(): void {
    this.#isOpen = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
    this.#awaitNoPong();
    const socket = this.#socket;
    this.#socket = null;
    try {
      socket?.close(1000);
    } catch {
      // It never opened.
    }
  }
}
