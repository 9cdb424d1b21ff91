/** What hands do in the composer and the edit box. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { House, lastAnswer, say } from "./page.ts";

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(() => house.close());
afterEach(() => {
  expect(house.complaints).toEqual([]);
});

const composer = (page: Page) => page.getByTestId("composer-input");
const presetFile = (content: string) => ({ name: "presets.json", mimeType: "application/json", buffer: Buffer.from(content) });
const questions = (page: Page) => page.locator("[data-testid=message][data-role=user]");
const answers = (page: Page) => page.locator("[data-testid=message][data-role=assistant]");

/** A conversation that has one answer. */
async function answered(page: Page, text = "/gen tokens=3"): Promise<string> {
  await say(page, text);
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  return new URL(page.url()).pathname;
}

/** An answer is running and has begun to be seen. */
async function running(page: Page, text: string): Promise<void> {
  await say(page, text);
  await page.waitForURL(/\/c\//);
  await page.waitForFunction(() => (document.querySelector("[data-role=assistant] [data-testid=message-text]")?.textContent ?? "") !== "");
}

/** A key as an input method has it: Chrome's way, or Safari's after the composition. */
async function composedKey(page: Page, key: string, way: { isComposing: boolean; keyCode: number }): Promise<void> {
  await page.evaluate(
    ([name, init]) =>
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...init })),
    [key, way] as const,
  );
}
const CHROME = { isComposing: true, keyCode: 229 };
const SAFARI = { isComposing: false, keyCode: 229 };

it("[I3] sends one message for two Enters, for a held Enter and for a double click", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  await composer(page).fill("/gen tokens=3");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  expect(await questions(page).count()).toBe(1);
  await composer(page).fill("/gen tokens=4 rate=20");
  await page.keyboard.down("Enter");
  // Held down, the browser repeats the key.
  await page.keyboard.down("Enter");
  await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await expect.poll(() => answers(page).count()).toBe(2);
  expect((await lastAnswer(page)).status).toBe("done");
  await composer(page).fill("/gen tokens=40 rate=40");
  await page.getByTestId("send").dblclick({ delay: 60 });
  await expect.poll(() => answers(page).count()).toBe(3);
  expect((await lastAnswer(page)).status).toBe("done");
  expect(await questions(page).count()).toBe(3);
  expect(await page.getByRole("alert").count()).toBe(0);
  await device.close();
});

it("sends nothing and stops nothing while an input method uses the key", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  await running(page, "/gen tokens=2000 rate=40");
  await composer(page).fill("かんじ");
  for (const way of [CHROME, SAFARI]) {
    await composedKey(page, "Enter", way);
    await composedKey(page, "Escape", way);
  }
  expect(await composer(page).inputValue()).toBe("かんじ");
  await page.getByRole("button", { name: "Edit question" }).first().click();
  const box = page.getByLabel("Edit the question");
  await box.fill("/gen tokens=5 かんじ");
  for (const way of [CHROME, SAFARI]) await composedKey(page, "Escape", way);
  expect(await box.inputValue()).toBe("/gen tokens=5 かんじ");
  expect(await questions(page).count()).toBe(1);
  expect(await answers(page).first().getAttribute("data-status")).toBe("running");
  // The key itself still does what it says: first the box, then the answer.
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
  expect(await answers(page).first().getAttribute("data-status")).toBe("running");
  await composer(page).focus();
  await page.keyboard.press("Escape");
  expect((await lastAnswer(page)).status).toBe("stopped");
  await device.close();
});

