/** More of what real servers send: words for a stop, framing that others forgive, figures as text, failures in unusual places. */
import { describe, expect, test } from "vitest";
import { Ending } from "../../../src/chat/calls/ending.ts";
import { problemOfResponse } from "../../../src/models/failures.ts";
import { createOpenAiReader } from "../../../src/models/wire/openai.ts";
import { readAll } from "./recorded.ts";

const encoder = new TextEncoder();
const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (value: unknown, finish: unknown = null, more: object = {}): string =>
  data({ choices: [{ index: 0, delta: value, finish_reason: finish }], ...more });
const says = (content: string): string => delta({ content });
const STOP = delta({}, "stop");
const DONE = "data: [DONE]\n\n";
const SIZES = [1, 7, 64, 100_000];

function readStream(stream: string, size: number): ReturnType<typeof readAll> {
  const bytes = encoder.encode(stream);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
  return readAll(createOpenAiReader("local"), pieces);
}

describe("why it stopped, in every maker's words", () => {
  test.each([
    ["stop", ["stop", "STOP", "eos", "eos_token", "stop_sequence", "end_turn", "COMPLETE"]],
    [
      "length",
      ["length", "MAX_TOKENS", "max_output_tokens", "model_length", "token_limit", "model_context_window_exceeded", "ERROR_LIMIT"],
    ],
    [
      "content-filter",
      ["content_filter", "content_filter: SAFETY", "content_filtered", "IMAGE_SAFETY", "PROHIBITED_CONTENT", "RECITATION", "sensitive"],
    ],
    ["content-filter", ["guardrail_intervened", "ERROR_TOXIC", "refusal"]],
    ["tool", ["tool_calls", "tool_use", "function_call"]],
    ["other", ["OTHER", "LANGUAGE", "load"]],
  ])("%s: %j", (reason, words) => {
    for (const word of words) expect([word, readStream(delta({ content: "a" }, word) + DONE, 100_000).finish]).toEqual([word, reason]);
  });

  test.each([
    "abort",
    "aborted",
    "cancelled",
    "insufficient_system_resource",
    "network_error",
    "engine_overloaded",
    "error",
    "timeout",
    "malformed_function_call",
    "server_error",
  ])("%s is a failure: an answer that was cut never looks whole", (word) => {
    for (const size of SIZES) {
      const all = readStream(says("Half an ") + delta({ content: "answer" }, word) + DONE, size);
      expect(all).toMatchObject({ text: "Half an answer", finish: null });
      expect(all.failures).toHaveLength(1);
    }
  });

  test("words that a filter ended are kept beside its sentence, whoever says it", () => {
    const ending = new Ending();
    ending.failure(problemOfResponse(400, '{"error":{"code":"content_filter","message":"filtered"}}', null, 0));
    expect(ending.toEnd({ isEmpty: false, tokens: 3, isMaxByMoney: false }).problem?.detail).toContain("is kept");
    expect(ending.toEnd({ isEmpty: true, tokens: 0, isMaxByMoney: false }).problem?.detail).toContain("withheld");
  });
});

describe("framing that others forgive", () => {
  const stream = says("One, ") + says("two.") + delta({}, "stop", { usage: { prompt_tokens: 11, completion_tokens: 7 } }) + DONE;
  const pretty = JSON.stringify(
    { choices: [{ delta: { content: "One, two." }, finish_reason: "stop" }], usage: { completion_tokens: 7 } },
    null,
    1,
  );
  test.each([
    ["CR alone", stream.replaceAll("\n", "\r")],
    ["CRLF", stream.replaceAll("\n", "\r\n")],
    ["one line feed between events", stream.replaceAll("\n\n", "\n")],
    ["one CRLF between events", stream.replaceAll("\n\n", "\r\n")],
    ["one line feed, no blank behind the colon", stream.replaceAll("\n\n", "\n").replaceAll("data: ", "data:")],
    ["one event on many lines", `${pretty.replaceAll(/^/gm, "data: ")}\n\n${DONE}`],
    ["a blank behind the end", stream.replace("[DONE]", "[DONE] ")],
    ["names, ids and waits", stream.replaceAll("data: ", "event: message\nid: 7\nretry: 300\ndata: ")],
    [
      "comments, pings, empty choices",
      `: PROCESSING\n\nevent: ping\ndata: {"type":"ping"}\n\n${data({ choices: null })}${data({ choices: [] })}${stream}`,
    ],
  ])("%s", (_name, bytes) => {
    for (const size of SIZES) {
      const all = readStream(bytes, size);
      expect(all).toMatchObject({ text: "One, two.", finish: "stop", done: 1 });
      expect(all.usage).toMatchObject({ outputTokens: 7 });
    }
  });
});

