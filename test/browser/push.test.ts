/**
 * Told without an open tab: a page registers its browser, a double of a push service receives what the server pushes, and
 * Chromium's own service worker is handed it. What a browser maker's service does in between nobody can try here.
 */
import { createServer, type Server as HttpServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BrowserContext, Page } from "playwright-core";
import { freePort } from "../crash/server.ts";
import { PushBrowser } from "../push-browser.ts";
import { eventually, House } from "./page.ts";

/** A push service of this machine: keeps what it is sent for one browser, as that browser reads it. */
class PushService {
  readonly texts: string[] = [];
  readonly endpoint: string;
  readonly #server: HttpServer;

  private constructor(
    port: number,
    readonly browser: PushBrowser,
  ) {
    this.endpoint = `http://127.0.0.1:${port}/push/1`;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => void chunks.push(chunk));
      request.on("end", () => {
        void browser.read(new Uint8Array(Buffer.concat(chunks))).then((text) => {
          this.texts.push(text);
          response.writeHead(201).end();
        });
      });
    }).listen(port, "127.0.0.1");
  }

  static async open(): Promise<PushService> {
    return new PushService(await freePort(), await PushBrowser.create());
  }

  close(): void {
    this.#server.close();
  }
}

/** Stands where Chromium would ask its maker's service for a subscription. */
async function subscribesAt(device: BrowserContext, service: PushService): Promise<void> {
  await device.addInitScript(
    ({ endpoint, keys }) => {
      let current: object | null = null;
      Object.assign(PushManager.prototype, {
        getSubscription: async () => current,
        subscribe: async ({ applicationServerKey: key }: { applicationServerKey: string }) => {
          const bytes = Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
          current = {
            endpoint,
            options: { applicationServerKey: bytes.buffer, userVisibleOnly: true },
            toJSON: () => ({ endpoint, expirationTime: null, keys }),
            unsubscribe: async () => {
              current = null;
              return true;
            },
          };
          return current;
        },
      });
    },
    { endpoint: service.endpoint, keys: service.browser.keys },
  );
}

/** Hands a message to the page's service worker, as the browser does with what its push service brings. */
async function deliver(page: Page, origin: string, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const first = registrations.find(({ isDeleted }) => !isDeleted);
      if (first !== undefined) resolve(first.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registered, data });
  await session.detach();
}

const messageOf = (chatId: string): string =>
  JSON.stringify({ chatId, title: "Offen", costNanoUsd: 4_100_000, simulated: false, end: "done" });

const notices = (page: Page): Promise<{ title: string; body: string; tag: string }[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
  });

async function openPreferences(page: Page): Promise<void> {
  await page.getByTestId("person-menu").click();
  await page.getByRole("menuitem").first().click();
  await page.getByTestId("preferences").waitFor();
}

let house: House;
beforeAll(async () => {
  house = await House.open({}, true);
});
afterAll(() => house.close());

async function deviceOf(person: string): Promise<BrowserContext> {
  const device = await house.device({ serviceWorkers: "allow", locale: "de-DE" });
  await device.grantPermissions(["notifications"], { origin: house.server.base });
  await device.addCookies([{ name: "tally_dev_user", value: person, url: house.server.base }]);
  return device;
}

const browsersOf = async (as: string): Promise<number> =>
  (await house.server.call<{ browsers: number }>("/api/push", { as })).body.browsers;

describe("told though no tab is open", () => {
  it("[P130] [P132] [P133] from the switch in the preferences to the notification, in the person's language, and off again", async () => {
    const as = "pushed@example.com";
    const service = await PushService.open();
    const device = await deviceOf(as);
    await subscribesAt(device, service);
    const page = await house.page(device, "/");
    await page.evaluate(() => navigator.serviceWorker.ready);
    await openPreferences(page);
    const toggle = page.getByTestId("push-toggle");
    await toggle.click();
    await eventually(() => toggle.isChecked()).toBe(true);
    await eventually(() => browsersOf(as)).toBe(1);
    await page.keyboard.press("Escape");

    const { body: chat } = await house.server.call<{ id: string }>("/api/chats", { as, body: { title: "Tee" } });
    await house.server.call(`/api/chats/${chat.id}/messages`, { as, body: { id: "m1", text: "Geheimes /gen tokens=3" } });
    await eventually(async () => service.texts.length).toBe(1);
    const [pushed = ""] = service.texts;
    expect(JSON.parse(pushed)).toMatchObject({ chatId: chat.id, title: "Tee", end: "done", simulated: true });
    expect(pushed).not.toMatch(/Geheimes|w0/);

    await deliver(page, house.server.base, pushed);
    await eventually(() => notices(page)).toMatchObject([{ title: "Tee", tag: chat.id }]);
    const [notice] = await notices(page);
    expect(notice?.body).toMatch(/^Die Antwort ist fertig\. Diese Unterhaltung: 0,0000\d+\u00A0\$ \(simuliert\)$/);

    // Whoever deletes the conversation has no notification of it any more.
    await house.server.call(`/api/chats/${chat.id}`, { as, method: "DELETE" });
    await eventually(() => notices(page)).toEqual([]);

    await openPreferences(page);
    await toggle.click();
    await eventually(() => browsersOf(as)).toBe(0);
    service.close();
    await device.close();
  });

  it("[P133] the browser shows nothing of the conversation that is on screen", async () => {
    const as = "watching@example.com";
    const device = await deviceOf(as);
    const { body: chat } = await house.server.call<{ id: string }>("/api/chats", { as, body: { title: "Offen" } });
    const page = await house.page(device, `/c/${chat.id}`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await deliver(page, house.server.base, messageOf(chat.id));
    await deliver(page, house.server.base, messageOf("another"));
    // They are shown in the order they came: once the second is there the first was left out.
    await eventually(() => notices(page)).toMatchObject([{ tag: "another", body: "$0.0041" }]);
    await device.close();
  });

  it("a browser that reaches no push service says so and stays off", async () => {
    const as = "alone@example.com";
    const device = await deviceOf(as);
    await device.addInitScript(() => {
      Object.assign(PushManager.prototype, { subscribe: () => Promise.reject(new DOMException("push service error", "AbortError")) });
    });
    const page = await house.page(device, "/");
    await page.evaluate(() => navigator.serviceWorker.ready);
    await openPreferences(page);
    const toggle = page.getByTestId("push-toggle");
    await toggle.click();
    await page.getByText("Push-Dienst gerade nicht").waitFor();
    expect(await toggle.isChecked()).toBe(false);
    expect(await browsersOf(as)).toBe(0);
    await device.close();
  });

  it("no complaint of a page in all of this", () => {
    expect(house.complaints).toEqual([]);
  });
});
