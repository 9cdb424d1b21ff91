/** What servers send, one row a kind: errors in all their places, words in all their forms, figures under all their names. */
import { describe, expect, test } from "vitest";
import { problemOfResponse } from "../../../src/models/failures.ts";
import { createOpenAiReader } from "../../../src/models/wire/openai.ts";
import { asWanted, wantsAfter } from "../../../src/models/wire-request.ts";
import { streamOfJson } from "../../../src/models/json-body.ts";
import { readAll } from "./recorded.ts";

const encoder = new TextEncoder();
const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (value: object, finish: string | null = null): string =>
  data({ choices: [{ index: 0, delta: value, finish_reason: finish }] });
const says = (content: string): string => delta({ content });
const STOP = delta({}, "stop");
const readStream = (stream: string): ReturnType<typeof readAll> => readAll(createOpenAiReader("local"), [encoder.encode(stream)]);
const readByteByByte = (stream: string): ReturnType<typeof readAll> =>
  readAll(
    createOpenAiReader("local"),
    Array.from(encoder.encode(stream), (byte) => Uint8Array.of(byte)),
  );

describe("a failure is read wherever it stands, before and after words", () => {
  test.each([
    ["vLLM's object", data({ object: "error", message: "The KV cache is full", type: "InternalServerError", code: 500 })],
    ["an error object", data({ error: { code: 502, message: "Provider disconnected" }, choices: [] })],
    ["an error as text", data({ error: "llama runner process has terminated: exit status 2" })],
    [
      "an error of the choice",
      data({ choices: [{ index: 0, delta: { content: "" }, finish_reason: "error", error: { code: 502, message: "x" } }] }),
    ],
    ["an error of the delta", data({ choices: [{ index: 0, delta: { error: { message: "x" } } }] })],
    ["a finish reason alone", delta({}, "error")],
    ["an event named error", 'event: error\ndata: {"message":"Overloaded"}\n\n'],
    ["an event named error without JSON", "event: error\ndata: it broke\n\n"],
    ["Anthropic's type", data({ type: "error", error: { type: "api_error", message: "x" } })],
    ["FastAPI's detail", data({ detail: "it broke" })],
    ["a plain line of JSON", '{"error":{"message":"it broke"}}\n\n'],
  ])("%s", (_name, bytes) => {
    for (const before of ["", says("Begun, ")])
      for (const read of [readStream, readByteByByte]) {
        const all = read(before + bytes);
        expect(all.failures).toHaveLength(1);
        expect(all.text).toBe(before === "" ? "" : "Begun, ");
        expect(all.finish).toBeNull();
      }
  });

  test("one about the context's length is told as such", () => {
    expect(
      readStream(data({ object: "error", message: "This model's maximum context length is 4096 tokens.", code: 400 })).failures,
    ).toEqual(["context-too-long"]);
  });
});

describe("every word arrives", () => {
  test.each([
    [
      "typed parts",
      delta({ content: [{ type: "text", text: "The sum " }] }) +
        delta({ content: [{ type: "reference", reference_ids: [1] }, { type: "odd" }, { type: "text", text: "is 42." }] }),
      "The sum is 42.",
    ],
    [
      "a whole answer",
      JSON.stringify({ choices: [{ message: { role: "assistant", content: "Whole." }, finish_reason: "stop" }] }),
      "Whole.",
    ],
    [
      "a whole answer on several lines",
      JSON.stringify({ choices: [{ message: { content: "Whole." }, finish_reason: "stop" }] }, null, 2),
      "Whole.",
    ],
    [
      "one object a line",
      '{"message":{"role":"assistant","content":"By "},"done":false}\n{"message":{"content":"lines."},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}\n',
      "By lines.",
    ],
    [
      "CRLF, a comment, a byte order mark, no blank after the colon",
      `\uFEFF: hello\r\n\r\n${'data:{"choices":[{"delta":{"content":"x"}}]}\r\n\r\n'}`,
      "x",
    ],
    ["a refusal", delta({ content: null, refusal: "" }) + delta({ refusal: "I" }) + delta({ refusal: " cannot." }) + STOP, "I cannot."],
    ["the legacy field", data({ choices: [{ text: "Old." }] }), "Old."],
  ])("%s", (_name, bytes, text) => {
    expect(readStream(bytes).text).toBe(text);
    expect(readByteByByte(bytes).text).toBe(text);
  });

  test("events under the name of JSON are a stream, a failure with status 200 is none", async () => {
    const events = await streamOfJson(new Response(says("Events.") + STOP).body ?? new ReadableStream());
    expect(events.ok).toBe(true);
    if (events.ok) expect(await new Response(events.body).text()).toBe(says("Events.") + STOP);
    expect(await streamOfJson(new Response('{"error":{"message":"no"}}').body ?? new ReadableStream())).toMatchObject({ ok: false });
  });
});

