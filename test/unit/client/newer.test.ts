/** What of a page is compared with the one that the server has, and which model stands in for one that is gone. */
import { expect, it } from "vitest";
import type { ModelInfo } from "../../../src/protocol/http.ts";
import { instead } from "../../../client/conversation/model-gone.tsx";
import { partsOf } from "../../../client/version/newer.ts";

const model = (id: string, available: boolean): ModelInfo => ({
  id,
  name: id,
  provider: "",
  contextWindow: null,
  capabilities: [],
  priceUsdPerMTok: null,
  available,
  simulated: false,
});

it("a page is known by its scripts and styles, not by its icons, fonts or what it loads ahead", () => {
  const html = `<link rel="icon" href="/icon.svg" /><script src="/theme.js"></script>
    <script type="module" crossorigin src="/assets/index-a.js"></script><link rel="modulepreload" crossorigin href="/assets/money-b.js">
    <link rel="stylesheet" crossorigin href="/assets/index-c.css"><link rel="preload" as="font" href="/assets/inter.woff2">`;
  expect(partsOf(html)).toEqual(["/assets/index-a.js", "/assets/index-c.css"]);
  expect(partsOf("<html><title>Sign in</title></html>")).toEqual([]);
});

it("in place of a model that is gone comes the usual one, else the first that can be asked", () => {
  const models = [model("gone", true), model("b", false), model("c", true), model("d", true)];
  expect(instead(models, "gone", "d")?.id).toBe("d");
  expect(instead(models, "gone", "b")?.id).toBe("c");
  expect(instead(models, "gone", "gone")?.id).toBe("c");
  expect(instead([model("b", false)], "gone", null)).toBeNull();
});
