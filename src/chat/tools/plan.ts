/** Turns a model's tool calls into steps: which may run, which wait, which are refused. Pure but for what is read before. */
import { MAX_CALLS_A_ROUND } from "../../protocol/tools.ts";
import type { OfferedTool } from "../../tools/tool.ts";
import type { Asked } from "../calls/generation-types.ts";
import type { ChatSql } from "../log/sql.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import { consentTo } from "./consent.ts";
import type { Verdict } from "./loop.ts";
import { readingOf } from "./reading.ts";
import { keptColumn } from "./request.ts";
import { sentToOf, titleOfStep } from "./steps.ts";

/** Characters of arguments that are stored; longer ones are refused, and the model is told so. */
const MAX_ARGUMENTS = 100_000;
const TOO_LONG = "The arguments are too long. Ask with shorter ones.";
const TOO_MANY = `At most ${MAX_CALLS_A_ROUND} calls can be asked for at once: this one was left out.`;

export type Planned = { row: StepRow; verdict: Verdict };

/** @param before the answer's earlier steps. @param tools what the model was offered */
export function planSteps(
  sql: ChatSql,
  turn: TurnRow,
  before: readonly StepRow[],
  { calls, field, blocks }: Asked,
  tools: readonly OfferedTool[],
  atMs: number,
): Planned[] {
  const reading = readingOf(sql, turn, before, tools);
  // Not the number of steps: a crash may have left a gap.
  const last = before.at(-1)?.ordinal ?? 0;
  return calls.map((call, index) => {
    const tool = tools.find(({ name }) => name === call.name) ?? null;
    const isTooLong = call.arguments.length > MAX_ARGUMENTS;
    const consent = isTooLong
      ? { verdict: "mistake" as const, arguments: {}, why: TOO_LONG }
      : index >= MAX_CALLS_A_ROUND
        ? { verdict: "refuse" as const, arguments: {}, why: TOO_MANY }
        : consentTo(call, tool, reading);
    const isOver = consent.verdict === "mistake" || consent.verdict === "refuse";
    const name = call.name.slice(0, 100);
    return {
      verdict: consent.verdict,
      row: {
        turn: turn.seq,
        ordinal: last + index + 1,
        round: turn.rounds,
        call: call.id.slice(0, 200),
        tool: name,
        title: titleOfStep(name, tool, consent.arguments),
        arguments: isTooLong ? "{}" : call.arguments,
        status: "ready",
        why: isOver ? null : consent.why,
        decided: null,
        result: isOver ? consent.why : null,
        sources: null,
        sent_to: sentToOf(tool, consent.arguments),
        at: turn.answer.length,
        thought: turn.reasoning.length,
        started_at: atMs,
        finished_at: isOver ? atMs : null,
        cost: 0,
        kept: keptColumn({ extra: call.extra, ...(index === 0 ? { field, blocks: [...blocks] } : {}) }),
        changed: 0,
        effect: tool?.hasEffect === false ? 0 : 1,
        mistake: consent.verdict === "mistake" ? 1 : 0,
        price: tool?.priceNanoUsd ?? 0,
        simulated: tool?.simulated === true ? 1 : 0,
      },
    };
  });
}
