import type { MessageFile, UploadedFile } from "../../src/protocol/files.ts";
import type { AnswerProblem, Message } from "../../src/protocol/message.ts";
import type { ChatState } from "../../src/protocol/frames.ts";
import type { Beginning, Effort } from "../../src/protocol/commands.ts";
import type { Rating } from "../../src/protocol/rating.ts";
import type { Problem } from "../../src/protocol/problem.ts";

/**
 * How the connection stands. `readonly` states (everything but `live`) keep showing what is known.
 * `ended` is final: the reason says what to tell the person.
 */
export type Connection =
  | { status: "connecting" }
  | { status: "live" }
  /** The socket was lost; `retryAt` is when the next attempt starts (milliseconds since the epoch). */
  | { status: "reconnecting"; attempt: number; retryAt: number }
  /** The device says it has no network. */
  | { status: "offline" }
  | { status: "ended"; reason: "not-found" | "deleted" | "unauthenticated" | "forbidden" | "too-old" | "too-many-tabs" | "closed" };

/** A question typed here that the server has not yet accepted: kept, shown, and sent once there is a connection. */
export interface PendingMessage {
  id: string;
  parentId: string | null | undefined;
  text: string;
  /** What stands beside the text. */
  files?: readonly MessageFile[];
  /** The command that carries it. */
  kind: "send" | "edit";
  state: "sending" | "waiting-for-network" | { refused: Problem };
}

/**
 * Everything a view shows of one conversation. Immutable: a change makes a new object, an unchanged message stays the
 * same object. The text of the running answer is NOT here while it runs (`text` holds what the server had when the
 * message was received): read it from the live channel, so that a token does not render the conversation.
 */
export interface ConversationState {
  connection: Connection;
  /** Null until the first snapshot. */
  chat: ChatState | null;
  /** All messages known here, by id: the window, the branches seen, older pages that were loaded. */
  messages: ReadonlyMap<string, Message>;
  /** Children of each message known here (`null`: the beginnings), oldest first; ids may be of messages not loaded. */
  children: ReadonlyMap<string | null, readonly string[]>;
  /** The branch everybody sees, oldest first, as far as it is loaded. Queued messages stand at its end. */
  path: readonly Message[];
  head: string | null;
  /** True while there are older messages on the path that are not loaded. */
  hasEarlier: boolean;
  loadingEarlier: boolean;
  /** The answer that is being written, if any. */
  runningId: string | null;
  /** An estimate of what the running answer has cost so far. */
  runningSpent: { outputTokens: number; costNanoUsd: number } | null;
  /** The answer down to which a summary is being made. */
  compactingId: string | null;
  pending: readonly PendingMessage[];
  /** Commands that the server has not answered yet; each is sent again after a reconnect. */
  unanswered: number;
  /** The composer's text as the server has it. `isOwn`: this tab sent it, and its version is a guess. */
  draft: { text: string; version: number; isOwn: boolean };
  /** The files that stand in the composer of every tab. */
  attached: { files: readonly UploadedFile[]; version: number };
  tabs: number;
  /** The last refusal of a command that is not a message (stop, select, set …); shown until dismissed. */
  notice: { problem: Problem } | null;
}

/** The running answer's text as it grows. */
export interface LiveText {
  answerId: string;
  text: string;
  reasoning: string;
}

/** What of a conversation's own settings is to change. `effort` null: as the model likes; `maxCostNanoUsd` null: no limit of its own. */
export interface ChatChange {
  title?: string;
  model?: string;
  system?: string;
  effort?: Effort | null;
  maxCostNanoUsd?: number | null;
  /** The tools that are offered where a message names none. */
  tools?: string[];
}

export interface SendOptions {
  /** The message's id, where a message that was kept is sent again; default a new one. */
  id?: string;
  parentId?: string | null;
  model?: string;
  maxCostNanoUsd?: number;
  /** The tools its model is offered; left out: the conversation's; empty: none. */
  tools?: string[];
  /** Files of this conversation that stand beside the text. */
  files?: readonly MessageFile[];
  /** It was refused before the page was loaded anew: it stands as it stood, and is sent when the person tries again. */
  refused?: Problem;
}

