import { describe, expect, test } from "vitest";
import { LocalModels } from "../../../src/local-models/local-models.ts";
import { Prober } from "../../../src/local-models/probe.ts";
import { createCatalogue } from "../../../src/models/catalogue.ts";
import { modelInfo } from "../../../src/protocol/http.ts";
import { answer, entry, list, LLAMA_CPP, llamaCpp, LM_STUDIO, lmStudio, network, OLLAMA, ollama, VLLM, vllm } from "./servers.ts";

const PATIENCE_MS = 40;

function modelsOf(net: ReturnType<typeof network>, given: { url?: string; key?: string; prices?: string } = {}): LocalModels {
  const settings = { url: "", key: "", prices: "", ...given };
  return new LocalModels(settings, net, () => 0, new Prober(net.fetch, PATIENCE_MS));
}

async function found(net: ReturnType<typeof network>, given: { url?: string; key?: string; prices?: string } = {}): Promise<LocalModels> {
  const models = modelsOf(net, given);
  await models.look();
  return models;
}

const ids = (models: LocalModels): string[] => models.models.map(({ id }) => id);
const lines = (models: LocalModels): string => models.report().lines.join("\n");
const one = (...entries: unknown[]) => network({ "http://127.0.0.1:9": { "GET /v1/models": list(...entries) } });
const URL_OF_ONE = "http://127.0.0.1:9/v1";

describe("servers on the standard ports", () => {
  test("all four are found by themselves, each with the windows it tells, what is loaded first, and names that are unique", async () => {
    const models = await found(network({ [OLLAMA]: ollama, [LM_STUDIO]: lmStudio, [LLAMA_CPP]: llamaCpp, [VLLM]: vllm }));
    expect(models.models.map(({ id, contextWindow }) => [id, contextWindow])).toEqual([
      ["local/qwen3:8b", 32_768],
      ["local/llama3.2:latest", 4096],
      ["local/tuned:latest", 16_384],
      ["local/embedder-chat", 6000],
      ["local/gemma-3", 4096],
      ["local/qwen3:8b@lm-studio", 2048],
      ["local//models/SmolLM2-135M.Q4_1.gguf", 2048],
      ["local/mistral", 24_000],
    ]);
    expect(models.models.map(({ name }) => name)).toContain("SmolLM2-135M.Q4_1");
    expect(models.models.find(({ id }) => id === "local/gemma-3")?.capabilities).toContain("vision");
    expect(lines(models)).toMatch(
      /3 at Ollama at http:\/\/127\.0\.0\.1:11434 \(.*\); not for chat: nomic-embed-text:latest \(embeddings\)/,
    );
    expect(lines(models)).toContain("text-embedding-nomic (embeddings)");
    expect(models.report().lines).toHaveLength(4);
  });

  test("each model is asked of its own server, under the name that server has for it", async () => {
    const net = network({ [OLLAMA]: ollama, [LM_STUDIO]: lmStudio });
    const models = await found(net);
    const nobody = { run: () => Promise.reject(new Error("not this one")), gateway: () => ({ getLog: () => Promise.reject(new Error()) }) };
    await models.over(nobody).run("local/qwen3:8b@lm-studio", { stream: true }, {} as never);
    expect(net.seen.at(-1)).toMatchObject({ url: `${LM_STUDIO}/v1/chat/completions`, body: { model: "qwen3:8b", stream: true } });
    await expect(models.over(nobody).run("openai/gpt", {}, {} as never)).rejects.toThrow("not this one");
    expect((await models.over(nobody).run("local/unheard-of", {}, {} as never)).status).toBe(404);
  });

  test("what listens there and is no model server is passed over, and never gets the key", async () => {
    const net = network({ [LLAMA_CPP]: { "GET /v1/models": () => ({ hello: "I am a blog" }) }, [VLLM]: {} });
    const models = await found(net, { key: "secret" });
    expect(ids(models)).toEqual([]);
    expect(models.report().lines).toEqual([expect.stringMatching(/^Local models: none\. .*Ollama \(11434\), LM Studio \(1234\)/)]);
    expect(net.seen.every(({ authorization }) => authorization === null)).toBe(true);
  });

  test("none is asked where that is wished", async () => {
    const net = network({ [OLLAMA]: ollama });
    const models = await found(net, { url: "off" });
    expect(models.report()).toEqual({ lines: [], isAsking: false, unreachable: 0 });
    expect(net.seen).toEqual([]);
    expect(models.hasLooked).toBe(true);
  });
});

