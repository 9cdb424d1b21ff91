/** Bodies and answers of the HTTP routes (docs/protocol.md and api/). */
import { z } from "zod";
import { plainAddress } from "./address.ts";
import { cap, effort, firstTitle, messageText, modelId, needsWords, systemPrompt, title } from "./commands.ts";
import { fileIds } from "./files.ts";
import { chatId, clientId, messageId } from "./identifiers.ts";
import { MAX_FAVOURITE_MODELS, MAX_RETENTION_DAYS } from "./limits.ts";
import { LANGUAGE_CHOICES } from "./languages.ts";
import { message } from "./message.ts";
import { costBasis, nanoUsd } from "./money.ts";
import { toolNames } from "./tools.ts";
import { startPreset } from "./presets.ts";
import { projectId } from "./projects.ts";
import { importProgress } from "./transfer.ts";

export const createChatBody = z.strictObject({
  id: chatId.optional(),
  title: firstTitle.optional(),
  model: modelId.optional(),
  system: systemPrompt.optional(),
  temporary: z.boolean().optional(),
  effort: effort.nullable().optional(),
  maxCostNanoUsd: cap.nullable().optional(),
  tools: toolNames.optional(),
  projectId: projectId.nullable().optional(),
});
export const patchChatBody = z.strictObject({
  title: title.optional(),
  model: modelId.optional(),
  system: systemPrompt.optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
  effort: effort.nullable().optional(),
  maxCostNanoUsd: cap.nullable().optional(),
  tools: toolNames.optional(),
  /** Null: removes it from its project. */
  projectId: projectId.nullable().optional(),
});
export { sendBody } from "./commands.ts";
export const regenerateBody = z.strictObject({
  id: clientId,
  messageId,
  model: modelId.optional(),
  effort: effort.optional(),
  tools: toolNames.optional(),
});
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
  /** True when it cost something, all of it simulated by the embedded AI. */
  simulated: z.boolean().default(false),
  /** The project it belongs to; null: none. */
  projectId: projectId.nullable().default(null),
});
export type ChatSummary = z.infer<typeof chatSummary>;

export const messagesPage = z.object({ messages: z.array(message), head: messageId.nullable(), next: messageId.nullable() });

/** What one model call cost. */
export const receipt = z.object({
  callId: z.string(),
  messageId: messageId.optional(),
  /** `unknown`: written by another version than the one that reads it; likewise in `end`. */
  purpose: z.enum(["answer", "continuation", "title", "summary", "suggestions", "transcription", "speech", "tool", "unknown"]),
  /** How the call ended. */
  end: z.enum(["done", "stopped", "failed", "cut", "stalled", "crashed", "unknown"]),
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
  /** True from 80 % of the limit on. */
  warning: z.boolean(),
  /** When the budget renews. ISO 8601, UTC. */
  renewsAt: z.string(),
  /** True when something was spent this month, all of it simulated by the embedded AI. */
  simulated: z.boolean().default(false),
});
export type Wallet = z.infer<typeof wallet>;

const favouriteModels = z.array(modelId).max(MAX_FAVOURITE_MODELS, `at most ${MAX_FAVOURITE_MODELS} favourites`);
const retentionDays = z.int().min(1).max(MAX_RETENTION_DAYS);
export const preferences = z.object({
  model: z.string(),
  system: z.string(),
  theme: z.enum(["system", "light", "dark"]),
  sendWith: z.enum(["enter", "mod-enter"]),
  /** Days after its last message when a conversation is deleted, pinned ones left out; null: kept. */
  retentionDays: retentionDays.nullable(),
  /** True: after each answer a small paid call proposes what to ask next. */
  suggestions: z.boolean().default(false),
  /** True: the sidebar shows what each conversation costs, and the month's budget. */
  sidebarPrices: z.boolean().default(false),
  /** Ids of the models that stand first where one is chosen, in the order in which they were marked. */
  favouriteModels: favouriteModels.default([]),
  /** The language of the interface; `browser`: the browser's. */
  language: z.enum(LANGUAGE_CHOICES).default("browser"),
  /** Who reads aloud: the device's own voice, or a model's, at a price. */
  readAloud: z.enum(["device", "model"]).default("device"),
});
export type Preferences = z.infer<typeof preferences>;
export const patchMeBody = z.strictObject({
  preferences: z.strictObject({
    /** Empty: the server's default. */
    model: modelId.or(z.literal("")).optional(),
    system: systemPrompt.optional(),
    theme: z.enum(["system", "light", "dark"]).optional(),
    sendWith: z.enum(["enter", "mod-enter"]).optional(),
    retentionDays: retentionDays.nullable().optional(),
    suggestions: z.boolean().optional(),
    sidebarPrices: z.boolean().optional(),
    favouriteModels: favouriteModels.optional(),
    language: z.enum(LANGUAGE_CHOICES).optional(),
    readAloud: z.enum(["device", "model"]).optional(),
  }),
});

