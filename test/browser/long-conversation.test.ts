/** What a person does in a conversation that grows long: sums it up, takes that back, thinks harder, asks what is proposed. */
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

it("[I1] sums a conversation up at the price it names, in both tabs, and takes it back", async () => {
  const device = await house.device();
  const first = await house.page(device, "/");
  await say(first, "How does Tally keep its books? /gen tokens=400 rate=0");
  await first.waitForURL(/\/c\//);
  await lastAnswer(first);
  const second = await house.page(device, new URL(first.url()).pathname);
  await first.getByTestId("chat-menu").click();
  await first.getByRole("menuitem", { name: /Summarise/ }).click();
  await first
    .getByTestId("summary-price")
    .getByText(/About .* at most/)
    .waitFor();
  await first.getByRole("dialog").getByRole("button", { name: "Summarise" }).click();
  await Promise.all([first, second].map((page) => page.getByTestId("summary").waitFor()));
  await second
    .getByTestId("summary")
    .getByRole("button", { name: /Questions below/ })
    .click();
  expect(await second.getByTestId("summary-text").textContent()).toContain("How does Tally keep its books");
  await first.getByTestId("chat-menu").click();
  expect(await first.getByRole("menuitem", { name: /Summarise/ }).textContent()).toContain("summed up already");
  await first.keyboard.press("Escape");
  await second.getByRole("button", { name: "Undo" }).click();
  await Promise.all([first, second].map((page) => page.getByTestId("summary").waitFor({ state: "detached" })));
  await device.close();
});

it("thinks as hard as was chosen before the first message, and the choice is the conversation's", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  await page.getByTestId("model-picker").click();
  await page.getByTestId("effort").getByText("High", { exact: true }).click();
  await page.getByTestId("effort").getByText("thinking is billed").waitFor();
  await page.keyboard.press("Escape");
  await say(page, "What does a conversation cost?");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  await page.getByRole("button", { name: /^Thought/ }).click();
  expect(await page.getByTestId("reasoning-text").textContent()).toContain("Nobody thinks here");
  const other = await house.page(device, new URL(page.url()).pathname);
  await other.getByTestId("model-picker").getByText("High").waitFor();
  expect(await other.getByTestId("model-picker").getAttribute("aria-label")).toContain("High effort in thinking");
  await device.close();
});

it("proposes questions to whoever wants them, and a press writes one without sending it", async () => {
  const device = await house.device();
  const page = await house.page(device, "/");
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem", { name: /Preferences/ }).click();
  await page.getByTestId("suggestions-toggle").check();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await say(page, "What does a conversation cost?");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  const proposed = page.getByTestId("suggestion");
  await proposed.nth(2).waitFor();
  const text = await proposed.first().textContent();
  await proposed.first().click();
  expect(await page.getByTestId("composer-input").inputValue()).toBe(text);
  expect(await page.locator("[data-testid=message]").count()).toBe(2);
  await device.close();
});
