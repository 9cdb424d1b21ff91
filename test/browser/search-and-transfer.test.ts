/** What a person finds again, takes along, brings in, and has deleted. */
import { readFile } from "node:fs/promises";
import type { Download, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { documentOf, libraryOf } from "../roundtrip/library.ts";
import { chatgptConversation } from "../unit/transfer/documents.ts";
import { eventually, House, lastAnswer, say } from "./page.ts";

let house: House;
beforeAll(async () => {
  house = await House.open({ RETENTION_DAYS: "365", RETENTION_LIMIT_DAYS: "730" });
});
afterAll(() => house.close());
afterEach(() => {
  expect(house.complaints).toEqual([]);
});

/** Waits until the index has heard of it: some seconds after an answer's end. */
async function indexed(person: string, q: string): Promise<void> {
  const found = async () => (await house.server.call<{ hits: unknown[] }>(`/api/search?q=${q}`, { as: person })).body.hits.length;
  await expect.poll(found, { timeout: 30_000, interval: 250 }).toBeGreaterThan(0);
}

const markedWords = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights.get("found") ?? [])].map((range) => (range instanceof Range ? range.toString() : "")));
const rows = (of: Page) => of.locator("[data-testid=message][data-role=user]");
const focusedRow = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-message-id"));
const written = async (download: Download): Promise<string> => readFile(await download.path(), "utf8");

it("finds an answer some seconds after its end, says when there is nothing, and opens it with its words marked", async () => {
  const person = "finder@example.com";
  const page = await house.pageOf(person);
  await say(page, "What do dahlias need? /gen tokens=60");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  const address = new URL(page.url()).pathname;
  await indexed(person, "w57");
  await page.getByTestId("new-chat").click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByTestId("composer-input").focus();
  await page.keyboard.press("Control+k");
  const input = page.getByTestId("search-input");
  await input.waitFor();
  await input.fill("d");
  await page.getByText("Two letters or more.").waitFor();
  await input.fill("chrysanthemum");
  await page.getByText("Nothing found for “chrysanthemum” in the titles and messages of all your conversations.").waitFor();
  await input.fill("W57");
  const hit = page.getByTestId("search-hit");
  await hit.first().waitFor();
  expect(await hit.count()).toBe(1);
  expect(await hit.locator("mark").allTextContents()).toEqual(["w57"]);
  expect(await input.getAttribute("aria-activedescendant")).toBe(await hit.getAttribute("id"));
  await page.keyboard.press("Escape");
  await input.waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("composer-input");
  await page.keyboard.press("Control+k");
  await input.fill("dahl");
  await page.getByTestId("search-hit").and(page.locator("[data-role=user]")).waitFor();
  await input.fill("w57");
  await page.getByTestId("search-hit").and(page.locator("[data-role=assistant]")).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === address && url.hash !== "");
  await expect.poll(() => markedWords(page)).toEqual(["w57"]);
  expect(await focusedRow(page)).toBe(decodeURIComponent(new URL(page.url()).hash.slice(1)));
  expect(await page.getByTestId("looking-bar").count()).toBe(0);
  await page.context().close();
});

it("[I1] shows a hit on another branch to this tab alone, with a way back, and to all tabs when asked", async () => {
  const person = "branches@example.com";
  const { body: chat } = await house.server.call<{ id: string }>("/api/chats", { as: person, body: { title: "Garden" } });
  const send = (body: object) => house.server.call(`/api/chats/${chat.id}/commands`, { as: person, body });
  await send({ type: "send", id: "first", text: "Tell me about zinnias /gen tokens=20" });
  await send({ type: "edit", id: "second", messageId: "first", text: "Tell me about marigolds /gen tokens=20" });
  await indexed(person, "zinnias");
  await indexed(person, "marigolds");
  const page = await house.pageOf(person, `/c/${chat.id}`);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await Promise.all([page, other].map((of) => rows(of).getByText("marigolds").waitFor()));
  const find = async () => {
    await page.keyboard.press("Control+k");
    await page.getByTestId("search-input").fill("zinnias");
    await page.getByTestId("search-hit").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByTestId("looking-bar").waitFor();
    await rows(page).getByText("zinnias").waitFor();
  };
  await find();
  await expect.poll(() => markedWords(page)).toEqual(["zinnias"]);
  expect(await page.getByTestId("composer-input").count()).toBe(0);
  expect(await page.getByRole("button", { name: "Answer again" }).count()).toBe(0);
  await page.getByTestId("looking-bar").getByRole("button", { name: "Back" }).click();
  await rows(page).getByText("marigolds").waitFor();
  await page.getByTestId("composer-input").waitFor();
  const { body: tree } = await house.server.call<{ head: string }>(`/api/chats/${chat.id}/messages`, { as: person });
  expect(tree.head).toBe("second.a");
  expect(await rows(other).allTextContents()).toEqual([expect.stringContaining("marigolds")]);
  await find();
  await page.getByTestId("looking-bar").getByRole("button", { name: "Make it the shown one" }).click();
  await Promise.all([page, other].map((of) => rows(of).getByText("zinnias").waitFor()));
  await page.getByTestId("looking-bar").waitFor({ state: "detached" });
  await page.getByTestId("composer-input").waitFor();
  await page.context().close();
});

