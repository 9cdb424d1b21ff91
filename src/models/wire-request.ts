/**
 * Changes requests that a server refused because of one of their fields. What was learned of a model is kept in memory, so
 * that the next call begins with it. A refused request produced nothing and costs nothing.
 */
import { isObject, type JsonObject } from "./json.ts";
import { contentAfter } from "./wire/pictures.ts";

/** How a model's server deviates from OpenAI's wire. */
export interface Wants {
  /** Its name for the maximum of output tokens. */
  maxTokensField?: "max_tokens" | "max_completion_tokens";
  noStreamOptions?: true;
  /** The longest answer it allows. Tokens. */
  mostOutputTokens?: number;
  /** It has no system role: the system prompt is put before the first question. */
  foldsSystem?: true;
  /** It does not support tools: none are sent. */
  noTools?: true;
  /** It does not take reasoning back. */
  noThought?: true;
}

const MAX_REMEMBERED = 500;
const remembered = new Map<string, Wants>();

export const wantsOf = (modelId: string): Wants => remembered.get(modelId) ?? {};

export function remember(modelId: string, wants: Wants): void {
  if (remembered.size >= MAX_REMEMBERED && !remembered.has(modelId)) remembered.clear();
  remembered.set(modelId, wants);
}

/** The most output tokens that a refusal allows; null: it names none below what was asked for. */
function mostIn(words: string, asked: number): number | null {
  const [, digits] = /(?:at most|maximum(?: value)?(?: of| is|:)?|up to|less than or equal to|<=)\s*`?(\d{1,9})/i.exec(words) ?? [];
  const most = Number(digits);
  return most > 0 && most < asked ? most : null;
}

/**
 * The deviations after a refusal; null: nothing new to change, so the refusal stands.
 * @param words the server's own text
 */
export function wantsAfter(words: string, body: JsonObject, wants: Wants): Wants | null {
  const field = "max_completion_tokens" in body ? "max_completion_tokens" : "max_tokens";
  const asked = Number(body[field]);
  const most = /max_(completion_|new_)?tokens|completion tokens|output tokens/i.test(words) ? mostIn(words, asked) : null;
  if (most !== null && wants.mostOutputTokens === undefined) return { ...wants, mostOutputTokens: most };
  const isUnknown = /not supported|unsupported|extra.?(inputs|forbidden|fields)|unrecognized|unexpected|unknown|not permitted/i.test(words);
  if (isUnknown && /stream_options/.test(words) && wants.noStreamOptions === undefined) return { ...wants, noStreamOptions: true };
  if (isUnknown && new RegExp(`\\b${field}\\b`).test(words) && wants.maxTokensField === undefined)
    return { ...wants, maxTokensField: field === "max_tokens" ? "max_completion_tokens" : "max_tokens" };
  const refusesTools =
    /tool|function.?call/i.test(words) && /(not|n't|un).{0,12}(support|enabl|allow)|requires? --|jinja|auto-tool-choice/i.test(words);
  if (refusesTools && "tools" in body && wants.noTools === undefined) return { ...wants, noTools: true };
  if (isUnknown && /reasoning_content/.test(words) && wants.noThought === undefined) return { ...wants, noThought: true };
  const refusesSystem = /system.{0,20}(role|message|prompt|instruction).{0,20}(not|un).{0,5}(support|allow|enabled)/i.test(words);
  return refusesSystem && wants.foldsSystem === undefined ? { ...wants, foldsSystem: true } : null;
}

const isSystem = (turn: unknown): turn is JsonObject => isObject(turn) && turn["role"] === "system";

/** The system prompt put before the first question. */
function folded(messages: readonly unknown[]): unknown[] {
  const system = messages.filter(isSystem).map((turn) => turn["content"]);
  const [first, ...rest] = messages.filter((turn) => !isSystem(turn));
  if (system.length === 0 || !isObject(first)) return [...messages];
  return [{ ...first, content: contentAfter(system, first["content"]) }, ...rest];
}

function withoutThought(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages;
  return messages.map((turn: unknown) => {
    if (!isObject(turn)) return turn;
    const { reasoning_content: _thought, ...rest } = turn;
    return rest;
  });
}

/** The request with these deviations applied. */
export function asWanted(body: JsonObject, wants: Wants): JsonObject {
  const {
    max_tokens: max,
    max_completion_tokens: maxCompletion,
    stream_options: streamOptions,
    tools,
    tool_choice: choice,
    ...rest
  } = body;
  const asked = Number(max ?? maxCompletion);
  const field = wants.maxTokensField ?? (max === undefined ? "max_completion_tokens" : "max_tokens");
  const messages = wants.noThought === true ? withoutThought(body["messages"]) : body["messages"];
  return {
    ...rest,
    ...(Number.isNaN(asked) ? {} : { [field]: Math.min(asked, wants.mostOutputTokens ?? asked) }),
    ...(tools === undefined || wants.noTools === true ? {} : { tools, tool_choice: choice }),
    ...(streamOptions === undefined || wants.noStreamOptions === true ? {} : { stream_options: streamOptions }),
    ...(messages === undefined ? {} : { messages: wants.foldsSystem === true && Array.isArray(messages) ? folded(messages) : messages }),
  };
}