describe("reasoning stands apart, cut anywhere", () => {
  const thought = "The person greets.";
  test.each([
    ["<think>", `<think>\n${thought}\n</think>\n\nHello!`],
    ["<thinking>", `<thinking>\n${thought}\n</thinking>\n\nHello!`],
    ["<Thought>", `<Thought>${thought}</Thought>Hello!`],
    ["<reasoning>", `\n<reasoning>${thought}</reasoning>\nHello!`],
    ["[THINK]", `[THINK]${thought}[/THINK]Hello!`],
    ["◁think▷", `◁think▷${thought}◁/think▷Hello!`],
    ["<seed:think>", `<seed:think>${thought}</seed:think>Hello!`],
    ["thought and solution", `<|begin_of_thought|>\n${thought}\n<|end_of_thought|>\n\n<|begin_of_solution|>Hello!<|end_of_solution|>`],
    ["think and answer", `<think>${thought}</think>\n<answer>\nHello!</answer>`],
    ["Gemma's channel", `<|channel>thought\n${thought}\n<channel|>Hello!`],
    ["Harmony", `<|channel|>analysis<|message|>${thought}<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>`],
    ["a closing mark alone", `${thought}\n</think>\n\nHello!`],
    ["a closing mark alone, behind a sentence", `${thought}</think>\n\nHello!`],
    ["a closing mark of another kind alone", `${thought}\n[/THINK]\nHello!`],
  ])("%s", (_name, answer) => {
    for (let size = 1; size <= answer.length; size += 1) {
      const pieces = answer.match(new RegExp(`[^]{1,${size}}`, "gu")) ?? [];
      const all = readStream(pieces.map(says).join("") + STOP);
      expect({ text: all.text, reasoning: all.reasoning }).toEqual({ text: "Hello!", reasoning: thought });
    }
  });

  test.each([
    "Close it with `</think>`.\nThen go on.",
    "Close it with\n```\n</think>\n```\nand go on.",
    "The mark </think> ends a thought.\nSo it is.",
    "Write <think> first.\n</think>\nlast.",
    "`<think>` opens a thought.",
  ])("an answer that speaks of a mark stays whole: %s", (answer) => {
    for (const size of [1, 2, 3, 7, 200]) {
      const all = readStream((answer.match(new RegExp(`[^]{1,${size}}`, "gu")) ?? []).map(says).join("") + STOP);
      expect({ text: all.text, reasoning: all.reasoning }).toEqual({ text: answer, reasoning: "" });
    }
  });

  test("twenty thousand closing marks cost no more than their length", () => {
    const text = "Say `</think>` again. ".repeat(20_000);
    expect(readStream(says(text) + STOP).text).toBe(text);
  });

  test.each([
    ["reasoning", { reasoning: "Why." }],
    ["reasoning_content beside the same", { reasoning_content: "Why.", reasoning: "Why." }],
    ["thinking", { thinking: "Why." }],
    [
      "reasoning_details",
      {
        reasoning_details: [
          { type: "reasoning.text", text: "Why." },
          { type: "reasoning.encrypted", data: "x" },
        ],
      },
    ],
    ["parts", { content: [{ type: "thinking", thinking: [{ type: "text", text: "Why." }] }] }],
  ])("in a field of its own: %s", (_name, value) => {
    expect(readStream(delta(value) + says("So.") + STOP)).toMatchObject({ reasoning: "Why.", text: "So." });
  });
});

