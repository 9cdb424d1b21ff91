/**
 * `npm run pictures`: the pictures of docs/images, of one scene: the built app in Chromium, a local model that answers as written here.
 * Light and dark, 1440 × 900, and a phone of 390 × 844.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContextOptions, type Page } from "playwright-core";
import { AnsweringServer } from "../browser/answering-server.ts";
import { Server } from "../crash/server.ts";
import { ANSWERS, CONVERSATIONS, PERSON } from "./scene.ts";

const IMAGES = join(import.meta.dirname, "../../docs/images");
const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Entries of the books come some seconds after their answers. Milliseconds. */
const BOOKS_MS = 60_000;

const local = await AnsweringServer.start();
for (const { question, answer } of ANSWERS) local.answers.set(question, { text: answer, piece: 40, pauseMs: 0 });
const state = mkdtempSync(join(tmpdir(), "tally-pictures-"));
const server = await Server.start(state, { LOCAL_AI_URL: local.origin, LOCAL_AI_PRICES: '{"written":{"input":0.4,"output":1.6}}' });
const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

async function pageOf(options: BrowserContextOptions, as: string, path: string): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: "block", locale: "en-US", reducedMotion: "reduce", ...options });
  await context.addCookies([{ name: "tally_dev_user", value: as, url: server.base }]);
  const page = await context.newPage();
  await page.goto(`${server.base}${path}`);
  return page;
}

interface Scene {
  name: string;
  path: string;
  as?: string;
  /** Until what is to be seen is there. */
  ready: (page: Page) => Promise<unknown>;
}

async function take(name: string, options: BrowserContextOptions, { path, as = PERSON, ready }: Scene): Promise<void> {
  const page = await pageOf(options, as, path);
  await ready(page);
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await page.context().close();
  process.stdout.write(`${name}.png\n`);
}

/** Asks every question of the scene, one conversation each; the ids in their order. */
async function ask(): Promise<string[]> {
  const ids: string[] = [];
  for (const { question } of ANSWERS) {
    const { body } = await server.call<{ id: string }>("/api/chats", { as: PERSON, body: { model: "local/written" } });
    const page = await pageOf(DESK, PERSON, `/c/${body.id}`);
    await page.getByTestId("composer-input").fill(question);
    await page.getByTestId("send").click();
    await page.locator("[data-testid=message][data-role=assistant][data-status=done]").waitFor();
    await page.context().close();
    ids.push(body.id);
  }
  return ids;
}

try {
  await server.call("/api/import", { as: PERSON, body: CONVERSATIONS });
  const [table = "", code = ""] = await ask();
  const heading = (name: string) => (page: Page) => page.getByRole("heading", { name }).waitFor({ timeout: BOOKS_MS });
  const scenes: Scene[] = [
    { name: "welcome", path: "/", ready: (page) => page.getByTestId("model-picker").getByText("written").waitFor() },
    { name: "chat", path: `/c/${table}`, ready: (page) => page.locator(".prose-answer table").waitFor() },
    { name: "code", path: `/c/${code}`, ready: (page) => page.locator(".hljs-keyword").first().waitFor() },
    { name: "usage", path: "/usage", ready: heading("By conversation") },
    { name: "admin", path: "/admin", as: "admin@localhost", ready: heading("By model") },
    { name: "tools", path: "/tools", ready: heading("Servers") },
    { name: "privacy", path: "/privacy", ready: (page) => page.getByTestId("stored").waitFor() },
  ];
  for (const scene of scenes) {
    await take(`${scene.name}-light`, { ...DESK, colorScheme: "light" }, scene);
    await take(`${scene.name}-dark`, { ...DESK, colorScheme: "dark" }, scene);
    await take(`${scene.name}-phone`, { ...PHONE, colorScheme: scene.name === "chat" ? "dark" : "light" }, scene);
  }
} finally {
  await browser.close();
  await server.kill();
  await local.stop();
  rmSync(state, { recursive: true, force: true });
}