describe("words", () => {
  test.each([
    [
      "a whole message behind the deltas is not said twice",
      says("One, ") + says("two.") + data({ choices: [{ message: { content: "One, two." }, finish_reason: "stop" }] }),
    ],
    [
      "what the deltas lack of the whole message is said",
      says("One, ") + data({ choices: [{ message: { content: "One, two." }, finish_reason: "stop" }] }),
    ],
    ["a list of texts", delta({ content: ["One, ", { text: "two." }] }) + STOP],
    ["beside the last reason", says("One, ") + delta({ content: "two." }, "STOP")],
    ["after a reason that was said too early", delta({ content: "One, " }, "stop") + delta({ content: "two." }, "stop")],
    [
      "empty errors are none",
      delta({ content: "One, " }, null, { error: null, errors: [] }) + delta({ content: "two." }, "stop", { error: "" }),
    ],
    [
      "an empty object of an error is none",
      delta({ content: "One, " }, null, { error: {} }) +
        data({ choices: [{ delta: { content: "two." }, finish_reason: "stop", error: {} }] }),
    ],
    ["a good base_resp is none", says("One, two.") + delta({}, "stop", { base_resp: { status_code: 0, status_msg: "" } })],
  ])("%s", (_name, bytes) => {
    for (const size of SIZES) expect(readStream(bytes + DONE, size)).toMatchObject({ text: "One, two.", finish: "stop", failures: [] });
  });

  test("a number is a word", () => {
    expect(readStream(delta({ content: 42 }) + STOP, 64).text).toBe("42");
  });

  test("LiteLLM's blocks of thinking alone are reasoning", () => {
    const bytes = delta({ thinking_blocks: [{ type: "thinking", thinking: "Why.", signature: "s" }] }) + says("So.") + STOP;
    expect(readStream(bytes, 64)).toMatchObject({ text: "So.", reasoning: "Why." });
  });
});

test.each([
  ["as text", { prompt_tokens: "12", completion_tokens: "3" }],
  ["in one word", { promptTokens: 12, completionTokens: 3, totalTokens: 15 }],
  [
    "Anthropic's, which count the cache beside",
    { input_tokens: 4, output_tokens: 3, cache_read_input_tokens: 7, cache_creation_input_tokens: 1 },
  ],
  ["Cohere's", { tokens: { input_tokens: 12, output_tokens: 3 }, billed_units: { input_tokens: 10, output_tokens: 3 } }],
])("figures are found: %s", (_name, usage) => {
  expect(readStream(says("a") + delta({}, "stop", { usage }), 64).usage).toMatchObject({ inputTokens: 12, outputTokens: 3 });
});

test("figures are found on llama.cpp's own route", () => {
  const bytes = says("a") + delta({}, "stop", { tokens_evaluated: 12, tokens_predicted: 3 });
  expect(readStream(bytes, 64).usage).toMatchObject({ inputTokens: 12, outputTokens: 3 });
});

test("a figure that no call can reach is none, and spends no budget", () => {
  const bytes = says("a") + delta({}, "stop", { usage: { prompt_tokens: 1e300, completion_tokens: 3 } });
  expect(readStream(bytes, 64).usage).toMatchObject({ inputTokens: 0, outputTokens: 3 });
});

