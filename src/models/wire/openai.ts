/** The OpenAI chat-completions wire: third-party models through the gateway (Anthropic's aside) and local servers. */
import { first, isObject } from "../json.ts";
import type { WireReader } from "../parts.ts";
import { choiceWords, chunkFacts } from "./chat-chunk.ts";
import { createSseReader } from "./sse.ts";
import { createThinkSplitter } from "./think.ts";

export function createOpenAiReader(): WireReader {
  const splitter = createThinkSplitter();
  return createSseReader({
    event(value, sink) {
      if (!isObject(value)) return "more";
      const words = choiceWords(first(value["choices"]));
      if (words.reasoning !== "") sink.reasoning(words.reasoning);
      if (words.text !== "") splitter.text(words.text, sink);
      chunkFacts(value, sink);
      return "more";
    },
    flush: (sink) => splitter.flush(sink),
  });
}
