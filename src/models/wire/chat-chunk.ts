/**
 * One chunk of the OpenAI chat-completions stream, which Workers AI and most servers speak too:
 *
 *   {"choices":[{"delta":{"content":" w0","reasoning_content":…},"finish_reason":null}],"usage":{…}}
 *
 * Shared by the readers of both wires.
 */
import { failureInStream, type Speaker } from "../failures.ts";
import { field, first, isObject, type JsonObject } from "../json.ts";
import type { FinishReason, PartSink } from "../parts.ts";
import { legacyPiece, piecesIn } from "../tool-calls.ts";
import { usageOfChunk } from "./usage.ts";

/** The provider's word for why it stopped. */
export function finishReason(word: string): FinishReason {
  switch (word.toLowerCase()) {
    case "stop":
    case "eos":
    case "eos_token":
    case "stop_sequence":
    case "end_turn":
      return "stop";
    case "length":
    case "max_tokens":
    case "model_length":
      return "length";
    case "content_filter":
    case "safety":
    case "prohibited_content":
    case "blocklist":
    case "spii":
    case "recitation":
    case "refusal":
      return "content-filter";
    case "tool_calls":
    case "function_call":
      return "tool";
    default:
      return "other";
  }
}

/** What is no word in a chunk: why the model stopped, what it took, what went wrong. */
export function chunkFacts(chunk: JsonObject, sink: PartSink, speaker: Speaker): void {
  const choice = first(chunk["choices"]);
  const usage = usageOfChunk(chunk);
  const failure = failureInStream(chunk, speaker);
  // First of all: figures beside a failure are those of the whole call.
  if (failure !== null) sink.failure(failure);
  if (usage !== null) sink.usage(usage);
  if (failure !== null) return;
  const reason =
    field(choice, "finish_reason") ?? chunk["finish_reason"] ?? (chunk["done"] === true ? (chunk["done_reason"] ?? "stop") : null);
  // A server that prepares a model says "load" where it should say nothing.
  if (typeof reason === "string" && reason !== "" && reason !== "null") sink.finish(finishReason(reason));
}

/**
 * What a chunk tells of calls of tools, in the delta, in a whole message, or (Workers AI) in the chunk itself; and the
 * field of reasoning that its server wants back with them.
 */
export function chunkCalls(chunk: JsonObject, sink: PartSink): void {
  if (sink.toolCall === undefined) return;
  const choice = choiceOf(chunk);
  const delta = field(choice, "delta") ?? field(choice, "message");
  const inDelta = piecesIn(field(delta, "tool_calls"));
  const pieces = inDelta.length > 0 ? inDelta : [...piecesIn(chunk["tool_calls"]), ...legacyPiece(field(delta, "function_call"))];
  for (const piece of pieces) sink.toolCall(piece);
  const reasoning = field(delta, "reasoning_content");
  if (typeof reasoning === "string" && reasoning !== "") sink.thought?.({ field: "reasoning_content" });
}

/** The chunk's place of words: `choices[0]`, or the chunk itself. */
export function choiceOf(chunk: JsonObject): unknown {
  return first(chunk["choices"]) ?? (isObject(chunk["message"]) ? chunk : undefined);
}
