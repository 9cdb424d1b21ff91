/**
 * Streams of servers' own routes, which some proxies hand on as they are where OpenAI's are asked for:
 *
 *   {"token":{"text":" w0","special":false},"details":null}                          Text Generation Inference
 *   {"content":" w0","stop":false}                                                   llama.cpp, /completion
 *   {"response":" w0","done":false}                                                  Ollama, /api/generate
 *   {"type":"content-delta","delta":{"message":{"content":{"text":" w0"}}}}          Cohere, v2
 *   {"event_type":"text-generation","text":" w0"}                                    Cohere, v1
 *   {"candidates":[{"content":{"parts":[{"text":" w0"}]}}]}                          Gemini
 *   {"type":"response.output_text.delta","delta":" w0"}                              OpenAI's Responses
 *   {"type":"content_block_delta","delta":{"type":"text_delta","text":" w0"}}        Anthropic
 *
 * (Their makers' API references, 2025 and 2026.)
 */
import { failureInStream, type Speaker } from "../failures.ts";
import { field, first, isObject, type JsonObject } from "../json.ts";
import type { PartSink } from "../parts.ts";
import { finishReason } from "./chat-chunk.ts";
import type { ChunkWords } from "./content.ts";
import { chatUsage } from "./usage.ts";

/**
 * What a chunk says. `finish`: the server's word for why it stopped; `usage`: figures under the names of usage.ts; `whole`: an
 * object in which a failure may stand.
 */
export type OwnPiece = ChunkWords & { finish: string | null; usage: JsonObject | null; whole?: unknown };

const textIn = (value: unknown): string => (typeof value === "string" ? value : "");
const wordIn = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const objectIn = (value: unknown): JsonObject | null => (isObject(value) ? value : null);
const piece = (text: string, reasoning = "", finish: string | null = null, usage: JsonObject | null = null): OwnPiece => ({
  text,
  reasoning,
  finish,
  usage,
});

/** `details` of the last token: `{"finish_reason":"eos_token","generated_tokens":3}`. Special tokens are no words. */
function textGenerationInference(chunk: JsonObject, token: JsonObject): OwnPiece {
  const { details } = chunk;
  const generated = field(details, "generated_tokens");
  return piece(
    token["special"] === true ? "" : textIn(token["text"]),
    "",
    wordIn(field(details, "finish_reason")),
    generated === undefined ? null : { input_tokens: field(details, "input_length"), output_tokens: generated },
  );
}

/** The last one says `"stop":true` and why: `"stop_type":"limit"`, earlier `"stopped_limit":true`. */
function llamaCpp(chunk: JsonObject): OwnPiece {
  const isLimit = chunk["stop_type"] === "limit" || chunk["stopped_limit"] === true;
  const isOver = chunk["stop"] === true;
  return piece(
    textIn(chunk["content"]),
    "",
    isOver ? (isLimit ? "length" : "stop") : null,
    isOver ? { input_tokens: chunk["tokens_evaluated"], output_tokens: chunk["tokens_predicted"] } : null,
  );
}

function cohere(chunk: JsonObject): OwnPiece {
  const delta = chunk["delta"];
  const message = field(delta, "message");
  const content = field(message, "content");
  return piece(
    textIn(field(content, "text")),
    textIn(field(content, "thinking")) + textIn(field(message, "tool_plan")),
    wordIn(field(delta, "finish_reason")),
    objectIn(field(field(delta, "usage"), "tokens")),
  );
}

/** The last event repeats the whole text, below `response`. */
function cohereV1(chunk: JsonObject): OwnPiece {
  const tokens = field(field(chunk["response"], "meta"), "tokens");
  return piece(
    chunk["event_type"] === "text-generation" ? textIn(chunk["text"]) : "",
    "",
    wordIn(chunk["finish_reason"]),
    objectIn(tokens),
  );
}

/** A question that is blocked has no candidate: `{"promptFeedback":{"blockReason":"SAFETY"}}`. */
function gemini(chunk: JsonObject): OwnPiece {
  const candidate = first(chunk["candidates"]);
  const parts = field(field(candidate, "content"), "parts");
  const words = { text: "", reasoning: "" };
  for (const part of Array.isArray(parts) ? parts : []) {
    if (field(part, "thought") === true) words.reasoning += textIn(field(part, "text"));
    else words.text += textIn(field(part, "text"));
  }
  const blocked = wordIn(field(chunk["promptFeedback"], "blockReason"));
  return piece(words.text, words.reasoning, blocked === null ? wordIn(field(candidate, "finishReason")) : "content_filter");
}

/** `response.completed`, `.incomplete` and `.failed` come with the whole response. */
function responses(chunk: JsonObject, type: string): OwnPiece {
  const { delta, response } = chunk;
  const isReasoning = type.startsWith("response.reasoning");
  const isText = type === "response.output_text.delta" || type === "response.refusal.delta";
  const why = wordIn(field(field(response, "incomplete_details"), "reason"));
  const said = piece(
    isText ? textIn(delta) : "",
    isReasoning && type.endsWith(".delta") ? textIn(delta) : "",
    type === "response.completed" ? "stop" : type === "response.incomplete" ? (why ?? "length") : null,
    objectIn(field(response, "usage")),
  );
  return { ...said, whole: response };
}

function anthropic(chunk: JsonObject): OwnPiece {
  const delta = chunk["delta"];
  const message = chunk["message"];
  return piece(
    textIn(field(delta, "text")),
    textIn(field(delta, "thinking")),
    wordIn(field(delta, "stop_reason")),
    objectIn(chunk["usage"] ?? field(message, "usage")),
  );
}

/** What a chunk of a server's own route says; null: it is of none of these. */
export function ownPiece(chunk: JsonObject): OwnPiece | null {
  const { type, token } = chunk;
  if (isObject(token)) return textGenerationInference(chunk, token);
  if (Array.isArray(chunk["candidates"]) || isObject(chunk["promptFeedback"])) return gemini(chunk);
  if (typeof chunk["event_type"] === "string") return cohereV1(chunk);
  if (typeof type === "string") {
    if (type.startsWith("response.")) return responses(chunk, type);
    if (type.startsWith("content-") || type.startsWith("message-") || type === "tool-plan-delta") return cohere(chunk);
    if (type.startsWith("content_block_") || type === "message_start" || type === "message_delta") return anthropic(chunk);
  }
  if (typeof chunk["response"] === "string") return piece(chunk["response"], textIn(chunk["thinking"]));
  return typeof chunk["content"] === "string" ? llamaCpp(chunk) : null;
}

/** What is no word in it. A failure beside its figures comes first. */
export function ownFacts({ finish, usage, whole }: OwnPiece, sink: PartSink, speaker: Speaker): void {
  const failure = failureInStream(whole, speaker);
  if (failure !== null) sink.failure(failure);
  if (usage !== null) sink.usage(chatUsage(usage));
  if (failure === null && finish !== null) sink.finish(finishReason(finish));
}
