/** Small things of the interface: the budget, the focus, figures that stand still, and who is said to be silent. */
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

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("data-chat-id") ?? document.activeElement?.getAttribute("data-testid"));

it("[I8] over the budget says once what is left and when it renews, and what can be done; another model that fits answers", async () => {
  const person = "poor@example.com";
  await house.server.call(`/api/admin/people/${person}/budget`, { as: "admin@localhost", method: "PUT", body: { limitNanoUsd: 400_000 } });
  const { body: chat } = await house.server.call<{ id: string }>("/api/chats", {
    as: person,
    method: "POST",
    body: { model: "embedded/costly" },
  });
  const page = await house.pageOf(person, `/c/${chat.id}`);
  const question = "What does a conversation cost? ".repeat(60);
  await say(page, question);
  const block = page.getByTestId("over-budget");
  await block.waitFor();
  expect(await block.textContent()).toMatch(/\$0\.0004\d* of your \$0\.0004\d* is left; it renews on .+ \(UTC\)/);
  await say(page, `${question} Again.`);
  await page.getByText("Not sent: over the budget").waitFor();
  expect(await block.count()).toBe(1);
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await block.getByRole("link", { name: "See usage" }).getAttribute("href")).toBe("/usage");
  await block.getByRole("button", { name: "Ask a model that fits" }).click();
  await page.getByRole("menuitem").first().click();
  expect((await lastAnswer(page)).status).toBe("done");
  await page.context().close();
});

it("keeps the keyboard in the list: after renaming at the renamed one, after deleting at its neighbour", async () => {
  const person = "keys@example.com";
  const ids: string[] = [];
  for (const title of ["Alpha", "Beta", "Gamma"])
    ids.push((await house.server.call<{ id: string }>("/api/chats", { as: person, method: "POST", body: { title } })).body.id);
  const [alpha, beta, gamma] = ids;
  const page = await house.pageOf(person);
  const link = (id: string | undefined) => page.locator(`[data-testid=chat-link][data-chat-id="${id}"]`);
  await link(alpha).waitFor();
  const more = async (title: string, letters: string) => {
    await page.getByRole("button", { name: `More about ${title}` }).focus();
    await page.keyboard.press("Enter");
    // A key that comes before the menu has the focus would be the page's.
    const item = () =>
      page.evaluate(() => (document.activeElement?.role === "menuitem" ? (document.activeElement.textContent ?? "") : null));
    await expect.poll(item).not.toBeNull();
    // One letter: how quickly more of them follow each other is a matter of time.
    await page.keyboard.type(letters);
    await expect.poll(async () => (await item())?.toLowerCase().startsWith(letters)).toBe(true);
    await page.keyboard.press("Enter");
  };
  await more("Beta", "r");
  await page.keyboard.type("Beta two");
  await page.keyboard.press("Enter");
  await link(beta).getByText("Beta two").waitFor();
  expect(await focused(page)).toBe(beta);
  await more("Beta two", "r");
  await page.keyboard.press("Escape");
  expect(await focused(page)).toBe(beta);
  await more("Beta two", "d");
  await link(beta).waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toBe(alpha);
  await more("Alpha", "a");
  await link(alpha).waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toBe(gamma);
  await more("Gamma", "d");
  await link(gamma).waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toBe("new-chat");
  await page.context().close();
});

