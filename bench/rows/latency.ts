/**
 * Added latency: from the millisecond stamped into a token when it left the model to its arrival in the tab, on the same
 * clock. The stamp is whole milliseconds rounded down, so every figure is up to 1 ms (on average 0.5) too large, for all
 * subjects alike.
 */
import type { Server } from "../server.ts";
import { percentile } from "../statistics.ts";
import { question, type Subject } from "../subject.ts";
import { sleep, Watcher } from "./tabs.ts";

/** Tokens left out at the beginning: connections and code warm up. */
const WARM_UP_TOKENS = 50;
const STARTING_AT_ONCE = 10;

export interface Latency {
  p50: number;
  p99: number;
}

/** Milliseconds each stamped token in `text` was on its way. */
export function delays(text: string, nowMs: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const end = text.indexOf(" ", at);
    found.push(nowMs - Number.parseInt(text.slice(at + 1, end === -1 ? undefined : end), 36));
  }
  return found;
}

const wallClock = (): number => performance.timeOrigin + performance.now();

/** One conversation, one tab, 100 tokens per second. */
export async function pacedLatency(subject: Subject, server: Server, tokens: number): Promise<Latency> {
  const chat = await subject.create(server);
  const watcher = await Watcher.open(subject, server, chat, false);
  const seen: number[] = [];
  watcher.onText = (text) => void seen.push(...delays(text, wallClock()));
  await watcher.ask(question(`tokens=${tokens + WARM_UP_TOKENS} rate=100 stamp=1`));
  watcher.close();
  const warm = seen.slice(WARM_UP_TOKENS);
  return { p50: percentile(warm, 50), p99: percentile(warm, 99) };
}

export interface Load extends Latency {
  cpuMsPer1000: number;
  tokensPerSecond: number;
  residentMb: number;
}

const WARM_UP_MS = 2_500;
/** Questions are spread over this time, so that tokens do not fall into step. */
const SPREAD_MS = 1_000;

/** Many conversations at 40 tokens per second, one tab each, watched for a while. Leaves them running: stop the server. */
export async function load(subject: Subject, server: Server, conversations: number, watchMs: number): Promise<Load> {
  const watchers: Watcher[] = [];
  let isWatching = false;
  let tokens = 0;
  const seen: number[] = [];
  const openOne = async (): Promise<void> => {
    const watcher = await Watcher.open(subject, server, await subject.create(server), false);
    watcher.onText = (text) => {
      if (!isWatching) return;
      const found = delays(text, wallClock());
      tokens += found.length;
      for (const delay of found) seen.push(delay);
    };
    watchers.push(watcher);
  };
  for (let opened = 0; opened < conversations; opened += STARTING_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(STARTING_AT_ONCE, conversations - opened) }, openOne));
  }
  const each = Math.ceil(((SPREAD_MS + WARM_UP_MS + watchMs) / 1000) * 40) + 400;
  for (const watcher of watchers) {
    watcher.tab.ask(question(`tokens=${each} rate=40 stamp=1`));
    await sleep(SPREAD_MS / conversations);
  }
  await sleep(WARM_UP_MS);
  const cpuBefore = server.cpuMs();
  const startedAt = performance.now();
  isWatching = true;
  await sleep(watchMs);
  isWatching = false;
  const cpu = server.cpuMs() - cpuBefore;
  const seconds = (performance.now() - startedAt) / 1000;
  const residentMb = server.residentMb();
  for (const watcher of watchers) watcher.close();
  return {
    cpuMsPer1000: (cpu / tokens) * 1000,
    tokensPerSecond: tokens / seconds,
    p50: percentile(seen, 50),
    p99: percentile(seen, 99),
    residentMb,
  };
}
