/** What servers really send, one script a kind, and what the person must then see. The id of a model names its case. */
import { listed, sends, whole, type Case } from "./wire-case.ts";
import { oddities, ownRoutes } from "./wire-oddities.ts";
import { delta, DONE, event, finish, inPieces, STOP, usage, word, type Reply, type Script } from "./wire-server.ts";

/** Silence after which the Worker under test gives a model up, before and after its first word. Milliseconds. */
export const FIRST_BYTE_MS = 5_000;
export const STALL_MS = 3_000;

const KV_CACHE = "The model's KV cache is full";
const CONTEXT = "This model's maximum context length is 4096 tokens.";
const vllm = (message: string, type: string, code: number): string => event({ object: "error", message, type, param: null, code });

const failures: Record<string, Case> = {
  vllmerror: sends([word("Begun, "), vllm(KV_CACHE, "InternalServerError", 500), DONE], {
    status: "interrupted",
    text: "Begun, ",
    problem: { reason: "provider", says: /The model's KV cache is full/ },
  }),
  vllmerrorfirst: sends([vllm(CONTEXT, "BadRequestError", 400), DONE], {
    status: "error",
    text: "",
    problem: { reason: "context-too-long", says: /longer than this model can read/ },
  }),
  // What the server says its failed answer took is what it took.
  orerrorchoice: sends(
    [
      word("Half an answer and then "),
      event({
        choices: [
          { index: 0, delta: { content: "" }, finish_reason: "error", error: { code: 502, message: "Upstream provider disconnected" } },
        ],
      }),
      usage(11, 7),
      DONE,
    ],
    {
      status: "interrupted",
      text: "Half an answer and then ",
      problem: { says: /Upstream provider disconnected/ },
      receipt: listed(11, 7, { end: "cut" }),
    },
  ),
  // The line stays open after the error: it is not waited for longer than for an answer's end.
  errorhang: sends([word("Begun, "), event({ error: { message: "It broke" } }), "hold and beat"], {
    status: "interrupted",
    text: "Begun, ",
    problem: { says: /It broke/ },
    receipt: { basis: "estimated" },
  }),
  orerror: sends(
    [
      word("Half an "),
      event({
        error: { code: 502, message: "Provider disconnected" },
        choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }],
      }),
    ],
    { status: "interrupted", text: "Half an ", problem: { says: /Provider disconnected/ } },
  ),
  stringerror: sends([word("Begun, "), event({ error: "llama runner process has terminated: exit status 2" })], {
    status: "interrupted",
    text: "Begun, ",
    problem: { says: /llama runner process has terminated: exit status 2/ },
  }),
  finisherror: sends([word("Begun, "), finish("error"), DONE], { status: "interrupted", text: "Begun, ", problem: { says: /failed/ } }),
  eventerror: sends([word("Begun, "), event({ message: "Overloaded" }, "error")], {
    status: "interrupted",
    text: "Begun, ",
    problem: { says: /Overloaded/ },
  }),
  cutline: sends([word("Begun, ")], { status: "interrupted", text: "Begun, ", problem: { reason: "network", says: /broke/ } }),
};

const noes: Record<string, Case> = {
  filter: sends([word("I can tell you how to "), finish("content_filter"), usage(11, 7), DONE], {
    status: "interrupted",
    text: "I can tell you how to ",
    problem: { reason: "content-filter", says: /filter ended this answer/ },
    receipt: listed(11, 7),
  }),
  filterempty: sends([finish("content_filter"), usage(11, 7), DONE], {
    status: "error",
    text: "",
    problem: { reason: "content-filter", says: /^(?!.*[Tt]ry again).*filter withheld this answer/ },
  }),
  refusal: sends(
    [
      delta({ role: "assistant", content: null, refusal: "" }),
      ...["I", " cannot", " help", " with", " this", " request."].map((refusal) => delta({ refusal })),
      STOP,
      usage(11, 7),
      DONE,
    ],
    whole("I cannot help with this request.", listed(11, 7)),
  ),
};

