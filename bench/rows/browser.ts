/**
 * The app in Chromium: what an answer that streams into a conversation costs the page per update, and how soon a key
 * pressed meanwhile stands on the screen, with few and with many messages on the page.
 */
import { chromium, type Browser, type CDPSession, type Page } from "playwright-core";
import type { Server } from "../server.ts";
import { median, percentile } from "../statistics.ts";
import { question } from "../subject.ts";
import { tally } from "../subjects/tally.ts";
import { sleep, Watcher } from "./tabs.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
const WHO = "bench@example.com";
/** The answer that streams: 60 tokens per second, as an ordinary one. */
const RATE = 60;
const STREAM_TOKENS = 240;
const SEED_TOKENS = 60;
const KEYS = 24;
const MOST_CLICKS = 60;
const PAGE_WITHIN_MS = 15_000;

export interface PageFigures {
  /** Messages of the conversation, and those on the page while it was measured. */
  messages: number;
  shown: number;
  scriptMsPerUpdate: number;
  taskMsPerUpdate: number;
  keyMsP50: number;
  keyMsP95: number;
}

/** Milliseconds the page has computed so far: scripts alone, and everything. The session stays open: a new one begins at 0. */
async function costs(session: CDPSession): Promise<{ script: number; task: number }> {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
  return { script: of("ScriptDuration"), task: of("TaskDuration") };
}

/** Keeps, per key pressed in the page, the milliseconds from the event to the frame after the one that shows it. */
function listenForKeys(): void {
  const delays: number[] = [];
  Reflect.set(globalThis, "keyDelays", delays);
  document.addEventListener(
    "keydown",
    (event) => {
      const pressedAt = event.timeStamp;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener("message", () => delays.push(performance.now() - pressedAt), { once: true });
        port1.start();
        port2.postMessage(null);
      });
    },
    { capture: true },
  );
}

/** Shows so many messages of the conversation, as far as the app lets one. */
async function showMessages(page: Page, count: number): Promise<number> {
  const shown = (): Promise<number> => page.getByTestId("message").count();
  for (let clicks = 0; clicks < MOST_CLICKS && (await shown()) < count; clicks += 1) {
    const button = page.getByTestId("load-earlier");
    if ((await button.count()) === 0) break;
    await button.click();
    await sleep(150);
  }
  return shown();
}

async function measurePage(page: Page, server: Server, chat: string, messages: number): Promise<PageFigures> {
  await page.goto(`http://127.0.0.1:${server.port}/c/${chat}`);
  await page.getByTestId("composer-input").waitFor({ timeout: PAGE_WITHIN_MS });
  await page.getByTestId("message").first().waitFor({ timeout: PAGE_WITHIN_MS });
  const shown = await showMessages(page, messages);
  await sleep(1_000);
  const asker = await Watcher.open(tally, server, chat, false);
  let updates = 0;
  asker.onText = () => void (updates += 1);
  const stream = async (meanwhile: () => Promise<void>): Promise<void> => {
    const done = asker.done();
    asker.tab.ask(question(`tokens=${STREAM_TOKENS} rate=${RATE}`));
    await meanwhile();
    await done;
  };
  await stream(async () => undefined);
  await sleep(300);
  updates = 0;
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const before = await costs(session);
  await stream(async () => undefined);
  const after = await costs(session);
  await session.detach();
  await page.evaluate(listenForKeys);
  await page.getByTestId("composer-input").focus();
  await stream(async () => {
    await sleep(300);
    for (let key = 0; key < KEYS; key += 1) {
      await page.keyboard.press("a");
      await sleep(90);
    }
  });
  const delays = await page.evaluate(() => Reflect.get(globalThis, "keyDelays") as number[]);
  asker.close();
  return {
    messages,
    shown,
    scriptMsPerUpdate: (after.script - before.script) / updates,
    taskMsPerUpdate: (after.task - before.task) / updates,
    keyMsP50: median(delays),
    keyMsP95: percentile(delays, 95),
  };
}

/** One row per size; empty when there is no Chromium. */
export async function measureBrowser(server: Server, sizes: readonly number[], executablePath: string): Promise<PageFigures[]> {
  const browser: Browser = await chromium.launch({ executablePath, args: FLAGS });
  const figures: PageFigures[] = [];
  try {
    for (const messages of sizes) {
      const chat = await tally.seed(server, messages / 2, SEED_TOKENS);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.addCookies([{ name: "tally_dev_user", value: encodeURIComponent(WHO), url: `http://127.0.0.1:${server.port}` }]);
      figures.push(await measurePage(await context.newPage(), server, chat, messages));
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return figures;
}
