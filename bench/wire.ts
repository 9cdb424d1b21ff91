/** How fast each wire reader turns bytes into parts: `measureWires()`, or `node bench/wire.ts` for a table. */
import { createEventWriter } from "../src/embedded-ai/shapes.ts";
import type { StreamShape } from "../src/embedded-ai/directives.ts";
import type { PartSink, WireReader } from "../src/models/parts.ts";
import { createAnthropicReader } from "../src/models/wire/anthropic.ts";
import { createOpenAiReader } from "../src/models/wire/openai.ts";
import { createWorkersAiReader } from "../src/models/wire/workers-ai.ts";

export interface WireFigure {
  /** The wire, and its shape where it has more than one. */
  wire: string;
  eventsPerSecond: number;
  tokensPerSecond: number;
}

const TOKENS = 50_000;
/** Bytes of a network chunk. */
const CHUNK_BYTES = 4096;
/** The best of so many runs: the machine is shared, and the first warms up. */
const RUNS = 5;

function shaped(shape: StreamShape): string {
  const writer = createEventWriter(shape, true);
  const half = Array.from({ length: TOKENS / 2 }, (_, index) => index);
  return [
    writer.beforeReasoning,
    ...half.map((index) => writer.reasoning(` r${index}`)),
    writer.afterReasoning,
    ...half.map((index) => writer.text(` w${index}`)),
    writer.done,
  ].join("");
}

function openAiStream(): string {
  const tokens = Array.from(
    { length: TOKENS },
    (_, index) =>
      `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" w${index}"},"logprobs":null,"finish_reason":null}],"usage":null}\n\n`,
  );
  return `${tokens.join("")}data: [DONE]\n\n`;
}

function anthropicStream(): string {
  const tokens = Array.from(
    { length: TOKENS },
    (_, index) =>
      `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" w${index}"}}\n\n`,
  );
  return `${tokens.join("")}event: message_stop\ndata: {"type":"message_stop"}\n\n`;
}

function measure(wire: string, create: () => WireReader, stream: string): WireFigure {
  const bytes = new TextEncoder().encode(stream);
  let best: WireFigure = { wire, eventsPerSecond: 0, tokensPerSecond: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    const reader = create();
    let tokens = 0;
    const sink: PartSink = {
      text: () => void (tokens += 1),
      reasoning: () => void (tokens += 1),
      textWasReasoning() {},
      usage() {},
      finish() {},
      failure() {},
      done() {},
    };
    const startedAtMs = performance.now();
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) reader.read(bytes.subarray(at, at + CHUNK_BYTES), sink);
    reader.end(sink);
    const seconds = (performance.now() - startedAtMs) / 1000;
    if (tokens < TOKENS) throw new Error(`${wire}: ${tokens} of ${TOKENS} tokens were read`);
    if (tokens / seconds > best.tokensPerSecond)
      best = { wire, eventsPerSecond: Math.round(reader.events / seconds), tokensPerSecond: Math.round(tokens / seconds) };
  }
  return best;
}

/** One figure per wire and shape, in this process. */
export function measureWires(): WireFigure[] {
  const shapes: StreamShape[] = ["response", "choices", "both", "reasoning-field", "think"];
  return [
    ...shapes.map((shape) => measure(`workers-ai ${shape}`, createWorkersAiReader, shaped(shape))),
    measure("openai", createOpenAiReader, openAiStream()),
    measure("anthropic", createAnthropicReader, anthropicStream()),
  ];
}

if (process.argv[1] === import.meta.filename) console.table(measureWires());
