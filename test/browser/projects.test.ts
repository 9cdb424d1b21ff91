/** A project, from its name to its end, as a person does it. */
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { eventually, House, lastAnswer, say } from "./page.ts";

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(() => house.close());
afterEach(() => {
  expect(house.complaints).toEqual([]);
});

it("[P61] [P62] is made with a budget, takes conversations in, tells what they cost, and is deleted without them", async () => {
  const page = await house.pageOf("planner@example.com");
  await say(page, "/gen tokens=5");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  await page.getByRole("link", { name: "Projects" }).click();
  await page.getByRole("button", { name: "New project" }).click();
  const form = page.getByTestId("project-form");
  await form.getByLabel("Name").fill("Tea house");
  await form.getByLabel("Instructions").fill("Speak of tea.");
  await form.getByLabel("Budget in USD").fill("0,50");
  await form.getByRole("button", { name: "Save" }).click();
  const card = page.getByTestId("project");
  await card.getByText("Tea house").waitFor();
  expect(await card.textContent()).toContain("of $0.50 this month");
  await card.getByRole("button", { name: "New chat here" }).click();
  await page.waitForURL(/\/c\//);
  await say(page, "/gen tokens=7");
  await lastAnswer(page);
  await page.getByRole("link", { name: "Projects" }).click();
  await eventually(() => card.getByRole("link").count()).toBe(1);
  await page.locator("[data-testid=chat-link]").last().click();
  await page.getByTestId("chat-menu").click();
  await page.getByRole("menuitem", { name: "Move to a project" }).click();
  await page.getByTestId("move-choices").getByText("Tea house").click();
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByTestId("move-choices").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Projects" }).click();
  await eventually(() => card.getByRole("link").count()).toBe(2);
  await card.getByRole("button", { name: "More about Tea house" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Keep its conversations" }).click();
  await page.getByText("No projects yet.").waitFor();
  expect(await page.locator("[data-testid=chat-link]").count()).toBe(2);
  await page.context().close();
});
