import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WireReader } from "../../../src/models/parts.ts";
import { createAnthropicReader } from "../../../src/models/wire/anthropic.ts";
import { createOpenAiReader } from "../../../src/models/wire/openai.ts";
import { createWorkersAiReader } from "../../../src/models/wire/workers-ai.ts";
import { ANSWER, ANTHROPIC, createListener, readAll, OPENAI, REASONED, REASONING, TOTAL, WORKERS_AI } from "./recorded.ts";

const encoder = new TextEncoder();
const whole = (text: string): Uint8Array[] => [encoder.encode(text)];

/** The bytes in pieces that end at the given places. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.toSorted((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

const STREAMS: [name: string, create: () => WireReader, stream: string][] = [
  ...Object.entries({ ...WORKERS_AI, ...REASONING }).map(([shape, stream]): [string, () => WireReader, string] => [
    `workers-ai ${shape}`,
    createWorkersAiReader,
    stream,
  ]),
  ["openai", createOpenAiReader, OPENAI],
  ["anthropic", createAnthropicReader, ANTHROPIC],
];

describe.each(STREAMS)("%s", (_name, create, stream) => {
  const bytes = encoder.encode(stream);
  const expected = readAll(create(), [bytes]);

  test("says the words, the last usage and that it is done", () => {
    expect(expected.text).toBe(ANSWER);
    expect([REASONED.reasoning, ""]).toContain(expected.reasoning);
    expect(expected.usage).toMatchObject({ inputTokens: 12, cachedTokens: 8, outputTokens: 7 });
    expect(expected.done).toBe(1);
    expect(expected.failures).toEqual([]);
  });

  test("cut at every byte it says the same", () => {
    for (let place = 0; place <= bytes.length; place += 1) expect(readAll(create(), cutAt(bytes, [place]))).toEqual(expected);
  });

  test("byte by byte it says the same", () => {
    expect(
      readAll(
        create(),
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(expected);
  });

  test("cut at random places it says the same", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (places) => {
        expect(readAll(create(), cutAt(bytes, places))).toEqual(expected);
      }),
    );
  });

  test("broken off at every byte it says a beginning of the words and is not done", () => {
    for (let length = 0; length < bytes.length - 2; length += 1) {
      const received = readAll(create(), [bytes.subarray(0, length)]);
      // A multi-byte character that was cut is replaced only inside JSON that is cut too, so it is never read.
      expect(ANSWER.startsWith(received.text) || received.text === "<" || "<think>".startsWith(received.text)).toBe(true);
      expect(received.events).toBeLessThanOrEqual(expected.events);
    }
  });

  test("nothing is read after the end", () => {
    const { sink, received } = createListener();
    const reader = create();
    reader.read(bytes, sink);
    reader.read(bytes, sink);
    reader.end(sink);
    reader.end(sink);
    expect({ ...received, events: reader.events }).toEqual(expected);
  });
});

describe("workers-ai", () => {
  test("the neurons of the last usage are kept as they were written", () => {
    expect(readAll(createWorkersAiReader(), whole(WORKERS_AI["choices"] ?? "")).usage).toEqual(TOTAL);
  });

  test.each(Object.entries(REASONING))("%s: reasoning is read apart from the answer", (_shape, stream) => {
    const received = readAll(createWorkersAiReader(), whole(stream));
    expect({ text: received.text, reasoning: received.reasoning }).toEqual(REASONED);
  });

  test("an answer that talks about <think> later keeps its words", () => {
    const received = readAll(createWorkersAiReader(), whole('data: {"response":"Use <think> and </think>."}\n\ndata: [DONE]\n\n'));
    expect(received).toMatchObject({ text: "Use <think> and </think>.", reasoning: "" });
  });

  test("a beginning of a tag that is none is said", () => {
    expect(readAll(createWorkersAiReader(), whole('data: {"response":" <thi"}\n\ndata: [DONE]\n\n')).text).toBe(" <thi");
    expect(readAll(createWorkersAiReader(), whole('data: {"response":"<thi"}\n\n')).text).toBe("<thi");
  });

  test("thinking that never ends is all reasoning, a cut closing tag included", () => {
    expect(readAll(createWorkersAiReader(), whole('data: {"response":"<think>a</th"}\n\ndata: [DONE]\n\n'))).toMatchObject({
      text: "",
      reasoning: "a</th",
    });
  });

  test("a token that arrives as a number is a word", () => {
    expect(readAll(createWorkersAiReader(), whole('data: {"response":"x"}\n\ndata: {"response":42}\n\ndata: [DONE]\n\n')).text).toBe("x42");
  });

  test.each([
    ['{"error":{"code":3040,"message":"Capacity"}}', "out-of-capacity"],
    ['{"error":"7003: Model execution failed"}', "provider"],
    ['{"errors":[{"code":3036,"message":"you have used up your daily free allocation"}],"success":false}', "no-credits"],
    ['{"error":[{"code":2003,"message":"Rate limited"}]}', "gateway-limit"],
    ['{"error":{"message":"This model\'s maximum context length is 8192 tokens","code":"context_length_exceeded"}}', "context-too-long"],
  ])("an error inside the stream is a failure: %s", (json, reason) => {
    const received = readAll(createWorkersAiReader(), whole(`data: {"response":"a"}\n\ndata: ${json}\n\n`));
    expect(received).toMatchObject({ text: "a", failures: [reason], done: 0 });
  });
});

describe("openai", () => {
  test("why it stopped and the totals are read", () => {
    expect(readAll(createOpenAiReader(), whole(OPENAI))).toMatchObject({
      finish: "length",
      reasoning: REASONED.reasoning,
      usage: { ...TOTAL, neurons: null },
    });
  });

  test("reasoning tokens counted in the total alone are output", () => {
    const received = readAll(
      createOpenAiReader(),
      whole('data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":115}}\n\n'),
    );
    expect(received.usage?.outputTokens).toBe(105);
  });

  test("a last event without its blank line is read", () => {
    expect(readAll(createOpenAiReader(), whole('data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: [DONE]'))).toMatchObject({
      text: "a",
      done: 1,
      events: 2,
    });
  });
});

describe("anthropic", () => {
  test("cached tokens are counted into the input, the output comes last", () => {
    expect(readAll(createAnthropicReader(), whole(ANTHROPIC))).toMatchObject({
      finish: "stop",
      usage: { ...TOTAL, neurons: null },
      reasoning: REASONED.reasoning,
    });
  });

  test("an overloaded provider is out of capacity", () => {
    const received = readAll(
      createAnthropicReader(),
      whole('event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'),
    );
    expect(received).toMatchObject({ failures: ["out-of-capacity"], done: 0 });
  });
});

describe("any wire", () => {
  test("counts events as the gateway's resume does: blank lines, comments of their own included", () => {
    const reader = createOpenAiReader();
    const { sink } = createListener();
    reader.read(encoder.encode(': keep-alive\n\ndata: {"choices":[]}\n'), sink);
    expect(reader.events).toBe(1);
    reader.read(encoder.encode("\n"), sink);
    expect(reader.events).toBe(2);
    reader.read(encoder.encode('data: {"choi'), sink);
    reader.end(sink);
    expect(reader.events).toBe(2);
  });

  test("arbitrary JSON and arbitrary bytes never throw", () => {
    for (const create of [createWorkersAiReader, createOpenAiReader, createAnthropicReader]) {
      fc.assert(fc.property(fc.jsonValue(), (value) => void readAll(create(), whole(`data: ${JSON.stringify(value)}\n\n`))));
      fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readAll(create(), [bytes])));
      const keys = fc.constantFrom(
        "choices",
        "response",
        "usage",
        "error",
        "errors",
        "type",
        "delta",
        "message",
        "content",
        "neurons",
        "content_block",
      );
      const nested = fc.letrec((tie) => ({
        node: fc.oneof(
          { depthSize: "small" },
          fc.jsonValue({ maxDepth: 1 }),
          fc.dictionary(keys, tie("node"), { maxKeys: 5 }),
          fc.array(tie("node"), { maxLength: 2 }),
        ),
      })).node;
      fc.assert(fc.property(nested, (value) => void readAll(create(), whole(`data: ${JSON.stringify(value)}\n\n`))));
    }
  });
});