const thinking = { type: "thinking", thinking: [{ type: "text", text: "The person asks a sum." }] };
const words: Record<string, Case> = {
  parts: sends(
    [
      word(""),
      delta({ content: [thinking] }),
      delta({ content: [{ type: "text", text: "The sum " }] }),
      delta({
        content: [
          { type: "reference", reference_ids: [1] },
          { type: "text", text: "is 42." },
        ],
      }),
      STOP,
      usage(11, 7),
      DONE,
    ],
    { ...whole("The sum is 42.", listed(11, 7)), reasoning: "The person asks a sum." },
  ),
  asjsontype: sends(
    [...inPieces("SSE named application/json."), STOP, DONE],
    whole("SSE named application/json.", { basis: "estimated" }),
    "application/json",
  ),
  wholejson: sends(
    [
      JSON.stringify({
        choices: [{ message: { role: "assistant", content: "All at once." }, finish_reason: "stop" }],
        usage: { prompt_tokens: 11, completion_tokens: 7 },
      }),
    ],
    whole("All at once.", listed(11, 7)),
    "application/json",
  ),
  fragments: sends(
    [...inPieces("word ".repeat(1_000), 1), STOP, usage(11, 1250), DONE],
    whole("word ".repeat(1_000), listed(11, 1250, { costNanoUsd: 0 })),
  ),
};

const CLOSE = "Okay, the person greets me. I should greet back.\n</think>\n\nHello there!";
const SPOKEN_OF = "Models end their thinking with `</think>`, and then they answer.";
const marks: Record<string, Case> = {
  thinkclose: sends([...inPieces(CLOSE), STOP, usage(11, 7), DONE], {
    ...whole("Hello there!", listed(11, 7)),
    reasoning: "Okay, the person greets me. I should greet back.",
  }),
  thinkspoken: sends([...inPieces(SPOKEN_OF), STOP, usage(11, 7), DONE], whole(SPOKEN_OF)),
  thinktags: sends([...inPieces("<thinking>\nPlan the greeting.\n</thinking>\n\nHello!"), STOP, usage(11, 7), DONE], {
    ...whole("Hello!"),
    reasoning: "Plan the greeting.",
  }),
  harmony: sends(
    [
      ...inPieces("<|channel|>analysis<|message|>Plan it.<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>"),
      STOP,
      usage(11, 7),
      DONE,
    ],
    { ...whole("Hello!"), reasoning: "Plan it." },
  ),
  reasoningdetails: sends(
    [delta({ reasoning_details: [{ type: "reasoning.text", text: "Plan it." }] }), word("Hello!"), STOP, usage(11, 7), DONE],
    { ...whole("Hello!"), reasoning: "Plan it." },
  ),
};

const HANGING = "Finish reason, then nothing, line open.";
const stalled = (says: RegExp): { reason: string; says: RegExp } => ({ reason: "stalled", says });
const ends: Record<string, Case> = {
  finishhang: sends([word(HANGING), STOP, "hold"], whole(HANGING, { basis: "estimated" })),
  finishbeats: sends([word(HANGING), STOP, "hold and beat"], whole(HANGING, { basis: "estimated" })),
  finishusage: sends([word(HANGING), STOP, { silentMs: 300 }, usage(11, 7), "hold"], whole(HANGING, listed(11, 7))),
  // Longer than a pause may be between words, shorter than the first may take.
  slowfirst: sends(
    [{ silentMs: 3_500 }, word("Here I am after a long load."), STOP, usage(11, 7), DONE],
    whole("Here I am after a long load.", listed(11, 7)),
  ),
  slowpause: sends(
    [word("Before the pause"), { silentMs: 1_200 }, word(" and after it."), STOP, usage(11, 7), DONE],
    whole("Before the pause and after it.", listed(11, 7)),
  ),
  beatsfirst: sends(["hold and beat"], { status: "error", text: "", problem: stalled(/said nothing for 5 seconds/) }),
  beatspause: sends([word("Before the pause"), "hold and beat"], {
    status: "interrupted",
    text: "Before the pause",
    problem: stalled(/said nothing for 3 seconds/),
  }),
};