it("keeps a changed question that was left with Escape, also over a reload, until it is sent or discarded", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  await answered(page);
  const edit = page.getByRole("button", { name: "Edit question" }).first();
  await edit.click();
  const box = page.getByLabel("Edit the question");
  expect(await page.getByTestId("edit-hint").textContent()).toContain("Ctrl+Enter sends");
  await box.fill("/gen tokens=7");
  await page.keyboard.press("Escape");
  await page.getByTestId("kept-edit").waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Edit question");
  await page.reload();
  await page.getByTestId("kept-edit").getByRole("button", { name: "Go on" }).click();
  expect(await box.inputValue()).toBe("/gen tokens=7");
  await page.keyboard.press("Control+Enter");
  await page.getByText("w6", { exact: false }).waitFor();
  await expect.poll(async () => (await lastAnswer(page)).text.trim()).toBe("w0 w1 w2 w3 w4 w5 w6");
  expect(await page.getByTestId("kept-edit").count()).toBe(0);
  await device.close();
});

it("makes a new line with Enter on a touch keyboard; the button sends", async () => {
  const device = await house.device({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await house.page(device, "/");
  await composer(page).tap();
  await page.keyboard.type("/gen tokens=3");
  await page.keyboard.press("Enter");
  await page.keyboard.type("second line");
  expect(await composer(page).inputValue()).toBe("/gen tokens=3\nsecond line");
  expect(await composer(page).getAttribute("enterkeyhint")).toBe("enter");
  expect(await questions(page).count()).toBe(0);
  await page.getByTestId("send").tap();
  await page.waitForURL(/\/c\//);
  await expect.poll(async () => (await lastAnswer(page)).text.trim()).toBe("w0 w1 w2");
  await device.close();
});

it("writes a right-to-left question from the right, while it is typed, edited and after", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  const direction = (selector: string) =>
    page.evaluate((which) => getComputedStyle(document.querySelector(which) ?? document.body).direction, selector);
  await composer(page).fill("ما هو الشاي؟");
  expect(await direction("[data-testid=composer-input]")).toBe("rtl");
  await page.getByTestId("send").click();
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  expect(await direction("[data-role=user] [data-testid=message-text]")).toBe("rtl");
  await page.getByRole("button", { name: "Edit question" }).first().click();
  expect(await direction("[data-testid=edit-box] textarea")).toBe("rtl");
  await device.close();
});

it("keeps the reader's place when they scroll up by a little while it streams", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  await say(page, "/gen tokens=20000 rate=400");
  await page.waitForURL(/\/c\//);
  const viewport = page.getByTestId("viewport");
  await page.waitForFunction(() => {
    const view = document.querySelector("[data-testid=viewport]");
    return view !== null && view.scrollTop > 300;
  });
  await viewport.hover();
  await page.mouse.wheel(0, -30);
  const place = () => viewport.evaluate((view) => ({ top: view.scrollTop, height: view.scrollHeight }));
  // Scrolled, and settled: the same place twice while the text below has grown.
  const before = await place();
  await page.waitForFunction(
    (height) => (document.querySelector("[data-testid=viewport]")?.scrollHeight ?? 0) > height + 300,
    before.height,
  );
  const after = await place();
  expect(Math.abs(after.top - before.top)).toBeLessThanOrEqual(30);
  await page.getByTestId("stop").click();
  await lastAnswer(page);
  // What one sends is seen, also right after a click among the messages.
  await page.mouse.wheel(0, -2000);
  await page.getByRole("button", { name: "Edit question" }).first().click();
  await page.keyboard.press("Escape");
  await say(page, "/gen tokens=3 ttft=30000");
  await page.getByTestId("thinking").waitFor();
  await expect
    .poll(() => viewport.evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight), { timeout: 10_000 })
    .toBeLessThan(2);
  await page.getByTestId("stop").click();
  await lastAnswer(page);
  await device.close();
});

it("asks before a changed form is closed by Escape or by a click beside it", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  await page.getByTestId("new-chat-system").click();
  const prompt = page.getByTestId("system-prompt");
  await prompt.fill("You are terse.");
  await page.keyboard.press("Escape");
  await page.getByTestId("discard-changes").waitFor();
  await page.keyboard.press("Escape");
  expect(await prompt.inputValue()).toBe("You are terse.");
  await page.getByRole("button", { name: "Keep editing" }).click();
  await page.mouse.click(5, 5);
  await page.getByTestId("discard-changes").getByRole("button", { name: "Discard" }).click();
  await prompt.waitFor({ state: "detached" });
  // Unchanged it closes at once. The menu of the composer opens it, too.
  await page.getByTestId("add").click();
  await page.getByRole("menuitem", { name: "System prompt", exact: true }).click();
  await prompt.waitFor();
  await page.keyboard.press("Escape");
  await prompt.waitFor({ state: "detached" });
  await device.close();
});

