/**
 * What servers and the proxies before them send that is odd and means nothing, out of public reports of LiteLLM, vLLM, Ollama,
 * LM Studio, OpenRouter, Groq, DeepSeek, Azure and Gemini's layer; and streams of servers' own routes (wire/own-routes.ts).
 */
import { listed, sends, whole, type Case, type Seen } from "./wire-case.ts";
import { delta, DONE, event, STOP, usage, word, type Step } from "./wire-server.ts";

const HELLO = "Hello there.";
const USUAL: readonly string[] = [word("Hello "), word("there."), STOP, usage(11, 7), DONE];
const same = (steps: readonly Step[], type?: string): Case => sends(steps, whole(HELLO, listed(11, 7)), type);
const everywhere = (change: (text: string) => string): Case => same(USUAL.map(change));
const choice = (value: object, more: object = {}): string => event({ choices: [value], ...more });
const failed = (says: RegExp, text = ""): Seen => ({ status: text === "" ? "error" : "interrupted", text, problem: { says } });

export const oddities: Record<string, Case> = {
  nospace: everywhere((text) => text.replaceAll("data: ", "data:")),
  crlf: everywhere((text) => text.replaceAll("\n", "\r\n")),
  bom: same([`\ufeff${USUAL[0]}`, ...USUAL.slice(1)]),
  comments: same([": OPENROUTER PROCESSING\n\n", ": keep-alive\n\n", ...USUAL]),
  plaintext: same(USUAL, "text/plain; charset=utf-8"),
  typeless: same(USUAL, ""),
  oneline: same([USUAL.join("")]),
  azurefirst: same([
    event({
      id: "",
      object: "",
      model: "",
      created: 0,
      choices: [],
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
    }),
    delta({ role: "assistant", content: "", refusal: null }),
    ...USUAL.slice(0, 2),
    choice({ index: 0, content_filter_offsets: { check_offset: 1 }, content_filter_results: { hate: { filtered: false } } }),
    ...USUAL.slice(2),
  ]),
  emptyfinish: same([
    choice({ index: 0, delta: { content: "Hello " }, finish_reason: "" }),
    choice({ index: 0, delta: { content: "there." }, finish_reason: "" }),
    ...USUAL.slice(2),
  ]),
  finishtwice: same([...USUAL.slice(0, 2), STOP, STOP, usage(11, 7), usage(11, 7), DONE, DONE]),
  finishbeside: same([word("Hello "), choice({ delta: { content: "there." }, finish_reason: "stop" }), usage(11, 7), DONE]),
  noindex: same([choice({ delta: { content: "Hello " } }), choice({ delta: { content: "there." } }), ...USUAL.slice(2)]),
  nulls: same([
    event({ choices: null }),
    choice({ index: 0, delta: null }),
    choice(
      { index: 0, delta: { role: null, content: null, tool_calls: null, function_call: null, reasoning_content: null } },
      { usage: null },
    ),
    event({}),
    "data: null\n\n",
    "data: 7\n\n",
    "data:\n\n",
    ...USUAL,
  ]),
  textfigures: same([...USUAL.slice(0, 3), event({ choices: [], usage: { prompt_tokens: "11", completion_tokens: "7" } }), DONE]),
  nodone: same(USUAL.slice(0, -1)),
  pings: same(['event: ping\ndata: {"type": "ping"}\n\n', ...USUAL]),
  roles: same([
    delta({ role: "assistant", content: "Hello " }),
    delta({ role: "assistant", content: "there." }),
    delta({ role: "assistant" }),
    ...USUAL.slice(2),
  ]),
  // A second choice is nobody's.
  twochoices: same([
    word("Hello "),
    event({
      choices: [
        { index: 0, delta: { content: "there." } },
        { index: 1, delta: { content: "Another." } },
      ],
    }),
    ...USUAL.slice(2),
  ]),
  litellm: sends(
    [word("Begun, "), event({ error: { message: "litellm.APIConnectionError: it broke", type: null, param: null, code: "500" } }), DONE],
    failed(/litellm\.APIConnectionError: it broke/, "Begun, "),
  ),
  lmstudio: sends(
    [word("Begun, "), 'event: error\ndata: {"error":"The model has crashed without additional information."}\n\n'],
    failed(/The model has crashed without additional information/, "Begun, "),
  ),
  halfchunk: sends([word("Begun, "), 'data: {"choices":[{"delta":{"content":"and'], failed(/broke/, "Begun, ")),
  jsonerror: sends(
    [JSON.stringify({ error: { message: "template: unexpected end of input" } })],
    failed(/unexpected end of input/),
    "application/json",
  ),
  htmlpage: sends(["<!doctype html><html><title>Sign in</title><body>Sign in first</body></html>"], failed(/./), "text/html"),
  nothing: sends([], failed(/./)),
  onlydone: sends([DONE], failed(/./)),
};

