/** Pages of one browser on one server: what a person does, in Chromium. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { Server } from "../crash/server.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // A microphone that beeps.
  "--use-fake-device-for-media-stream",
];

export const reference = (tokens: number): string => Array.from({ length: tokens }, (_, index) => ` w${index}`).join("");

/** Of a device whose pages move as most people's do. */
export const MOVING = { reducedMotion: "no-preference" } as const;

/** How often a page looks whether its answer has ended: with every frame it would draw one for that alone. Milliseconds. */
const LOOK_MS = 50;

export class House {
  readonly #state: string;
  /** What the pages complained about: a test ends with none. */
  readonly complaints: string[] = [];

  private constructor(
    readonly server: Server,
    readonly browser: Browser,
    state: string,
  ) {
    this.#state = state;
  }

  /**
   * @param variables the server's settings
   * @param isWhole with a microphone and notifications, which Chromium's headless shell lacks; the shell needs less processor time
   */
  static async open(variables: Record<string, string> = {}, isWhole = false): Promise<House> {
    const state = mkdtempSync(join(tmpdir(), "tally-browser-"));
    const server = await Server.start(state, variables);
    const whole = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
    const executablePath = isWhole ? whole : (process.env["CHROMIUM_SHELL"] ?? whole);
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    return new House(server, browser, state);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.kill();
    rmSync(this.#state, { recursive: true, force: true });
  }

  /** Another device: its own cookies. Its person wants little motion; where `MOVING` is among the options they do not care. */
  async device(options: Parameters<Browser["newContext"]>[0] = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      // One would answer before the routes that a test puts in its way.
      serviceWorkers: "block",
      // What pulses while something is awaited is drawn sixty times a second, here by the processor.
      reducedMotion: "reduce",
      ...options,
    });
    context.setDefaultTimeout(60_000);
    return context;
  }

  /** A page of another person, on a device of their own, so that budgets and lists do not meet. */
  async pageOf(person: string, path = "/"): Promise<Page> {
    const device = await this.device();
    await device.addCookies([{ name: "tally_dev_user", value: person, url: this.server.base }]);
    return this.page(device, path);
  }

  async page(device: BrowserContext, path: string): Promise<Page> {
    const page = await device.newPage();
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      // A server that is killed cuts off what it was answering, also in the middle.
      if (
        message.type() === "error" &&
        !/ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_INTERNET_DISCONNECTED/.test(
          message.text(),
        ) &&
        !message.text().includes("WebSocket connection")
      )
        this.complaints.push(message.text());
    });
    await page.goto(`${this.server.base}${path}`);
    await page.getByTestId("composer-input").waitFor();
    return page;
  }
}

/** Types a message and sends it, as soon as the page lets one. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId("composer-input").fill(text);
  await page.getByTestId("send").click();
}

/** The last answer once it has ended, as the page shows it. What a whole one says (of backticks alone an empty block of code) may be drawn a moment after its status. */
export async function lastAnswer(page: Page): Promise<{ text: string; status: string }> {
  const shown = await page.waitForFunction(
    () => {
      const last = [...document.querySelectorAll("[data-testid=message][data-role=assistant]")].at(-1);
      const status = last?.getAttribute("data-status") ?? "";
      const drawn = last?.querySelector("[data-testid=message-text]");
      const text = drawn?.textContent ?? "";
      const isAwaited = ["", "running", "queued"].includes(status) || (status === "done" && text === "" && !drawn?.querySelector("pre"));
      return isAwaited ? null : { text, status };
    },
    undefined,
    { polling: LOOK_MS },
  );
  const answer = await shown.jsonValue();
  if (answer === null) throw new Error("no answer was shown");
  return answer;
}

/** Waits for what comes over the network, and may take its time where much runs beside it. */
export const eventually = <T>(read: () => Promise<T>) => expect.poll(read);
