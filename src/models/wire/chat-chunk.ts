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

/**
 * What the words for a stop mean, whoever's they are: OpenAI, Gemini (`MAX_TOKENS`, `content_filter: SAFETY`), Cohere
 * (`COMPLETE`, `ERROR_TOXIC`), Bedrock (`guardrail_intervened`), Zhipu (`sensitive`). The first that fits counts. Words for
 * a failure are none of these (failure-facts.ts).
 */
const MEANINGS: readonly (readonly [RegExp, FinishReason])[] = [
  [/filter|safety|prohibited|blocklist|spii|recitation|refusal|sensitive|guardrail|toxic|moderation/, "content-filter"],
  [/^(stop|eos|eos_token|stop_sequence|end_turn|complete|completed)$/, "stop"],
  [/length|max_?(output_?|new_?|completion_?)?tokens|token_?limit|context_?window|error_limit/, "length"],
  [/^(tool_?(calls?|use)|function_?calls?)$/, "tool"],
];

/** The provider's word for why it stopped. */
export function finishReason(word: string): FinishReason {
  // Nearly every chunk's.
  if (word === "stop") return "stop";
  const lower = word.slice(0, 100).toLowerCase();
  return MEANINGS.find(([pattern]) => pattern.test(lower))?.[1] ?? "other";
}

/** The parts of a chunk that are not text: finish reason, usage, failure. */
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
  // Ollama gives the finish reason "load" while it loads a model.
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

/** The object with the text: `choices[0]`, or the chunk itself. */
export function choiceOf(chunk: JsonObject): unknown {
  return first(chunk["choices"]) ?? (isObject(chunk["message"]) ? chunk : undefined);
}