const lines = (...values: readonly object[]): string[] => values.map((value) => event(value));

export const ownRoutes: Record<string, Case> = {
  tgi: same(
    lines(
      { index: 1, token: { id: 1, text: "Hello ", logprob: -0.1, special: false }, generated_text: null, details: null },
      { index: 2, token: { id: 2, text: "there.", logprob: -0.1, special: false }, generated_text: null, details: null },
      {
        index: 3,
        token: { id: 3, text: "</s>", logprob: -0.1, special: true },
        generated_text: HELLO,
        details: { finish_reason: "eos_token", generated_tokens: 7, input_length: 11 },
      },
    ),
  ),
  tgilength: sends(
    lines({ token: { text: HELLO, special: false }, details: { finish_reason: "length", generated_tokens: 7, input_length: 11 } }),
    { status: "done", text: HELLO },
  ),
  llamacpp: same(
    lines(
      { content: "Hello ", stop: false, id_slot: 0, tokens_predicted: 1, tokens_evaluated: 11 },
      { content: "there.", stop: false },
      { content: "", stop: true, stop_type: "eos", tokens_predicted: 7, tokens_evaluated: 11, timings: { prompt_n: 11, predicted_n: 7 } },
    ),
  ),
  ollamagenerate: same(
    [
      { model: "m", response: "Hello ", done: false },
      { model: "m", response: "there.", done: false },
      { model: "m", response: "", done: true, done_reason: "stop", prompt_eval_count: 11, eval_count: 7 },
    ].map((line) => `${JSON.stringify(line)}\n`),
    "application/x-ndjson",
  ),
  ollamachat: same(
    [
      { message: { role: "assistant", content: "Hello " }, done: false },
      { message: { role: "assistant", content: "there." }, done: false },
      { message: { role: "assistant", content: "" }, done: true, done_reason: "stop", prompt_eval_count: 11, eval_count: 7 },
    ].map((line) => `${JSON.stringify(line)}\n`),
    "application/x-ndjson",
  ),
  cohere: same([
    event({ type: "message-start", delta: { message: { role: "assistant", content: [] } } }, "message-start"),
    event({ type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "" } } } }, "content-start"),
    event({ type: "content-delta", index: 0, delta: { message: { content: { text: "Hello " } } } }, "content-delta"),
    event({ type: "content-delta", index: 0, delta: { message: { content: { text: "there." } } } }, "content-delta"),
    event({ type: "content-end", index: 0 }, "content-end"),
    event({
      type: "message-end",
      delta: {
        finish_reason: "COMPLETE",
        usage: { billed_units: { input_tokens: 5, output_tokens: 7 }, tokens: { input_tokens: 11, output_tokens: 7 } },
      },
    }),
  ]),
  coherev1: same(
    [
      { event_type: "stream-start", is_finished: false, generation_id: "g" },
      { event_type: "text-generation", is_finished: false, text: "Hello " },
      { event_type: "text-generation", is_finished: false, text: "there." },
      {
        event_type: "stream-end",
        is_finished: true,
        finish_reason: "COMPLETE",
        response: { text: HELLO, meta: { tokens: { input_tokens: 11, output_tokens: 7 } } },
      },
    ].map((line) => `${JSON.stringify(line)}\n`),
    "application/stream+json",
  ),
  gemini: same(
    lines(
      { candidates: [{ content: { role: "model", parts: [{ text: "Hello " }] } }] },
      {
        candidates: [{ content: { role: "model", parts: [{ text: "there." }] }, finishReason: "STOP" }],
        usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 },
      },
    ),
  ),
  geminiblocked: sends(lines({ promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 11 } }), {
    status: "error",
    text: "",
    problem: { reason: "content-filter", says: /filter withheld/ },
  }),
  responses: same(
    lines(
      { type: "response.created", response: { id: "r", status: "in_progress", error: null } },
      { type: "response.output_text.delta", delta: "Hello " },
      { type: "response.output_text.delta", delta: "there." },
      { type: "response.output_text.done", text: HELLO },
      { type: "response.completed", response: { status: "completed", error: null, usage: { input_tokens: 11, output_tokens: 7 } } },
    ),
  ),
  anthropicown: same(
    lines(
      { type: "message_start", message: { role: "assistant", content: [], usage: { input_tokens: 11, output_tokens: 1 } } },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello " } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "there." } },
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 7 } },
      { type: "message_stop" },
    ),
  ),
};
