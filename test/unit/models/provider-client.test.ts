import { describe, expect, test } from "vitest";
import { overRpc, type AiBinding, type AiRunOptions } from "../../../src/models/binding.ts";
import { embeddedModels } from "../../../src/models/catalogue-config.ts";
import { type CatalogueSettings, createCatalogue } from "../../../src/models/catalogue.ts";
import { type ModelCall, openModelCall, requestBody } from "../../../src/models/provider-client.ts";
import { readGatewayLog, resumeGatewayRun } from "../../../src/models/gateway.ts";
import type { JsonObject } from "../../../src/models/json.ts";
import type { CatalogueModel } from "../../../src/models/model.ts";
import { ANSWER, readAll, OPENAI, WORKERS_AI } from "./recorded.ts";

const settings: CatalogueSettings = {
  embedded: true,
  cloudflare: true,
  paidPlan: null,
  defaultModel: "",
  allow: "",
  thirdParty:
    '{"openai/gpt-5":{"price":{"input":1,"output":2}},"anthropic/claude-x":{"price":{"input":1,"output":2},"temperature":{"min":0,"max":1}}}',
  local: [],
};
const catalogue = createCatalogue(settings);

function model(id: string): CatalogueModel {
  const found = catalogue.find(id);
  if (found === null) throw new Error(`unknown: ${id}`);
  return found;
}

function callOf(id: string, more: Partial<ModelCall> = {}): ModelCall {
  return {
    model: model(id),
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello" },
    ],
    maxOutputTokens: 500,
    conversationId: "chat-1",
    gatewayId: "tally",
    metadata: { user: "u", chat: "c", call: "k", a: 1, b: 2 },
    purpose: "answer",
    signal: new AbortController().signal,
    ...more,
  };
}

interface Seen {
  model: string;
  input: JsonObject;
  options: AiRunOptions;
}

function bindingOf(respond: () => Promise<Response>): { ai: AiBinding; seen: Seen[] } {
  const seen: Seen[] = [];
  const ai: AiBinding = {
    run(model, input, options) {
      seen.push({ model, input, options });
      return respond();
    },
    gateway: () => ({ getLog: () => Promise.reject(new Error("unused")) }),
  };
  return { ai, seen };
}

/** How a call whose request is answered like that was not opened. */
async function howOf(answer: () => Promise<Response>, signal = new AbortController().signal): Promise<string> {
  const opened = await openModelCall(bindingOf(answer).ai, callOf("openai/gpt-5", { signal }));
  return opened.ok ? "open" : opened.how;
}

const halfOfJson = (): Promise<Response> =>
  Promise.resolve(new Response('{"choices":[{"mess', { headers: { "content-type": "application/json" } }));

const sse = (text: string, headers: { [name: string]: string } = {}): Promise<Response> =>
  Promise.resolve(new Response(text, { headers: { "content-type": "text/event-stream", ...headers } }));

/** A binding whose gateway answers so. */
const answering = (getLog: () => Promise<unknown>): AiBinding => ({ run: () => sse(""), gateway: () => ({ getLog }) });
/** A binding whose `fetch` answers so. */
const fetching = (respond: (url: string) => Promise<Response>): AiBinding => ({ ...bindingOf(() => sse("")).ai, fetch: respond });

