/** Makes a failing history smaller: what can be left out while the same thing fails is left out. */
import { KINDS } from "./faults.ts";
import { runHistory, type Outcome, type Part } from "./history.ts";

export type Shrunk = { part: Part; outcome: Outcome };

/** Figures and ids aside, a failure is known by its words. */
const kindOf = (outcome: Outcome): string | null => outcome.failure?.what.replace(/[\d-]+/g, "") ?? null;

export async function shrink(failed: Outcome, from: Part): Promise<Shrunk> {
  const wanted = kindOf(failed);
  let best: Shrunk = { part: from, outcome: failed };
  const tryWith = async (part: Part): Promise<void> => {
    const outcome = await runHistory(failed.seed, part);
    if (kindOf(outcome) === wanted) best = { part, outcome };
  };
  for (const kind of KINDS)
    if (best.outcome.taken.some(({ fault }) => fault === kind)) await tryWith({ ...best.part, without: [...best.part.without, kind] });
  for (const number of best.outcome.deeds) {
    const deeds = (best.part.deeds ?? failed.deeds).filter((deed) => deed !== number);
    await tryWith({ ...best.part, deeds });
  }
  for (const { fault, nth } of best.outcome.taken.toReversed())
    await tryWith({ ...best.part, without: [...best.part.without, `${fault}:${nth}`] });
  return best;
}
