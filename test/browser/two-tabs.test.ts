import type { Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { eventually, House, lastAnswer, reference, say, MOVING } from "./page.ts";

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(() => house.close());
afterEach(() => {
  expect(house.complaints).toEqual([]);
});

const isStartPage = (url: URL): boolean => url.pathname === "/";
/** The list of models as it is, but for the one that answers by itself. */
async function withoutUsualModel(route: Route): Promise<void> {
  const list = (await (await route.fetch()).json()) as { models: { id: string }[] };
  await route.fulfill({ json: { ...list, models: list.models.filter((model) => model.id !== "embedded/tally") } });
}

it("[I1] streams a message of the first tab into both, and the second tab stops it", async () => {
  const device = await house.device(MOVING);
  const first = await house.page(device, "/");
  await say(first, "/gen tokens=3000 rate=60");
  await first.waitForURL(/\/c\//);
  const second = await house.page(device, new URL(first.url()).pathname);
  const growing = second.locator("[data-testid=message][data-role=assistant] [data-testid=message-text]").last();
  await second.waitForFunction(
    (text) =>
      (document.querySelector("[data-testid=message][data-role=assistant] [data-testid=message-text]")?.textContent ?? "").includes(text),
    "w20",
  );
  expect(await growing.textContent()).toContain("w19 w20");
  await second.getByTestId("stop").click();
  const [one, two] = [await lastAnswer(first), await lastAnswer(second)];
  expect(one.status).toBe("stopped");
  expect(two).toEqual(one);
  expect(reference(3000).trim().startsWith(one.text.trim())).toBe(true);
  await device.close();
});

it("[I1] [I5] survives a reload in mid-answer: both tabs end with exactly the reference text, and the cost stands there", async () => {
  const device = await house.device(MOVING);
  const first = await house.page(device, "/");
  await say(first, "/gen tokens=2000 rate=300");
  await first.waitForURL(/\/c\//);
  const second = await house.page(device, new URL(first.url()).pathname);
  await first.waitForFunction(() =>
    (document.querySelector("[data-testid=message][data-role=assistant] [data-testid=message-text]")?.textContent ?? "").includes("w300"),
  );
  await first.reload();
  const [one, two] = [await lastAnswer(first), await lastAnswer(second)];
  expect(one.text.trim()).toBe(reference(2000).trim());
  expect(two.text.trim()).toBe(reference(2000).trim());
  await first.getByTestId("info-button").last().click();
  const info = await first.getByTestId("info-block").textContent();
  expect(info).toContain("2,000");
  expect(info).toContain("simulated");
  expect(await first.getByTestId("cost-banner").textContent()).toMatch(/0\.[1-9] ¢/);
  await device.close();
});

it("keeps what was typed while the server is away, and sends it once when it is back; says so when it brings a new page, or a model is gone", async () => {
  const device = await house.device(MOVING);
  const page = await house.page(device, "/");
  await say(page, "/gen tokens=3");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  await house.server.kill();
  await page.route(isStartPage, (route) =>
    route.fulfill({ contentType: "text/html", body: '<script type="module" src="/assets/index-next.js">' }),
  );
  await page.locator("[data-testid=connection-state]").waitFor();
  await say(page, "/gen tokens=7");
  await house.server.start();
  await page.waitForFunction(() => document.querySelectorAll("[data-testid=message][data-role=assistant][data-status=done]").length === 2);
  expect((await lastAnswer(page)).text.trim()).toBe(reference(7).trim());
  const id = new URL(page.url()).pathname.slice(3);
  const { body } = await house.server.call<{ messages: unknown[] }>(`/api/chats/${id}/messages`, { as: "you@localhost" });
  expect(body.messages).toHaveLength(4);
  await page.getByTestId("newer").waitFor();
  await page.getByTestId("composer-input").fill("half a thought");
  await page.unroute(isStartPage);
  await page.route("**/api/models", withoutUsualModel);
  await page.getByTestId("newer").getByRole("button", { name: "Reload" }).click();
  const gone = page.getByTestId("model-gone");
  await gone.waitFor();
  expect(await page.getByTestId("newer").count()).toBe(0);
  expect(await page.getByTestId("composer-input").inputValue()).toBe("half a thought");
  await gone.getByRole("button", { name: "Go on with Embedded, costly" }).click();
  await gone.waitFor({ state: "detached" });
  // The account's own socket and requests fail while the server is away: that is no complaint.
  house.complaints.length = 0;
  await device.close();
});

it("shows the spend once it was flushed", async () => {
  const device = await house.device({ ...MOVING, colorScheme: "dark", viewport: { width: 390, height: 844 } });
  const page = await house.page(device, "/");
  await say(page, "/gen tokens=40");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  await expect
    .poll(async () => (await house.server.call<{ totalNanoUsd: number }>("/api/spend", { as: "you@localhost" })).body.totalNanoUsd, {
      timeout: 20_000,
    })
    .toBeGreaterThan(0);
  await page.goto(`${house.server.base}/usage`);
  await page.getByText("Model calls").waitFor();
  expect(await page.locator("main").textContent()).toContain("simulated");
  await device.close();
});

it("[I3] [I10] opens without a network and shows what was kept, sends once what was typed there, and forgets a conversation that is deleted", async () => {
  const device = await house.device({ ...MOVING, serviceWorkers: "allow" });
  await device.addCookies([{ name: "tally_dev_user", value: "reader@example.com", url: house.server.base }]);
  const page = await house.page(device, "/");
  const keptNames = () =>
    page.evaluate(async () => (await (await caches.open("tally-reading")).keys()).map(({ url }) => new URL(url).pathname).toSorted());
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem", { name: "Preferences" }).click();
  await page.getByTestId("reading-toggle").click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.reload();
  await say(page, "/gen tokens=40 rate=0");
  await page.waitForURL(/\/c\//);
  await lastAnswer(page);
  const name = `/kept/conversation/${new URL(page.url()).pathname.split("/").at(-1)}`;
  await eventually(keptNames).toEqual(["/kept/api/chats", "/kept/api/me", "/kept/api/models", name].toSorted());

  const keptList = () => page.evaluate(async () => (await (await caches.match("/kept/api/chats"))?.text()) ?? "");
  await eventually(keptList).toContain(name.split("/").at(-1));

  await device.setOffline(true);
  await page.reload();
  expect((await lastAnswer(page)).text.trim()).toBe(reference(40).trim());
  await page.getByTestId("chat-link").first().waitFor();
  await say(page, "/gen tokens=7 rate=0");
  await page.getByTestId("message").nth(2).waitFor();
  await device.setOffline(false);
  await eventually(async () => (await lastAnswer(page)).text.trim()).toBe(reference(7).trim());
  expect(await page.getByTestId("message").count()).toBe(4);

  await page.evaluate((id) => fetch(`/api/chats/${id}`, { method: "DELETE" }), name.split("/").at(-1));
  await eventually(keptNames).not.toContain(name);
  await device.close();
});