describe("the request", () => {
  test("carries affinity, at most five metadata entries, and no payload for the gateway's log [I11]", async () => {
    const { ai, seen } = bindingOf(() => sse(WORKERS_AI["choices"] ?? ""));
    await openModelCall(ai, callOf("@cf/zai-org/glm-4.7-flash"));
    expect(seen[0]?.model).toBe("@cf/zai-org/glm-4.7-flash");
    expect(seen[0]?.options).toMatchObject({
      gateway: { id: "tally", collectLog: true, metadata: { purpose: "answer", user: "u", chat: "c" } },
      returnRawResponse: true,
      extraHeaders: { "x-session-affinity": "chat-1", "cf-aig-collect-log-payload": "false" },
    });
    expect(Object.keys(seen[0]?.options.gateway.metadata ?? {}).length).toBe(5);
    expect(seen[0]?.options.signal).toBeInstanceOf(AbortSignal);
  });

  test("no AbortSignal is sent to a binding that is a service: it does not cross Workers RPC", async () => {
    const { ai, seen } = bindingOf(() => sse(""));
    const service = { run: ai.run, findLog: () => Promise.resolve(null) };
    await openModelCall(overRpc(service), callOf("embedded/tally"));
    expect(seen[0]?.options.signal).toBeUndefined();
  });

  test("what a service answers instead of throwing it is thrown on this side", async () => {
    const refusing = {
      run: () => Promise.resolve({ toBeThrown: { name: "InferenceUpstreamError", message: "3040: Capacity temporarily exceeded" } }),
      findLog: (id: string) => Promise.resolve(id === "there" ? { cost: 0.5 } : null),
    };
    const ai = overRpc(refusing);
    const options = { gateway: { id: "tally", metadata: {}, collectLog: true }, returnRawResponse: true, extraHeaders: {} } as const;
    await expect(ai.run("embedded/tally", {}, options)).rejects.toMatchObject({ name: "InferenceUpstreamError", message: /^3040: / });
    await expect(ai.gateway("tally").getLog("gone")).rejects.toMatchObject({ name: "AiGatewayLogNotFound" });
    expect(await ai.gateway("tally").getLog("there")).toEqual({ cost: 0.5 });
    expect(await readGatewayLog(ai, "tally", "gone")).toEqual({ found: false, final: false });
  });

  test("the maximum has the model's own name for it, and streaming is on", () => {
    expect(requestBody(callOf("@cf/meta/llama-4-scout-17b-16e-instruct"))).toMatchObject({ max_tokens: 500, stream: true });
    expect(requestBody(callOf("@cf/zai-org/glm-4.7-flash"))).toMatchObject({ max_completion_tokens: 500 });
    expect(requestBody(callOf("@cf/zai-org/glm-4.7-flash"))).not.toHaveProperty("max_tokens");
  });

  test("OpenAI's wire is asked for usage, Anthropic's has its system prompt apart", () => {
    expect(requestBody(callOf("openai/gpt-5"))).toMatchObject({ stream_options: { include_usage: true }, max_completion_tokens: 500 });
    expect(requestBody(callOf("anthropic/claude-x"))).toEqual({
      system: "Be brief.",
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
      max_tokens: 500,
    });
  });

  test("effort goes under the wire's own name, and is left out where nobody asked for one", () => {
    expect(requestBody(callOf("openai/gpt-5", { effort: "low" }))).toMatchObject({ reasoning_effort: "low" });
    expect(requestBody(callOf("@cf/zai-org/glm-4.7-flash", { effort: "high" }))).toMatchObject({ reasoning_effort: "high" });
    expect(requestBody(callOf("anthropic/claude-x", { effort: "medium" }))).toMatchObject({ output_config: { effort: "medium" } });
    for (const id of ["openai/gpt-5", "anthropic/claude-x"]) {
      const body = requestBody(callOf(id, { effort: null }));
      expect(body).not.toHaveProperty("reasoning_effort");
      expect(body).not.toHaveProperty("output_config");
    }
  });

  test("the temperature stays in the model's range, and is not sent where none is known", () => {
    expect(requestBody(callOf("anthropic/claude-x", { temperature: 1.7 }))).toMatchObject({ temperature: 1 });
    expect(requestBody(callOf("@cf/ibm-granite/granite-4.0-h-micro", { temperature: 9 }))).toMatchObject({ temperature: 5 });
    expect(requestBody(callOf("openai/gpt-5", { temperature: 1 }))).not.toHaveProperty("temperature");
  });
});

