/** Tools as a person meets them: switched on in the composer, asked about in every tab, decided in one; and servers that bring more of them. */
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { McpDouble } from "../crash/mcp-server.ts";
import { PublishedServer } from "./published/server.ts";
import { eventually, House, lastAnswer, say } from "./page.ts";

let house: House;
let double: McpDouble;
beforeAll(async () => {
  double = await McpDouble.start();
  house = await House.open({ MCP_SERVERS: JSON.stringify([{ name: "Ours", url: `${double.origin}/mcp` }]) });
});
afterAll(async () => {
  await house.close();
  await double.stop();
});
afterEach(() => {
  expect(house.complaints).toEqual([]);
});

it("[I1] [P85] a step waits in both tabs, is allowed in one, and leaves its sources below the answer", async () => {
  const page = await house.pageOf("seeker@example.com");
  await page.request.patch(`${house.server.base}/api/tools/web_search`, { data: { policy: "ask" } });
  await page.getByTestId("add").click();
  await page.getByRole("menuitemradio", { name: /Web search/ }).click();
  await page.getByTestId("composer-input").fill("tea");
  await eventually(() => page.getByTestId("estimate").textContent()).toMatch(/and up to 12 searches at \$0\.00025/);
  await say(page, "/gen tokens=5 tool=web_search");
  await page.waitForURL(/\/c\//);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByTestId("approval").waitFor();
  expect(await other.getByTestId("approval").textContent()).toContain("w1");
  await eventually(() => other.getByTestId("announcer").textContent()).toContain("allow or refuse: Search for");
  await page.getByTestId("approval").getByRole("button", { name: "Allow once" }).click();
  await other.getByTestId("approval").waitFor({ state: "detached" });
  expect(await lastAnswer(other)).toMatchObject({ status: "done" });
  await eventually(() => other.getByTestId("sources").getByRole("link").count()).toBe(3);
  await page.getByTestId("step").getByRole("button").click();
  await page.getByText("Simulated: the embedded AI searched nothing.").first().waitFor();
  await page.context().close();
});

it("[P85] a step is allowed by keyboard alone, and the keyboard's place stays at its line", async () => {
  const page = await house.pageOf("typist@example.com");
  await page.request.patch(`${house.server.base}/api/tools/web_search`, { data: { policy: "ask" } });
  await page.getByTestId("add").click();
  await page.getByRole("menuitemradio", { name: /Web search/ }).click();
  await page.getByTestId("composer-input").fill("/gen tokens=5 tool=web_search");
  await page.keyboard.press("Enter");
  const card = page.getByRole("region", { name: "Allow this? Search for “w1”" });
  await card.waitFor();
  await page.getByTestId("composer-input").focus();
  const once = card.getByRole("button", { name: "Allow once" });
  const isReached = (): Promise<boolean> => once.evaluate((button) => button === document.activeElement);
  for (let presses = 0; presses < 40 && !(await isReached()); presses += 1) await page.keyboard.press("Shift+Tab");
  expect(await isReached()).toBe(true);
  await page.keyboard.press("Enter");
  expect(await lastAnswer(page)).toMatchObject({ status: "done" });
  const line = page.getByTestId("step").getByRole("button", { name: "Searched for “w1” · 3 sources" });
  await eventually(() => line.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await page.getByText("Simulated: the embedded AI searched nothing.").first().waitFor();
  await page.context().close();
});

it("[I1] [P84] a server that hangs is stopped in one tab, and both show the step cut off and the answer stopped", async () => {
  const page = await house.pageOf("patient@example.com");
  const { base } = house.server;
  const added = await page.request.post(`${base}/api/mcp`, { data: { name: "Notes", url: `${double.origin}/mcp` } });
  const { id } = (await added.json()) as { id: string };
  await page.request.post(`${base}/api/mcp/${id}/connect`, { data: {} });
  await page.request.patch(`${base}/api/tools/notes__slow`, { data: { policy: "always" } });
  await page.reload();
  await page.getByTestId("add").click();
  await page.getByRole("menuitemradio", { name: /slow/ }).click();
  const before = double.cancelled.length;
  await say(page, "/gen tokens=2 tool=notes__slow args={}");
  await page.waitForURL(/\/c\//);
  const other = await page.context().newPage();
  await other.goto(page.url());
  const tabs = [page, other];
  for (const tab of tabs) await tab.getByTestId("step").getByText("slow · under way").waitFor();
  await other.getByTestId("stop").click();
  for (const tab of tabs) {
    expect((await lastAnswer(tab)).status).toBe("stopped");
    await tab.getByTestId("step").getByText("slow · failed").waitFor();
  }
  await eventually(() => Promise.resolve(double.cancelled.length)).toBe(before + 1);
  await page.context().close();
});

it("[P85] [P87] a server is added, connected and asked about; what it changed afterwards is allowed anew; it goes with a question", async () => {
  const page = await house.pageOf("host@example.com");
  await page.keyboard.press("Control+K");
  await page.getByTestId("search-input").fill("tools");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add a server" }).click();
  const form = page.getByTestId("add-server");
  await form.getByLabel("Address").fill(`${double.origin}/mcp`);
  await form.getByLabel("Name").fill("Notes");
  await form.getByLabel("Headers").fill("no header");
  await form.getByText("Write each header as Name: value").waitFor();
  await form.getByLabel("Headers").fill("X-Key: secret-of-host");
  await form.getByRole("button", { name: "Add and connect" }).click();
  const card = page.getByRole("region", { name: "Notes" });
  await card.getByText(/Connected, \d+ tools/).waitFor();
  expect(double.lastHeaders["x-key"]).toBe("secret-of-host");
  expect(await page.content()).not.toContain("secret-of-host");
  const tool = page.locator("[data-tool=notes__add]");
  expect(await tool.getByRole("radio", { name: "Ask" }).isChecked()).toBe(true);
  await page.getByTestId("new-chat").click();
  await page.getByTestId("add").click();
  await page.getByRole("menuitemradio", { name: /Add a note/ }).click();
  await say(page, '/gen tokens=2 tool=notes__add args={"text":"tea"}');
  await page.waitForURL(/\/c\//);
  await page.getByTestId("approval").getByText("tea", { exact: true }).waitFor();
  expect(double.notes).toEqual([]);
  await page.getByTestId("approval").getByRole("button", { name: "Always allow" }).click();
  expect(await lastAnswer(page)).toMatchObject({ status: "done" });
  expect(double.notes).toEqual(["tea"]);
  await page.getByTestId("step").getByRole("button").click();
  await page.getByText("Noted: tea.").waitFor();
  double.description = "Adds a note, and tells everybody.";
  await page.getByTestId("add").click();
  await page.getByRole("menuitem", { name: "Tools and servers" }).click();
  await eventually(() => tool.getByRole("radio", { name: "Always" }).isChecked()).toBe(true);
  await card.getByRole("button", { name: "Ask again" }).click();
  await tool.getByTestId("tool-changed").waitFor();
  await tool.getByRole("button", { name: "What its server says now" }).click();
  await tool.getByText("Adds a note, and tells everybody.").waitFor();
  await tool.getByRole("button", { name: "Allow as it is now" }).click();
  await tool.getByTestId("tool-changed").waitFor({ state: "detached" });
  await card.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await card.waitFor({ state: "detached" });
  // The administrator's stays, and says why.
  const ours = page.getByRole("region", { name: "Ours" });
  await ours.getByText("It cannot be removed here.").waitFor();
  expect(await ours.getByRole("button", { name: "Remove" }).count()).toBe(0);
  await page.context().close();
});

it("[P87] a published server of another make is added by hand, asked about, and answers in round after round", async () => {
  const published = await PublishedServer.start();
  const page = await house.pageOf("everything@example.com");
  await page.goto(`${house.server.base}/tools`);
  await page.getByRole("button", { name: "Add a server" }).click();
  await page.getByTestId("add-server").getByLabel("Address").fill(published.url);
  await page.getByTestId("add-server").getByLabel("Name").fill("Everything");
  await page.getByRole("button", { name: "Add and connect" }).click();
  const card = page.getByRole("region", { name: "Everything" });
  await card.getByText(/Connected, \d+ tools/).waitFor();
  const echo = page.locator("[data-tool=everything__echo]");
  expect(await echo.getByRole("radio", { name: "Ask" }).isChecked()).toBe(true);
  await page.getByTestId("new-chat").click();
  await page.getByTestId("add").click();
  await page.getByRole("menuitemradio", { name: /Echo/ }).click();
  await say(page, '/gen tokens=2 rounds=2 tool=everything__echo args={"message":"tea"}');
  await page.waitForURL(/\/c\//);
  const approval = page.getByTestId("approval");
  await approval.getByText("tea", { exact: true }).waitFor();
  await approval.getByRole("button", { name: "Always allow" }).click();
  expect(await lastAnswer(page)).toMatchObject({ status: "done" });
  await page.getByTestId("step").getByRole("button").first().click();
  await page.getByText("Echo: tea").first().waitFor();
  await page.context().close();
  published.stop();
});

it("[P87] a server that wants a sign-in says where, and the page says what came of it; one that fails says why", async () => {
  const page = await house.pageOf("signer@example.com");
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem", { name: "Tools and servers" }).click();
  const add = async (name: string, path: string) => {
    await page.getByRole("button", { name: "Add a server" }).click();
    await page.getByTestId("add-server").getByLabel("Address").fill(`${double.origin}${path}`);
    await page.getByTestId("add-server").getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Add and connect" }).click();
    await page.getByTestId("add-server").waitFor({ state: "detached" });
    return page.getByRole("region", { name });
  };
  const odd = await add("Odd", "/nonsense");
  await odd.getByText("Not working.").waitFor();
  const card = await add("Secure", "/secure");
  await card.getByText("It wants you to sign in.").waitFor();
  await card.getByRole("link", { name: `Sign in at ${new URL(double.origin).host}` }).click();
  await page.getByTestId("sign-in-outcome").getByText("You are signed in").waitFor();
  await card.getByText(/Connected, \d+ tools/).waitFor();
  expect(page.url()).toBe(`${house.server.base}/tools`);
  await page.reload();
  await card.getByText(/Connected, \d+ tools/).waitFor();
  expect(await page.getByTestId("sign-in-outcome").count()).toBe(0);
  await page.context().close();
});