it("chooses a model by the keyboard alone, marks a favourite that stands first next time, and asks it in an answer's menu too", async () => {
  const page = await house.pageOf("chooser@example.com");
  const options = page.getByTestId("model-list").getByRole("option");
  await page.getByTestId("model-picker").focus();
  await page.keyboard.press("Enter");
  await options.first().waitFor();
  // What cannot be asked on this machine is one line, until it is opened.
  expect(await options.count()).toBe(3);
  await page.keyboard.press("End");
  await page.keyboard.type("costly");
  await expect.poll(() => options.count()).toBe(1);
  expect(await page.getByRole("combobox", { name: "Filter models" }).getAttribute("aria-activedescendant")).toBe(
    await options.first().getAttribute("id"),
  );
  const kept = page.waitForResponse((response) => response.url().endsWith("/api/me") && response.request().method() === "PATCH");
  await page.keyboard.press("Shift+Enter");
  await page.getByTestId("favour").and(page.locator("[aria-pressed=true]")).waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("model-list").waitFor({ state: "detached" });
  await page.locator("[data-testid=model-picker][data-model-id='embedded/costly']").waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("model-picker");
  // The page shows it before the server has it.
  await kept;
  await page.reload();
  await page.getByTestId("model-picker").click();
  await page.getByRole("group", { name: "Favourites" }).getByRole("option").waitFor();
  await page.keyboard.press("Escape");
  await answered(page);
  await page.getByTestId("other-model").click();
  await page.locator("[role=option][data-model-id='embedded/tally']").click();
  await expect.poll(() => page.getByTestId("branch-picker").count()).toBe(1);
  await page.context().close();
});

it("begins a conversation with a preset that was made, chosen under +, and default from then on, in every tab [P89] [P135]", async () => {
  const person = "presets@example.com";
  const page = await house.pageOf(person);
  const other = await house.page(page.context(), "/");
  await page.keyboard.press("Control+K");
  await page.getByTestId("search-input").fill("presets");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "New preset" }).click();
  const form = page.getByTestId("preset-form");
  await form.getByLabel("Name").fill("The editor");
  await form.getByTestId("system-prompt").fill("You edit.");
  await form.getByTestId("model-field").click();
  await page.locator("[role=option][data-model-id='embedded/costly']").click();
  await form.getByText("High", { exact: true }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByTestId("preset-row").getByText("high effort · You edit.").waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByTestId("add").click();
  await page.getByRole("menuitemradio", { name: /The editor/ }).click();
  await page.getByTestId("preset-chip").getByText("The editor").waitFor();
  await page.locator("[data-testid=model-picker][data-model-id='embedded/costly']").waitFor();
  const id = (await answered(page)).slice("/c/".length);
  const settingsOf = async (chat: string) => (await house.server.call(`/api/chats/${chat}`, { as: person })).body;
  expect(await settingsOf(id)).toMatchObject({ model: "embedded/costly", system: "You edit.", effort: "high" });
  // The preset's model was no choice of the person's own.
  expect((await house.server.call("/api/me", { as: person })).body).toMatchObject({ preferences: { model: "" }, preset: null });

  await page.keyboard.press("Control+K");
  await page.getByTestId("search-input").fill("presets");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "More about The editor" }).click();
  await page.getByRole("menuitem", { name: "Start new conversations with it" }).click();
  await page.getByTestId("preset-row").getByText("default", { exact: true }).waitFor();
  await other.getByTestId("preset-chip").getByText("The editor").waitFor();
  await other.close();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByTestId("new-chat").click();
  await page.getByTestId("preset-chip").click();
  await page.getByTestId("preset-chip").waitFor({ state: "detached" });
  await page.locator("[data-testid=model-picker][data-model-id='embedded/tally']").waitFor();
  const plain = (await answered(page)).slice("/c/".length);
  expect(await settingsOf(plain)).toMatchObject({ model: "embedded/tally", system: "", effort: null });
  // From within a conversation the palette opens a new one with it.
  await page.keyboard.press("Control+K");
  await page.getByTestId("search-input").fill("preset edi");
  await page.getByTestId("command").filter({ hasText: "The editor" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByTestId("preset-chip").getByText("The editor").waitFor();

  // What was exported comes in again once, [P91] and says so.
  const { body: exported } = await house.server.call<object>("/api/presets?format=json", { as: person });
  await page.getByTestId("add").click();
  await page.getByRole("menuitem", { name: "Presets and prompts" }).click();
  const outcome = page.getByTestId("presets-outcome");
  await page.getByTestId("presets-file").setInputFiles(presetFile(JSON.stringify(exported)));
  await outcome.getByText("1 was here already").waitFor();
  await page.getByTestId("presets-file").setInputFiles(presetFile("no JSON"));
  await outcome.getByText("is not JSON").waitFor();
  await page.context().close();
});

