/** What is in the model's context when it requests a tool: whose text it has read, and what the person wrote (consent.ts). */
import { READ_PAGE, WEB_SEARCH } from "../../tools/built-in.ts";
import type { OfferedTool } from "../../tools/tool.ts";
import type { ChatSql } from "../log/sql.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import type { Reading } from "./consent.ts";
import { sourcesNote } from "./request.ts";

/** Turns above an answer whose questions count as the person's words; older ones are outside of most models' windows. */
const TURNS_READ = 64;

/** Part of the result of a step that a crash or a stop cut off. */
export const MAYBE_DONE = "It was cut off: whether it was done is not known.";

/** r 2 for each turn above, and their steps */
export function readingOf(sql: ChatSql, turn: TurnRow, steps: readonly StepRow[], tools: readonly OfferedTool[]): Reading {
  const above = turn.parent === 0 ? [] : sql.pathFrom(turn.parent, TURNS_READ);
  const earlier = above.filter(({ rounds }) => rounds > 0).map(({ seq }) => sql.stepsOf(seq));
  const serverOf = (step: StepRow): string | null => {
    if (step.tool === WEB_SEARCH || step.tool === READ_PAGE) return null;
    return tools.find(({ name }) => name === step.tool)?.server ?? null;
  };
  const read = [...earlier.flat(), ...steps].filter(({ status }) => status === "done");
  return {
    readFrom: new Set(read.map(serverOf)),
    personText: [turn, ...above].map((one) => sql.questionOf(one) ?? "").join("\n"),
    foreignText: [...steps.map(({ result }) => result ?? ""), ...[...earlier, steps].map(sourcesNote)].join("\n"),
    isUncertain: [...earlier.flat(), ...steps].some((step) => step.effect === 1 && step.status === "failed" && step.result === MAYBE_DONE),
  };
}
