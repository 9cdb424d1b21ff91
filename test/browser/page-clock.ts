/** What the thread of a page takes of the processor: other work on the machine does not count. */
import type { Browser, CDPSession, Page } from "playwright-core";
import { z } from "zod";

/** What the known work takes on the machine on which the limits were set. Milliseconds of the processor. */
const USUAL_WORK_MS = 15;
/** It is done so often, and the shortest counts: the first time the code is not compiled yet. */
const WORK_ROUNDS = 3;

const Trace = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      tdur: z.number().optional(),
      args: z.object({ name: z.unknown().optional() }).optional(),
    }),
  ),
});

/** Runs in the page. */
function work(): number {
  let sum = 0;
  for (let round = 0; round < 20; round += 1) {
    const words = Array.from({ length: 2000 }, (_, index) => String((index * 7919) % 2003));
    sum += words.toSorted().join(" ").split(" ").length;
  }
  return sum;
}

export class PageClock {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page): Promise<PageClock> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    return new PageClock(page, session);
  }

  /** How many times slower than usual the page's thread is now; never less than 1. */
  async slowness(): Promise<number> {
    const times: number[] = [];
    for (let round = 0; round < WORK_ROUNDS; round += 1) {
      const before = await this.#threadMs();
      await this.#page.evaluate(work);
      times.push((await this.#threadMs()) - before);
    }
    return Math.max(1, Math.min(...times) / USUAL_WORK_MS);
  }

  async #threadMs(): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    const time = metrics.find(({ name }) => name === "ThreadTime");
    if (time === undefined) throw new Error("Chromium does not tell the thread's time");
    return time.value * 1000;
  }
}

/** The longest task of the page's thread while `act` runs, in milliseconds of the processor. */
export async function longestTask(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "__metadata"] });
  // Also where it fails: a second trace cannot begin beside this one.
  let trace = "";
  try {
    await act();
  } finally {
    trace = (await browser.stopTracing()).toString();
  }
  const { traceEvents } = Trace.parse(JSON.parse(trace));
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}.${tid}`),
  );
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && mains.has(`${pid}.${tid}`));
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
