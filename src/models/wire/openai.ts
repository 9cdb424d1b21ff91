/** The OpenAI chat-completions wire: third-party models through the gateway (Anthropic's aside) and local servers. */
import type { Speaker } from "../failures.ts";
import { isObject } from "../json.ts";
import type { WireReader } from "../parts.ts";
import { choiceOf, chunkCalls, chunkFacts } from "./chat-chunk.ts";
import { choiceWords } from "./content.ts";
import { createSseReader } from "./sse.ts";
import { createThinkSplitter } from "./think.ts";

export function createOpenAiReader(speaker: Speaker = "provider"): WireReader {
  const splitter = createThinkSplitter();
  return createSseReader({
    event(value, sink) {
      if (!isObject(value)) return "more";
      const words = choiceWords(choiceOf(value));
      if (words.reasoning !== "") sink.reasoning(words.reasoning);
      if (words.text !== "") splitter.text(words.text, sink);
      chunkCalls(value, sink);
      chunkFacts(value, sink, speaker);
      return "more";
    },
    flush: (sink) => splitter.flush(sink),
  });
}
