/**
 * The stream shapes seen in live calls, as SSE events. Tokens are many, so what is the same in every event of a shape is
 * written once, around the token's JSON string.
 */
import type { TokenCounts } from "../models/money.ts";
import type { StreamShape } from "./directives.ts";

export interface EventWriter {
  text(token: string): string;
  reasoning(token: string): string;
  /** Events between reasoning and answer, and before reasoning; empty where the shape has none. */
  beforeReasoning: string;
  afterReasoning: string;
  /** Why the model stopped. */
  finish(reason: "stop" | "length"): string;
  /** The last chunk, the same for every model: `{"response":"","usage":{…}}`. Without usage there is none. */
  total(usage: TokenCounts | null, neurons: string | null): string;
  /** `[DONE]`. */
  done: string;
}

const event = (json: string): string => `data: ${json}\n\n`;

function usageJson(usage: TokenCounts, neurons: string | null): string {
  const { inputTokens, cachedTokens, outputTokens } = usage;
  // `neurons` goes in as the JSON number it is written as, digit by digit.
  return (
    `{"prompt_tokens":${inputTokens},"completion_tokens":${outputTokens},"total_tokens":${inputTokens + outputTokens},` +
    `"prompt_tokens_details":{"cached_tokens":${cachedTokens}}${neurons === null ? "" : `,"neurons":${neurons}`}}`
  );
}

/** The small usage in every token's chunk, as in live calls; the total comes last and counts. */
const SMALL_USAGE = `,"usage":${usageJson({ inputTokens: 0, cachedTokens: 0, outputTokens: 1 }, null)}`;

/** `withUsage`: every token's chunk carries a small usage of its own. */
export function createEventWriter(shape: StreamShape, withUsage: boolean): EventWriter {
  const usage = withUsage ? SMALL_USAGE : "";
  const native = (token: string): string => event(`{"response":${JSON.stringify(token)}${usage}}`);
  const choice = (field: string, token: string, more: string): string =>
    event(`{"choices":[{"index":0,"delta":{"${field}":${JSON.stringify(token)}},"finish_reason":null}]${more}${usage}}`);
  const ends = {
    total: (totals: TokenCounts | null, neurons: string | null): string =>
      totals === null ? "" : event(`{"response":"","usage":${usageJson(totals, neurons)}}`),
    done: event("[DONE]"),
  };
  const finishChoice = (reason: "stop" | "length"): string => event(`{"choices":[{"index":0,"delta":{},"finish_reason":"${reason}"}]}`);
  switch (shape) {
    case "response":
    case "think":
      return {
        text: native,
        // Native models can only mark reasoning by tags, which may be cut across chunks.
        reasoning: native,
        beforeReasoning: native("<th") + native("ink>"),
        afterReasoning: native("</thi") + native("nk>"),
        finish: (reason) => (reason === "stop" ? "" : event(`{"response":"","finish_reason":"${reason}"}`)),
        ...ends,
      };
    case "choices":
    case "reasoning-field":
      return {
        text: (token) => choice("content", token, ""),
        reasoning: (token) => choice(shape === "choices" ? "reasoning" : "reasoning_content", token, ""),
        beforeReasoning: "",
        afterReasoning: "",
        finish: finishChoice,
        ...ends,
      };
    case "lone-close":
      return {
        // As if the template had opened the reasoning in the prompt: it comes as text with a closing tag alone.
        text: (token) => choice("content", token, ""),
        reasoning: (token) => choice("content", token, ""),
        beforeReasoning: "",
        afterReasoning: choice("content", "\n</thi", "") + choice("content", "nk>\n\n", ""),
        finish: finishChoice,
        ...ends,
      };
    case "both":
      return {
        // The same text in two places: a reader that adds both up would show everything twice.
        text: (token) => choice("content", token, `,"response":${JSON.stringify(token)}`),
        reasoning: (token) => choice("reasoning_content", token, `,"response":""`),
        beforeReasoning: "",
        afterReasoning: "",
        finish: finishChoice,
        ...ends,
      };
  }
}
