/**
 * Reads stored values as far as this version understands them. A row may come from a newer version, before the server was
 * rolled back. An unknown value is shown as such and never makes a conversation unreadable (invariant 14); the row is not
 * changed.
 */
import { z } from "zod";
import type { Effort } from "../../protocol/commands.ts";
import { effort } from "../../protocol/commands.ts";
import type { Receipt } from "../../protocol/http.ts";
import { receipt } from "../../protocol/http.ts";
import { answerProblem, messageStatus, type AnswerProblem, type MessageStatus } from "../../protocol/message.ts";
import { costBasis, type CostBasis } from "../../protocol/money.ts";

/** JSON in a column, as a schema wants it; null: there is none, or it is of a shape that this version does not know. */
export function jsonIn<T extends z.ZodType>(column: string | null, schema: T): z.infer<T> | null {
  if (column === null) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(column));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const sentence = z.object({ detail: z.string() });
const NEWER = "A newer version of Tally wrote why this answer is not whole, and this one does not know the reason.";

/** The problem in a column. A newer version's reason becomes `unknown` and keeps its sentence. */
export function problemIn(column: string | null): AnswerProblem | null {
  if (column === null) return null;
  const known = jsonIn(column, answerProblem);
  if (known !== null) return known;
  return { reason: "unknown", detail: jsonIn(column, sentence)?.detail ?? NEWER, code: null, retryAfterSeconds: null };
}

/** An answer's status and problem. A newer version's status reads as interrupted, with a sentence that says so. */
export function outcomeIn(turn: { status: string; problem: string | null }): { status: MessageStatus; problem: AnswerProblem | null } {
  const status = messageStatus.safeParse(turn.status);
  const problem = problemIn(turn.problem);
  if (status.success) return { status: status.data, problem };
  const detail = "A newer version of Tally left this answer in a state that this one does not know.";
  return { status: "interrupted", problem: problem ?? { reason: "unknown", detail, code: null, retryAfterSeconds: null } };
}

/** How hard a model is to think. Null, the model's own choice, also for a value that this version does not know. */
export function effortIn(column: string | null): Effort | null {
  const known = effort.safeParse(column);
  return known.success ? known.data : null;
}

const names = z.array(z.string());

/** Names of tools; an empty list for null and for an unknown shape. */
export function toolsIn(column: string | null): string[] {
  return jsonIn(column, names) ?? [];
}

export const toolsColumn = (tools: readonly string[]): string | null => (tools.length === 0 ? null : JSON.stringify(tools));

export function purposeIn(column: string): Receipt["purpose"] {
  const known = receipt.shape.purpose.safeParse(column);
  return known.success ? known.data : "unknown";
}

export function endIn(column: string): Receipt["end"] {
  const known = receipt.shape.end.safeParse(column);
  return known.success ? known.data : "unknown";
}

/** The basis of a figure; `estimated`, the least certain, for a value that this version does not know. */
export function basisIn(column: string): CostBasis {
  const known = costBasis.safeParse(column);
  return known.success ? known.data : "estimated";
}
