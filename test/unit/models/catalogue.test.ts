import { describe, expect, test } from "vitest";
import { modelInfo } from "../../../src/protocol/http.ts";
import { type CatalogueSettings, createCatalogue, isAllowed } from "../../../src/models/catalogue.ts";
import { ROWS } from "../../../src/models/catalogue-data.ts";
import { listedCost, listedNeurons, NANO_USD_PER_NEURON, type Price } from "../../../src/models/money.ts";

const deployed: CatalogueSettings = {
  embedded: false,
  cloudflare: true,
  paidPlan: null,
  defaultModel: "@cf/zai-org/glm-4.7-flash",
  allow: "",
  thirdParty: "",
  local: [],
};
const local: CatalogueSettings = { ...deployed, embedded: true, cloudflare: false };

function priceOfModel(id: string, settings: CatalogueSettings): Price {
  const price = createCatalogue(settings).find(id)?.price;
  if (price == null) throw new Error(`no price: ${id}`);
  return price;
}

function isGlmAvailable(paidPlan: boolean | null): boolean | undefined {
  return createCatalogue({ ...deployed, paidPlan })
    .list()
    .find((info) => info.id === "@cf/zai-org/glm-5.3")?.available;
}

describe("the table", () => {
  test("every model has an id of its own and a known maker, and is listed in the protocol's shape", () => {
    expect(new Set(ROWS.map((row) => row.id)).size).toBe(ROWS.length);
    const list = createCatalogue(deployed).list();
    for (const info of list) expect(modelInfo.safeParse(info).success).toBe(true);
    expect(list.filter((info) => info.provider === "Workers AI")).toEqual([]);
  });

  test("guards and classifiers are no chat models", () => {
    const ids = createCatalogue(deployed)
      .list()
      .map((info) => info.id);
    expect(ids).not.toContain("@cf/meta/llama-guard-3-8b");
    expect(ids).not.toContain("@cf/cloudflare/clef-flash");
  });

  test("every successor of a retired model can be asked", () => {
    const catalogue = createCatalogue(deployed);
    for (const { retired } of ROWS) {
      if (retired === undefined) continue;
      const successor = catalogue.find(retired.successor);
      expect(successor === null ? "unknown" : catalogue.unavailable(successor)).toBeNull();
    }
  });

  test("a retired model is still known by name, and says what to use instead", () => {
    const kimi = createCatalogue(deployed)
      .list()
      .find((info) => info.id === "@cf/moonshotai/kimi-k2.5");
    expect(kimi).toMatchObject({ name: "Kimi K2.5", available: false });
    expect(kimi?.reason).toContain("Kimi K2.6");
  });

  test("a model without a price is not asked", () => {
    expect(
      createCatalogue(deployed)
        .list()
        .find((info) => info.id === "@cf/utter-project/eurollm-9b-it"),
    ).toMatchObject({ available: false, priceUsdPerMTok: null });
  });

  test("gemma-4 reports cached tokens but has no cached price", () => {
    expect(priceOfModel("@cf/google/gemma-4-26b-a4b-it", deployed).cachedInput).toBeNull();
    expect(priceOfModel("@cf/zai-org/glm-5.2", deployed).cachedInput).not.toBeNull();
  });

  test("the maximum is sent under each model's own name, and is no more than a quarter of its window", () => {
    const catalogue = createCatalogue(deployed);
    expect(catalogue.find("@cf/meta/llama-4-scout-17b-16e-instruct")?.maxTokensField).toBe("max_tokens");
    expect(catalogue.find("@cf/zai-org/glm-4.7-flash")?.maxTokensField).toBe("max_completion_tokens");
    for (const { id } of catalogue.list()) {
      const model = catalogue.find(id);
      if (model?.contextWindow != null) expect(model.maxOutputTokens).toBeLessThanOrEqual(model.contextWindow / 4);
    }
  });
});

describe("who may be asked", () => {
  test("the allow-list takes ids and beginnings", () => {
    expect(isAllowed("@cf/meta/x", "")).toBe(true);
    expect(isAllowed("@cf/meta/x", "@cf/meta/*, openai/gpt-5")).toBe(true);
    expect(isAllowed("openai/gpt-5-mini", "@cf/meta/*, openai/gpt-5")).toBe(false);
  });

  test("a person's own list narrows the operator's", () => {
    const catalogue = createCatalogue({ ...deployed, allow: "@cf/*" });
    const available = (allow?: string): string[] =>
      catalogue
        .list(allow)
        .filter((info) => info.available)
        .map((info) => info.id);
    expect(available("@cf/zai-org/glm-4.7-flash,openai/gpt-5")).toEqual(["@cf/zai-org/glm-4.7-flash"]);
    expect(available().length).toBeGreaterThan(10);
  });

  test("models of the paid plan are held back only where it is known to be missing", () => {
    expect([isGlmAvailable(null), isGlmAvailable(true), isGlmAvailable(false)]).toEqual([true, true, false]);
  });

  test("the default is the configured one, or the first that can be asked", () => {
    expect(createCatalogue(deployed).default?.id).toBe("@cf/zai-org/glm-4.7-flash");
    expect(createCatalogue({ ...deployed, defaultModel: "@cf/moonshotai/kimi-k2.5" }).default?.id).toBe("@cf/meta/llama-3.2-1b-instruct");
    expect(createCatalogue(local).default?.id).toBe("embedded/tally");
    expect(createCatalogue({ ...deployed, allow: "nobody/nothing" }).default).toBeNull();
  });

  test("the cheapest is the cheapest of the allowed", () => {
    expect(createCatalogue(deployed).cheapest()?.id).toBe("@cf/ibm-granite/granite-4.0-h-micro");
    expect(createCatalogue(deployed).cheapest("@cf/openai/*")?.id).toBe("@cf/openai/gpt-oss-20b");
  });
});

