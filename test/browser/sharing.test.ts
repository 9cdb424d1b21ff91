/** Two people: one shares a conversation, the other reads along, goes on in a copy, and is sent away. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { eventually, House, lastAnswer, reference, say } from "./page.ts";

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(() => house.close());
afterEach(() => {
  expect(house.complaints).toEqual([]);
});

const answers = (of: Page) => of.locator("[data-testid=message][data-role=assistant]");

it("[I1] [P58] a reader sees the shown branch grow and change, copies it, and is sent away when the link is taken back", async () => {
  const owner = await house.pageOf("owner@example.com");
  await say(owner, "/gen tokens=5");
  await owner.waitForURL(/\/c\//);
  await lastAnswer(owner);
  await owner.getByTestId("chat-menu").click();
  await owner.getByRole("menuitem", { name: "Share" }).click();
  await owner.getByTestId("share-form").getByRole("button", { name: "Make a link" }).click();
  const link = owner.getByTestId("share-link");
  await link.waitFor();
  const address = new URL((await link.getAttribute("href")) ?? "").pathname;
  expect(await owner.getByTestId("share-row").textContent()).toContain("without costs · until you take it back · not opened yet");
  await owner.keyboard.press("Escape");

  const reader = await house.pageOf("reader@example.com");
  await reader.goto(`${house.server.base}${address}`);
  await reader.getByTestId("reader-bar").waitFor();
  expect(await answers(reader).first().getByTestId("message-text").textContent()).toContain(reference(5).trim());
  expect(await reader.getByTestId("composer-input").count()).toBe(0);
  expect(await reader.getByRole("button", { name: /Answer again|Edit question/ }).count()).toBe(0);
  expect(await reader.getByTestId("info-button").first().textContent()).not.toContain("$");
  await owner.getByTestId("tabs").waitFor();
  await say(owner, "/gen tokens=300 rate=150");
  await answers(reader).nth(1).and(reader.locator("[data-status=running]")).waitFor();
  await eventually(() => answers(reader).nth(1).getByTestId("message-text").textContent()).toContain("w299");
  expect((await lastAnswer(owner)).text).toBe((await lastAnswer(reader)).text);

  // Another branch is shown: the reader follows.
  const edit = owner.getByRole("button", { name: "Edit question" }).first();
  await edit.focus();
  await edit.press("Enter");
  await owner.getByRole("textbox", { name: "Edit the question" }).fill("/gen tokens=3");
  await owner.keyboard.press("Control+Enter");
  await eventually(() => answers(reader).count()).toBe(1);
  await eventually(() => answers(reader).first().getByTestId("message-text").textContent()).toContain(reference(3).trim());

  await reader.getByRole("button", { name: "Go on from here" }).click();
  await reader.waitForURL(/\/c\//);
  await reader.getByTestId("imported").waitFor();
  await say(reader, "/gen tokens=2");
  await eventually(() => answers(reader).count()).toBe(2);
  await lastAnswer(reader);
  expect(await answers(owner).count()).toBe(1);

  await reader.goto(`${house.server.base}${address}`);
  await reader.getByTestId("reader-bar").waitFor();
  await owner.getByTestId("chat-menu").click();
  await owner.getByRole("menuitem", { name: "Share" }).click();
  await eventually(() => owner.getByTestId("share-row").textContent()).toContain("opened just now");
  await owner.getByRole("button", { name: "Take back" }).click();
  await reader.getByTestId("share-gone").waitFor();
  await owner.getByText("None yet.").waitFor();
  await owner.context().close();
  await reader.context().close();
});
