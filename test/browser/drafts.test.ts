/** The composer's text across conversations, tabs and reloads. */
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
const holds = (page: Page, text: string) => expect.poll(() => composer(page).inputValue(), { timeout: 10_000 }).toBe(text);

async function conversation(page: Page): Promise<string> {
  await page.goto(`${house.server.base}/`);
  await say(page, "/gen tokens=3");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  return new URL(page.url()).pathname;
}

it("[I1] shows in a focused second tab every value of a draft, and takes nothing from the one who types", async () => {
  const device = await house.device();
  const first = await house.page(device, "/");
  const path = await conversation(first);
  const second = await house.page(device, path);
  await composer(second).focus();
  for (const text of ["tea", "tea for", "tea for two"]) {
    await composer(first).fill(text);
    await holds(second, text);
  }
  await composer(second).press("End");
  await composer(second).pressSequentially(", please");
  await holds(first, "tea for two, please");
  // Both at once: neither loses a letter.
  await Promise.all([
    composer(first)
      .press("Home")
      .then(() => composer(first).pressSequentially("Green ", { delay: 40 })),
    composer(second)
      .press("End")
      .then(() => composer(second).pressSequentially(" and soon", { delay: 40 })),
  ]);
  await holds(first, "Green tea for two, please and soon");
  await holds(second, "Green tea for two, please and soon");
  await device.close();
});

it("takes what is typed while a new conversation is made into it: every letter, the caret, one conversation", async () => {
  for (const delayMs of [400, 1500]) {
    const device = await house.device();
    const person = `slow${delayMs}@example.com`;
    await device.addCookies([{ name: "tally_dev_user", value: person, url: house.server.base }]);
    const page = await house.page(device, "/");
    // The network is slow, both ways.
    const later = (go: () => void) => setTimeout(go, delayMs);
    await page.routeWebSocket(/\/api\/chats\/[^/]+\/live/, (socket) => {
      // Listens at once: what the page says with the handshake is late, not lost.
      const server = socket.connectToServer();
      socket.onMessage((frame) => later(() => server.send(frame)));
      server.onMessage((frame) => later(() => socket.send(frame)));
    });
    await composer(page).pressSequentially("/gen tokens=3 first");
    await page.keyboard.press("Enter");
    await page.keyboard.type("and also in winter", { delay: 60 });
    await page.waitForURL(/\/c\//);
    await lastAnswer(page);
    await holds(page, "and also in winter");
    expect(await page.evaluate(() => document.activeElement instanceof HTMLTextAreaElement && document.activeElement.selectionStart)).toBe(
      18,
    );
    expect(await page.locator("[data-testid=message][data-role=user]").count()).toBe(1);
    const { body } = await house.server.call<{ chats: unknown[] }>("/api/chats", { as: person });
    expect(body.chats).toHaveLength(1);
    await page.getByTestId("new-chat").click();
    await holds(page, "");
    await device.close();
  }
});

it("keeps the words of each conversation: to and fro, over a reload at once, and in a second tab", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  const a = await conversation(page);
  const b = await conversation(page);
  const go = async (path: string) => {
    await page.locator(`[data-testid=chat-link][href="${path}"]`).click();
    await page.waitForURL(`**${path}`);
  };
  await go(a);
  await composer(page).pressSequentially("words of A");
  await go(b);
  await holds(page, "");
  await composer(page).pressSequentially("words of B");
  await go(a);
  await holds(page, "words of A");
  await composer(page).pressSequentially(", and more");
  await page.reload();
  await holds(page, "words of A, and more");
  await go(b);
  await holds(page, "words of B");
  const second = await house.page(device, a);
  await holds(second, "words of A, and more");
  await second.getByTestId("new-chat").click();
  await holds(second, "");
  await device.close();
});

it("[I4] keeps order and branch as they stood when each was sent: one waits, an older question is changed meanwhile", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  await conversation(page);
  await say(page, "/gen tokens=2000 rate=40");
  await page.getByTestId("stop").waitFor();
  await say(page, "/gen tokens=5");
  await page.getByTestId("queue").getByText("/gen tokens=5").waitFor();
  await page.getByRole("button", { name: "Edit question" }).first().click();
  await page.getByLabel("Edit the question").fill("/gen tokens=6");
  await page.keyboard.press("Control+Enter");
  const id = new URL(page.url()).pathname.slice(3);
  type Row = { id: string; parentId: string | null; role: string; text: string; status: string };
  const tree = async () =>
    (await house.server.call<{ messages: Row[] }>(`/api/chats/${id}/messages`, { as: "you@localhost" })).body.messages;
  await expect.poll(async () => (await tree()).filter(({ role }) => role === "user").length).toBe(4);
  await house.server.call(`/api/chats/${id}/stop`, { as: "you@localhost", method: "POST", body: {} });
  await expect
    .poll(async () => (await tree()).every(({ status }) => status === "done" || status === "stopped"), { timeout: 20_000 })
    .toBe(true);
  const messages = await tree();
  const of = (text: string) => messages.find((message) => message.text === text);
  const answerTo = (text: string) => messages.find(({ parentId, role }) => role === "assistant" && parentId === of(text)?.id);
  expect(of("/gen tokens=5")?.parentId).toBe(answerTo("/gen tokens=2000 rate=40")?.id);
  expect(of("/gen tokens=2000 rate=40")?.parentId).toBe(answerTo("/gen tokens=3")?.id);
  expect(of("/gen tokens=6")?.parentId).toBe(null);
  expect(answerTo("/gen tokens=5")?.text.trim()).toBe("w0 w1 w2 w3 w4");
  expect(answerTo("/gen tokens=6")?.text.trim()).toBe("w0 w1 w2 w3 w4 w5");
  await device.close();
});
