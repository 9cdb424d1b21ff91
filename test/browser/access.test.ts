/** WCAG 2.2 AA by axe on every page, in both themes and on a phone; and what axe does not see: targets, zoom, the focus. */
import axe from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { House, lastAnswer, say } from "./page.ts";

const AS = "admin@localhost";
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let house: House;
let chat = "";
beforeAll(async () => {
  house = await House.open();
  const { body } = await house.server.call<{ id: string }>("/api/chats", { as: AS, body: { title: "Access" } });
  chat = body.id;
  const gone = await house.server.call<{ id: string }>("/api/chats", { as: AS, body: {} });
  await house.server.call(`/api/chats/${gone.body.id}`, { as: AS, method: "DELETE" });
  await house.server.call("/api/mcp", { as: AS, body: { name: "Nowhere", url: "https://nowhere.invalid/mcp" } });
  const page = await house.pageOf(AS, `/c/${chat}`);
  await say(page, "How do budgets work?\n\n```ts\nlet a = 1;\n```");
  await lastAnswer(page);
  await page.context().close();
});
afterAll(() => house.close());

/** What axe complains of, each with the first place where it does. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page's policy lets none in.
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    // What comes in is judged when it is there.
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  }, RULES);
}

/** Buttons and links that are smaller than this in one direction, in CSS pixels; links in running text are excepted. */
function small(page: Page, pixels: number): Promise<string[]> {
  return page.evaluate((least) => {
    const controls = document.querySelectorAll<HTMLElement>("button, a[href], [role=option], [role^=menuitem], summary, select");
    return [...controls].flatMap((control) => {
      const { width, height } = control.getBoundingClientRect();
      if (
        !control.checkVisibility({ opacityProperty: false }) ||
        width === 0 ||
        control.closest(".sr-only, p, [inert], .prose-answer li") !== null
      )
        return [];
      if (control.getBoundingClientRect().bottom < 0) return [];
      return width >= least && height >= least ? [] : [`${Math.round(width)}×${Math.round(height)} ${control.outerHTML.slice(0, 140)}`];
    });
  }, pixels);
}

const PAGES: readonly { name: string; open: (page: Page) => Promise<void> }[] = [
  {
    name: "the empty page",
    open: async (page) => {
      await page.goto(`${house.server.base}/`);
      await page.getByTestId("composer-input").waitFor();
    },
  },
  {
    name: "a conversation",
    open: async (page) => {
      await page.goto(`${house.server.base}/c/${chat}`);
      await page.locator("[data-testid=message][data-role=assistant]").waitFor();
      await page.locator(".hljs-string").first().waitFor();
    },
  },
  {
    name: "usage",
    open: async (page) => {
      await page.goto(`${house.server.base}/usage`);
      await page.getByRole("heading", { name: "By conversation" }).waitFor();
    },
  },
  {
    name: "tools",
    open: async (page) => {
      await page.goto(`${house.server.base}/tools?mcp=failed`);
      await page.getByRole("button", { name: "What models are told about it" }).first().click();
      await page.getByRole("heading", { name: "Nowhere" }).waitFor();
    },
  },
  {
    name: "what is stored",
    open: async (page) => {
      await page.goto(`${house.server.base}/privacy`);
      await page.getByTestId("stored").waitFor();
      await page.getByTestId("deletions").waitFor();
    },
  },
  {
    name: "everything to be deleted",
    open: async (page) => {
      await page.goto(`${house.server.base}/privacy`);
      await page.getByRole("button", { name: "Delete everything…" }).click();
      await page.getByTestId("delete-everything").waitFor();
    },
  },
  {
    name: "speed",
    open: async (page) => {
      await page.goto(`${house.server.base}/perf`);
      await page
        .getByTestId("perf-figures")
        .getByRole("row", { name: /^Resume .*5 measurements/ })
        .waitFor();
    },
  },
  {
    name: "administration",
    open: async (page) => {
      await page.goto(`${house.server.base}/admin`);
      await page.getByRole("heading", { name: "By model" }).waitFor();
    },
  },
  {
    name: "preferences",
    open: async (page) => {
      await page.goto(`${house.server.base}/`);
      await page.getByTestId("composer-input").waitFor();
      await page.keyboard.press("Control+K");
      await page.getByTestId("search-input").fill("preferences");
      await page.keyboard.press("Enter");
      await page.getByTestId("preferences").waitFor();
    },
  },
  {
    name: "the models",
    open: async (page) => {
      await page.goto(`${house.server.base}/`);
      await page.getByTestId("model-picker").click();
      await page.getByTestId("unable-models").click();
      await page.getByTestId("model-list").getByRole("option").nth(9).waitFor();
    },
  },
  {
    name: "presets and prompts",
    open: async (page) => {
      for (const body of [
        { id: "p", name: "The editor", system: "You edit.", effort: "high", isDefault: true },
        { kind: "prompt", id: "t", name: "Translate", text: "Into {{language}}:" },
      ])
        await house.server.call("/api/presets", { as: AS, method: "POST", body });
      await page.goto(`${house.server.base}/`);
      await page.getByTestId("composer-input").pressSequentially("/pre");
      await page.getByTestId("slash-list").getByRole("option").first().waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByTestId("slash-list").getByRole("option", { name: "Presets and prompts" }).click();
      await page.getByTestId("preset-row").nth(1).waitFor();
    },
  },
  {
    name: "the commands",
    open: async (page) => {
      await page.goto(`${house.server.base}/`);
      await page.getByTestId("composer-input").waitFor();
      await page.keyboard.press("Control+K");
      await page.getByTestId("search-dialog").waitFor();
    },
  },
];

describe.each([
  { theme: "light", phone: false },
  { theme: "dark", phone: false },
  { theme: "light", phone: true },
] as const)("in $theme, on a phone: $phone", ({ theme, phone }) => {
  let device: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    device = await house.device({
      colorScheme: theme,
      reducedMotion: "reduce",
      ...(phone ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } : {}),
    });
    await device.addCookies([{ name: "tally_dev_user", value: AS, url: house.server.base }]);
    page = await device.newPage();
  });
  afterAll(() => device.close());

  it.each(PAGES)("$name: axe finds nothing, and nothing is too small to hit", async ({ open }) => {
    await open(page);
    expect(await violations(page)).toEqual([]);
    expect(await small(page, phone ? 40 : 24)).toEqual([]);
  });
});

it("at 200 % of the size nothing is cut off at the side", async () => {
  const device = await house.device({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  await device.addCookies([{ name: "tally_dev_user", value: AS, url: house.server.base }]);
  const page = await device.newPage();
  for (const path of ["/", `/c/${chat}`, "/usage", "/tools", "/privacy", "/perf", "/admin"]) {
    await page.goto(`${house.server.base}${path}`);
    await page.locator("main h1").first().waitFor();
    const wide = await page.evaluate(() => {
      const main = document.querySelector("main");
      return [...(main?.querySelectorAll("h1, button, textarea, h2") ?? [])]
        .filter((element) => element.checkVisibility() && element.closest("[popover], .overflow-x-auto, .table-scroll") === null)
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map((element) => element.outerHTML.slice(0, 120));
    });
    expect(wide).toEqual([]);
  }
  await device.close();
});
