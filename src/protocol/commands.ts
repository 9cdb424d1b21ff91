/**
 * Every command of a client to a conversation, with its wire shape. A command carries an id that the client made; a repeated
 * id is acknowledged again and takes effect once (invariant 3). No command carries an assistant's text, a role, a time or a
 * cost (invariant 2).
 */
import { z } from "zod";
import { clientId, messageId } from "./identifiers.ts";
import { MAX_MESSAGE_BYTES, MAX_SYSTEM_BYTES, MAX_TITLE_CHARACTERS } from "./limits.ts";
import { nanoUsd } from "./money.ts";
import { plainLine } from "./plain-line.ts";
import { fileIds } from "./files.ts";
import { rate } from "./rating.ts";
import { decide, toolNames } from "./tools.ts";

const encoder = new TextEncoder();

/** Text of at most `limit` UTF-8 bytes, without lone surrogates (they cannot be stored and read back byte for byte). */
const boundedText = (limit: number) =>
  z
    .string()
    .refine((text) => text.length <= limit && encoder.encode(text).byteLength <= limit, {
      error: `longer than ${limit} bytes`,
      params: { tooLarge: true },
    })
    .refine((text) => text.isWellFormed(), "holds half of a surrogate pair");

/** May be blank only where files come with it. */
export const messageText = boundedText(MAX_MESSAGE_BYTES);
const saysSomething = ({ text, files }: { text: string; files?: readonly string[] | undefined }): boolean =>
  text.trim() !== "" || (files !== undefined && files.length > 0);
/** Arguments of `refine` for each body with a text, so that an error names the field `text`. */
export const needsWords: [typeof saysSomething, { error: string; path: string[] }] = [
  saysSomething,
  { error: "a message needs some text", path: ["text"] },
];
export const systemPrompt = boundedText(MAX_SYSTEM_BYTES);
/** A text kept for the composer: as long as a system prompt may be. */
export const promptText = systemPrompt.refine((text) => text.trim() !== "", "it needs some text");
const line = z
  .string()
  .refine((text) => text.isWellFormed(), "holds half of a surrogate pair")
  .transform(plainLine);
export const title = line.pipe(z.string().min(1).max(MAX_TITLE_CHARACTERS));
/** The title that a conversation begins with; empty: none yet. */
export const firstTitle = line.pipe(z.string().max(MAX_TITLE_CHARACTERS));
export const modelId = z.string().min(1).max(200);
/** A limit of cost, in nano-dollars. */
export const cap = nanoUsd.min(1);
/** How hard a model that reasons should think; left out: the model's default. */
export const effort = z.enum(["low", "medium", "high"]);
export type Effort = z.infer<typeof effort>;

/** The settings of a conversation that a `send` makes (docs/protocol.md, P45); those left out are the person's defaults. */
export const beginning = z.strictObject({
  model: modelId.optional(),
  system: systemPrompt.optional(),
  temporary: z.boolean().optional(),
  effort: effort.nullable().optional(),
  maxCostNanoUsd: cap.nullable().optional(),
  /** Tools offered where a message names none; left out: none. */
  tools: toolNames.optional(),
  /** The project it begins in. What is left out of its settings is that project's. */
  projectId: clientId.optional(),
});
export type Beginning = z.infer<typeof beginning>;

/** `{"type":"send","id":"m1","parentId":"m0.a","text":"Hello"}` */
const sendShape = z.strictObject({
  type: z.literal("send"),
  /** The command's id and the new message's. */
  id: clientId,
  /** Left out: after the last message when the command is handled. Null: a new beginning. An id: below that message. */
  parentId: messageId.nullable().optional(),
  text: messageText,
  model: modelId.optional(),
  effort: effort.optional(),
  /** The most this answer may cost. */
  maxCostNanoUsd: cap.optional(),
  /** The tools its model is offered. Left out: the conversation's; empty: none. */
  tools: toolNames.optional(),
  /** Files of this conversation that stand beside the text. */
  files: fileIds.optional(),
  /** Read only where this message makes the conversation. */
  conversation: beginning.optional(),
});
export const send = sendShape.refine(...needsWords);
/** `POST /api/chats/:id/messages`. */
export const sendBody = sendShape.omit({ type: true, conversation: true }).refine(...needsWords);
/** `{"type":"edit","id":"m2","messageId":"m1","text":"Hello again"}`: a sibling of that question, never a change of it. */
export const edit = z
  .strictObject({
    type: z.literal("edit"),
    id: clientId,
    messageId,
    text: messageText,
    model: modelId.optional(),
    effort: effort.optional(),
    maxCostNanoUsd: cap.optional(),
    tools: toolNames.optional(),
    /** Left out: those of the question that is edited. */
    files: fileIds.optional(),
  })
  .refine(...needsWords);
