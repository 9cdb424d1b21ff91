/** The OpenAI chat-completions wire: third-party models through the gateway (Anthropic's aside) and local servers. */
import type { Speaker } from "../failures.ts";
import { field, first, isObject } from "../json.ts";
import type { WireReader } from "../parts.ts";
import { choiceOf, chunkCalls, chunkFacts } from "./chat-chunk.ts";
import { choiceWords, type ChunkWords } from "./content.ts";
import { ownFacts, ownPiece } from "./own-routes.ts";
import { createSseReader } from "./sse.ts";
import { createThinkSplitter } from "./think.ts";

export function createOpenAiReader(speaker: Speaker = "provider"): WireReader {
  const splitter = createThinkSplitter();
  /** UTF-16 code units of text and reasoning that deltas have brought. */
  const received = { text: 0, reasoning: 0 };
  /** Words of a delta; of a whole message behind deltas only what they have not brought. */
  function wordsOf(choice: unknown): ChunkWords {
    const words = choiceWords(choice);
    if (isObject(field(choice, "message")) && !isObject(field(choice, "delta")))
      return { text: words.text.slice(received.text), reasoning: words.reasoning.slice(received.reasoning) };
    received.text += words.text.length;
    received.reasoning += words.reasoning.length;
    return words;
  }
  return createSseReader({
    event(value, sink) {
      if (!isObject(value)) return "more";
      // A message outside of `choices` is a piece of its own (Ollama's route).
      const choice = first(value["choices"]);
      const own = "choices" in value ? null : ownPiece(value);
      const words = own ?? (isObject(choice) ? wordsOf(choice) : choiceWords(choiceOf(value)));
      if (words.reasoning !== "") sink.reasoning(words.reasoning);
      if (words.text !== "") splitter.text(words.text, sink);
      chunkCalls(value, sink);
      chunkFacts(value, sink, speaker);
      if (own !== null) ownFacts(own, sink, speaker);
      return "more";
    },
    flush: (sink) => splitter.flush(sink),
  });
}
