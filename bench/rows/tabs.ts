/** Tabs that count what they get, and a promise for the end of an answer. */
import type { Server } from "../server.ts";
import type { Have, Reading, Subject, Tab } from "../subject.ts";

/** Longest wait for one answer. */
const ANSWER_WITHIN_MS = 60_000;

export class Watcher {
  textBytes = 0;
  text = "";
  /** `performance.now()` of the first text of this answer; 0 before. */
  firstTextAt = 0;
  /** Called with the text of each frame. */
  onText: (text: string) => void = () => undefined;
  readonly tab: Tab;
  readonly #keepsText: boolean;
  #done: (() => void) | null = null;

  private constructor(tab: Tab, keepsText: boolean) {
    this.tab = tab;
    this.#keepsText = keepsText;
  }

  static async open(subject: Subject, server: Server, chat: string, keepsText: boolean, have: Have | null = null): Promise<Watcher> {
    let watcher: Watcher | null = null;
    const early: Reading[] = [];
    const tab = await subject.open(server, chat, have, (reading) => {
      if (watcher === null) early.push(reading);
      else watcher.#read(reading);
    });
    watcher = new Watcher(tab, keepsText);
    for (const reading of early) watcher.#read(reading);
    return watcher;
  }

  #read(reading: Reading): void {
    if (reading.kind === "text") {
      if (this.firstTextAt === 0) this.firstTextAt = performance.now();
      this.textBytes += reading.bytes;
      if (this.#keepsText) this.text += reading.text;
      this.onText(reading.text);
    } else if (reading.kind === "done") this.#done?.();
  }

  /** Resolves when the running answer ends. */
  done(withinMs = ANSWER_WITHIN_MS): Promise<void> {
    this.textBytes = 0;
    this.text = "";
    this.firstTextAt = 0;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no end of the answer within ${withinMs} ms`)), withinMs);
      this.#done = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Asks and waits for the end. */
  async ask(text: string, tools: readonly string[] = []): Promise<void> {
    const done = this.done();
    this.tab.ask(text, tools);
    await done;
  }

  close(): void {
    this.tab.close();
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
