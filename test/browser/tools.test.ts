/** Tools as a person meets them: switched on in the composer, asked about in every tab, decided in one. */
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

it("[I1] [P85] a step waits in both tabs, is allowed in one, and leaves its sources below the answer", async () => {
  const page = await house.pageOf("seeker@example.com");
  await page.request.patch(`${house.server.base}/api/tools/web_search`, { data: { policy: "ask" } });
  await page.getByTestId("add").click();
  await page.getByRole("menuitemradio", { name: /Web search/ }).click();
  await say(page, "/gen tokens=5 tool=web_search");
  await page.waitForURL(/\/c\//);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByTestId("approval").waitFor();
  expect(await other.getByTestId("approval").textContent()).toContain("w1");
  await page.getByTestId("approval").getByRole("button", { name: "Allow once" }).click();
  await other.getByTestId("approval").waitFor({ state: "detached" });
  expect(await lastAnswer(other)).toMatchObject({ status: "done" });
  await eventually(() => other.getByTestId("sources").getByRole("link").count()).toBe(3);
  await page.getByTestId("step").getByRole("button").click();
  await page.getByText("Simulated: the embedded AI searched nothing.").first().waitFor();
  await page.context().close();
});
