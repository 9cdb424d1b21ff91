import { afterAll, beforeAll, expect, it } from "vitest";
import { routeLongList } from "../../bench/browser/long-list.ts";
import { House } from "./page.ts";

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(() => house.close());

it("finds a conversation by its title that is not on the first page, and says what was searched when there is none", async () => {
  const as = "you@localhost";
  const titles = ["The oldest of all: Crème brûlée", ...Array.from({ length: 60 }, (_, index) => `Conversation ${index}`)];
  for (const title of titles) await house.server.call("/api/chats", { as, body: { title } });
  const device = await house.device();
  const page = await house.page(device, "/");
  const sidebar = page.getByRole("navigation", { name: "Conversations and account" });
  await sidebar.getByText("Conversation 59").waitFor();
  expect(await sidebar.getByText("brûlée").count()).toBe(0);
  const filter = sidebar.getByLabel("Filter conversations by title");
  await filter.fill("BRULEE oldest");
  await sidebar.getByText("The oldest of all: Crème brûlée").waitFor();
  await sidebar.getByText("Conversation 59").waitFor({ state: "detached" });
  await filter.fill("tea");
  await sidebar.getByText("Nothing found for “tea” in the titles of all your conversations.").waitFor();
  await filter.fill("");
  await sidebar.getByText("Conversation 59").waitFor();
  expect(house.complaints).toEqual([]);
  await device.close();
});

it("a deletion can be undone; it is sent when the page is left; several are archived at once, and that is undone too", async () => {
  const as = "undo@example.com";
  const ids: string[] = [];
  for (const title of ["First", "Second", "Third"])
    ids.push((await house.server.call<{ id: string }>("/api/chats", { as, method: "POST", body: { title } })).body.id);
  const [first = "", second = ""] = ids;
  const page = await house.pageOf(as, `/c/${first}`);
  const link = (id: string) => page.locator(`[data-testid=chat-link][data-chat-id="${id}"]`);
  const status = async (id: string) => (await house.server.call(`/api/chats/${id}`, { as })).status;
  await page.getByTestId("chat-menu").click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await link(first).waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe("/");
  await page.getByTestId("toast").getByRole("button", { name: "Undo" }).click();
  await link(first).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/c/${first}`);
  expect(await status(first)).toBe(200);

  await link(second).hover();
  await page.getByRole("button", { name: "More about Second" }).click();
  await page.getByRole("menuitem", { name: "Select several" }).click();
  await page.getByRole("checkbox", { name: "Third" }).check();
  await page.getByRole("button", { name: "Archive selected" }).click();
  await link(second).waitFor({ state: "detached" });
  await page.getByTestId("toast").getByText("2 conversations archived.").waitFor();
  await page.getByTestId("toast").getByRole("button", { name: "Undo" }).click();
  await link(second).waitFor();

  await link(second).hover();
  await page.getByRole("button", { name: "More about Second" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await link(second).waitFor({ state: "detached" });
  expect(await status(second)).toBe(200);
  await page.goto("about:blank");
  await expect.poll(() => status(second)).toBe(404);
  expect(house.complaints).toEqual([]);
  await page.context().close();
});

it("an answer that ended elsewhere leaves a mark until it is looked at", async () => {
  const as = "unread@example.com";
  const { id } = (await house.server.call<{ id: string }>("/api/chats", { as, method: "POST", body: { title: "Far away" } })).body;
  const page = await house.pageOf(as);
  const link = page.locator(`[data-testid=chat-link][data-chat-id="${id}"]`);
  await link.waitFor();
  const body = { id: crypto.randomUUID(), text: "/gen tokens=60 rate=60" };
  await house.server.call(`/api/chats/${id}/messages`, { as, method: "POST", body });
  await link.getByTestId("running-dot").waitFor();
  await link.getByTestId("unread-dot").waitFor();
  await link.click();
  await link.getByTestId("unread-dot").waitFor({ state: "detached" });
  await page.context().close();
});

/** So many conversations, newest first, in pages as the server's list has them. */
const MANY = 10_000;
const PAGE = 1_000;

it("of 10,000 conversations has some forty as elements wherever one scrolls, the oldest by scrolling alone", async () => {
  const device = await house.device();
  await device.addCookies([{ name: "tally_dev_user", value: "many@example.com", url: house.server.base }]);
  const page = await device.newPage();
  const asked: number[] = [];
  await routeLongList(page, { count: MANY, perPage: PAGE, newestMs: Date.UTC(2026, 10, 1) }, (from) => void asked.push(from));
  await page.goto(`${house.server.base}/`);
  const list = page.getByTestId("chat-scroller");
  await list.getByText("Conversation 0", { exact: true }).waitFor();
  expect(asked).toEqual([0]);
  let most = 0;
  while (asked.length < MANY / PAGE) {
    const before = asked.length;
    await list.evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await expect.poll(() => asked.length).toBeGreaterThan(before);
    most = Math.max(most, await list.locator("li").count());
  }
  const last = list.getByText(`Conversation ${MANY - 1}`, { exact: true });
  await expect
    .poll(async () => {
      await list.evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
      return last.count();
    })
    .toBe(1);
  expect(asked).toEqual(Array.from({ length: MANY / PAGE }, (_, index) => index * PAGE));
  most = Math.max(most, await list.locator("li").count());
  await list.evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight / 2));
  await list
    .getByText(/^Conversation [45]\d{3}$/)
    .first()
    .waitFor();
  expect(Math.max(most, await list.locator("li").count())).toBeLessThanOrEqual(60);
  await page.getByTestId("chat-link").first().focus();
  await page.keyboard.press("Home");
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-chat-id"))).toBe("many-0");
  await device.close();
});
