/**
 * From the state of a conversation to what the thread and the queue show. Pure. The thread gets the last part of the
 * branch; what waits behind the running answer goes to the queue above the composer.
 */
import type { ConversationState, Message, PendingMessage } from "../live/index.ts";

export type RowContent = { kind: "message"; message: Message } | { kind: "pending"; pending: PendingMessage };

/** One row of the thread. A class, so that what comes back out of assistant-ui's untyped metadata can be recognised. */
export class Row {
  readonly id: string;
  readonly content: RowContent;
  constructor(content: RowContent) {
    this.content = content;
    this.id = content.kind === "message" ? content.message.id : content.pending.id;
  }
  get role(): "user" | "assistant" {
    return this.content.kind === "message" ? this.content.message.role : "user";
  }
}

function filesInWords(files: readonly { name: string }[] = []): string {
  return files.map(({ name }) => name).join(", ");
}

/** A question that waits. */
export interface QueueEntry {
  id: string;
  text: string;
  /** `accepted`: the server has it. The others are still on their way. */
  state: "accepted" | PendingMessage["state"];
}

export interface ThreadView {
  rows: readonly Row[];
  queue: readonly QueueEntry[];
  /** Rows of the branch that are known but stand above the window. */
  hidden: number;
  /** Rows of the branch that stand below the window. */
  below: number;
}

const rowCache = new WeakMap<Message | PendingMessage, Row>();

function rowOf(content: RowContent): Row {
  const key = content.kind === "message" ? content.message : content.pending;
  const known = rowCache.get(key);
  if (known !== undefined) return known;
  const row = new Row(content);
  rowCache.set(key, row);
  return row;
}

/** The window's beginning moves in steps, so that a growing conversation does not drop a row with each new one. */
const WINDOW_STEP = 20;

function windowStart(length: number, size: number): number {
  return Math.max(0, Math.floor((length - size) / WINDOW_STEP) * WINDOW_STEP);
}

/** Where the waiting part of the branch begins: behind the running answer, or behind the first turn that is about to run. */
function queueStart(path: readonly Message[], runningId: string | null): number {
  const firstQueued = path.findIndex((message) => message.status === "queued");
  if (firstQueued === -1) return path.length;
  if (runningId !== null) return firstQueued;
  // Nothing runs: the first waiting turn (a question and its answer) is about to, and stands in the thread.
  const next = path.findIndex((message, index) => index > firstQueued && message.role === "user" && message.status === "queued");
  return next === -1 ? path.length : next;
}

export type ThreadInput = Pick<ConversationState, "path" | "pending" | "runningId">;

/**
 * `windowSize`: how many messages of the branch the thread holds, at least. `bottomId`: the last of them, where somebody
 * has scrolled far up; null: the window ends where the branch does.
 */
export function threadView({ path, pending, runningId }: ThreadInput, windowSize: number, bottomId: string | null = null): ThreadView {
  const known = new Set(path.map((message) => message.id));
  const unaccepted = pending.filter((each) => !known.has(each.id));
  const edited = unaccepted.find((each) => each.kind === "edit" && each.state === "sending" && each.parentId !== undefined);
  const cut = edited === undefined ? path.length : path.findIndex((message) => message.id === edited.parentId) + 1;
  const whole = Math.min(cut, queueStart(path, runningId));
  const bottom = bottomId === null ? -1 : path.findIndex((message) => message.id === bottomId);
  const end = bottom === -1 ? whole : Math.min(whole, bottom + 1);
  const start = windowStart(end, windowSize);

  const messageRows = path.slice(start, end).map((message) => rowOf({ kind: "message", message }));
  const waits = (each: PendingMessage) => runningId !== null && each.kind === "send" && typeof each.state === "string";
  const pendingRows = end < whole ? [] : unaccepted.filter((each) => !waits(each)).map((pending) => rowOf({ kind: "pending", pending }));
  const accepted = path
    .slice(queueStart(path, runningId))
    .filter((message) => message.role === "user")
    .map((message): QueueEntry => ({
      id: message.id,
      text: message.text === "" ? filesInWords(message.files) : message.text,
      state: "accepted",
    }));
  const onTheirWay = unaccepted
    .filter(waits)
    .map((each): QueueEntry => ({ id: each.id, text: each.text === "" ? filesInWords(each.files) : each.text, state: each.state }));
  return { rows: [...messageRows, ...pendingRows], queue: [...accepted, ...onTheirWay], hidden: start, below: whole - end };
}
