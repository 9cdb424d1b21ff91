/**
 * What is measured, again and again: the same questions asked of Tally, of a bare object without storage, of one with
 * Tally's promises, and of AIChatAgent, each in the words of its own socket. Everything above this file is the same for
 * all of them.
 */
import type { RawSocket } from "./socket.ts";
import type { Server } from "./server.ts";

/** What one frame means to a tab. */
export type Reading =
  /** Text of the running answer was appended: how many UTF-8 bytes; `text` itself only when it was asked for. */
  | { kind: "text"; bytes: number; text: string }
  /** The running answer ended. */
  | { kind: "done" }
  /** The first frame with the conversation's messages. */
  | { kind: "messages" }
  | { kind: "other" };

export type SubjectName = "Tally" | "bare object" | "durable bare object" | "AIChatAgent";

/** Where a tab that was away goes on: what it has of the running answer. */
export type Have = { text: string; answerId: string; seq: number };

export interface Subject {
  readonly name: SubjectName;
  start(): Promise<Server>;
  /** A new conversation, empty. */
  create(server: Server): Promise<string>;
  /** Begins a conversation of `person` with its first message, in as few trips as the subject knows. Resolves when it is sent. */
  begin(server: Server, person: string, text: string, onFrame: (reading: Reading, bytes: number) => void): Promise<Tab>;
  /** Opens a tab; `have`: resumes. */
  open(server: Server, chat: string, have: Have | null, onFrame: (reading: Reading, bytes: number) => void): Promise<Tab>;
  /** A conversation with so many finished turns of a question and an answer of `tokens` tokens. */
  seed(server: Server, turns: number, tokens: number): Promise<string>;
  /** Rows written and alarms set by the conversation so far; null: it has no storage. */
  stats(server: Server, chat: string): Promise<{ rowsWritten: number; alarmsSet: number } | null>;
}

export interface Tab {
  readonly socket: RawSocket;
  /** @param tools offered to the model; left out: none. Who knows no tools is not asked with any. */
  ask(text: string, tools?: readonly string[]): void;
  /** What this tab would resume with now. */
  have(): Have;
  /** Bytes that came beside the socket (AIChatAgent loads messages over HTTP). */
  readonly sideBytes: number;
  /** `performance.now()` when the messages of the conversation had arrived; 0 before. */
  readonly messagesAt: number;
  close(): void;
}

/** The tool whose rounds are measured: a search, which costs money. */
export const SEARCH = "web_search";

export const question = (directives: string): string => `/gen ${directives}`;
/** The answer that `tokens=` promises. */
export const answerOf = (tokens: number): string => Array.from({ length: tokens }, (_, index) => ` w${index}`).join("");
