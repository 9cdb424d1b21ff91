/** Tally's own export (docs/protocol.md, "Export and import"). Receipts in it are not read. */
import { z } from "zod";
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
});

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
});

export const tally: Format = {
  kind: "Tally",
  isOne: (element) =>
    chat.pick({ id: true }).safeParse(element).success && "messages" in element && "head" in element && "createdAt" in element,
  read(element) {
    const parsed = chat.safeParse(element);
    if (!parsed.success) return null;
    const { id, createdAt, messages, ...rest } = parsed.data;
    return {
      ...rest,
      sourceId: id,
      createdAt: timeOf(createdAt),
      messages: messages.map(({ createdAt: at, ...kept }): ImportedMessage => ({ ...kept, at: timeOf(at) })),
    };
  },
};