describe("what comes back", () => {
  test("bytes, the reader that understands them, and the call's own headers", async () => {
    const { ai } = bindingOf(() => sse(OPENAI, { "cf-aig-log-id": "log-1", "cf-aig-run-id": "run-1", "cf-aig-cache-status": "HIT" }));
    const opened = await openModelCall(ai, callOf("openai/gpt-5"));
    expect(opened).toMatchObject({ ok: true, logId: "log-1", runId: "run-1", cacheHit: true, headerNeurons: null });
    if (opened.ok) expect(readAll(opened.reader, [new Uint8Array(await new Response(opened.body).arrayBuffer())]).text).toBe(ANSWER);
  });

  test("a whole answer in JSON is read as the one event of a stream", async () => {
    const { ai } = bindingOf(() =>
      Promise.resolve(
        Response.json({ result: { response: "all of it", usage: { prompt_tokens: 1, completion_tokens: 3 } }, success: true }),
      ),
    );
    const opened = await openModelCall(ai, callOf("@cf/zai-org/glm-4.7-flash"));
    expect(opened.ok).toBe(true);
    if (opened.ok)
      expect(readAll(opened.reader, [new Uint8Array(await new Response(opened.body).arrayBuffer())])).toMatchObject({
        text: "all of it",
        done: 1,
      });
  });

  test("a failure that is thrown, one that is a response, and one in a 200 of JSON are values", async () => {
    const thrown = await openModelCall(bindingOf(() => Promise.reject(new Error("3040: Capacity"))).ai, callOf("openai/gpt-5"));
    expect(thrown).toMatchObject({ ok: false, how: "refused", logId: null, problem: { reason: "out-of-capacity", code: 3040 } });
    const limited = new Response("{}", { status: 429, headers: { "retry-after": "7", "cf-aig-log-id": "log-2" } });
    expect(await openModelCall(bindingOf(() => Promise.resolve(limited)).ai, callOf("openai/gpt-5"))).toMatchObject({
      ok: false,
      logId: "log-2",
      problem: { reason: "gateway-limit", retryAfterSeconds: 7 },
    });
    const inside = Response.json({ success: false, errors: [{ code: 5035, message: "x" }] });
    expect(await openModelCall(bindingOf(() => Promise.resolve(inside)).ai, callOf("openai/gpt-5"))).toMatchObject({
      ok: false,
      problem: { reason: "plan-required" },
    });
  });

  test("a retired model is not called", async () => {
    const { ai, seen } = bindingOf(() => sse(""));
    const opened = await openModelCall(ai, callOf("@cf/moonshotai/kimi-k2.5"));
    expect(opened).toMatchObject({ ok: false, how: "never-sent", problem: { reason: "model-retired" } });
    expect(seen).toEqual([]);
  });

  test("[I13] a stop before the headers returns at once; they still tell the log, and only then the model is cut off", async () => {
    const stopping = new AbortController();
    const late = Promise.withResolvers<Response>();
    const { ai, seen } = bindingOf(() => late.promise);
    const opening = openModelCall(ai, callOf("openai/gpt-5", { signal: stopping.signal }));
    stopping.abort();
    const opened = await opening;
    expect(opened).toMatchObject({ ok: false, how: "lost", problem: { reason: "network" } });
    expect(seen[0]?.options.signal?.aborted).toBe(false);
    let isCancelled = false;
    const body = new ReadableStream({ cancel: () => void (isCancelled = true) });
    late.resolve(new Response(body, { headers: { "cf-aig-log-id": "log-3" } }));
    if (opened.ok || opened.how !== "lost") throw new Error("not given up");
    expect(await opened.late.logId).toBe("log-3");
    expect([isCancelled, seen[0]?.options.signal?.aborted]).toEqual([true, true]);
  });

  test("who no longer waits for late headers cuts the request off, and there is no log", async () => {
    const stopping = new AbortController();
    const { ai, seen } = bindingOf(() => new Promise<Response>(() => undefined));
    const opening = openModelCall(ai, callOf("openai/gpt-5", { signal: stopping.signal }));
    stopping.abort();
    const opened = await opening;
    if (opened.ok || opened.how !== "lost") throw new Error("not given up");
    opened.late.giveUp();
    expect(await opened.late.logId).toBeNull();
    expect(seen[0]?.options.signal?.aborted).toBe(true);
  });

  test("[I13] what the provider refuses is told apart from what was never sent, and from what was lost on the way", async () => {
    expect(await howOf(() => Promise.resolve(sse("")), AbortSignal.abort())).toBe("never-sent");
    expect(await howOf(() => Promise.reject(new Error("3040: Capacity")))).toBe("refused");
    expect(await howOf(() => Promise.resolve(new Response("no", { status: 500 })))).toBe("refused");
    expect(await howOf(() => Promise.reject(new TypeError("socket hang up")))).toBe("lost");
    expect(await howOf(() => Promise.resolve(new Response("", { status: 504 })))).toBe("lost");
    expect(await howOf(halfOfJson)).toBe("lost");
  });
});

