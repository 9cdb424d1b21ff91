/** Bodies and answers of the HTTP routes (docs/protocol.md and api/). */
import { z } from "zod";
import { modelId, send, systemPrompt, title } from "./commands.ts";
import { chatId, clientId, messageId } from "./identifiers.ts";
import { message } from "./message.ts";
import { costBasis, nanoUsd } from "./money.ts";

export const createChatBody = z.strictObject({
  id: chatId.optional(),
  title: title.optional(),
  model: modelId.optional(),
  system: systemPrompt.optional(),
  temporary: z.boolean().optional(),
});
export const patchChatBody = z.strictObject({
  title: title.optional(),
  model: modelId.optional(),
  system: systemPrompt.optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
});
export const sendBody = send.omit({ type: true });
export const regenerateBody = z.strictObject({ id: clientId, messageId, model: modelId.optional() });
export const stopBody = z.strictObject({ queue: z.boolean().optional() });

/** A conversation as lists show it. */
export const chatSummary = z.object({
  id: chatId,
  title: z.string(),
  model: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  running: z.boolean(),
  pinned: z.boolean(),
  archived: z.boolean(),
  temporary: z.boolean(),
  messageCount: z.int(),
  costNanoUsd: nanoUsd,
});
export type ChatSummary = z.infer<typeof chatSummary>;

export const messagesPage = z.object({ messages: z.array(message), head: messageId.nullable(), next: messageId.nullable() });

/** What one model call cost. */
export const receipt = z.object({
  callId: z.string(),
  messageId: messageId.optional(),
  purpose: z.enum(["answer", "continuation", "title", "summary", "suggestions"]),
  /** How the call ended. */
  end: z.enum(["done", "stopped", "failed", "cut", "stalled", "crashed"]),
  model: z.string(),
  at: z.string(),
  inputTokens: z.int(),
  cachedTokens: z.int(),
  outputTokens: z.int(),
  neurons: z.number().optional(),
  billedNanoUsd: nanoUsd.optional(),
  loggedNanoUsd: nanoUsd.optional(),
  listedNanoUsd: nanoUsd.optional(),
  costNanoUsd: nanoUsd,
  savedNanoUsd: nanoUsd,
  basis: costBasis,
  /** Largest disagreement between the known figures and the one that counts, in parts per thousand. */
  driftPerMille: z.int().optional(),
  simulated: z.boolean(),
});
export type Receipt = z.infer<typeof receipt>;

export const wallet = z.object({
  /** The month, UTC: `2026-11`. */
  period: z.string(),
  limitNanoUsd: nanoUsd,
  spentNanoUsd: nanoUsd,
  heldNanoUsd: nanoUsd,
  remainingNanoUsd: nanoUsd,
});
export type Wallet = z.infer<typeof wallet>;

export const preferences = z.object({
  model: z.string(),
  system: z.string(),
  theme: z.enum(["system", "light", "dark"]),
  sendWith: z.enum(["enter", "mod-enter"]),
});
export type Preferences = z.infer<typeof preferences>;
export const patchMeBody = z.strictObject({
  preferences: z.strictObject({
    model: modelId.optional(),
    system: systemPrompt.optional(),
    theme: z.enum(["system", "light", "dark"]).optional(),
    sendWith: z.enum(["enter", "mod-enter"]).optional(),
  }),
});

export const me = z.object({
  email: z.string(),
  admin: z.boolean(),
  wallet,
  preferences,
  /** How this server knows who is calling; `dev` shows the switcher. */
  identity: z.enum(["access", "dev"]),
});
export type Me = z.infer<typeof me>;

export const modelInfo = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  contextWindow: z.int().nullable(),
  capabilities: z.array(z.string()),
  priceUsdPerMTok: z.object({ input: z.number(), cachedInput: z.number().nullable(), output: z.number() }).nullable(),
  available: z.boolean(),
  reason: z.string().optional(),
  simulated: z.boolean(),
});
export type ModelInfo = z.infer<typeof modelInfo>;
export const modelList = z.object({ asOf: z.string(), default: z.string(), models: z.array(modelInfo) });

export const spendRow = z.object({
  key: z.string(),
  calls: z.int(),
  inputTokens: z.int(),
  cachedTokens: z.int(),
  outputTokens: z.int(),
  costNanoUsd: nanoUsd,
});
export type SpendRow = z.infer<typeof spendRow>;

/** What the person's socket (`GET /api/live`) says: first the wallet and the newest conversations, then each change. */
export const accountEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("account"), wallet, chats: z.array(chatSummary), next: z.string().nullable() }),
  z.object({ type: z.literal("chat"), chat: chatSummary }),
  z.object({ type: z.literal("wallet"), wallet }),
  z.object({ type: z.literal("removed"), id: chatId }),
]);
export type AccountEvent = z.infer<typeof accountEvent>;
