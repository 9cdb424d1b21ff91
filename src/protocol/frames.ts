/**
 * The frames that a conversation sends on its socket. A frame is text, and its first character tells its kind:
 *
 *   `t…`  answer text: the rest of the frame is appended to the running answer
 *   `r…`  reasoning text: likewise, to its reasoning
 *   `s…`  spent so far: output tokens, a blank, nano-dollars (`s120 48000`); an estimate, at most once a second
 *   `{…`  an event, one of the shapes below
 *
 * One answer runs at a time, so text frames carry no id. docs/protocol.md has the numbered rules.
 */
import { z } from "zod";
import { commandResult, effort } from "./commands.ts";
import { uploadedFile } from "./files.ts";
import { messageId } from "./identifiers.ts";
import { answerProblem, message, messageCost, messageStatus } from "./message.ts";
import { nanoUsd } from "./money.ts";
import { problem } from "./problem.ts";
import { step } from "./tools.ts";

export const TEXT_TAG = "t";
export const REASONING_TAG = "r";
export const SPENT_TAG = "s";
export const MARK_TAG = "m";

/**
 * A conversation's state without its messages. Fields that were added after version 1 have a default, because a tab may stay
 * open while its server is rolled back.
 */
export const chatState = z.object({
  id: z.string(),
  title: z.string(),
  model: z.string(),
  system: z.string(),
  /** How hard models that reason think here; null: as they like. */
  effort: effort.nullable().default(null),
  createdAt: z.string(),
  temporary: z.boolean(),
  /** The most this conversation may cost in all; null: no limit of its own. */
  maxCostNanoUsd: nanoUsd.nullable().default(null),
  /** Tools that are offered where a message names none. */
  tools: z.array(z.string()).default([]),
  /** All model calls of this conversation. */
  costNanoUsd: nanoUsd,
  /** True when it cost something, all of it simulated by the embedded AI. */
  simulated: z.boolean(),
  /** Messages in the whole tree. */
  messageCount: z.int(),
});
export type ChatState = z.infer<typeof chatState>;

/** `{"type":"snapshot",…}`: first frame on a socket without a usable cursor. Later text frames continue the running answer's text in it. */
export const snapshot = z.object({
  type: z.literal("snapshot"),
  seq: z.int(),
  chat: chatState,
  /** The last message of the branch everybody sees; null in an empty conversation. */
  head: messageId.nullable(),
  /** The end of that branch, oldest first, with whatever waits or runs. */
  messages: z.array(message),
  /** The id to ask older messages before (`GET …/messages?before=`); null when this is all. */
  earlier: messageId.nullable(),
  /** The answer that text frames belong to. */
  running: messageId.nullable(),
  /** The answer down to which a summary is being made. */
  compacting: messageId.nullable().default(null),
  draft: z.string(),
  /** Rises with every change of the draft. */
  draftVersion: z.int(),
  /** The files that stand in the composer. */
  attached: z.array(uploadedFile).default([]),
  /** Rises with every change of those. */
  attachedVersion: z.int().default(0),
  tabs: z.int(),
});

/** `{"type":"resumed","seq":12}`: first frame when the cursor was usable; what was missed follows as ordinary frames. */
export const resumed = z.object({
  type: z.literal("resumed"),
  seq: z.int(),
  tabs: z.int(),
  compacting: messageId.nullable().default(null),
});

/** `{"type":"messages",…}`: messages that are new or changed, whole; `head` when it moved, `running` when an answer began. */
export const messages = z.object({
  type: z.literal("messages"),
  seq: z.int(),
  messages: z.array(message),
  head: messageId.nullable().optional(),
  running: messageId.nullable().optional(),
  /** Only when the branch changed: what to ask older messages before. */
  earlier: messageId.nullable().optional(),
});

