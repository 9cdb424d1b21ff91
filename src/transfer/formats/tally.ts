/** Tally's own export (docs/protocol.md, "Export and import"). Receipts in it are not read. */
import { Buffer } from "node:buffer";
import { z } from "zod";
import { MAX_FILES } from "../../protocol/files.ts";
import { givenRating } from "../../protocol/rating.ts";
import type { ImportedFile } from "../../protocol/transfer.ts";
import { looseText, timeOf, type Format, type ImportedMessage } from "../conversation.ts";

const message = z.object({
  id: z.string(),
  parentId: z.string().nullable().catch(null),
  role: z.enum(["user", "assistant"]),
  text: z.string(),
  reasoning: looseText,
  model: z.string().nullable().catch(null).default(null),
  status: z.enum(["done", "stopped", "interrupted", "error"]).catch("interrupted"),
  createdAt: z.unknown(),
  files: z
    .array(z.object({ id: z.string() }))
    .max(MAX_FILES)
    .optional()
    .catch(undefined),
  rating: givenRating.optional().catch(undefined),
});

const file = z.object({ id: z.string(), name: looseText, type: looseText, data: z.string() });

const chat = z.object({
  id: z.string(),
  title: looseText,
  model: z.string().nullable().catch(null).default(null),
  system: looseText,
  createdAt: z.unknown(),
  pinned: z.boolean().catch(false),
  archived: z.boolean().catch(false),
  head: z.string().nullable().catch(null).default(null),
  messages: z.array(message),
  files: z.array(z.unknown()).catch([]).default([]),
  partial: z.boolean().catch(false).default(false),
});

/** A file as the document has it; nothing where it is none. */
function fileIn(value: unknown): ImportedFile[] {
  const parsed = file.safeParse(value);
  if (!parsed.success) return [];
  const { data, ...named } = parsed.data;
  return [{ ...named, data: new Uint8Array(Buffer.from(data, "base64")) }];
}

export const tally: Format = {
  kind: "Tally",
  isOne: (element) =>
    chat.pick({ id: true }).safeParse(element).success && "messages" in element && "head" in element && "createdAt" in element,
  read(element) {
    const parsed = chat.safeParse(element);
    if (!parsed.success) return null;
    const { id, createdAt, messages, files, partial, ...rest } = parsed.data;
    return {
      ...rest,
      sourceId: id,
      createdAt: timeOf(createdAt),
      messages: messages.map(({ createdAt: at, files: beside, rating, ...kept }): ImportedMessage => ({
        ...kept,
        at: timeOf(at),
        ...(beside === undefined ? {} : { files: beside.map((one) => one.id) }),
        ...(rating === undefined ? {} : { rating }),
      })),
      ...(files.length === 0 ? {} : { files: files.flatMap(fileIn) }),
      ...(partial ? { isPart: true } : {}),
    };
  },
};