/** What a person says to a step that waits. `always`: from now on without being asked. */
export type Decision = "once" | "always" | "deny";

/** What came of looking for a message. `too-many`: given up before the beginning of the conversation. */
export type FindOutcome = "found" | "missing" | "failed" | "too-many";

/** One conversation, live. Framework-free: works in a browser and in Node. */
export interface LiveConversation {
  getState(): ConversationState;
  /** Called after each change of the state (folded: at most once per frame or 50 ms; at once when the page is hidden). */
  subscribe(listener: () => void): () => void;
  /** The running answer's text; null when nothing runs. Its own channel, so that only one row renders per token. */
  getLiveText(): LiveText | null;
  subscribeLiveText(listener: () => void): () => void;

  /** Returns the message's id at once; the message stands in `pending` until it is accepted. */
  send(text: string, options?: SendOptions): string;
  edit(messageId: string, text: string, options?: { model?: string; tools?: string[] }): string;
  regenerate(messageId: string, options?: { model?: string; tools?: string[] }): void;
  continueAnswer(messageId: string): void;
  stop(options?: { queue?: boolean }): void;
  cancel(messageId: string): void;
  select(messageId: string): void;
  /** Lets a step of an answer run that waits for it, or not. */
  decide(messageId: string, stepId: string, decision: Decision): void;
  /** Has the branch summed up, down to its last answer unless one is named (better: a command may arrive late); questions below are asked with the summary. */
  compact(options?: { messageId?: string; model?: string }): void;
  /** Takes an answer's summary back. */
  expand(messageId: string): void;
  /** What the person thinks of an answer that has ended; null: nothing any more. */
  rate(messageId: string, rating: Rating | null): void;
  set(change: ChatChange): void;
  setDraft(text: string): void;
  /** Sends a draft that waits at once: the page may be about to go. */
  flushDraft(): void;
  /** Tries a refused or waiting message again, with the same id. */
  retryPending(id: string): void;
  /** Takes a refused or waiting message away; returns its text so that it can go back to the composer. */
  discardPending(id: string): string | null;
  dismissNotice(): void;
  /** Loads what stands above a message of any branch; left out: above the branch everybody sees, as far as it is loaded. */
  loadEarlier(messageId?: string): Promise<void>;
  /** Loads a message wherever it stands in the tree, with some of what stands above it. Selects nothing. */
  find(messageId: string): Promise<FindOutcome>;
  /** Shows a snapshot's frame that was kept earlier, until the server has spoken; after that nothing. */
  showKept(frame: string): void;
  /** Tries to connect now instead of at `retryAt`. */
  reconnectNow(): void;
  /** Whether somebody can see it: the server tells of an answer's end elsewhere where nobody does (P133). */
  setShown(shown: boolean): void;
  close(): void;
}

export interface LiveOptions {
  chatId: string;
  /** `chatId` is the name of a share: it is read and nothing can be done with it. */
  isShared?: boolean;
  /** The conversation does not exist yet: its first message makes it, with these settings. Where it exists, nothing. */
  begin?: Beginning;
  /** Where the server is: `http://127.0.0.1:8787`. Default: the page's own origin. */
  baseUrl?: string;
  /** Extra headers for HTTP requests (Node; in local mode `x-tally-dev-user`). */
  headers?: Record<string, string>;
  /** Makes the socket; default the platform's `WebSocket`. Passed in by tests and by Node programs that set headers. */
  createSocket?: (url: string) => WebSocket;
  /** Default `fetch`. */
  fetch?: typeof fetch;
  /** Default: milliseconds since the epoch. */
  now?: () => number;
  /** Default `Math.random`; used for jitter and ids. */
  random?: () => number;
}

export type { AnswerProblem, Beginning, ChatState, Effort, Message, Problem, Rating };