describe("the embedded models", () => {
  test("exist in local mode alone, and are marked as simulated", () => {
    expect(createCatalogue(deployed).find("embedded/tally")).toBeNull();
    expect(createCatalogue(local).find("embedded/tally")).toMatchObject({ simulated: true });
  });

  test("costly is exactly a hundred times as dear", () => {
    const tally = priceOfModel("embedded/tally", local);
    expect(priceOfModel("embedded/costly", local)).toEqual({
      input: tally.input * 100n,
      cachedInput: (tally.cachedInput ?? 0n) * 100n,
      output: tally.output * 100n,
    });
  });

  test("neurons and price list say the same to the last digit", () => {
    for (const id of ["embedded/tally", "embedded/costly"]) {
      const usage = { inputTokens: 12_347, cachedTokens: 1000, outputTokens: 77 };
      const price = priceOfModel(id, local);
      const listed = listedCost(usage, price).costNanoUsd;
      expect(Math.round(Number(listedNeurons(usage, price)) * Number(NANO_USD_PER_NEURON))).toBe(listed);
    }
  });
});

describe("models by configuration", () => {
  const gpt = { contextWindow: 400_000, price: { input: "1.25", cachedInput: "0.125", output: 10 }, capabilities: ["tools"] };

  test("third parties have the wire and the names of their maker", () => {
    const catalogue = createCatalogue({
      ...deployed,
      thirdParty: JSON.stringify({ "openai/gpt-5": gpt, "anthropic/claude-x": { price: { input: 3, output: 15 } } }),
    });
    expect(catalogue.problems).toEqual([]);
    expect(catalogue.find("openai/gpt-5")).toMatchObject({
      provider: "OpenAI",
      wire: "openai",
      maxTokensField: "max_completion_tokens",
      name: "gpt-5",
    });
    expect(catalogue.find("anthropic/claude-x")).toMatchObject({ wire: "anthropic", maxTokensField: "max_tokens", contextWindow: null });
    expect(catalogue.list().find((info) => info.id === "openai/gpt-5")?.priceUsdPerMTok).toEqual({
      input: 1.25,
      cachedInput: 0.125,
      output: 10,
    });
  });

  test("what is not understood is left out and named, without its values", () => {
    const thirdParty = JSON.stringify({
      "acme/x": gpt,
      "openai/": gpt,
      "openai/a": { price: { input: "secret", output: 1 } },
      "openai/b": { key: "secret" },
      "openai/ok": gpt,
    });
    const catalogue = createCatalogue({ ...deployed, thirdParty });
    expect(catalogue.problems.length).toBe(4);
    expect(catalogue.problems.join()).not.toContain("secret");
    expect(catalogue.find("openai/ok")).not.toBeNull();
    expect(createCatalogue({ ...deployed, thirdParty: "{" }).problems).toEqual(["THIRD_PARTY_MODELS is no JSON object of models"]);
  });

  test("a real model is asked when nobody says, before one that says none was asked; one that cannot be asked is neither", () => {
    const embeddedOnes = createCatalogue({ ...local, defaultModel: "" });
    const found = embeddedOnes.find("embedded/tally");
    if (found === null) throw new Error("no embedded model");
    const own = { ...found, id: "local/llama", reach: "local" as const, simulated: false };
    expect(embeddedOnes.default?.id).toBe("embedded/tally");
    expect(createCatalogue({ ...local, defaultModel: "", local: [own] }).default?.id).toBe("local/llama");
    expect(createCatalogue({ ...local, defaultModel: "", local: [own] }).startingModel("", [""])?.id).toBe("local/llama");
    expect(createCatalogue({ ...local, defaultModel: "embedded/tally", local: [own] }).default?.id).toBe("embedded/tally");
    const away = createCatalogue({ ...local, defaultModel: "", local: [{ ...own, unable: "It does not answer." }] });
    expect(away.default?.id).toBe("embedded/tally");
    expect(away.list().find(({ id }) => id === own.id)).toMatchObject({ available: false, reason: "It does not answer." });
  });
});