test("a web page where a stream should be is a failure, in its own words", () => {
  const page = "<!doctype html><html><title>Sign in</title><body>Please sign in.</body></html>";
  for (const size of SIZES) expect(readStream(page, size)).toMatchObject({ text: "", failures: ["provider"] });
});

describe("failures in unusual places", () => {
  test.each([
    ["llama.cpp's field", 'error: {"code":500,"message":"slot failed","type":"server_error"}\n\n', "provider"],
    ["Gemini's list", data([{ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }]), "out-of-capacity"],
    ["MiniMax", data({ choices: null, base_resp: { status_code: 1008, status_msg: "insufficient balance" } }), "out-of-capacity"],
    ["a sentence under another name", data({ error_message: "it broke", status: 500 }), "provider"],
    ["a message and a status", data({ statusCode: 429, message: "Rate limit hit" }), "out-of-capacity"],
    ["an error in an error", data({ error: { error: { message: "The model is overloaded." } } }), "out-of-capacity"],
    ["Baidu", data({ error_code: 336_103, error_msg: "prompt is too long" }), "context-too-long"],
  ])("%s", (_name, bytes, reason) => {
    for (const size of SIZES) expect(readStream(says("Begun, ") + bytes, size)).toMatchObject({ text: "Begun, ", failures: [reason] });
  });

  test.each([
    [
      "Gemini's list around a refused key",
      400,
      [{ error: { code: 400, message: "API key not valid." } }],
      "not-configured",
      "“API key not valid.”",
    ],
    ["a key, whatever the status", 400, { error: "Incorrect API key provided: x" }, "not-configured", "LOCAL_AI_KEY"],
    [
      "the filter refuses the question",
      400,
      { error: { code: "content_filter", message: "filtered" } },
      "content-filter",
      "Put the question otherwise",
    ],
    ["no tools", 400, { error: { message: "gemma:2b does not support tools" } }, "provider", "Ask without tools"],
    ["no model loaded", 404, { error: { message: "No models loaded." } }, "out-of-capacity", "Load it there"],
    [
      "the minute's tokens are spent",
      413,
      { error: { message: "Limit 6000, Requested 9000", code: "rate_limit_exceeded" } },
      "out-of-capacity",
      "no more requests",
    ],
    [
      "a sentence below the message",
      422,
      { message: { detail: [{ loc: ["body", "stream_options"], msg: "Extra inputs" }] } },
      "provider",
      "“body.stream_options: Extra inputs”",
    ],
    ["a sentence in a text of JSON", 500, { error: '{"error":{"message":"inner words"}}' }, "provider", "“inner words”"],
    [
      "what the provider behind OpenRouter said",
      502,
      { error: { message: "Provider returned error", metadata: { raw: '{"error":"it broke"}' } } },
      "provider",
      "“it broke”",
    ],
    ["a word that only ends like one", 500, "Internal Server Error: kaboom", "provider", "failed to answer"],
    ["a message alone", 400, { message: "Engine is not loaded yet" }, "out-of-capacity", "“Engine is not loaded yet”"],
    ["a proxy's page", 502, "<html><head><title>502 Bad Gateway</title></head></html>", "provider", "“502 Bad Gateway”"],
    [
      "Moonshot's window",
      400,
      { error: { message: "Your request exceeded model token limit: 8192" } },
      "context-too-long",
      "longer than this model can read",
    ],
  ])("%s", (_name, status, body, reason, words) => {
    const problem = problemOfResponse(status, typeof body === "string" ? body : JSON.stringify(body), null, 0, "local");
    expect(problem).toMatchObject({ reason });
    expect(problem.detail).toContain(words);
  });

  test("the filter's no is told as such by a provider, and none of its words is passed on [I11]", () => {
    const { reason, detail } = problemOfResponse(400, '{"error":{"code":"content_filter","message":"You said: secret"}}', null, 0);
    expect(reason).toBe("content-filter");
    expect(detail).not.toContain("secret");
  });
});
