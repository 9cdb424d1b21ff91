/**
 * Workers AI's own wire, in the shapes seen in live calls:
 *
 *   {"response":" w0","usage":{…}}                                    native
 *   {"choices":[{"delta":{"content":" w0"}}],"usage":{…}}             OpenAI's
 *   {"choices":[…],"response":" w0","usage":{…}}                      both: the same text twice, taken once
 *   {"response":"","usage":{…}}                                       the last chunk of every model
 *   {"response":"","tool_calls":[{"name":"f","arguments":{…}}]}       native calls of tools; else in the delta
 */
import { first, isObject } from "../json.ts";
import type { WireReader } from "../parts.ts";
import { chunkCalls, chunkFacts } from "./chat-chunk.ts";
import { choiceWords } from "./content.ts";
import { createSseReader } from "./sse.ts";
import { createThinkSplitter } from "./think.ts";

/** A native token. One that reads as a number has been seen to arrive as one (source: `workers-ai-provider`). */
function nativeText(response: unknown): string {
  return typeof response === "string" ? response : typeof response === "number" ? String(response) : "";
}

export function createWorkersAiReader(): WireReader {
  const splitter = createThinkSplitter();
  return createSseReader({
    event(value, sink) {
      if (!isObject(value)) return "more";
      const words = choiceWords(first(value["choices"]));
      if (words.reasoning !== "") sink.reasoning(words.reasoning);
      const text = words.text !== "" ? words.text : nativeText(value["response"]);
      if (text !== "") splitter.text(text, sink);
      chunkCalls(value, sink);
      chunkFacts(value, sink, "provider");
      return "more";
    },
    flush: (sink) => splitter.flush(sink),
  });
}
