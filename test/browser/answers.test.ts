/** Answers and questions as they are drawn: what only a browser shows. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { AnsweringServer } from "./answering-server.ts";
import { eventually, House, lastAnswer, say, MOVING } from "./page.ts";

let local: AnsweringServer;
let house: House;
beforeAll(async () => {
  local = await AnsweringServer.start();
  house = await House.open({ LOCAL_AI_URL: local.origin });
});
afterAll(async () => {
  await house.close();
  await local.stop();
});
afterEach(() => {
  expect(house.complaints).toEqual([]);
});

const answer = (page: Page, index: number) => page.locator("[data-testid=message][data-role=assistant]").nth(index);
const answers = (page: Page) => page.locator("[data-testid=message][data-role=assistant] [data-testid=message-text]");

/** A conversation of these answers, open in a page of its own. */
async function open(texts: readonly string[], options: Parameters<House["device"]>[0] = {}): Promise<Page> {
  const { body } = await house.server.call<{ id: string }>("/api/chats", {
    as: "you@localhost",
    body: { model: "local/written", title: "Answers" },
  });
  const page = await house.page(await house.device({ ...MOVING, ...options }), `/c/${body.id}`);
  for (const [index, text] of texts.entries()) await ask(page, `question ${index}`, text);
  return page;
}

/** Asks, and has the answer whole. */
async function ask(page: Page, question: string, text: string, pauseMs = 0, piece = 400): Promise<void> {
  const before = await answers(page).count();
  local.answers.set(question, { text, piece, pauseMs });
  await say(page, question);
  await answers(page).nth(before).waitFor({ state: "attached" });
  if (pauseMs === 0) await lastAnswer(page);
}

