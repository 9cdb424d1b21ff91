/**
 * One chunk of the OpenAI chat-completions stream, which Workers AI and most servers speak too:
 *
 *   {"choices":[{"delta":{"content":" w0","reasoning_content":…},"finish_reason":null}],"usage":{…}}
 *
 * Shared by the readers of both wires.
 */
import { failureInStream } from "../failures.ts";
import { count, field, first, isObject, type JsonObject } from "../json.ts";
import type { FinishReason, PartSink, Usage } from "../parts.ts";

/** The provider's word for why it stopped. */
export function finishReason(word: string): FinishReason {
  switch (word) {
    case "stop":
      return "stop";
    case "length":
      return "length";
    case "content_filter":
      return "content-filter";
    case "tool_calls":
    case "function_call":
      return "tool";
    default:
      return "other";
  }
}

/** `{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":8},"neurons":0.5}` */
export function chatUsage(usage: JsonObject): Usage {
  const inputTokens = count(usage["prompt_tokens"]);
  const cachedTokens = count(field(usage["prompt_tokens_details"], "cached_tokens"));
  const neurons = usage["neurons"];
  return {
    inputTokens,
    cachedTokens: Math.min(cachedTokens, inputTokens),
    // Some makers (xAI and Google, unsure) count reasoning in the total alone, and bill it: the larger figure is the output.
    outputTokens: Math.max(count(usage["completion_tokens"]), count(usage["total_tokens"]) - inputTokens),
    neurons: typeof neurons === "number" || typeof neurons === "string" ? String(neurons) : null,
  };
}

/** Text and reasoning of one chunk, before `<think>` tags are looked for. */
export interface ChunkWords {
  text: string;
  reasoning: string;
}

/** The words of `choices[0]`, of a delta or (from a server that did not stream) of a whole message. */
export function choiceWords(choice: unknown): ChunkWords {
  const delta = field(choice, "delta") ?? field(choice, "message");
  if (!isObject(delta)) return { text: "", reasoning: "" };
  const { content, reasoning_content: long, reasoning: short } = delta;
  // Some servers send both reasoning fields with the same words: one of them counts.
  const reasoning = typeof long === "string" && long !== "" ? long : short;
  return { text: typeof content === "string" ? content : "", reasoning: typeof reasoning === "string" ? reasoning : "" };
}

/** What is no word in a chunk: why the model stopped, what it took, what went wrong. */
export function chunkFacts(chunk: JsonObject, sink: PartSink): void {
  const reason = field(first(chunk["choices"]), "finish_reason") ?? chunk["finish_reason"];
  if (typeof reason === "string" && reason !== "") sink.finish(finishReason(reason));
  const usage = chunk["usage"];
  if (isObject(usage)) sink.usage(chatUsage(usage));
  const failure = failureInStream(chunk);
  if (failure !== null) sink.failure(failure);
}
