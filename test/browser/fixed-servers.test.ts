/** Where an administrator has chosen the servers of tools: everybody has those, nobody adds any (MCP_SERVERS, MCP_OWN_SERVERS=0). */
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { McpDouble } from "../crash/mcp-server.ts";
import { House, lastAnswer, say } from "./page.ts";

let house: House;
let double: McpDouble;
beforeAll(async () => {
  double = await McpDouble.start();
  house = await House.open({ MCP_SERVERS: JSON.stringify([{ name: "Ours", url: `${double.origin}/mcp` }]), MCP_OWN_SERVERS: "0" });
});
afterAll(async () => {
  await house.close();
  await double.stop();
});
afterEach(() => {
  expect(house.complaints).toEqual([]);
});

it("[P87] the page says so and has no button to add one; the administrator's is connected, allowed and used", async () => {
  const page = await house.pageOf("employee@example.com");
  await page.goto(`${house.server.base}/tools`);
  await page.getByText("An administrator has chosen the servers of this Tally; nobody can add their own.").waitFor();
  expect(await page.getByRole("button", { name: "Add a server" }).count()).toBe(0);
  const ours = page.getByRole("region", { name: "Ours" });
  await ours.getByText("It cannot be removed here.").waitFor();
  expect(await ours.getByRole("button", { name: "Remove" }).count()).toBe(0);
  await ours.getByRole("button", { name: "Connect" }).click();
  await ours.getByText(/Connected, \d+ tools/).waitFor();
  await page.getByTestId("new-chat").click();
  await page.getByTestId("add").click();
  await page.getByRole("menuitemradio", { name: /Add a note/ }).click();
  await say(page, '/gen tokens=2 tool=ours__add args={"text":"tea"}');
  await page.getByTestId("approval").getByRole("button", { name: "Allow once" }).click();
  expect(await lastAnswer(page)).toMatchObject({ status: "done" });
  expect(double.notes).toEqual(["tea"]);
  await page.context().close();
});
