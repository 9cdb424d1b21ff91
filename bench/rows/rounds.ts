/**
 * What a round of tools takes: an answer with as many rounds as an answer may have, less the same answer without any, by
 * their number. A round is a model call that asks for a search, and the search; the model and the web answer at once, so
 * that what is left is the loop's own: in Tally the money held for both, the steps stored, shown and booked.
 */
import type { Server } from "../server.ts";
import { median } from "../statistics.ts";
import { question, SEARCH, type Subject } from "../subject.ts";
import { Watcher } from "./tabs.ts";

const ROUNDS = 12;
/** Answers of either kind that nobody times: connections and code warm up. */
const WARM_UP = 2;

/** @returns milliseconds, the median of so many pairs */
export async function roundOfTools(subject: Subject, server: Server, answers: number): Promise<number> {
  const watcher = await Watcher.open(subject, server, await subject.create(server), false);
  const timed = async (directives: string, tools: readonly string[]): Promise<number> => {
    const before = performance.now();
    await watcher.ask(question(`tokens=1 log=never ${directives}`), tools);
    return performance.now() - before;
  };
  const rounds: number[] = [];
  for (let pair = 0; pair < WARM_UP + answers; pair += 1) {
    const without = await timed("", []);
    const withTools = await timed(`tool=${SEARCH} rounds=${ROUNDS}`, [SEARCH]);
    if (pair >= WARM_UP) rounds.push((withTools - without) / ROUNDS);
  }
  watcher.close();
  return median(rounds);
}
