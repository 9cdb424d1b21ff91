/**
 * Anthropic's messages wire, which `anthropic/…` models keep through the gateway:
 *
 *   {"type":"message_start","message":{"usage":{"input_tokens":12,"cache_read_input_tokens":8,"output_tokens":1}}}
 *   {"type":"content_block_delta","delta":{"type":"text_delta","text":" w0"}}
 *   {"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":" r0"}}
 *   {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":41}}
 *   {"type":"message_stop"}
 *
 * `input_tokens` leaves cached ones out there; in a `Usage` they are counted in. Usage comes in pieces (input first,
 * output last), so this reader keeps what it received and hands out the whole each time.
 */
import { failureInStream } from "../failures.ts";
import { count, field, isObject, type JsonObject } from "../json.ts";
import type { FinishReason, PartSink, Usage, WireReader } from "../parts.ts";
import { createSseReader } from "./sse.ts";

function stopReason(word: string): FinishReason {
  switch (word) {
    case "end_turn":
    case "stop_sequence":
      return "stop";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "tool_use":
      return "tool";
    case "refusal":
      return "content-filter";
    default:
      return "other";
  }
}

/** What was received of the usage, with what this piece adds. A piece repeats only what it knows. */
function withPiece(known: Usage, piece: JsonObject): Usage {
  const knowsInput = count(piece["input_tokens"]) > 0 || count(piece["cache_read_input_tokens"]) > 0;
  const cachedTokens = knowsInput ? count(piece["cache_read_input_tokens"]) : known.cachedTokens;
  const inputTokens = knowsInput
    ? count(piece["input_tokens"]) + count(piece["cache_creation_input_tokens"]) + cachedTokens
    : known.inputTokens;
  const outputTokens = count(piece["output_tokens"]) || known.outputTokens;
  return { inputTokens, cachedTokens, outputTokens, neurons: null };
}

/** A text or thinking delta; signatures and the input of tools are no words. */
function receiveDelta(delta: unknown, sink: PartSink): void {
  const text = field(delta, "text");
  const thinking = field(delta, "thinking");
  if (typeof thinking === "string" && thinking !== "") sink.reasoning(thinking);
  if (typeof text === "string" && text !== "") sink.text(text);
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** A thinking block as it grows: it goes back as a whole, with its signature. */
type Thinking = { thinking: string; signature: string };

export function createAnthropicReader(): WireReader {
  let thinking: Thinking | null = null;

  function begin(index: unknown, block: unknown, sink: PartSink): void {
    receiveDelta(block, sink);
    switch (field(block, "type")) {
      case "tool_use": {
        const input = field(block, "input");
        sink.toolCall?.({
          index: typeof index === "number" ? index : null,
          id: textOf(field(block, "id")),
          name: textOf(field(block, "name")),
          // Empty to begin with: the pieces follow.
          arguments: isObject(input) && Object.keys(input).length > 0 ? input : null,
          extra: null,
        });
        return;
      }
      case "thinking":
        thinking = { thinking: textOf(field(block, "thinking")) ?? "", signature: textOf(field(block, "signature")) ?? "" };
        return;
      case "redacted_thinking":
        if (isObject(block)) sink.thought?.({ block });
    }
  }

  function more(index: unknown, delta: unknown, sink: PartSink): void {
    receiveDelta(delta, sink);
    const json = field(delta, "partial_json");
    if (typeof json === "string")
      sink.toolCall?.({ index: typeof index === "number" ? index : null, id: null, name: null, arguments: json, extra: null });
    if (thinking === null) return;
    thinking.thinking += textOf(field(delta, "thinking")) ?? "";
    thinking.signature += textOf(field(delta, "signature")) ?? "";
  }

  function end(sink: PartSink): void {
    if (thinking !== null) sink.thought?.({ block: { type: "thinking", ...thinking } });
    thinking = null;
  }

  let usage: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, neurons: null };

  function receiveUsage(piece: unknown, sink: PartSink): void {
    if (!isObject(piece)) return;
    usage = withPiece(usage, piece);
    sink.usage(usage);
  }

  return createSseReader({
    event(value, sink) {
      if (!isObject(value)) return "more";
      switch (value["type"]) {
        case "content_block_delta":
          more(value["index"], value["delta"], sink);
          return "more";
        case "content_block_start":
          // Usually empty; where a block begins with words, they come only here.
          begin(value["index"], value["content_block"], sink);
          return "more";
        case "content_block_stop":
          end(sink);
          return "more";
        case "message_start":
          receiveUsage(field(value["message"], "usage"), sink);
          return "more";
        case "message_delta": {
          const reason = field(value["delta"], "stop_reason");
          if (typeof reason === "string") sink.finish(stopReason(reason));
          receiveUsage(value["usage"], sink);
          return "more";
        }
        case "message_stop":
          return "last";
        default: {
          // `error`, which the gateway may also write in its own shape; `ping` and news say nothing.
          const failure = failureInStream(value, "provider");
          if (failure !== null) sink.failure(failure);
          return "more";
        }
      }
    },
    flush() {},
  });
}