it("opens a message that is far up and not loaded, found by the search of that conversation alone", async () => {
  const person = "long@example.com";
  const exported = {
    format: "tally",
    version: 1,
    exportedAt: "2026-01-01T00:00:00.000Z",
    chats: [
      {
        id: "long",
        title: "A long one",
        model: "elsewhere",
        system: "",
        createdAt: "2026-01-01T00:00:00.000Z",
        pinned: false,
        archived: false,
        head: "m299.a",
        messages: Array.from({ length: 300 }, (_, index) => [
          { id: `m${index}`, parentId: index === 0 ? null : `m${index - 1}.a`, role: "user", text: `Question number${index}` },
          { id: `m${index}.a`, parentId: `m${index}`, role: "assistant", text: `Answer number${index}`, model: "elsewhere" },
        ])
          .flat()
          .map((message) => ({ ...message, status: "done", createdAt: "2026-01-01T00:00:00.000Z" })),
      },
    ],
  };
  const { body } = await house.server.call<{ imported: { chatId: string }[] }>("/api/import", { as: person, body: exported });
  const id = body.imported[0]?.chatId ?? "";
  await indexed(person, "number7");
  const page = await house.pageOf(person, `/c/${id}`);
  await page.getByText("Answer number299", { exact: true }).waitFor();
  await page.keyboard.press("Control+f");
  const input = page.getByTestId("search-input");
  await input.fill("number7");
  const hit = page.getByTestId("search-hit").and(page.locator("[data-role=assistant]")).first();
  await hit.waitFor();
  await hit.click();
  await page.getByTestId("looking-bar").getByText("older part").waitFor();
  await expect.poll(() => markedWords(page)).toEqual(["number7"]);
  const isSeen = () =>
    page.evaluate(() => {
      const row = document.activeElement?.getBoundingClientRect();
      return row !== undefined && row.top > 0 && row.bottom < window.innerHeight;
    });
  await expect.poll(isSeen).toBe(true);
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByText("Answer number299", { exact: true }).waitFor();
  await page.context().close();
});

