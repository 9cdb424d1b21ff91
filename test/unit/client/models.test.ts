import { describe, expect, test } from "vitest";
import { abilitiesOf, contextTruth, contextWords, priceClass, priceWords } from "../../../client/models/facts.ts";
import { groupModels, unableLine, withFavourite } from "../../../client/models/groups.ts";
import { entriesOf, placeAfter } from "../../../client/models/list-entries.ts";
import { speak } from "../../../client/words/words.ts";
import type { ModelInfo } from "../../../src/protocol/http.ts";

const ACCOUNT = "Needs a Cloudflare account: start with REMOTE_AI=1, or deploy.";
const model = (id: string, more: Partial<ModelInfo> = {}): ModelInfo => ({
  id,
  name: id.toUpperCase(),
  provider: "Maker",
  contextWindow: 128_000,
  capabilities: [],
  priceUsdPerMTok: { input: 1, cachedInput: null, output: 1 },
  available: true,
  simulated: false,
  ...more,
});
const unable = (id: string, reason = ACCOUNT): ModelInfo => model(id, { available: false, reason });
const idsOf = (models: readonly ModelInfo[]) => models.map(({ id }) => id);
const NONE = { favourites: [], recent: [], filter: "" };

describe("the list of models", () => {
  const models = [unable("a"), model("b"), model("c"), model("d"), model("e"), unable("f", "Retired on 2026-05-30.")];

  test("offers first what one likes, then what one has used, then what can be asked; the rest is apart", () => {
    const { groups, unable: rest } = groupModels(models, { favourites: ["e", "a", "gone"], recent: ["e", "c", "a"], filter: "" });
    expect(groups.map(({ label, models: inGroup }) => [label, idsOf(inGroup)])).toEqual([
      ["Favourites", ["e"]],
      ["Recent", ["c"]],
      ["Available", ["b", "d"]],
    ]);
    expect(idsOf(rest)).toEqual(["a", "f"]);
  });

  test("shows each model once, three at most as used lately, and needs no headings where nothing is marked", () => {
    const used = groupModels(models, { favourites: [], recent: ["b", "b", "c", "d", "e"], filter: "" });
    expect(used.groups.map(({ models: inGroup }) => idsOf(inGroup))).toEqual([["b", "c", "d"], ["e"]]);
    expect(groupModels(models, NONE).groups).toMatchObject([{ label: null }]);
    expect(groupModels([], NONE)).toEqual({ groups: [], unable: [] });
  });

  test("is filtered by every word of name, id, maker or ability, favourites first, and shows what cannot be asked with it", () => {
    const able = [model("x1"), model("x2", { capabilities: ["vision"] }), unable("x3"), model("y")];
    const found = groupModels(able, { favourites: ["x2"], recent: [], filter: " X maker" });
    expect(found.groups.map((group) => [group.label, idsOf(group.models)])).toEqual([[null, ["x2", "x1"]]]);
    expect(idsOf(found.unable)).toEqual(["x3"]);
    expect(idsOf(groupModels(able, { ...NONE, filter: "vision" }).groups.flatMap((group) => group.models))).toEqual(["x2"]);
  });

  test("folds what cannot be asked behind one line that says why, and walks its rows as they stand", () => {
    expect(unableLine([unable("a"), unable("b")])).toEqual({ label: "2 more are not available here", why: ACCOUNT });
    expect(unableLine([unable("a"), unable("b"), unable("c", "Retired.")]).why).toBe(`2 of them: ${ACCOUNT}`);
    const grouped = groupModels(models, NONE);
    expect(entriesOf(grouped, true, false).map(({ key }) => key)).toEqual(["usual", "b", "c", "d", "e", "fold"]);
    expect(entriesOf(grouped, false, true).map(({ key }) => key)).toEqual(["b", "c", "d", "e", "fold", "a", "f"]);
    expect([placeAfter("ArrowDown", 6, 7), placeAfter("ArrowUp", 0, 7), placeAfter("PageDown", 1, 7), placeAfter("PageUp", 6, 7)]).toEqual([
      0, 6, 6, 0,
    ]);
    expect([placeAfter("a", 0, 7), placeAfter("ArrowDown", 0, 0)]).toEqual([null, null]);
  });

  test("a favourite is marked behind the others and taken off", () => {
    expect(withFavourite(["a"], "b")).toEqual(["a", "b"]);
    expect(withFavourite(["a", "b"], "a")).toEqual(["b"]);
  });
});

describe("a model in round words", () => {
  test.each([
    [null, null, "price unknown"],
    [[0, 0], "free", "free"],
    [[0.027, 0.201], "very cheap", "$0.027 in · $0.201 out per million tokens"],
    [[0.293, 2.253], "cheap", "$0.293 in · $2.253 out per million tokens"],
    [[1.25, 10], "mid-priced", "$1.25 in · $10.00 out per million tokens"],
    [[15, 75], "expensive", "$15.00 in · $75.00 out per million tokens"],
  ])("costs %j: %s", (price, words, exact) => {
    const [input = 0, output = 0] = price ?? [];
    const priceUsdPerMTok = price === null ? null : { input, cachedInput: null, output };
    expect(priceClass({ priceUsdPerMTok })?.words ?? null).toBe(words);
    expect(priceWords({ priceUsdPerMTok })).toBe(exact);
  });

  test.each([
    [24_000, "20k words"],
    [128_000, "100k words"],
    [131_072, "100k words"],
    [1_048_576, "800k words"],
    [2_000_000, "2m words"],
    [null, null],
  ])("holds %s tokens: %s", (tokens, words) => {
    expect(contextWords(tokens)).toBe(words);
  });

  test("holds millions of words in another language, as that one writes them", async () => {
    await speak("de");
    expect(contextWords(2_000_000)?.replace("\u00a0", " ")).toBe("2 Mio. Wörter");
    await speak("en");
  });

  test("says the whole truth beside the round figure, and what it can do in one order", () => {
    expect(contextTruth(131_072)).toContain("131,072 tokens");
    expect(abilitiesOf({ capabilities: ["reasoning", "odd", "vision"] }).map(({ words }) => words)).toEqual([
      "Sees pictures",
      "Thinks before it answers",
    ]);
  });
});