it("puts a prompt behind / into the composer, asks for its fields, and leaves other slashes alone", async () => {
  const person = "prompts@example.com";
  const body = { kind: "prompt", name: "Translate well", text: "Into {{language}}, please: {{text}}" };
  await house.server.call("/api/presets", { as: person, method: "POST", body });
  const page = await house.pageOf(person);
  const list = page.getByTestId("slash-list");
  await composer(page).pressSequentially("/");
  await list.getByRole("option").nth(3).waitFor();
  await composer(page).pressSequentially("wel");
  await expect.poll(() => list.getByRole("option").count()).toBe(1);
  expect(await composer(page).getAttribute("aria-activedescendant")).toBe(await list.getByRole("option").getAttribute("id"));
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  expect(await composer(page).getAttribute("aria-activedescendant")).toBeNull();
  await page.keyboard.press("Backspace");
  await list.waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("fill-prompt").waitFor();
  await page.keyboard.type("German");
  await page.keyboard.press("Tab");
  await page.keyboard.type("{{tea}}");
  await page.keyboard.press("Enter");
  await page.getByTestId("fill-prompt").waitFor({ state: "detached" });
  expect(await composer(page).inputValue()).toBe("Into German, please: {{tea}}");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("composer-input");
  // A command runs and leaves nothing behind; a text that begins with a slash is sent as it stands.
  await composer(page).fill("");
  await composer(page).pressSequentially("/keyb");
  await list.getByRole("option", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  expect(await composer(page).inputValue()).toBe("");
  await composer(page).pressSequentially("/gen tokens=3");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/c\//);
  expect((await lastAnswer(page)).text).toBe("w0 w1 w2");
  await page.context().close();
});

it("grows to 40 % of the window and no further, and the up arrow in an empty field edits the last question", async () => {
  const page = await house.pageOf("growing@example.com");
  await answered(page);
  await composer(page).fill("line\n".repeat(60));
  const share = () => composer(page).evaluate((field) => field.getBoundingClientRect().height / innerHeight);
  await expect.poll(share).toBeGreaterThan(0.38);
  expect(await share()).toBeLessThanOrEqual(0.4);
  // With words in it the arrow moves among them.
  await composer(page).press("ArrowUp");
  expect(await page.getByTestId("edit-box").count()).toBe(0);
  await composer(page).fill("");
  await composer(page).press("ArrowUp");
  await page.getByTestId("edit-box").waitFor();
  await page.context().close();
});