it("asks no server for anything that an answer names, and shows images that are in the answer itself", async () => {
  const pixel =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC";
  const text = [
    "![logout](/cdn-cgi/access/logout)",
    "![outside](https://images.example/p.png?leak=1)",
    "![scheme](//images.example/p.png)",
    "[link](https://links.example/)",
    `<img src="/api/me"><video src="/api/me"></video><style>@import "/api/me"</style><link rel="prefetch" href="/api/me">`,
    "![vector](data:image/svg+xml;base64,PHN2Zy8+)",
    `![pixel](${pixel})`,
  ].join("\n\n");
  const page = await open([text]);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.reload();
  await page.getByAltText("pixel").waitFor();
  await page.waitForLoadState("networkidle");
  expect(asked.filter((url) => /logout|example|api\/me$/.test(url) && !url.endsWith("/api/me"))).toEqual([]);
  expect(asked.filter((url) => url.endsWith("/api/me")).length).toBeLessThanOrEqual(1);
  expect(await page.getByRole("link", { name: "logout" }).getAttribute("href")).toBe("/cdn-cgi/access/logout");
  expect(await page.getByRole("link", { name: "outside" }).getAttribute("rel")).toContain("noreferrer");
  expect(await answers(page).locator("img").count()).toBe(1);
  expect(await page.getByAltText("pixel").evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(10);
  await page.context().close();
});

it("leads from a footnote's mark to its note and back, and scrolls nothing but the messages", async () => {
  const note = `Tea comes from China.[^1]\n\n${"More words.\n\n".repeat(60)}[^1]: The source.\n`;
  const page = await open([note, note]);
  await page.getByRole("note").nth(1).waitFor({ state: "attached" });
  const ids = await page.getByRole("note").evaluateAll((notes) => notes.map(({ id }) => id));
  expect(new Set(ids).size).toBe(2);
  const second = answers(page).nth(1);
  await second.getByRole("link", { name: "Footnote 1", exact: true }).click();
  expect(await page.evaluate(() => document.activeElement?.closest("[data-testid=message]")?.getAttribute("data-message-id"))).toBe(
    await page.locator("[data-testid=message][data-role=assistant]").nth(1).getAttribute("data-message-id"),
  );
  await expect.poll(() => second.getByRole("note").evaluate((element) => element.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
  await second.getByRole("link", { name: /Back to the text/ }).click();
  await expect
    .poll(() => second.getByText("Tea comes from China.").evaluate((element) => element.getBoundingClientRect().top >= 0))
    .toBe(true);
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter((element) => element.scrollTop !== 0 && !element.matches("[data-testid=viewport]"))
      .map(({ tagName }) => tagName),
  );
  expect(outside).toEqual([]);
  expect(new URL(page.url()).hash).toBe("");
  expect(await page.getByTestId("composer-input").isVisible()).toBe(true);
  await page.context().close();
});

it("cannot be scrolled out of its window by a script or by a link to a part of it", async () => {
  const page = await open([`${"Words.\n\n".repeat(80)}`]);
  await page.evaluate(() => {
    document.querySelector("[data-testid=composer-input]")?.scrollIntoView({ block: "start" });
    for (const element of document.querySelectorAll("html, body, #root, main, #root > div")) element.scrollTop = 500;
  });
  expect(await page.evaluate(() => Math.round(document.querySelector("main")?.getBoundingClientRect().top ?? -1))).toBe(0);
  await page.context().close();
});

it("copies exactly the code, and a hand's selection holds no buttons", async () => {
  const page = await open([
    "Run this:\n\n```bash\nrm -rf ./build\n```\n\n- a\n\n  ```sh\n  npm i\n  ```\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n",
  ]);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const input = page.getByTestId("composer-input");
  for (const [index, code] of ["rm -rf ./build", "npm i"].entries()) {
    await page.getByRole("button", { name: "Copy code" }).nth(index).click();
    // What is copied is in the clipboard some moments after the click.
    await expect
      .poll(async () => {
        await input.fill("");
        await input.press("Control+V");
        return input.inputValue();
      })
      .toBe(code);
  }
  const selected = await answers(page)
    .first()
    .evaluate((answer) => {
      getSelection()?.selectAllChildren(answer);
      return getSelection()?.toString() ?? "";
    });
  expect(selected).not.toMatch(/copy|copied/i);
  expect(selected).toContain("rm -rf ./build");
  await page.context().close();
});

it("draws formulas as MathML, loads KaTeX with the first one only, and keeps the source of what is none", async () => {
  const page = await open(["No formula here."]);
  const scripts: string[] = [];
  page.on("request", (request) => scripts.push(request.url()));
  await ask(
    page,
    "formulas",
    String.raw`The roots are \( x = \frac{-b \pm \sqrt{b^2-4ac}}{2a} \), $\nosuchcommand{x}\,_{i}$ and \[ \int_0^1 x^2\,dx \]. It costs $5 to $10.`,
  );
  await page.locator("math").nth(1).waitFor();
  expect(scripts.filter((url) => url.includes("katex"))).toHaveLength(1);
  expect(await page.locator("math mfrac, math msqrt").count()).toBe(2);
  expect(await page.locator("math[display=block]").count()).toBe(1);
  const text = await answers(page).last().textContent();
  expect(text).toContain(String.raw`$\nosuchcommand{x}\,_{i}$`);
  expect(text).toContain("It costs $5 to $10.");
  await page.context().close();
});

it("draws a diagram as a picture in which nothing runs or is loaded, its source one press away; what is none says so", async () => {
  const page = await open(["No diagram here."]);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const hostile =
    'A["<img src=https://images.example/p.png onerror=alert(1)>"] --> B["<script>alert(1)</script>"]\nstyle A fill:url(https://images.example/q.png)';
  await ask(page, "diagrams", `\`\`\`mermaid\ngraph TD\n${hostile}\n\`\`\`\n\nand\n\n\`\`\`mermaid\ngantt\n title A\n\`\`\``);
  const picture = page.locator("[data-testid=diagram] img");
  await picture.waitFor();
  expect(
    await picture.evaluate(async (image: HTMLImageElement) =>
      image.decode().then(() => image.naturalWidth > 100 && image.naturalHeight > 100),
    ),
  ).toBe(true);
  expect(await picture.getAttribute("src")).toMatch(/^data:image\/svg\+xml;/);
  expect(decodeURIComponent((await picture.getAttribute("src")) ?? "")).not.toContain("fonts.googleapis");
  const [drawn, other] = [page.getByTestId("diagram").first(), page.getByTestId("diagram").last()];
  await drawn.getByRole("button", { name: "Show the source" }).press("Enter");
  expect(await drawn.locator("pre").textContent()).toBe(`graph TD\n${hostile}`);
  await drawn.getByRole("button", { name: "Show the picture" }).press("Enter");
  await picture.waitFor();
  expect(await other.locator("output").textContent()).toContain("Tally does not draw “gantt” diagrams");
  expect(asked.filter((url) => !url.startsWith(house.server.base) && !url.startsWith("data:"))).toEqual([]);
  expect(asked.filter((url) => url.includes("diagram-worker"))).toHaveLength(1);
  await page.context().close();
});

it("runs each block of an answer, of a question and of what is typed its own way, and code from the left", async () => {
  const arabic = "مرحبا! هذا جواب قصير (مع أقواس).";
  const page = await open([`${arabic}\n\n1. الخطوة الأولى.\n2. الخطوة الثانية.\n\n\`\`\`js\nconsole.log(1);\n\`\`\`\n\nEnglish here.`]);
  const directions = await answers(page)
    .first()
    .locator("p, ol, li, pre")
    .evaluateAll((elements) => elements.map((element) => `${element.localName} ${getComputedStyle(element).direction}`));
  expect(directions).toEqual(["p rtl", "ol rtl", "li rtl", "li rtl", "pre ltr", "p ltr"]);
  const input = page.getByTestId("composer-input");
  await input.fill(arabic);
  expect(await input.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  await input.fill("");
  await ask(page, arabic, "Yes.");
  const question = page.locator("[data-role=user] [data-testid=message-text]").last();
  expect(await question.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  await page.context().close();
});

it("folds a long question and shows all of it when it is asked to", async () => {
  const page = await open(["Yes."]);
  await ask(page, Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n"), "Yes.");
  const question = page.locator("[data-testid=message][data-role=user]").last();
  const height = () => question.getByTestId("message-text").evaluate((element) => element.clientHeight);
  const folded = await height();
  await question.getByRole("button", { name: "Show all" }).click();
  expect(await height()).toBeGreaterThan(folded * 2);
  await question.getByRole("button", { name: "Show less" }).click();
  expect(await height()).toBe(folded);
  expect(await page.locator("[data-testid=message][data-role=user]").first().getByRole("button", { name: "Show all" }).count()).toBe(0);
  await page.context().close();
});

it("[I1] [P92] keeps a thumb and its reason in every tab, and a copied link leads to its answer; a page without words loads no thread", async () => {
  const page = await open(["First.\n\n".repeat(80), "Second.\n\n".repeat(80)]);
  const device = page.context();
  const other = await device.newPage();
  const scripts: string[] = [];
  other.on("request", (request) => scripts.push(request.url()));
  await other.goto(house.server.base);
  await other.getByTestId("composer-input").waitFor();
  await other.waitForLoadState("networkidle");
  expect(scripts.filter((url) => /\/(?:thread|markdown)-[^/]*\.js/.test(url))).toEqual([]);
  await page.bringToFront();
  // The page stays at its end until somebody scrolls.
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, -50_000);
  await answer(page, 0).getByTestId("rate-down").click();
  await page.getByRole("button", { name: "Too long" }).click();
  await page.getByLabel("In your own words").fill("Half of it.");
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("rate-down");

  await device.grantPermissions(["clipboard-read", "clipboard-write"]);
  await answer(page, 0).getByRole("button", { name: "Copy link to this answer" }).click();
  await answer(page, 0).getByText("Copied").waitFor({ state: "attached" });
  await page.getByTestId("composer-input").press("Control+V");
  const link = await page.getByTestId("composer-input").inputValue();
  expect(link).toContain(new URL(page.url()).pathname);
  await other.bringToFront();
  await other.goto(link);
  await eventually(() => answer(other, 0).evaluate((row) => row === document.activeElement)).toBe(true);
  const top = () => answer(other, 0).evaluate((row) => row.getBoundingClientRect().top);
  await eventually(async () => (await top()) >= 0 && (await top()) < 400).toBe(true);
  const thumb = answer(other, 0).getByTestId("rate-down");
  expect(await thumb.getAttribute("data-given")).toBe("true");
  await other.mouse.move(700, 400);
  // As a reader scrolls: what a script scrolls is taken back while the message that was looked for is shown.
  await eventually(async () => {
    await other.mouse.wheel(0, 250);
    return thumb.evaluate((button) => button.getBoundingClientRect().bottom < innerHeight - 200);
  }).toBe(true);
  await thumb.click();
  expect(await other.getByRole("button", { name: "Too long" }).getAttribute("aria-pressed")).toBe("true");
  expect(await other.getByLabel("In your own words").inputValue()).toBe("Half of it.");
  await other.getByRole("button", { name: "Take back" }).click();
  await page.locator("[data-testid=rate-down][data-given=true]").waitFor({ state: "detached" });
  await device.close();
});

it("moves nothing that is read while answers come", async () => {
  const page = await open(["First.\n\n".repeat(20), "Second.\n\n".repeat(20)]);
  await page.evaluate(() => {
    Reflect.set(globalThis, "shifted", 0);
    new PerformanceObserver((list) => {
      const moved = list.getEntries().reduce((sum, entry) => sum + Number(Reflect.get(entry, "value")), 0);
      Reflect.set(globalThis, "shifted", Number(Reflect.get(globalThis, "shifted")) + moved);
    }).observe({ type: "layout-shift" });
  });
  // Asked elsewhere: what follows an input of one's own is no surprise.
  local.answers.set("third", { text: "Third.\n\n".repeat(20), piece: 20, pauseMs: 5 });
  const chat = new URL(page.url()).pathname.slice("/c/".length);
  await house.server.call(`/api/chats/${chat}/messages`, { as: "you@localhost", body: { id: "third", text: "third" } });
  await answers(page).nth(2).waitFor();
  await lastAnswer(page);
  // A row that was left out of a frame came to 0.3.
  expect(await page.evaluate(() => Number(Reflect.get(globalThis, "shifted")))).toBeLessThan(0.05);
  await page.context().close();
});

it("prints every word of the messages, without the sidebar and the composer", async () => {
  const page = await open([
    `${"Words of it.\n\n".repeat(80)}The last words.\n\n\`\`\`\n${"code ".repeat(200)}end\n\`\`\`\n`,
    "<details>\n<summary>More</summary>\n\nFolded words.\n\n</details>\n",
  ]);
  await ask(page, Array.from({ length: 40 }, (_, index) => `line ${index}`).join("\n"), "Yes.");
  await page.emulateMedia({ media: "print" });
  const seen = await page.evaluate(() => {
    const cut = [
      ...document.querySelectorAll<HTMLElement>(
        "[data-testid=message], [data-testid=message] *, [data-testid=viewport], main, #root, body",
      ),
    ].filter(
      (element) =>
        element.localName !== "math" &&
        element.closest("math, button, svg, output") === null &&
        getComputedStyle(element).overflowY !== "visible" &&
        element.scrollHeight > element.clientHeight + 1 &&
        element.clientHeight > 0,
    );
    const folded = [...document.querySelectorAll("p")].find((element) => element.textContent === "Folded words.");
    return {
      cut: cut.map((element) => element.className),
      hidden: ["[data-testid=composer-input]", "[data-testid=person-menu]", "[data-testid=send]"].map(
        (name) => document.querySelector(name)?.getClientRects().length ?? 0,
      ),
      folded: folded?.getClientRects().length,
      height: document.documentElement.scrollHeight > innerHeight * 2,
    };
  });
  expect(seen).toEqual({ cut: [], hidden: [0, 0, 0], folded: 1, height: true });
  await page.context().close();
});

it.each([
  ["a paragraph", "", "**bold** and `code` and more words of it "],
  ["a block of code", "```js\n", "const a = 1;\n"],
  ["a list", "", "- an item of it\n"],
])("keeps a selection in the block that grows: %s", async (_, opening, piece) => {
  const page = await open(["Hello."]);
  const text = `First paragraph.\n\n${opening}${piece.repeat(150)}`;
  await ask(page, "grow", text, 6, 8);
  const growing = answers(page).last();
  await page.waitForFunction(
    () => ([...document.querySelectorAll("[data-role=assistant] [data-testid=message-text]")].at(-1)?.textContent ?? "").length > 400,
  );
  const selected = await growing.evaluate((answer) => {
    const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
    const words: Node[] = [];
    for (let next = walker.nextNode(); next !== null; next = walker.nextNode())
      if ((next.textContent ?? "").trim() !== "") words.push(next);
    // Marks that are not closed yet are words until they are: a selection must not hold what will be gone.
    const end = words.findLastIndex((_node, at) =>
      words.slice(Math.max(0, at - 2), at + 1).every((node) => !/[*`]/.test(node.textContent ?? "")),
    );
    const [last, first] = [words[end], words[end - 2] ?? words[end]];
    if (first === undefined || last === undefined) return "";
    getSelection()?.setBaseAndExtent(first, 1, last, Math.max(2, Math.floor((last.textContent ?? "").length / 2)));
    return getSelection()?.toString() ?? "";
  });
  expect(selected.length).toBeGreaterThan(2);
  await lastAnswer(page);
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(selected);
  await page.context().close();
});

it("keeps what the mouse selects while the answer grows", async () => {
  const page = await open(["Hello."]);
  await ask(page, "grow", `# A heading\n\n${"some words of it ".repeat(150)}`, 6, 8);
  const paragraph = answers(page).last().locator("p").last();
  await page.waitForFunction(
    () => ([...document.querySelectorAll("[data-role=assistant] [data-testid=message-text]")].at(-1)?.textContent ?? "").length > 300,
  );
  const box = await paragraph.boundingBox();
  if (box === null) throw new Error("the paragraph has no place");
  await page.mouse.move(box.x + 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 10, { steps: 5 });
  await page.mouse.up();
  const selected = await page.evaluate(() => getSelection()?.toString() ?? "");
  expect(selected.length).toBeGreaterThan(5);
  await lastAnswer(page);
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(selected);
  await page.context().close();
});