describe("an address that was named", () => {
  test.each([
    "127.0.0.1:9/v1",
    "http://127.0.0.1:9",
    "http://127.0.0.1:9/v1/chat/completions",
    "http://127.0.0.1:9/v1/",
    "127.0.0.1:9/v1/models",
  ])("%s works", async (url) => {
    const net = one(entry("tiny"));
    const models = await found(net, { url, key: "k" });
    expect(ids(models)).toEqual(["local/tiny"]);
    expect(net.seen[0]).toMatchObject({ url: "http://127.0.0.1:9/v1/models", authorization: "Bearer k" });
    expect(lines(models)).toBe("Local models: 1 at http://127.0.0.1:9 (tiny).");
  });

  test("a wrong path is said, and the usual one is tried", async () => {
    const models = await found(one(entry("tiny")), { url: "http://127.0.0.1:9/api" });
    expect(ids(models)).toEqual(["local/tiny"]);
    expect(lines(models)).toContain("http://127.0.0.1:9/api has no list, http://127.0.0.1:9/v1 has");
    expect(lines(await found(network({ "http://127.0.0.1:9": {} }), { url: "http://127.0.0.1:9/api" }))).toContain(
      "http://127.0.0.1:9/api/models answered 404",
    );
  });

  test.each<[string, object, RegExp]>([
    ["401", answer(401), /127\.0\.0\.1:9\/v1\/models answered 401: the key was refused\. Set LOCAL_AI_KEY/],
    ["503", answer(503), /answered 503/],
    ["no list", { models: "none" }, /is no list of models/],
    ["no chat model", { data: [entry("whisper-1")] }, /none to chat with at http:\/\/127\.0\.0\.1:9; not for chat: whisper-1 \(speech\)/],
  ])("%s is said with the address that was asked", async (_name, reply, sentence) => {
    const models = await found(network({ "http://127.0.0.1:9": { "GET /v1/models": () => reply } }), { url: URL_OF_ONE });
    expect(ids(models)).toEqual([]);
    expect(lines(models)).toMatch(sentence);
  });

  test("nothing there, and one that takes the question and says nothing, are told apart", async () => {
    expect(lines(await found(network({}), { url: URL_OF_ONE }))).toContain("nothing answers at http://127.0.0.1:9/v1/models");
    const silent = modelsOf(network({ "http://127.0.0.1:9": "silent" }), { url: URL_OF_ONE });
    const looking = silent.look();
    expect(silent.report()).toMatchObject({ isAsking: true });
    expect(lines(silent)).toContain("has not answered yet");
    await looking;
    expect(lines(silent)).toContain("did not answer it");
  });

  test.each(["ftp://x", "http://", "http://me:secret@127.0.0.1:9/v1", "not an address"])(
    "%s is said to be none, without a password",
    async (url) => {
      const models = await found(network({}), { url });
      expect(lines(models)).toContain("is no address of a server");
      expect(lines(models)).not.toContain("secret");
    },
  );

  test("several may be named, with commas between", async () => {
    const servers = {
      "http://127.0.0.1:9": { "GET /v1/models": list(entry("a")) },
      "http://127.0.0.1:10": { "GET /v1/models": list(entry("a")) },
    };
    expect(ids(await found(network(servers), { url: "127.0.0.1:9, 127.0.0.1:10/v1" }))).toEqual(["local/a", "local/a@127.0.0.1:10"]);
  });
});