it("keeps the figures of the header in their places from the first answer on, and marks what is simulated", async () => {
  const page = await house.pageOf("figures@example.com");
  await say(page, "/gen tokens=3000 rate=300");
  await page.waitForURL(/\/c\//);
  const places = () =>
    page.evaluate(() =>
      ["conversation-cost", "chat-menu"].map((id) => {
        const box = document.querySelector(`[data-testid=${id}]`)?.getBoundingClientRect();
        return box === undefined ? null : [Math.round(box.left), Math.round(box.right)];
      }),
    );
  await page.waitForFunction(() => document.querySelector("[data-testid=conversation-cost][data-running=true]") !== null);
  const before = await places();
  expect(before).not.toContain(null);
  await lastAnswer(page);
  await page.getByTestId("info-button").getByText("simulated").waitFor();
  expect(await places()).toEqual(before);
  expect(await page.getByTestId("conversation-cost").textContent()).toContain("simulated");
  await page.getByTestId("conversation-cost").click();
  await page
    .getByTestId("cost-details")
    .getByText(/^\$0\.\d{9}/)
    .waitFor();
  // Prices stand in the sidebar for those who ask for them.
  expect(await page.getByTestId("wallet").count()).toBe(0);
  await house.server.call("/api/me", { as: "figures@example.com", method: "PATCH", body: { preferences: { sidebarPrices: true } } });
  await page.reload();
  await page.getByTestId("chat-link").first().getByText("simulated").waitFor();
  await page.getByTestId("wallet").getByText("simulated").waitFor();
  await page.context().close();
});

it("does not blame the model for the page's own silence, and says what a long wait is for", async () => {
  const page = await house.pageOf("offline@example.com");
  await say(page, "/gen tokens=20 stall=5");
  await page.waitForURL(/\/c\//);
  await page.getByTestId("silence").waitFor();
  await page.context().setOffline(true);
  await page.getByText("You are offline").waitFor();
  await page.getByTestId("silence").waitFor({ state: "detached" });
  expect(await page.locator("article[data-role=assistant]").textContent()).not.toContain("from the model");
  await page.context().setOffline(false);
  await page.getByTestId("silence").waitFor();
  await page.getByTestId("stop").click();
  await lastAnswer(page);
  await say(page, "/gen tokens=5 ttft=30000");
  await page.getByTestId("thinking").getByText("Waiting for the first word of").waitFor();
  await page.getByTestId("stop").click();
  // Stopped without a word: there is nothing to go on with.
  await lastAnswer(page);
  await page.getByText("Stopped before the first word.").waitFor();
  expect(await page.getByRole("button", { name: "Continue" }).count()).toBe(0);
  await page.getByRole("button", { name: "Try again" }).waitFor();
  await page.context().close();
});

it("goes on when a part of it cannot be loaded: a toast says so, and the next opening tries again", async () => {
  const page = await house.pageOf("torn@example.com");
  await page.getByTestId("composer-input").fill("Half a question");
  await page.route(/search-dialog/, (route) => route.abort());
  await page.keyboard.press("Control+K");
  await page.getByTestId("toast").getByText("A part of this page could not be loaded.").waitFor();
  expect(await page.getByTestId("composer-input").inputValue()).toBe("Half a question");
  await page.unroute(/search-dialog/);
  await page.keyboard.press("Control+K");
  await page.getByTestId("search-dialog").waitFor();
  // The browser reports what was not loaded, and React what was caught.
  expect(house.complaints.splice(0)).not.toEqual([]);
  await page.context().close();
});

const languageOf = (page: Page) => page.evaluate(() => document.documentElement.lang);

async function openPreferences(page: Page): Promise<void> {
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem").first().click();
  await page.getByTestId("preferences").waitFor();
}

it("speaks German once that is chosen: in place, in another tab after a reload, and keeps what was written", async () => {
  const page = await house.pageOf("german@example.com");
  const other = await house.page(page.context(), "/");
  await page.getByTestId("composer-input").fill("Half a question");
  await openPreferences(page);
  await page.getByText("Deutsch").click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => languageOf(page)).toBe("de");
  expect(await languageOf(other)).toBe("en");
  await other.reload();
  for (const tab of [page, other]) {
    await expect.poll(() => tab.getByTestId("composer-input").inputValue()).toBe("Half a question");
    await tab.getByPlaceholder("Frag, was du willst").waitFor();
    await openPreferences(tab);
    await tab.getByText("Wie der Browser").waitFor();
    expect(await languageOf(tab)).toBe("de");
  }
  await page.context().close();
});

it("answers in German what a card of the German welcome asks, with nothing but the question sent", async () => {
  const device = await house.device({ locale: "de-DE" });
  await device.addCookies([{ name: "tally_dev_user", value: "wirt@example.com", url: house.server.base }]);
  const page = await house.page(device, "/");
  await page.getByRole("button", { name: "Was es kostet" }).click();
  expect(await page.getByTestId("composer-input").inputValue()).toBe("Was kostet eine Unterhaltung?");
  await page.getByTestId("send").click();
  const { text } = await lastAnswer(page);
  expect(text).toMatch(/^Es wurde kein Modell gefragt: .*Was eine Unterhaltung kostet/s);
  await page.context().close();
});

it("offers the conversations one was in last as soon as Ctrl+K is pressed: Enter opens the newest that is not open", async () => {
  const person = "returning@example.com";
  const page = await house.pageOf(person);
  for (const text of ["The first /gen tokens=2", "The second /gen tokens=2"]) {
    await page.getByTestId("new-chat").click();
    await page.waitForURL((url) => url.pathname === "/");
    await say(page, text);
    await page.waitForURL(/\/c\//);
    await lastAnswer(page);
  }
  const second = page.url();
  await page.keyboard.press("Control+K");
  const recent = page.getByRole("group", { name: "Recent conversations" }).getByRole("option");
  await expect.poll(() => recent.allTextContents()).toEqual([expect.stringContaining("The first")]);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.startsWith("/c/") && url.href !== second);
  await page.keyboard.press("Control+K");
  await expect.poll(() => recent.allTextContents()).toEqual([expect.stringContaining("The second")]);
  await page.getByTestId("search-input").fill("se");
  await recent.first().waitFor({ state: "detached" });
  await page.context().close();
});

it("says once that one is signed out, in a conversation and outside of one", async () => {
  const person = "leaving@example.com";
  const { body: chat } = await house.server.call<{ id: string }>("/api/chats", { as: person, body: { title: "Left" } });
  const page = await house.pageOf(person, `/c/${chat.id}`);
  const said = page.getByText("You are signed out");
  // What is no address is nobody (P1); a server that starts anew asks every socket who it is.
  await page.context().addCookies([{ name: "tally_dev_user", value: "nobody", url: house.server.base }]);
  await house.server.restart();
  await page.getByRole("alert").getByText("You are signed out").waitFor();
  await page.getByRole("link", { name: "Usage" }).click();
  // Outside of a conversation the frame says it: so the person's own socket has ended, too.
  await page.getByText("You are signed out. What you wrote is kept.").waitFor();
  expect(await said.count()).toBe(1);
  await page.goBack();
  await page.getByRole("alert").getByText("You are signed out").waitFor();
  await expect.poll(() => said.count()).toBe(1);
  await page.context().close();
  // Only now: whatever the page still asked for was refused, too, and said so a moment later.
  expect(house.complaints.splice(0).filter((complaint) => !complaint.includes("401"))).toEqual([]);
});
