/** A branch that somebody shared, as a conversation to be imported: words, order and times; no cost, no system prompt. Pure. */
import { Buffer } from "node:buffer";
import type { MessageFile } from "../protocol/files.ts";
import type { Message } from "../protocol/message.ts";
import type { ImportedConversation, ImportedMessage } from "./conversation.ts";

/** Bytes of text in one copy: all of it stands in a Worker's memory, three times, of 128 MB. Files pass through. */
const MAX_COPY_BYTES = 24 * 1024 * 1024;

export class TooMuchToCopy extends Error {
  override name = "TooMuchToCopy";
}

/**
 * @param model what the copy goes on with
 * @returns with the conversation the files that its messages name, each once
 * @throws {TooMuchToCopy}
 */
export async function readCopy(
  { title, head }: { title: string; head: string | null },
  branch: AsyncIterable<Message>,
  model: string | null,
): Promise<{ conversation: ImportedConversation; files: MessageFile[] }> {
  const messages: ImportedMessage[] = [];
  const files = new Map<string, MessageFile>();
  let bytes = 0;
  for await (const message of branch) {
    const { id, parentId, role, text, createdAt, status } = message;
    const reasoning = message.reasoning ?? "";
    bytes += Buffer.byteLength(text) + Buffer.byteLength(reasoning);
    if (bytes > MAX_COPY_BYTES)
      throw new TooMuchToCopy(`a copy holds at most ${MAX_COPY_BYTES / 1024 / 1024} MB of text. Ask its owner for an export instead.`);
    // An answer that waits has nothing that could be copied; its question has.
    if (role === "assistant" && status === "queued") continue;
    const beside = message.files ?? [];
    for (const file of beside) files.set(file.id, file);
    // What is still being written is cut off here.
    const ended = status === "running" || status === "queued" ? "interrupted" : status;
    messages.push({
      id,
      parentId,
      role,
      text,
      reasoning,
      model: message.model ?? null,
      at: Date.parse(createdAt),
      status: role === "user" ? "done" : ended,
      ...(beside.length === 0 ? {} : { files: beside.map((file) => file.id) }),
    });
  }
  const last = messages.some(({ id }) => id === head) ? head : (messages.at(-1)?.id ?? null);
  const conversation = { sourceId: null, title, system: "", model, createdAt: null, pinned: false, archived: false, head: last, messages };
  return { conversation, files: [...files.values()] };
}