describe("entries of a list", () => {
  test("[I14] what is odd is left out and said, and costs the others nothing; names that objects inherit are ordinary names", async () => {
    const odd = [{ id: 7 }, null, "text", { id: "" }, { id: " blank " }, { id: "line\nfeed" }, { id: "x".repeat(500) }, {}];
    const net = one(
      ...odd,
      entry("constructor"),
      entry("__proto__", { max_model_len: 9000 }),
      entry("toString"),
      entry("tiny"),
      entry("tiny"),
    );
    const models = await found(net, {
      url: URL_OF_ONE,
      prices: '{"__proto__":{"input":1,"output":2},"constructor":{"input":3,"output":4}}',
    });
    expect(ids(models)).toEqual(["local/constructor", "local/__proto__", "local/toString", "local/tiny"]);
    expect(lines(models)).toContain("left out, for it has no usable name: 8 entries");
    const catalogue = createCatalogue({
      embedded: true,
      cloudflare: false,
      paidPlan: null,
      defaultModel: "",
      allow: "",
      thirdParty: "",
      local: models.models,
    });
    const shown = catalogue.list();
    expect(shown.every((info) => modelInfo.safeParse(info).success)).toBe(true);
    expect(shown.find(({ id }) => id === "local/__proto__")).toMatchObject({
      available: true,
      contextWindow: 9000,
      priceUsdPerMTok: { input: 1 },
    });
    expect(shown.find(({ id }) => id === "local/toString")).toMatchObject({ available: true, priceUsdPerMTok: { input: 0, output: 0 } });
  });

  test.each([
    "nomic-embed-text:latest",
    "whisper-1",
    "bge-m3",
    "mxbai-embed-large",
    "all-minilm:l6",
    "snowflake-arctic-embed2",
    "Qwen3-Reranker-0.6B",
    "text-embedding-3-small",
    "e5-mistral-7b-instruct",
    "gte-Qwen2-1.5B",
    "tts-1-hd",
    "outetts-0.3",
    "stable-diffusion-3.5",
    "dall-e-3",
    "flux.1-dev",
    "omni-moderation-latest",
    "llama-guard3:8b",
    "sora-2",
  ])("%s is not offered for chat", async (id) => {
    expect(ids(await found(one(entry(id), entry("chat")), { url: URL_OF_ONE }))).toEqual(["local/chat"]);
  });

  test.each([
    "llama3.2",
    "constructor",
    "gpt-oss:20b",
    "qwen2.5-coder",
    "deepseek-r1:7b",
    "gemma-3-4b-it",
    "base5",
    "phi4",
    "smollm2:135m",
  ])("%s is", async (id) => {
    expect(ids(await found(one(entry(id)), { url: URL_OF_ONE }))).toEqual([`local/${id}`]);
  });

  test.each<[string, object]>([
    ["a bare array", [entry("one"), entry("two")]],
    ["names alone", { data: ["one", "two"] }],
    ["names alone, bare", ["one", "two"]],
    ["another key, and another word for the name", { models: [{ name: "one" }, { model: "two", name: "Two" }] }],
  ])("a list in another shape is read: %s", async (_name, body) => {
    const net = network({ "http://127.0.0.1:9": { "GET /v1/models": () => body } });
    expect(ids(await found(net, { url: URL_OF_ONE }))).toEqual(["local/one", "local/two"]);
  });

  test("lists without end, and bodies that are no list, end", async () => {
    const many = Array.from({ length: 5000 }, (_, index) => entry(`m${index}`));
    expect(ids(await found(one(...many), { url: URL_OF_ONE }))).toHaveLength(1000);
    const huge = network({ "http://127.0.0.1:9": { "GET /v1/models": () => ({ data: [entry("x".repeat(5_000_000))] }) } });
    expect(lines(await found(huge, { url: URL_OF_ONE }))).toContain("is no list of models");
  });
});

