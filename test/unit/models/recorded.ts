/** Streams as the wires send them, and a sink that records the parts it receives. */
import type { FinishReason, PartSink, ProviderFailure, Usage, WireReader } from "../../../src/models/parts.ts";

/** What a stream says, however it is cut. */
export interface Received {
  text: string;
  reasoning: string;
  usage: Usage | null;
  usages: number;
  finish: FinishReason | null;
  failures: ProviderFailure["reason"][];
  done: number;
}

export function createListener(): { sink: PartSink; received: Received } {
  const received: Received = { text: "", reasoning: "", usage: null, usages: 0, finish: null, failures: [], done: 0 };
  const sink: PartSink = {
    text: (text) => void (received.text += text),
    reasoning: (text) => void (received.reasoning += text),
    textWasReasoning: () => {
      received.reasoning += received.text.trimEnd();
      received.text = "";
    },
    usage(usage) {
      received.usage = usage;
      received.usages += 1;
    },
    finish: (reason) => void (received.finish = reason),
    failure: (failure) => void received.failures.push(failure.reason),
    done: () => void (received.done += 1),
  };
  return { sink, received };
}

export function readAll(reader: WireReader, pieces: readonly Uint8Array[]): Received & { events: number } {
  const { sink, received } = createListener();
  for (const piece of pieces) reader.read(piece, sink);
  reader.end(sink);
  return { ...received, events: reader.events };
}

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const DONE = "data: [DONE]\n\n";
const small = { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 };
const total = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19, prompt_tokens_details: { cached_tokens: 8 }, neurons: 0.00012 };
const content = (text: string): object => ({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }], usage: small });
const stopped = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };

/** Words of every width in UTF-8, a line feed, a surrogate pair, and what JSON must escape. */
export const WORDS = [" Grüße", " aus", " 東京", " 👩‍👩‍👧", "\n\n", ' "quoted" \\', " end"];
export const ANSWER = WORDS.join("");
export const TOTAL: Usage = { inputTokens: 12, cachedTokens: 8, outputTokens: 7, neurons: "0.00012" };

export const WORKERS_AI: { [shape: string]: string } = {
  response: [...WORDS.map((word) => event({ response: word, usage: small })), event({ response: "", usage: total }), DONE].join(""),
  choices: [...WORDS.map((word) => event(content(word))), event(stopped), event({ response: "", usage: total }), DONE].join(""),
  both: [...WORDS.map((word) => event({ ...content(word), response: word })), event({ response: "", usage: total }), DONE].join(""),
  "carriage returns": [
    ": hello",
    "",
    ...WORDS.flatMap((word) => [`data: ${JSON.stringify(content(word))}`, ""]),
    `data: ${JSON.stringify({ response: "", usage: total })}`,
    "",
    "data: [DONE]",
    "",
    "",
  ].join("\r\n"),
  comments: [
    ": keep-alive\n\n",
    ...WORDS.map((word) => `: tick\nid: 7\nevent: message\n${event(content(word))}`),
    event({ response: "", usage: total }),
    DONE,
  ].join(""),
};

export const REASONED = { reasoning: " r0 ü\n r1", text: ANSWER };
const reasonedWords = [" r0", " ü\n", " r1"];
export const REASONING: { [shape: string]: string } = {
  "reasoning-field": [
    ...reasonedWords.map((word) => event({ choices: [{ delta: { reasoning_content: word } }], usage: small })),
    ...WORDS.map((word) => event(content(word))),
    event({ response: "", usage: total }),
    DONE,
  ].join(""),
  "both reasoning fields": [
    ...reasonedWords.map((word) => event({ choices: [{ delta: { content: null, reasoning: word, reasoning_content: word } }] })),
    ...WORDS.map((word) => event(content(word))),
    event({ response: "", usage: total }),
    DONE,
  ].join(""),
  think: ["<th", "ink>", "\n", ...reasonedWords, "</", "thi", "nk>\n", "\n", ...WORDS]
    .map((word) => event({ response: word, usage: small }))
    .concat(event({ response: "", usage: total }), DONE)
    .join(""),
  "think in one piece":
    event({ response: `<think>${reasonedWords.join("")}</think>${ANSWER}` }) + event({ response: "", usage: total }) + DONE,
};

export const OPENAI = [
  event({
    id: "c",
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
    usage: null,
  }),
  ...reasonedWords.map((word) => event({ choices: [{ index: 0, delta: { reasoning_content: word }, finish_reason: null }], usage: null })),
  ...WORDS.map((word) => event({ choices: [{ index: 0, delta: { content: word }, finish_reason: null }], usage: null })),
  event({ choices: [{ index: 0, delta: {}, finish_reason: "length" }], usage: null }),
  event({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19, prompt_tokens_details: { cached_tokens: 8 } } }),
  DONE,
].join("");

const named = (value: { type: string; [key: string]: unknown }): string => `event: ${value.type}\n${event(value)}`;
export const ANTHROPIC = [
  named({
    type: "message_start",
    message: {
      id: "msg_1",
      role: "assistant",
      usage: { input_tokens: 4, cache_creation_input_tokens: 0, cache_read_input_tokens: 8, output_tokens: 1 },
    },
  }),
  named({ type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } }),
  named({ type: "ping" }),
  ...reasonedWords.map((word) => named({ type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: word } })),
  named({ type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "xyz" } }),
  named({ type: "content_block_stop", index: 0 }),
  named({ type: "content_block_start", index: 1, content_block: { type: "text", text: "" } }),
  ...WORDS.map((word) => named({ type: "content_block_delta", index: 1, delta: { type: "text_delta", text: word } })),
  named({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 7 } }),
  named({ type: "message_stop" }),
].join("");