const USAGE_1000 = { prompt_tokens: 1000, completion_tokens: 5, total_tokens: 1005 };
/** 40 at 1 USD a million, 960 at a tenth of it, 5 at 2 USD. */
const CACHED_960 = listed(1000, 5, { cachedTokens: 960, costNanoUsd: 40_000 + 96_000 + 10_000 });
const cached = (figures: object): Case => sends([word("Cached."), finish("stop", figures), DONE], whole("Cached.", CACHED_960));
const costs: Record<string, Case> = {
  deepseekcache: cached({ usage: { ...USAGE_1000, prompt_cache_hit_tokens: 960, prompt_cache_miss_tokens: 40 } }),
  openaicache: cached({ usage: { ...USAGE_1000, prompt_tokens_details: { cached_tokens: 960 } } }),
  anthropiccache: cached({ usage: { ...USAGE_1000, cache_read_input_tokens: 960 } }),
  plaincache: cached({ usage: { ...USAGE_1000, cached_tokens: 960 } }),
  groqcache: cached({ x_groq: { usage: { ...USAGE_1000, prompt_tokens_details: { cached_tokens: 960 } } } }),
  llamacache: cached({ timings: { cache_n: 960, prompt_n: 40, predicted_n: 5 } }),
  usagegrow: sends(
    ["One ", "two ", "three."].map((content, index) =>
      event({
        choices: [{ index: 0, delta: { content }, finish_reason: index === 2 ? "stop" : null }],
        usage: { prompt_tokens: 11, completion_tokens: index + 1 },
      }),
    ),
    whole("One two three.", listed(11, 3)),
  ),
  usagezeros: sends([word("Known."), finish("stop", { usage: USAGE_1000 }), usage(0, 0), DONE], whole("Known.", listed(1000, 5))),
};

const MAX_TOKENS = {
  error: {
    message: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    type: "invalid_request_error",
    param: "max_tokens",
    code: "unsupported_parameter",
  },
};
const STREAM_OPTIONS = { detail: [{ type: "extra_forbidden", loc: ["body", "stream_options"], msg: "Extra inputs are not permitted" }] };
const MAX_BIG = {
  error: {
    message: "max_tokens is too large: 4096. This model supports at most 2048 completion tokens.",
    param: "max_tokens",
    code: "invalid_value",
  },
};
const NO_SYSTEM = { error: { message: "System role not supported", type: "BadRequestError", code: 400 } };

const ANSWERED: Reply = { steps: [word("Taken."), STOP, usage(11, 7), DONE] };
const refuses = (status: number, body: object, says: RegExp): Case => ({
  script: () => ({ status, body }),
  seen: { status: "error", text: "", problem: { says }, receipt: { basis: "free", costNanoUsd: 0 } },
});
/** The same server when it is asked in the way it wants. */
const takes = (status: number, body: object, isWanted: (request: Parameters<Script>[0]) => boolean): Case => ({
  script: (request) => (isWanted(request) ? ANSWERED : { status, body }),
  seen: whole("Taken.", listed(11, 7)),
});
const refusals: Record<string, Case> = {
  e_maxtok: refuses(400, MAX_TOKENS, /max_tokens/),
  e_maxtok_other: takes(400, MAX_TOKENS, (request) => request["max_tokens"] === undefined && Number(request["max_completion_tokens"]) > 0),
  e_streamopt: refuses(422, STREAM_OPTIONS, /stream_options/),
  e_streamopt_without: takes(422, STREAM_OPTIONS, (request) => request["stream_options"] === undefined),
  e_maxbig: refuses(400, MAX_BIG, /^(?!.*longer than this model can read).*at most 2048 completion tokens/),
  e_maxbig_less: takes(400, MAX_BIG, (request) => Number(request["max_tokens"]) <= 2048),
  e_system: refuses(400, NO_SYSTEM, /System role not supported/),
  e_system_folded: takes(400, NO_SYSTEM, ({ messages }) => messages.every(({ role }) => role !== "system")),
};

export const TABLES = {
  "a failure inside an answer": failures,
  "the provider's own no": noes,
  "where the words are": words,
  thinking: marks,
  "when it ends": ends,
  "what it cost": costs,
  "a refused request": refusals,
  "what is odd and means nothing": oddities,
  "streams of servers' own routes": ownRoutes,
} as const;

/** Asked twice: what the second request tells of the first answer. */
export const HISTORY: Record<string, Script> = {
  blankonly: (_request, nth) => (nth === 0 ? { steps: [word("\n\n"), STOP, usage(11, 7), DONE] } : ANSWERED),
  thinkhistory: (_request, nth) => (nth === 0 ? { steps: [...inPieces(CLOSE), STOP, usage(11, 7), DONE] } : ANSWERED),
};

/** A server that repeats in its refusal what it was asked. */
export const QUOTING: Script = ({ messages }) => ({
  status: 400,
  body: { error: { message: `invalid content: ${messages.at(-1)?.content}` } },
});

/** USD per million tokens. Every other model is free. */
export const PRICES = Object.fromEntries(
  [...Object.keys(costs).filter((name) => name.endsWith("cache")), "asjsontype"].map((name) => [
    name,
    { input: 1, cachedInput: 0.1, output: 2 },
  ]),
);