describe("the gateway's log", () => {
  test("is read in nano-dollars", async () => {
    const row = { tokens_in: 151, tokens_out: 41, cost: 8.36e-5, cached: false, success: true, usage_metadata: { neurons: 7.59997 } };
    expect(
      await readGatewayLog(
        answering(() => Promise.resolve(row)),
        "tally",
        "log-1",
      ),
    ).toEqual({
      found: true,
      costNanoUsd: 83_600,
      inputTokens: 151,
      outputTokens: 41,
      cached: false,
      neurons: "7.59997",
    });
  });

  test("a cache hit costs nothing, whatever its row says (cloudflare/ai#550)", async () => {
    expect(
      await readGatewayLog(
        answering(() => Promise.resolve({ cost: 1, cached: true })),
        "tally",
        "x",
      ),
    ).toMatchObject({ costNanoUsd: 0, cached: true });
  });

  test("not there yet is not final, a row that makes no sense is", async () => {
    const missing = Object.assign(new Error("no log"), { name: "AiGatewayLogNotFound" });
    expect(
      await readGatewayLog(
        answering(() => Promise.reject(missing)),
        "tally",
        "x",
      ),
    ).toEqual({ found: false, final: false });
    for (const row of [null, "x", { cost: "free" }, { cost: -1 }]) {
      expect(
        await readGatewayLog(
          answering(() => Promise.resolve(row)),
          "tally",
          "x",
        ),
      ).toEqual({ found: false, final: true });
    }
  });
});

describe("a run that was lost", () => {
  const { signal } = new AbortController();

  test("is asked for from the event after those consumed", async () => {
    const urls: string[] = [];
    const ai = fetching((url) => {
      urls.push(url);
      return sse("data: [DONE]\n\n");
    });
    expect((await resumeGatewayRun(ai, "tally", "run/1", 42, signal)).ok).toBe(true);
    expect(urls).toEqual(["https://workers-binding.ai/ai-gateway/gateways/tally/run/run%2F1/resume?from=42"]);
  });

  test("expired is final, a network failure is not, and a binding without fetch cannot", async () => {
    expect(
      await resumeGatewayRun(
        fetching(() => Promise.resolve(new Response("", { status: 404 }))),
        "g",
        "r",
        0,
        signal,
      ),
    ).toEqual({ ok: false, final: true });
    expect(
      await resumeGatewayRun(
        fetching(() => Promise.reject(new Error("net"))),
        "g",
        "r",
        0,
        signal,
      ),
    ).toEqual({ ok: false, final: false });
    expect(await resumeGatewayRun(bindingOf(() => sse("")).ai, "g", "r", 0, signal)).toEqual({ ok: false, final: true });
  });
});

test("both embedded models go through the same provider client", () => {
  expect(embeddedModels().map(({ id }) => id)).toEqual(["embedded/tally", "embedded/costly"]);
});