/** `{"type":"regenerate","id":"r1","messageId":"m1.a"}`: a second answer beside the first. */
export const regenerate = z.strictObject({
  type: z.literal("regenerate"),
  id: clientId,
  messageId,
  model: modelId.optional(),
  effort: effort.optional(),
  maxCostNanoUsd: cap.optional(),
  /** Left out: those of the answer before. */
  tools: toolNames.optional(),
});
/** `{"type":"continue","id":"c1","messageId":"m1.a"}`: goes on with an answer that was cut, stopped or interrupted. */
export const continueAnswer = z.strictObject({ type: z.literal("continue"), id: clientId, messageId, maxCostNanoUsd: cap.optional() });
/** `{"type":"stop","id":"s1"}`; with `messageId` only that answer; with `queue` everything that waits is cancelled too. */
export const stop = z.strictObject({
  type: z.literal("stop"),
  id: clientId,
  messageId: messageId.optional(),
  queue: z.boolean().optional(),
});
/** `{"type":"cancel","id":"x1","messageId":"m3"}`: takes a waiting question out of the queue; it stays, marked stopped. */
export const cancel = z.strictObject({ type: z.literal("cancel"), id: clientId, messageId });
/** `{"type":"select","id":"b1","messageId":"m1"}`: the branch through that message becomes the one everybody sees. */
export const select = z.strictObject({ type: z.literal("select"), id: clientId, messageId });
/**
 * `{"type":"compact","id":"k1","messageId":"m9.a"}`: sums the branch up down to that answer (left out: down to its end).
 * Questions below it are then asked with the summary in place of what it sums up; nothing leaves the conversation.
 * Acknowledged when the money is held; `compacting` frames and the answer's `summary` report the rest.
 */
export const compact = z.strictObject({
  type: z.literal("compact"),
  id: clientId,
  messageId: messageId.optional(),
  /** The model that writes the summary; left out: the conversation's. */
  model: modelId.optional(),
});
/** `{"type":"expand","id":"x2","messageId":"m9.a"}`: that answer's summary goes; the whole branch is sent again. */
export const expand = z.strictObject({ type: z.literal("expand"), id: clientId, messageId });
/** `{"type":"set","id":"t1","title":"Tea"}`: title, model, system prompt, effort and limit of the conversation. */
export const set = z.strictObject({
  type: z.literal("set"),
  id: clientId,
  title: title.optional(),
  model: modelId.optional(),
  system: systemPrompt.optional(),
  /** How hard models that reason think in this conversation; null: as they like. */
  effort: effort.nullable().optional(),
  /** The most the whole conversation may cost; null: no limit of its own. */
  maxCostNanoUsd: cap.nullable().optional(),
  /** The tools that are offered where a message names none. */
  tools: toolNames.optional(),
});
/** `{"type":"draft","text":"Hel"}`: the composer's text, shared between tabs. The last write wins; not acknowledged. */
export const draft = z.strictObject({ type: z.literal("draft"), text: boundedText(MAX_MESSAGE_BYTES) });
/**
 * `{"type":"received","mark":"qL0v8Jx2mZ4k"}`: a mark that this tab has read. Not acknowledged. Version 1 sent the number of
 * `bytes` it had read, which proves nothing and is ignored.
 */
export const received = z
  .strictObject({ type: z.literal("received"), mark: z.string().max(100).optional(), bytes: z.int().min(0).optional() })
  .refine(({ mark, bytes }) => (mark === undefined) !== (bytes === undefined), "either a mark or, in version 1, bytes");

/** `{"type":"shown","shown":false}`: whether this tab is on screen; until it says so, it counts as shown. Not acknowledged. */
export const shown = z.strictObject({ type: z.literal("shown"), shown: z.boolean() });

/** Commands that are answered with `ack` or `refused`. */
export const command = z.discriminatedUnion("type", [
  send,
  edit,
  regenerate,
  continueAnswer,
  stop,
  cancel,
  select,
  compact,
  expand,
  set,
  rate,
  decide,
]);
export type Command = z.infer<typeof command>;
/** Everything a client may put on the socket. */
export const clientFrame = z.discriminatedUnion("type", [...command.options, draft, received, shown]);
export type ClientFrame = z.infer<typeof clientFrame>;

/** The result of an accepted command. */
export const commandResult = z.object({
  /** The question, for `send` and `edit`. */
  messageId: messageId.optional(),
  /** The answer's id, for `send`, `edit`, `regenerate` and `continue`; it is stored already. */
  answerId: messageId.optional(),
  /** True when the command had been accepted before and nothing ran now. */
  repeated: z.boolean().optional(),
  /** For `stop`: true when an answer was running. */
  stopped: z.boolean().optional(),
});
export type CommandResult = z.infer<typeof commandResult>;
