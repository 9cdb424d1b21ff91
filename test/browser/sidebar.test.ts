import { afterAll, beforeAll, expect, it } from "vitest";
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
