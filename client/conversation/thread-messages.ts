/** Rows as assistant-ui wants them. The same row gives the same message, so an unchanged row does not render again. */
import {
  fromThreadMessageLike,
  type AppendMessage,
  type ExportedMessageRepository,
  type MessageStatus,
  type ThreadMessage,
} from "@assistant-ui/react";
import type { Message } from "../live/index.ts";
import type { Row } from "./rows.ts";
import { words } from "../words/words.ts";

const COMPLETE: MessageStatus = { type: "complete", reason: "stop" };
const cache = new WeakMap<Row, ThreadMessage>();

function statusOf(message: Message): MessageStatus {
  switch (message.status) {
    case "done":
      return message.shortened === true ? { type: "incomplete", reason: "length" } : COMPLETE;
    case "queued":
    case "running":
      return { type: "running" };
    case "stopped":
      return { type: "incomplete", reason: "cancelled" };
    case "interrupted":
      return { type: "incomplete", reason: "other" };
    case "error":
      return { type: "incomplete", reason: "error", error: message.problem?.detail ?? words.answer.failed };
  }
}

function convert(row: Row): ThreadMessage {
  const { content, id } = row;
  const custom = { row };
  if (content.kind === "pending")
    return fromThreadMessageLike({ role: "user", id, content: content.pending.text, metadata: { custom } }, id, COMPLETE);
  const { message } = content;
  const shared = { id, content: message.text, createdAt: new Date(message.createdAt), metadata: { custom } };
  return message.role === "user"
    ? fromThreadMessageLike({ ...shared, role: "user" }, id, COMPLETE)
    : fromThreadMessageLike({ ...shared, role: "assistant", status: statusOf(message) }, id, COMPLETE);
}

function threadMessageOf(row: Row): ThreadMessage {
  const known = cache.get(row);
  if (known !== undefined) return known;
  const message = convert(row);
  cache.set(row, message);
  return message;
}

/** The window as a tree of one branch: cut off from what is older, its first message stands at the beginning. */
export function repositoryOf(rows: readonly Row[]): ExportedMessageRepository {
  return {
    headId: rows.at(-1)?.id ?? null,
    messages: rows.map((row, index) => ({ message: threadMessageOf(row), parentId: rows[index - 1]?.id ?? null })),
  };
}

/** The words of a message that assistant-ui hands over. */
export function textOf(message: AppendMessage): string {
  return message.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}
