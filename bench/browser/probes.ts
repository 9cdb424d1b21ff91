/** What is read off a page while something happens in it. */
import { gzipSync } from "node:zlib";
import type { CDPSession, Page } from "playwright-core";

/** Keeps, for the first composer of the page, the milliseconds since the navigation began until a frame with it was drawn. Runs in the page. */
export function watchComposer(): void {
  const seen = new MutationObserver(() => {
    if (document.querySelector("[data-testid=composer-input]") === null) return;
    seen.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener("message", () => Reflect.set(globalThis, "usableAt", performance.now()), { once: true });
      port1.start();
      port2.postMessage(null);
    });
  });
  seen.observe(document, { childList: true, subtree: true });
}

/** Milliseconds from the beginning of the navigation until the composer stood there and the page was free to take a key. */
export async function composerUsableMs(page: Page, address: string): Promise<number> {
  await page.addInitScript(watchComposer);
  await page.goto(address);
  const handle = await page.waitForFunction(() => (Reflect.get(globalThis, "usableAt") as number | undefined) ?? 0);
  return handle.jsonValue();
}

/** Counts the bytes of scripts that the page loads from now on, compressed by gzip as a server would. */
export function countScripts(page: Page): () => Promise<number> {
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.push(response.body());
  });
  return async () => (await Promise.all(bodies)).reduce((bytes, body) => bytes + gzipSync(body).byteLength, 0);
}

/** Milliseconds the page has computed so far: scripts alone, and everything. The session stays open: a new one begins at 0. */
export async function costs(session: CDPSession): Promise<{ script: number; task: number }> {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
  return { script: of("ScriptDuration"), task: of("TaskDuration") };
}

/** Keeps, per key pressed in the page, the milliseconds from the event to the frame after the one that shows it. Runs in the page. */
export function listenForKeys(): void {
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

export const keyDelays = (page: Page): Promise<number[]> => page.evaluate(() => Reflect.get(globalThis, "keyDelays") as number[]);

/** Adds up the layout shifts from now on that no input explains, as browsers define them. Runs in the page. */
export function watchShifts(): void {
  const isWatched = Reflect.has(globalThis, "shifted");
  Reflect.set(globalThis, "shifted", 0);
  if (isWatched) return;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
      if (!hadRecentInput) Reflect.set(globalThis, "shifted", Number(Reflect.get(globalThis, "shifted")) + value);
    }
  }).observe({ type: "layout-shift" });
}

export const shifted = (page: Page): Promise<number> => page.evaluate(() => Number(Reflect.get(globalThis, "shifted")));