describe("asked again", () => {
  test("a server that starts later and a model that was pulled are found; one that goes stays, and says so", async () => {
    const servers: Parameters<typeof network>[0] = {};
    const models = await found(network(servers), { url: URL_OF_ONE });
    const before = models.revision;
    expect(models.report().unreachable).toBe(1);
    servers["http://127.0.0.1:9"] = { "GET /v1/models": list(entry("a")) };
    await models.look();
    expect(ids(models)).toEqual(["local/a"]);
    servers["http://127.0.0.1:9"] = { "GET /v1/models": list(entry("a"), entry("b")) };
    await models.look();
    expect(ids(models)).toEqual(["local/a", "local/b"]);
    const revision = models.revision;
    await models.look();
    expect(models.revision).toBe(revision);
    expect(revision).toBeGreaterThan(before);
    delete servers["http://127.0.0.1:9"];
    await models.look();
    expect(models.models.map(({ unable }) => unable)).toEqual(Array(2).fill("The server at http://127.0.0.1:9 does not answer just now."));
  });

  test("before every server has answered, a model that a conversation knows is not unknown", async () => {
    const models = modelsOf(one(entry("a")), { url: URL_OF_ONE });
    expect(models.notSeenYet("local/a")).toMatchObject({ id: "local/a", reach: "local" });
    expect(models.notSeenYet("openai/a")).toBeNull();
    await models.look();
    expect(models.notSeenYet("local/b")).toBeNull();
  });
});

const priced = (prices: string): Promise<LocalModels> => found(one(entry("paid"), entry("llama3.3:latest")), { url: URL_OF_ONE, prices });
const info = (models: LocalModels, id: string) => models.models.find((model) => model.id === id);

describe("prices", () => {
  test("are the given ones, by name with or without local/ and :latest; without one a model is free", async () => {
    const models = await priced('{"llama3.3":{"input":0.1,"output":"0.25","contextWindow":4096}}');
    expect(info(models, "local/llama3.3:latest")).toMatchObject({
      contextWindow: 4096,
      price: { input: 100_000_000_000n, output: 250_000_000_000n },
    });
    expect(info(models, "local/paid")).toMatchObject({ price: { input: 0n, output: 0n } });
    expect(info(await priced('{"local/paid":{"input":1,"output":1}}'), "local/paid")?.price?.input).toBeGreaterThan(0n);
  });

  test.each([
    ['{"paid":{"input":"1,50","output":"2"}}', "input is no amount"],
    ['{"paid":{"input":1}}', "output"],
    ['{"paid":{"input":1,"output":2,"outptu":3}}', "outptu"],
    ['{"paid":{"input":-1,"output":2}}', "input"],
    ['{"paid":5}', "paid"],
  ])("[I13] %s is said, and the model is not free but not offered", async (prices, what) => {
    const models = await priced(prices);
    expect(info(models, "local/paid")?.unable).toContain("LOCAL_AI_PRICES cannot be read");
    expect(info(models, "local/llama3.3:latest")?.unable).toBeUndefined();
    expect(lines(models)).toMatch(new RegExp(`LOCAL_AI_PRICES: paid: .*`));
    expect(lines(models)).toContain(what);
  });

  test("[I13] a setting that is no JSON takes every local model, and says so", async () => {
    const models = await priced("{paid: 1}");
    expect(models.models.every(({ unable }) => unable?.includes("LOCAL_AI_PRICES") === true)).toBe(true);
    expect(lines(models)).toContain("LOCAL_AI_PRICES is no JSON object");
  });

  test("a name that no server has is said: it may be a slip", async () => {
    expect(lines(await priced('{"piad":{"input":1,"output":1}}'))).toContain(
      'LOCAL_AI_PRICES names "piad", which no server that answers has.',
    );
  });
});
