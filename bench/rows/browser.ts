/**
 * The app in Chromium beside a plain assistant-ui thread: how much script the first page loads, how soon one can write,
 * what an answer that streams in costs the page, how soon a key pressed meanwhile stands on the screen, and what moves.
 */
import { chromium, type Browser, type Page } from "playwright-core";
import { composerUsableMs, costs, countScripts, keyDelays, listenForKeys, shifted, watchShifts } from "../browser/probes.ts";
import { MANY, MANY_CONVERSATIONS, type PageName, type PageSubject } from "../browser/subject.ts";
import { median, percentile } from "../statistics.ts";
import { sleep } from "./tabs.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
/** The answer that streams: 60 tokens per second, as an ordinary one. */
const RATE = 60;
const STREAM_TOKENS = 240;
const KEYS = 24;
const MESSAGE_WITHIN_MS = 30_000;
export interface StreamFigures {
  /** Messages of the conversation, and those on the page while it was measured. */
  messages: number;
  shown: number;
  /** Script per 50 ms in which the answer streams, and everything the page does. */
  scriptMsPer50: number;
  taskMsPer50: number;
  keyMsP50: number;
  keyMsP95: number;
}

export interface PageFigures {
  name: PageName;
  /** Kilobytes (1,000 bytes) of scripts that the first page loads by itself, gzip. */
  scriptsKb: number;
  usableMs: number;
  /** The same with a thousand messages. */
  usableManyMs: number;
  /** The empty page of somebody with many conversations; null: it lists none. */
  usableListMs: number | null;
  streams: StreamFigures[];
  /** Layout shift while an answer with a table streams; null: nothing would draw one. */
  shift: number | null;
}

async function inPage<Result>(browser: Browser, subject: PageSubject, work: (page: Page) => Promise<Result>): Promise<Result> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    await subject.enter(context);
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

async function usable(
  browser: Browser,
  subject: PageSubject,
  messages: number,
  repetitions: number,
  prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const address = await subject.address(messages);
  const once = (): Promise<number> =>
    inPage(browser, subject, async (page) => {
      await prepare(page);
      return composerUsableMs(page, address);
    });
  const figures: number[] = [];
  for (let run = 0; run < repetitions; run += 1) figures.push(await once());
  return median(figures);
}

async function usableList(browser: Browser, subject: PageSubject, repetitions: number): Promise<number | null> {
  const { fillList } = subject;
  if (fillList === null) return null;
  return usable(browser, subject, 0, repetitions, (page) => fillList(page.context(), MANY_CONVERSATIONS));
}

const scripts = (browser: Browser, subject: PageSubject): Promise<number> =>
  inPage(browser, subject, async (page) => {
    const counted = countScripts(page);
    await page.goto(await subject.address(0), { waitUntil: "networkidle" });
    return (await counted()) / 1000;
  });

const streaming = (browser: Browser, subject: PageSubject, messages: number): Promise<StreamFigures> =>
  inPage(browser, subject, async (page) => {
    await page.goto(await subject.address(messages));
    await page.getByTestId("message").first().waitFor({ timeout: MESSAGE_WITHIN_MS });
    await sleep(1_000);
    const answers = await subject.answers(page);
    // What is loaded or compiled with the first answer is not what streaming costs.
    await answers.stream(STREAM_TOKENS / 2, RATE);
    await sleep(300);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const before = await costs(session);
    const began = performance.now();
    await answers.stream(STREAM_TOKENS, RATE);
    const parts = (performance.now() - began) / 50;
    const after = await costs(session);
    const shown = await page.getByTestId("message").count();
    await session.detach();
    await page.evaluate(listenForKeys);
    await page.getByTestId("composer-input").focus();
    const streamed = answers.stream(STREAM_TOKENS, RATE);
    await sleep(300);
    for (let key = 0; key < KEYS; key += 1) {
      await page.keyboard.press("a");
      await sleep(90);
    }
    await streamed;
    const delays = await keyDelays(page);
    answers.close();
    return {
      messages,
      shown,
      scriptMsPer50: (after.script - before.script) / parts,
      taskMsPer50: (after.task - before.task) / parts,
      keyMsP50: median(delays),
      keyMsP95: percentile(delays, 95),
    };
  });

/** The most that moves while an answer with a table streams into a short conversation. */
const tableShift = (browser: Browser, subject: PageSubject, repetitions: number): Promise<number | null> =>
  inPage(browser, subject, async (page) => {
    await page.goto(await subject.address(2));
    await page.getByTestId("message").first().waitFor({ timeout: MESSAGE_WITHIN_MS });
    await sleep(1_000);
    const answers = await subject.answers(page);
    let most: number | null = null;
    for (let run = 0; answers.table !== null && run < repetitions; run += 1) {
      await page.evaluate(watchShifts);
      await answers.table();
      await sleep(1_000);
      most = Math.max(most ?? 0, await shifted(page));
    }
    answers.close();
    return most;
  });

/** One page after the other, in one browser. */
export async function measurePage(
  subject: PageSubject,
  sizes: readonly number[],
  repetitions: number,
  executablePath: string,
): Promise<PageFigures> {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const streams: StreamFigures[] = [];
    for (const messages of sizes) streams.push(await streaming(browser, subject, messages));
    return {
      name: subject.name,
      scriptsKb: await scripts(browser, subject),
      usableMs: await usable(browser, subject, 0, repetitions),
      usableManyMs: await usable(browser, subject, MANY, repetitions),
      usableListMs: await usableList(browser, subject, repetitions),
      streams,
      shift: await tableShift(browser, subject, repetitions),
    };
  } finally {
    await browser.close();
  }
}
