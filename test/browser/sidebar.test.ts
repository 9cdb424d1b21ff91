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
