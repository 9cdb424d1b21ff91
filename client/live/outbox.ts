/**
 * Commands on their way: kept until each is answered, sent again after a reconnect, and the messages among them shown as
 * pending until the server has them. A command takes effect once, because it carries its id (invariant 3).
 */
import type { Command } from "../../src/protocol/commands.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import type { ConversationState, PendingMessage } from "./state.ts";

/** A command that makes a message. */
type Asking = Extract<Command, { type: "send" | "edit" }>;

/** What the outbox needs of its conversation. */
export type OutboxPorts = {
  get: () => ConversationState;
  update: (change: Partial<ConversationState>) => void;
  /** The server has told where it stands: frames may be sent. */
  isLive: () => boolean;
  /** There is no conversation yet: the first message makes it (P45). */
  isToBegin: () => boolean;
  /** False: the frame did not go out. */
  send: (frame: string) => boolean;
  /** A frame with the handshake, before the server's first one. False: it did not go out. */
  sendEarly: (frame: string) => boolean;
};

export class Outbox {
  readonly #ports: OutboxPorts;
  /** Commands without an answer yet, in order. */
  readonly #unanswered = new Map<string, Command>();
  /** What was asked with each message that is still pending. */
  readonly #asked = new Map<string, Asking>();
  /** Ids of commands that went out on this socket before its first frame. */
  readonly #early = new Set<string>();

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  /** Sends a command that makes no message, or keeps it until there is a connection. */
  command(command: Command): void {
    this.#keep(command);
    if (this.#ports.isLive()) this.#ports.send(JSON.stringify(command));
  }

  /** Sends a message, or keeps it until there is a connection; it is pending from now on. */
  ask(command: Asking, message: Pick<PendingMessage, "parentId" | "text" | "kind" | "files">): void {
    this.#asked.set(command.id, command);
    const others = this.#pending.filter(({ id }) => id !== command.id);
    this.#keep(command);
    const isSent = this.#ports.isLive() ? this.#ports.send(JSON.stringify(command)) : this.#sendEarly(command);
    this.#ports.update({ pending: [...others, { id: command.id, ...message, state: isSent ? "sending" : "waiting-for-network" }] });
  }

  /** Shows a message that was refused earlier, without sending it: that is the person's to say. */
  stand(command: Asking, message: Pick<PendingMessage, "parentId" | "text" | "kind" | "files">, refused: Problem): void {
    this.#asked.set(command.id, command);
    this.#ports.update({ pending: [...this.#pending, { id: command.id, ...message, state: { refused } }] });
  }

  /** Sends a message again that was refused. */
  retry(id: string): void {
    const pending = this.#pending.find((message) => message.id === id);
    if (pending !== undefined && typeof pending.state === "object") this.#sendAgain(pending, pending.parentId);
  }

  /** Forgets a message that is still pending. Returns its text, null where there is none of that id. */
  discard(id: string): string | null {
    const pending = this.#pending.find((message) => message.id === id);
    this.acknowledged(id);
    return pending?.text ?? null;
  }

  acknowledged(id: string): void {
    this.#answered(id);
    this.#asked.delete(id);
    this.#ports.update({ pending: this.#pending.filter((message) => message.id !== id) });
  }

  /** `id` is null where the server could not read which command it refuses. */
  refused(id: string | null, problem: Problem): void {
    if (id !== null) this.#answered(id);
    const pending = this.#pending.find((message) => message.id === id);
    if (pending === undefined) return this.#ports.update({ notice: { problem } });
    const before = this.#pending.find((message) => `${message.id}.a` === pending.parentId && typeof message.state === "object");
    // It was to follow a message that was refused: it takes that one's place.
    if (before !== undefined) return this.#sendAgain(pending, before.parentId);
    return this.#mark((message) => message.id === id, { refused: problem });
  }

  /** With the handshake. A conversation that is to begin says nothing before its first message: that goes out now. */
  beginEarly(): void {
    this.#early.clear();
    if (!this.#ports.isToBegin()) return;
    for (const command of this.#unanswered.values()) this.#sendEarly(command);
  }

  /** After the server's first event of a connection: whatever it may not have received. */
  sendUnanswered(): void {
    for (const command of this.#unanswered.values()) if (!this.#early.has(command.id)) this.#ports.send(JSON.stringify(command));
    this.#early.clear();
    this.#mark((message) => message.state === "waiting-for-network", "sending");
  }

  /** The connection is gone. */
  waitForNetwork(): void {
    this.#mark((message) => message.state === "sending", "waiting-for-network");
  }

  get #pending(): readonly PendingMessage[] {
    return this.#ports.get().pending;
  }

  /** The same command again (its model and its cap with it), perhaps below another message. */
  #sendAgain({ id, text, kind, files }: PendingMessage, parentId: string | null | undefined): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    if (asked.type === "edit") return this.ask(asked, { parentId, text, kind });
    const beside = files === undefined ? {} : { files };
    const { parentId: _before, ...rest } = asked;
    this.ask({ ...rest, ...(parentId === undefined ? {} : { parentId }) }, { parentId, text, kind, ...beside });
  }

  #sendEarly(command: Command): boolean {
    const isSent = this.#ports.isToBegin() && !this.#early.has(command.id) && this.#ports.sendEarly(JSON.stringify(command));
    if (isSent) this.#early.add(command.id);
    return isSent;
  }

  #keep(command: Command): void {
    this.#unanswered.set(command.id, command);
    this.#ports.update({ unanswered: this.#unanswered.size });
  }

  #answered(id: string): void {
    if (this.#unanswered.delete(id)) this.#ports.update({ unanswered: this.#unanswered.size });
  }

  #mark(which: (message: PendingMessage) => boolean, state: PendingMessage["state"]): void {
    if (!this.#pending.some(which)) return;
    this.#ports.update({ pending: this.#pending.map((message) => (which(message) ? { ...message, state } : message)) });
  }
}
