/** A storm of starts: conversations that begin within one second, each with its first message. */
import { question, type Reading, type Subject } from "../subject.ts";
import type { Server } from "../server.ts";
import { percentile } from "../statistics.ts";
import { sleep } from "./tabs.ts";

const STARTS = 200;
const WITHIN_MS = 1_000;
const FIRST_WITHIN_MS = 30_000;

/** From the first byte out to the first text, of one conversation. */
async function start(subject: Subject, server: Server, person: string): Promise<number> {
  const startedAt = performance.now();
  const first = { at: 0 };
  const onFrame = (reading: Reading): void => {
    if (reading.kind === "text") first.at ||= performance.now();
  };
  const tab = await subject.begin(server, person, question("tokens=20 rate=200 log=never"), onFrame);
  while (first.at === 0 && performance.now() - startedAt < FIRST_WITHIN_MS) await sleep(1);
  tab.close();
  if (first.at === 0) throw new Error(`${subject.name}: no first token within ${FIRST_WITHIN_MS} ms`);
  return first.at - startedAt;
}

/** @param run keeps people of several runs apart; `people`: how many share the conversations */
export async function starts(subject: Subject, server: Server, people: number, run: string): Promise<{ p50: number; p99: number }> {
  const all: Promise<number>[] = [];
  const beganAt = performance.now();
  for (let index = 0; index < STARTS; index += 1) {
    const waitMs = beganAt + (index * WITHIN_MS) / STARTS - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    all.push(start(subject, server, `starts-${run}-${index % people}@example.com`));
  }
  const times = await Promise.all(all);
  return { p50: percentile(times, 50), p99: percentile(times, 99) };
}