export const me = z.object({
  email: z.string(),
  admin: z.boolean(),
  wallet,
  preferences,
  /** What new conversations begin with, before the preferences; null: no preset is the default. */
  preset: startPreset.nullable().default(null).catch(null),
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
export const modelList = z.object({
  asOf: z.string(),
  default: z.string(),
  models: z.array(modelInfo),
  /** A server on one's own machine has not answered yet: asked again, the list may have more. */
  isAsking: z.boolean().default(false),
  /** The speech-to-text model beside the default model, and its price; null, or left out by an older server: none. */
  transcription: z.object({ model: z.string(), usdPerMinute: z.number(), simulated: z.boolean() }).nullable().default(null),
  /** The text-to-speech model beside the default model, and its price; null: none. */
  voice: z.object({ model: z.string(), usdPerMillionCharacters: z.number(), simulated: z.boolean() }).nullable().default(null),
});

/** A person, as administrators name one: the address, in its one spelling. */
export const personAddress = z.string().transform((text, context) => {
  const address = plainAddress(text);
  if (address !== null) return address;
  context.addIssue({ code: "custom", message: "not the address of a person" });
  return z.NEVER;
});
/** Null: the configured default. */
export const budgetBody = z.strictObject({ limitNanoUsd: nanoUsd.min(0).nullable() });
/**
 * Which models a person may ask: ids, `*` at an end for all that begin so; null: all this server offers. `default`:
 * with which their conversations begin, where they have not chosen themselves.
 */
export const allowance = z.object({ allow: z.array(z.string()).nullable(), default: z.string().nullable() });
export const allowanceBody = z.strictObject({
  allow: z
    .array(modelId.regex(/^[^,\s]+$/, "an id has no comma and no blank"))
    .min(1)
    .max(200)
    .nullable(),
  default: modelId.nullable(),
});
/** One person's month and models, as administrators see them: `percent` of the limit is spent, rounded down. */
export const personBudget = wallet.extend({ email: z.string(), percent: z.int(), models: allowance });
export type PersonBudget = z.infer<typeof personBudget>;

export const estimateBody = z
  .strictObject({
    chatId: chatId.optional(),
    /** As in a message: left out, below the last message; null, a new beginning. */
    parentId: messageId.nullable().optional(),
    text: messageText,
    model: modelId,
    /** As in a message: left out, the conversation's. */
    tools: toolNames.optional(),
    /** Files of that conversation. */
    files: fileIds.optional(),
  })
  .refine(...needsWords);
/** The price before sending. `likely` is a guess, `worst` is what the wallet would hold. */
export const estimate = z.object({
  inputTokens: z.int(),
  /** Of the input, what the provider probably has in its cache. */
  cachedTokens: z.int(),
  /** What `likely` counts with. */
  outputTokens: z.int(),
  maxOutputTokens: z.int(),
  likelyNanoUsd: nanoUsd,
  worstNanoUsd: nanoUsd,
  simulated: z.boolean(),
  /** What tools may add: up to `most` calls, each at that price. Tools that cost nothing are left out. */
  tools: z.array(z.object({ name: z.string(), most: z.int(), priceNanoUsd: nanoUsd })).default([]),
  /** The same message on every available model that could take it. */
  models: z.array(z.object({ id: z.string(), likelyNanoUsd: nanoUsd, worstNanoUsd: nanoUsd })),
});
export type Estimate = z.infer<typeof estimate>;

/** What a summary would cost: `POST /api/estimate/summary`. */
export const summaryEstimateBody = z.strictObject({
  chatId,
  /** As in `compact`: left out, down to the branch's end. */
  messageId: messageId.optional(),
  model: modelId.optional(),
});
export const summaryEstimate = z.object({
  /** The model that would write it. */
  model: z.string(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  likelyNanoUsd: nanoUsd,
  worstNanoUsd: nanoUsd,
  simulated: z.boolean(),
  /** Input tokens that each later question is probably shorter by. */
  savedTokens: z.int(),
  /** True when the oldest messages do not fit into that model's window: the summary will not know them. */
  leavesOut: z.boolean(),
});
export type SummaryEstimate = z.infer<typeof summaryEstimate>;

export const spendRow = z.object({
  key: z.string(),
  calls: z.int(),
  inputTokens: z.int(),
  cachedTokens: z.int(),
  outputTokens: z.int(),
  costNanoUsd: nanoUsd,
  savedNanoUsd: nanoUsd,
  /** True when it cost something, all of it simulated by the embedded AI. */
  simulated: z.boolean(),
});
export type SpendRow = z.infer<typeof spendRow>;

/** Spend by hour. `unknownNanoUsd`: what a version booked that did not know the hour. */
export const hourlySpend = z.object({
  /** `key`: an hour in UTC, `2026-11-23T13`. */
  rows: z.array(z.object({ key: z.string(), costNanoUsd: nanoUsd, simulated: z.boolean() })),
  totalNanoUsd: nanoUsd,
  unknownNanoUsd: nanoUsd,
});
export type HourlySpend = z.infer<typeof hourlySpend>;

/** Events on the person's socket (`GET /api/live`): first the wallet and the newest conversations, then each change. */
export const accountEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("account"), wallet, chats: z.array(chatSummary), next: z.string().nullable() }),
  z.object({ type: z.literal("chat"), chat: chatSummary }),
  z.object({ type: z.literal("wallet"), wallet }),
  z.object({ type: z.literal("removed"), id: chatId }),
  /** Presets or prompts changed. `preset`: what new conversations begin with now; null: no preset is the default. */
  z.object({ type: z.literal("presets"), preset: startPreset.nullable() }),
  /** The progress of an import; `done` when it is over. */
  importProgress.extend({ type: z.literal("import") }),
]);
export type AccountEvent = z.infer<typeof accountEvent>;