describe("figures are found under every name and place, and no zero erases one", () => {
  const expected = { inputTokens: 1000, cachedTokens: 960, outputTokens: 5 };
  const base = { prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1005 };
  test.each([
    ["DeepSeek", data({ choices: [{ delta: {}, finish_reason: "stop" }], usage: { ...base, prompt_cache_hit_tokens: 960 } })],
    ["OpenAI", data({ choices: [], usage: { ...base, prompt_tokens_details: { cached_tokens: 960 } } })],
    ["Responses' names", data({ usage: { input_tokens: 1000, output_tokens: 5, input_tokens_details: { cached_tokens: 960 } } })],
    ["Anthropic's name", data({ usage: { ...base, cache_read_input_tokens: 960 } })],
    ["Moonshot", data({ choices: [{ delta: {}, usage: { ...base, cached_tokens: 960 } }] })],
    ["Groq", data({ choices: [], x_groq: { usage: { ...base, prompt_tokens_details: { cached_tokens: 960 } } } })],
    ["llama.cpp", data({ choices: [], timings: { prompt_n: 40, cache_n: 960, predicted_n: 5 } })],
    [
      "Gemini",
      data({ usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 3, thoughtsTokenCount: 2, cachedContentTokenCount: 960 } }),
    ],
  ])("%s", (_name, bytes) => {
    expect(readStream(says("Cached.") + bytes).usage).toMatchObject(expected);
  });
});

describe("a local server's refusal", () => {
  test.each([
    [
      400,
      '{"error":{"message":"max_tokens is too large: 4096. This model supports at most 2048 completion tokens."}}',
      "provider",
      "length",
    ],
    [400, '{"error":{"message":"System role not supported","code":400}}', "provider", "system prompt"],
    [
      422,
      '{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}',
      "provider",
      "stream_options",
    ],
    [500, '{"error":"model requires more system memory (5.6 GiB) than is available (4.1 GiB)"}', "out-of-capacity", "not enough memory"],
    [503, '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}', "out-of-capacity", "being loaded"],
    [429, '{"error":{"message":"Too many requests"}}', "out-of-capacity", "Too many requests"],
    [400, '{"error":"\\"nomic-embed-text\\" does not support chat"}', "model-unable", "cannot chat"],
    [401, '{"error":{"message":"Invalid key"}}', "not-configured", "LOCAL_AI_KEY"],
  ])("%i %s is %s", (status, body, reason, words) => {
    const problem = problemOfResponse(status, body, null, 0, "local");
    expect(problem).toMatchObject({ reason });
    expect(problem.detail).toContain(words);
    expect(problem.detail).not.toMatch(/gateway/i);
  });

  test("is quoted in one line of 200 characters, without control and bidi characters", () => {
    const { detail } = problemOfResponse(
      500,
      JSON.stringify({ error: { message: `a\u202Eb\u0000\n\u2066c${"x".repeat(500)}` } }),
      null,
      0,
      "local",
    );
    const quoted = /“(.*)”$/.exec(detail)?.[1] ?? "";
    expect(quoted.startsWith("a b c")).toBe(true);
    expect(Array.from(quoted)).toHaveLength(200);
    expect(detail).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test.each([
    [
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { max_completion_tokens: 4096 },
    ],
    ['{"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}', { max_tokens: 4096 }],
    ["max_tokens is too large: 4096. This model supports at most 2048 completion tokens.", { max_tokens: 2048 }],
    ["System role not supported", { messages: [{ role: "user", content: "Be brief.\n\nHi" }] }],
  ])("names a field that is then sent otherwise, once: %s", (words, changed) => {
    const body = {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
      ],
      max_tokens: 4096,
      stream_options: { include_usage: true },
    };
    const wants = wantsAfter(words, body, {});
    if (wants === null) throw new Error("nothing was changed");
    const again = asWanted(body, wants);
    expect(again).toMatchObject(changed);
    expect(again).not.toEqual(body);
    expect(wantsAfter(words, again, wants)).toBeNull();
  });
});
