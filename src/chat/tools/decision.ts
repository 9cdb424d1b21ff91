/** A person's decision on a waiting step: finds the step, and checks that it can still be decided (P84). */
import type { Command } from "../../protocol/commands.ts";
import { failed, invalid, type Failure, type Result } from "../../protocol/problem.ts";
import type { StepRow } from "../log/tables.ts";
import type { Room } from "../room.ts";

export type Decide = Extract<Command, { type: "decide" }>;

export const NOT_WAITING: Failure = { reason: "conflict", detail: "This step does not wait for a decision any more." };
const ID_TAKEN: Failure = { reason: "conflict", detail: "This id already belongs to another command." };

/** PERSISTED CONTRACT (the column `decided`). */
export const decidedColumn = ({ decision, id }: Decide): string => `${decision} ${id}`;

/** @returns the waiting step; null where this same command has decided it before. r: the answer's steps */
export function stepToDecide({ sql, transcript }: Pick<Room, "sql" | "transcript">, command: Decide): Result<StepRow | null> {
  const found = transcript.find(command.messageId);
  if (found === null || found.role === "user") return failed(invalid("messageId", "no answer of this conversation has this id"));
  const steps = sql.stepsOf(found.turn.seq);
  const ordinal = Number(command.stepId.slice(1));
  const step = steps.find((one) => one.ordinal === ordinal);
  if (step === undefined) return failed(invalid("stepId", "this answer has no such step"));
  if (step.decided === decidedColumn(command)) return { ok: true, value: null };
  if (steps.some((one) => one.decided?.endsWith(` ${command.id}`) === true)) return failed(ID_TAKEN);
  return step.status === "waiting" ? { ok: true, value: step } : failed(NOT_WAITING);
}
