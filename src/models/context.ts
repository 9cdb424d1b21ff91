/**
 * Fits a conversation into a model's window: the oldest turns fall out of the request, never out of the conversation.
 * Turns are taken newest first from whatever holds them, so that the work is that of the turns kept, not of the history.
 */
import type { Attacher } from "./attachments.ts";
import { countedText, type ChatTurn } from "./chat-turn.ts";
import { LIKELY_TEMPLATE_TOKENS, likelyTemplateTokensPerCall, type TokenizerFamily, RememberedTokens } from "./tokens.ts";

/** Tokens assumed where no source says how large a window is: what small local models commonly have. */
export const ASSUMED_WINDOW = 8192;

/**
 * In a small window at least one part in so many is reserved for the answer, which also gets whatever the conversation
 * leaves. (Half was too much: in a window of 1,024 tokens only the last message was left.)
 */
const ANSWER_SHARE = 4;
/** The input may be one part in so many longer than guessed (models/tokens.ts); the answer's maximum allows for that. */
const GUESS_ERROR = 5;

/** At least so much of the end of an answer to be continued is sent, however little room there is. Tokens. */
const LEAST_BEGUN_TOKENS = 256;

export interface FitRequest {
  /** The system prompt; empty: none. It is always kept. */
  system: string;
  /** The branch, newest first, beginning with the question; read only as far as needed. */
  newestFirst: Iterable<ChatTurn>;
  /**
   * So many messages must be in the request; left out: the question alone. An answer among them (one to be continued) loses
   * its beginning where it is too long.
   */
  mustKeep?: number;
  /** Messages of the branch in all, for `droppedCount`. */
  count: number;
  /** Tokens; null: not known. */
  contextWindow: number | null;
  /** Tokens the answer may have at most. */
  maxOutputTokens: number;
  family: TokenizerFamily;
  /** From `correctionFactor`; 1 without knowledge. */
  factor: number;
  /** Tokens the model's template is known to add beside the guess of it. */
  templateTokens?: number;
  /** Fits the files of questions into the messages; left out: there are none. */
  attacher?: Attacher;
  /** A cache of token counts, shared by requests for the same message; left out: a new one. */
  remembered?: RememberedTokens;
}

export interface FittedContext {
  /** The request's messages, oldest first, the system prompt before them. */
  messages: ChatTurn[];
  /** How many of the oldest messages were left out. */
  droppedCount: number;
  likelyInputTokens: number;
  /** Tokens the answer may have: less than wanted where the conversation leaves less of a small window. */
  maxOutputTokens: number;
  /** False: even what must be kept is probably longer than the window. */
  fits: boolean;
}

/**
 * Keeps the last message and as many before it as leave the answer its room. What is kept begins with a question:
 * an answer without its question would mislead the model, and Anthropic refuses it.
 */
export function fitContext(request: FitRequest): FittedContext {
  const window = request.contextWindow ?? ASSUMED_WINDOW;
  const { remembered = new RememberedTokens() } = request;
  const cost = (text: string): number => Math.ceil(remembered.tokens(text, request.family) * request.factor) + LIKELY_TEMPLATE_TOKENS;
  const answerRoom = Math.min(request.maxOutputTokens, Math.floor(window / ANSWER_SHARE));
  const room = window - answerRoom;
  const systemTokens = request.system === "" ? 0 : cost(request.system);
  let used = Math.max(0, likelyTemplateTokensPerCall(request.family) + systemTokens + (request.templateTokens ?? 0));
  const { mustKeep = 1 } = request;
  const kept: { turn: ChatTurn; tokens: number }[] = [];
  for (const asked of request.newestFirst) {
    const turn = request.attacher === undefined ? asked : request.attacher.attach(asked, room - used, cost);
    const tokens = cost(countedText(turn)) + (turn.pictures ?? []).reduce((sum, { likelyTokens: ofPicture }) => sum + ofPicture, 0);
    if (kept.length >= mustKeep && used + tokens > room) break;
    kept.push({ turn, tokens });
    used += tokens;
    const begun =
      kept.length === mustKeep && used > room
        ? kept.find((one) => one.turn.role === "assistant" && one.turn.toolCalls === undefined)
        : undefined;
    if (begun !== undefined) {
      used -= begun.tokens;
      begun.turn = { role: "assistant", content: endOf(begun.turn.content, Math.max(LEAST_BEGUN_TOKENS, room - used), cost) };
      begun.tokens = cost(begun.turn.content);
      used += begun.tokens;
    }
  }
  while (kept.length > mustKeep && kept.at(-1)?.turn.role === "assistant") used -= kept.pop()?.tokens ?? 0;
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

/** Characters within which a cut looks for the beginning of a word. */
const WORD_WITHIN = 100;

/** The longest end of a text that costs so many tokens at most, from the beginning of a word on. */
function endOf(text: string, mostTokens: number, cost: (text: string) => number): string {
  let end = text;
  for (let tokens = cost(end); tokens > mostTokens && end.length > 1; tokens = cost(end)) {
    const from = Math.max(1, Math.ceil(end.length * (1 - mostTokens / tokens)));
    const word = end.slice(from, from + WORD_WITHIN).search(/(?<=\s)\S/);
    end = end.slice(word === -1 ? from : from + word);
  }
  return end.toWellFormed();
}