/** `{"type":"closed",…}`: the running answer ended. A tab whose text is longer cuts it to `length`; one whose text is shorter opens anew. */
export const closed = z.object({
  type: z.literal("closed"),
  seq: z.int(),
  id: messageId,
  status: messageStatus,
  /** UTF-16 code units of the stored text, and of the stored reasoning. */
  length: z.int(),
  reasoningLength: z.int(),
  firstTokenAt: z.string().optional(),
  reasoningEndedAt: z.string().optional(),
  finishedAt: z.string(),
  problem: answerProblem.optional(),
  shortened: z.boolean().optional(),
  receipt: messageCost.optional(),
  costNanoUsd: nanoUsd,
});

/** `{"type":"cost",…}`: a receipt was corrected (by the gateway's log), or a call without a message was paid. */
export const cost = z.object({
  type: z.literal("cost"),
  seq: z.int(),
  id: messageId.nullable(),
  receipt: messageCost.nullable(),
  costNanoUsd: nanoUsd,
});

/** `{"type":"chat","seq":13,"title":"Tea"}`: what changed of the conversation's own settings. */
export const chat = z.object({
  type: z.literal("chat"),
  seq: z.int(),
  title: z.string().optional(),
  model: z.string().optional(),
  system: z.string().optional(),
  effort: effort.nullable().optional(),
  maxCostNanoUsd: nanoUsd.nullable().optional(),
  tools: z.array(z.string()).optional(),
});

/**
 * `{"type":"compacting","id":"m9.a"}`: a summary is being made down to that answer; `id` null: it has ended, with a problem
 * if it failed. Takes no place in the log: the summary itself comes with the answer.
 */
export const compacting = z.object({
  type: z.literal("compacting"),
  id: messageId.nullable(),
  problem: answerProblem.optional(),
});

/**
 * `{"type":"steps","seq":9,"id":"m1.a","steps":[…]}`: steps of an answer that are new or changed, each whole; a known one
 * is replaced by the one with its id, a new one comes after the others.
 */
export const steps = z.object({ type: z.literal("steps"), seq: z.int(), id: messageId, steps: z.array(step), costNanoUsd: nanoUsd });

/** `{"type":"draft","version":4,"text":"Hel"}`: another tab's composer. */
export const draft = z.object({ type: z.literal("draft"), version: z.int(), text: z.string() });

/** `{"type":"attached","version":2,"files":[]}`: the files that stand in the composer of every tab, all of them. */
export const attached = z.object({ type: z.literal("attached"), version: z.int(), files: z.array(uploadedFile) });

/** `{"type":"tabs","count":2}`: how many tabs look at this conversation. */
export const tabs = z.object({ type: z.literal("tabs"), count: z.int() });

/** `{"type":"ack","id":"m1","result":{…}}`: to the sender alone, once what it promises is durable. */
export const ack = z.object({ type: z.literal("ack"), id: z.string(), result: commandResult });

/** `{"type":"refused","id":"m1","problem":{…}}`: to the sender alone; `id` is null when none could be read. Nothing was stored. */
export const refused = z.object({ type: z.literal("refused"), id: z.string().nullable(), problem });

/** `{"type":"deleted"}`: the conversation is gone; the socket closes with 4404. */
export const deleted = z.object({ type: z.literal("deleted") });

export const serverEvent = z.discriminatedUnion("type", [
  snapshot,
  resumed,
  messages,
  closed,
  cost,
  chat,
  steps,
  compacting,
  draft,
  attached,
  tabs,
  ack,
  refused,
  deleted,
]);
export type ServerEvent = z.infer<typeof serverEvent>;

/** Why the server closes a socket; a client reconnects after `again` and stops after the others. */
export const CLOSE_CODES = {
  /** The identity's token ran out, or there is none. */
  unauthenticated: 4401,
  /** Another origin's page. */
  forbidden: 4403,
  /** Unknown, deleted, or another person's. */
  notFound: 4404,
  /** Read too slowly: reconnect with the cursor. */
  tooSlow: 4408,
  /** The client speaks a protocol version the server does not. */
  tooOld: 4426,
  /** 100 tabs are open already. */
  tooMany: 4429,
} as const;

/** The heartbeat: this exact text is answered with `PONG` without waking the object. */
export const PING = "ping";
export const PONG = "pong";
