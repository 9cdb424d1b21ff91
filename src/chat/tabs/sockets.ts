/**
 * The sockets of one conversation: opens them, passes clients' frames on, and sends the replies. A socket may be opened for
 * a conversation that does not exist yet: it waits, without a row in storage, until its first message makes the
 * conversation (P45).
 */
import { sessionOf, shareOf } from "../../access/session.ts";
import { answerClose, closedSocket } from "../../access/socket-close.ts";
import type { ClientFrame, CommandResult } from "../../protocol/commands.ts";
import { CLOSE_CODES, type ServerEvent } from "../../protocol/frames.ts";
import { MAX_TABS } from "../../protocol/limits.ts";
import { failed, problemOf, type Failure, type Result } from "../../protocol/problem.ts";
import type { Audience } from "./audience.ts";
import type { First } from "../answers/beginning.ts";
import { idOf, readFrame } from "./client-frame.ts";
import type { Commands } from "../answers/commands.ts";
import type { DraftBox } from "./draft.ts";
import { beginningFrame, NO_CURSOR, openingFrames, parseOpening, type Cursor } from "./opening.ts";
import { isFree, Paces, TOO_FAST, TOO_FAST_TOGETHER } from "./pace.ts";
import type { TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import type { Runner } from "../answers/runner.ts";
import type { Sharing } from "../sharing/sharing.ts";
import { sessionAt, attachSession, type ReaderSession, type TabSession } from "./sessions.ts";

/** The wallet or the model could not be asked just now; nothing was stored. */
export const BUSY: Failure = {
  reason: "overloaded",
  detail: "The server could not be asked just now. Try again.",
  retryAfterSeconds: 2,
};

/** The reply to any command of a share's reader. */
const READ_ONLY: Failure = { reason: "read-only", detail: "This conversation is shared to be read. Go on in a copy of your own." };

/** The parts of an existing conversation that sockets use. */
export type Listening = { room: Room; runner: Runner; commands: Commands; drafts: DraftBox; sharing: Sharing };

export interface Host {
  now(): number;
  /** Null: there is no such conversation, or not yet. */
  listening(): Listening | null;
  /** Every socket of this object, also those that were dropped and have not closed yet. */
  sockets(): WebSocket[];
  accept(socket: WebSocket): void;
  /** The first message of a conversation that does not exist yet. */
  begin(first: First): Promise<Result<CommandResult>>;
  /** An alarm at the latest then. */
  wakeNoLaterThan(ms: number): void;
}

export class Sockets {
  readonly #host: Host;
  readonly #audience: Audience;
  readonly #paces = new Paces();
  /** Frames for a conversation that does not exist yet, one by one. */
  #mutex: Promise<unknown> = Promise.resolve();

  constructor(host: Host, audience: Audience) {
    this.#host = host;
    this.#audience = audience;
  }

  open(request: Request): Response {
    const listening = this.#host.listening();
    const holder = sessionOf(request.headers);
    const opening = parseOpening(new URL(request.url));
    if (opening === "too-old") return closedSocket(CLOSE_CODES.tooOld, "another protocol version is spoken here");
    const reader = readerOf(listening, shareOf(request.headers));
    if (holder === null || reader === "none" || (listening === null && !opening.isNew))
      return closedSocket(CLOSE_CODES.notFound, "not found");
    const tabs = listening === null ? this.#host.sockets().length : this.#audience.count;
    if (tabs >= MAX_TABS) return closedSocket(CLOSE_CODES.tooMany, `${MAX_TABS} tabs look already`);
    if (this.#audience.isFull) return closedSocket(CLOSE_CODES.tooSlow, "too much is unread");
    const { 0: theirs, 1: ours } = new WebSocketPair();
    this.#host.accept(ours);
    const session: TabSession = { ...holder, version: opening.version, begins: listening === null, isHidden: false, reader };
    if (listening === null) attachSession(ours, session);
    else this.#welcome(listening, ours, session, opening.cursor, null);
    return new Response(null, { status: 101, webSocket: theirs });
  }

  #welcome({ room, runner, sharing }: Listening, socket: WebSocket, session: TabSession, cursor: Cursor, first: TurnRow | null): void {
    attachSession(socket, session);
    this.#audience.enter(socket, session);
    const tabs = this.#audience.count;
    const known = session.reader === null ? cursor : sharing.cursorOf(cursor);
    const frames = first === null ? openingFrames(room, runner, known, tabs) : [beginningFrame(room, runner, first, tabs)];
    for (const frame of frames) {
      if (typeof frame === "string") this.#audience.sendText(socket, frame);
      else this.#audience.send(socket, frame);
    }
    this.#audience.event({ type: "tabs", count: tabs }, socket);
    if (session.expiresAtMs !== null) this.#host.wakeNoLaterThan(session.expiresAtMs);
  }

  /** Opens the conversation for the sockets that waited for it. @param first the turn that made it; null: it is empty */
  welcomeWaiting(listening: Listening, first: TurnRow | null): void {
    for (const socket of this.#host.sockets()) {
      const session = sessionAt(socket);
      if (session?.begins === true) this.#welcome(listening, socket, { ...session, begins: false }, NO_CURSOR, first);
    }
  }

  async message(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const now = this.#host.now();
    this.#audience.expire(now);
    const isWaiting = this.#host.listening() === null;
    if (isWaiting) {
      const session = sessionAt(socket);
      if (session?.begins !== true) return socket.close(CLOSE_CODES.notFound, "not found");
      if (session.expiresAtMs !== null && session.expiresAtMs <= now) return socket.close(CLOSE_CODES.unauthenticated, "the session ended");
    } else if (!this.#audience.has(socket)) return;
    const read = readFrame(data);
    if (!(read.ok && read.frame.type === "received")) {
      const pace = this.#paces.count(socket, now);
      if (pace === "gone-on-too-long") return this.#dismiss(socket);
      if (pace === "too-fast") return this.#answer(socket, idOf(read), failed(TOO_FAST));
    }
    const isReader = sessionAt(socket)?.reader != null;
    // Frames of readers have no effect, so they must not use up the owner's rate.
    const isCounted = !isReader && (!read.ok || isFree(read.frame.type));
    if (isCounted && this.#host.listening()?.commands.isTooFast === true)
      return this.#answer(socket, idOf(read), failed(TOO_FAST_TOGETHER));
    if (!read.ok) return this.#answer(socket, read.id, failed(read.failure));
    const isForAnybody = read.frame.type === "received" || read.frame.type === "shown";
    if (!isForAnybody && isReader) return this.#answer(socket, idOf(read), failed(READ_ONLY));
    if (!isWaiting) return this.#receive(socket, read.frame);
    const handled = this.#mutex.then(() => this.#receive(socket, read.frame));
    this.#mutex = handled.catch(() => undefined);
    return handled;
  }

  async #receive(socket: WebSocket, frame: ClientFrame): Promise<void> {
    const listening = this.#host.listening();
    switch (frame.type) {
      case "received":
        return frame.mark === undefined ? undefined : this.#audience.confirm(socket, frame.mark);
      case "shown":
        return this.#audience.shows(socket, frame.shown);
      case "draft":
        return listening?.drafts.write(socket, frame.text);
      default: {
        const handle = async (): Promise<Result<CommandResult>> => {
          if (listening !== null) return listening.commands.handle(frame);
          return frame.type === "send" ? this.#host.begin(frame) : failed({ reason: "not-found" });
        };
        this.#answer(socket, frame.id, await handle().catch(() => failed(BUSY)));
      }
    }
  }

  /** Closes a socket that was refused many times for its rate and goes on sending. */
  #dismiss(socket: WebSocket): void {
    this.#audience.leave(socket);
    this.#audience.event({ type: "tabs", count: this.#audience.count });
    socket.close(CLOSE_CODES.tooMany, TOO_FAST.reason);
  }

  #answer(socket: WebSocket, id: string | null, result: Result<CommandResult>): void {
    if (result.ok) return id === null ? undefined : this.#audience.send(socket, { type: "ack", id, result: result.value });
    const refused: ServerEvent = { type: "refused", id, problem: problemOf(result.failure) };
    if (this.#audience.has(socket)) return this.#audience.send(socket, refused);
    // A waiting socket is not among the tabs yet, and may have closed meanwhile.
    if (sessionAt(socket)?.begins === true && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(refused));
  }

  closed(socket: WebSocket, code: number): void {
    this.#audience.leave(socket);
    this.#audience.event({ type: "tabs", count: this.#audience.count });
    answerClose(socket, code);
  }
}

/** The share that a socket reads by. Null: none, it is the owner's; `none`: one that does not exist (any more). */
function readerOf(listening: Listening | null, shareId: string | null): ReaderSession | null | "none" {
  if (shareId === null) return null;
  const link = listening?.sharing.links.find(shareId);
  return link == null ? "none" : { shareId, withCosts: link.withCosts, untilMs: link.untilMs };
}
