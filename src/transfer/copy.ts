/** A branch that somebody shared, as a conversation to be imported: words, order and times; no cost, no system prompt. Pure. */
import { Buffer } from "node:buffer";
import type { Message } from "../protocol/message.ts";
import type { ImportedFile } from "../protocol/transfer.ts";
import type { ImportedConversation, ImportedMessage } from "./conversation.ts";

/** Bytes of text, and of files, in one copy: all of it stands in a Worker's memory, three times, of 128 MB. */
const MAX_COPY_BYTES = 24 * 1024 * 1024;

export class TooMuchToCopy extends Error {
  override name = "TooMuchToCopy";
}

/**
 * @param model what the copy goes on with
 * @throws {TooMuchToCopy}
 */
export async function readCopy(
  { title, head }: { title: string; head: string | null },
  branch: AsyncIterable<Message>,
  model: string | null,
  fileOf: (id: string) => Promise<Uint8Array | null>,
): Promise<ImportedConversation> {
  const messages: ImportedMessage[] = [];
  const files: ImportedFile[] = [];
  let bytes = 0;
  let fileBytes = 0;
  for await (const message of branch) {
    const { id, parentId, role, text, createdAt, status } = message;
    const reasoning = message.reasoning ?? "";
    bytes += Buffer.byteLength(text) + Buffer.byteLength(reasoning);
    if (bytes > MAX_COPY_BYTES)
      throw new TooMuchToCopy(`a copy holds at most ${MAX_COPY_BYTES / 1024 / 1024} MB of text. Ask its owner for an export instead.`);
    const beside = message.files ?? [];
    for (const { id: fileId, name, type, bytes: size } of beside) {
      if (files.some((file) => file.id === fileId) || fileBytes + size > MAX_COPY_BYTES) continue;
      fileBytes += size;
      const data = await fileOf(fileId);
      if (data !== null) files.push({ id: fileId, name, type, data });
    }
    // An answer that waits has nothing that could be copied; its question has.
    if (role === "assistant" && status === "queued") continue;
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
  return { sourceId: null, title, system: "", model, createdAt: null, pinned: false, archived: false, head: last, messages, files };
}
