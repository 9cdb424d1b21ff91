/**
 * Fits a conversation into a model's window: the oldest turns fall out of the request, never out of the conversation.
 * Turns are taken newest first from whatever holds them, so that the work is that of the turns kept, not of the history.
 */
import type { ChatTurn } from "./door.ts";
import { LIKELY_TEMPLATE_TOKENS, likelyTemplateTokensPerCall, likelyTokens, type TokenizerFamily } from "./tokens.ts";

/** Tokens assumed where no source says how large a window is: what small local models commonly have. */
export const ASSUMED_WINDOW = 8192;

/**
 * Of a small window the answer keeps at least this part free; the rest is for the conversation, and what that leaves is the
 * answer's again. (Half was too much: at 1,024 tokens only the last message was read.)
 */
const ANSWER_SHARE = 4;
/** A guess may be a fifth too low (models/tokens.ts): an answer takes no more than what is left even then. */
const GUESS_ERROR = 5;

export interface FitRequest {
  /** The system prompt; empty: none. It is always kept. */
  system: string;
  /** The branch, newest first, beginning with the question; read only as far as needed. */
  newestFirst: Iterable<ChatTurn>;
  /** Messages of the branch in all, for `droppedCount`. */
  count: number;
  /** Tokens; null: not known. */
  contextWindow: number | null;
  /** Tokens the answer may have at most. */
  maxOutputTokens: number;
  family: TokenizerFamily;
  /** From `correctionFactor`; 1 without knowledge. */
  factor: number;
}

export interface FittedContext {
  /** The request's messages, oldest first, the system prompt before them. */
  messages: ChatTurn[];
  /** How many of the oldest messages were left out. */
  droppedCount: number;
  likelyInputTokens: number;
  /** Tokens the answer may have: less than wanted where the conversation leaves less of a small window. */
  maxOutputTokens: number;
  /** False: even the last question alone is probably longer than the window. */
  fits: boolean;
}

/**
 * Keeps the last message and as many before it as leave the answer its room. What is kept begins with a question:
 * an answer without its question would mislead the model, and Anthropic refuses it.
 */
export function fitContext(request: FitRequest): FittedContext {
  const window = request.contextWindow ?? ASSUMED_WINDOW;
  const cost = (text: string): number => Math.ceil(likelyTokens(text, request.family) * request.factor) + LIKELY_TEMPLATE_TOKENS;
  const answerRoom = Math.min(request.maxOutputTokens, Math.floor(window / ANSWER_SHARE));
  const room = window - answerRoom;
  const systemTokens = request.system === "" ? 0 : cost(request.system);
  let used = likelyTemplateTokensPerCall(request.family) + systemTokens;
  const kept: { turn: ChatTurn; tokens: number }[] = [];
  for (const turn of request.newestFirst) {
    const tokens = cost(turn.content);
    if (kept.length > 0 && used + tokens > room) break;
    kept.push({ turn, tokens });
    used += tokens;
  }
  while (kept.length > 1 && kept.at(-1)?.turn.role === "assistant") used -= kept.pop()?.tokens ?? 0;
  const left = window - used;
  const messages = kept.map(({ turn }) => turn).toReversed();
  if (request.system !== "") messages.unshift({ role: "system", content: request.system });
  return {
    messages,
    droppedCount: Math.max(0, request.count - kept.length),
    likelyInputTokens: used,
    maxOutputTokens: Math.max(1, Math.min(request.maxOutputTokens, left, Math.max(answerRoom, left - Math.ceil(used / GUESS_ERROR)))),
    fits: used < window,
  };
}