it("[I15] imports a document of ChatGPT's: how far it is, what came in, answers that are marked and cost nothing, and once only", async () => {
  const page = await house.pageOf("mover@example.com");
  const hold: { end: () => void } = { end: () => undefined };
  const held = new Promise<void>((resolve) => (hold.end = resolve));
  await page.route("**/api/import", async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  const file = { name: "conversations.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify([chatgptConversation])) };
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem", { name: "Your data" }).click();
  await page.getByTestId("import-file").setInputFiles(file);
  const progress = page.getByTestId("import-progress");
  await progress.getByText(/KB · 1 conversation$/).waitFor();
  hold.end();
  const result = page.getByTestId("import-result");
  await result.getByText("1 conversation imported from conversations.json.").waitFor();
  await page.getByTestId("import-file").setInputFiles(file);
  await result.getByText("Nothing new in conversations.json.").waitFor();
  await result.getByText("1 skipped").click();
  expect(await result.textContent()).toContain("Tea in China");
  await page.getByTestId("import-file").setInputFiles({ ...file, name: "odd.json", buffer: Buffer.from('{"odd":1}') });
  await page.getByRole("alert").getByText("This is no export of").waitFor();
  // The browser itself reports the refusal.
  house.complaints.length = 0;
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await indexed("mover@example.com", "china");
  await page.keyboard.press("Control+k");
  await page.getByTestId("search-input").fill("tea in china");
  await page.getByTestId("search-hit").and(page.locator("[data-role=title]")).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/c\//);
  await page.getByText("Yes, too.").waitFor();
  expect(await page.getByTestId("imported").count()).toBe(2);
  expect(await page.getByTestId("info-button").last().textContent()).toBe("imported");
  await page.context().close();
});

it("[P54] stops an import: what had come in stays and is listed, and the same file goes on with the rest", async () => {
  const CHATS = 120;
  const page = await house.pageOf("stopper@example.com");
  const network = await page.context().newCDPSession(page);
  const sends = (uploadThroughput: number) =>
    network.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  const buffer = Buffer.from(documentOf(libraryOf(11, CHATS)));
  const file = { name: "library.json", mimeType: "application/json", buffer };
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem", { name: "Your data" }).click();
  // So slowly that it is far from its end when it is stopped. Bytes a second.
  await sends(buffer.length / 30);
  await page.getByTestId("import-file").setInputFiles(file);
  const progress = page.getByTestId("import-progress");
  await progress.getByText(/ · 20 conversations$/).waitFor();
  await progress.getByRole("button", { name: "Stop" }).click();
  await page.getByTestId("import-stopped").getByText("20 conversations").waitFor();
  await sends(-1);
  await page.getByTestId("import-file").setInputFiles(file);
  const result = page.getByTestId("import-result");
  await result.getByText(/imported from library\.json\.$/).waitFor();
  const [, came = "", skipped = ""] = /^(\d+) conversations.*?(\d+) skipped/s.exec((await result.textContent()) ?? "") ?? [];
  expect(Number(skipped)).toBeGreaterThanOrEqual(20);
  expect(Number(came) + Number(skipped)).toBe(CHATS);
  await page.context().close();
});

it("exports the conversation as Markdown and everything as JSON, as files", async () => {
  const page = await house.pageOf("taker@example.com");
  await say(page, "What do asters need? /gen tokens=5");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  const downloadBy = async (press: () => Promise<void>): Promise<Download> => {
    const [download] = await Promise.all([page.waitForEvent("download"), press()]);
    return download;
  };
  await page.getByTestId("chat-menu").click();
  const markdown = await downloadBy(() => page.getByRole("menuitem", { name: "Export as Markdown" }).click());
  expect(markdown.suggestedFilename()).toMatch(/\.md$/);
  expect(await written(markdown)).toContain("w0 w1 w2 w3 w4");
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem", { name: "Your data" }).click();
  const json = await downloadBy(() => page.getByRole("link", { name: /Everything as JSON/ }).click());
  expect(JSON.parse(await written(json))).toMatchObject({
    format: "tally",
    chats: [{ messages: [{ role: "user" }, { role: "assistant" }] }],
  });
  await page.context().close();
});

it("[P64] [P65] [P67] sees what is stored, store by store, says how long it is kept, and deletes all of it by typing so", async () => {
  const person = "leaver@example.com";
  const page = await house.pageOf(person);
  await say(page, "Forget me /gen tokens=3");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem", { name: "Your data" }).click();
  await page.getByRole("link", { name: "See what is stored about you, and delete it" }).click();
  const count = (store: string) => page.locator(`[data-store=${store}]`).getByTestId("count").textContent();
  await eventually(() => count("conversations")).toBe("1");
  await eventually(() => count("files")).toBe("0");
  await page.getByText("An administrator set 730 days as the most").waitFor();
  const save = page.getByRole("button", { name: "Save" });
  for (const text of ["731", ""]) {
    await page.getByTestId("retention").fill(text);
    await page.getByText("1 to 730: longer is not allowed here").waitFor();
    expect(await save.isDisabled()).toBe(true);
  }
  await page.getByTestId("retention").fill("30");
  await save.click();
  await page.getByText("Conversations go after 30 days.").waitFor();
  await page.getByRole("button", { name: "Delete everything…" }).click();
  const question = page.getByTestId("delete-everything");
  const deed = question.getByRole("button", { name: "Delete everything" });
  expect(await deed.isDisabled()).toBe(true);
  await question.getByLabel("Type “delete everything”").fill("Delete everything");
  await deed.click();
  await question.waitFor({ state: "detached" });
  await page.getByTestId("deletions").getByText("2 messages · with everything").waitFor();
  await eventually(() => count("conversations")).toBe("0");
  expect(await count("preferences")).toBe("0");
  expect(await count("books")).toBe("1");
  await eventually(() => page.getByTestId("chat-link").count()).toBe(0);
  await page.goto(`${house.server.base}/admin`);
  await page.getByTestId("not-for-you").getByText("ADMIN_EMAILS").waitFor();
  await page.context().close();
});

it("[P66] an administrator has the index made anew, and reads how much of it there was", async () => {
  const page = await house.pageOf("admin@localhost");
  await page.goto(`${house.server.base}/admin`);
  await page.getByTestId("retention-default").getByText("365 days").waitFor();
  await page.getByTestId("reindex").click();
  await page.getByText(/conversations? of \d+ (person|people) told anew\./).waitFor();
  await page.context().close();
});
