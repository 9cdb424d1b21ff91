/** The row of a turn that begins, and how hard its model is to think. Pure. */
import type { Catalogue } from "../../models/catalogue.ts";
import type { Effort } from "../../protocol/commands.ts";
import type { Prepared } from "../calls/prompt.ts";
import { toolsColumn } from "../log/stored.ts";
import type { TurnRow } from "../log/tables.ts";
import type { NewTurn } from "../log/transcript.ts";

/**
 * Where a new turn goes and what it asks. `question`: the earlier turn that holds its question; null: its own row does.
 * `below`: the turn whose question it follows directly, in place of an answer; left out: it follows all of `parent`.
 */
export type Placement = {
  parent: number;
  question: TurnRow | null;
  below?: TurnRow;
  text: string;
  /** The column of the question's files. */
  files: string | null;
};

/** `queued`: it waits behind another answer. `running`: its money is held and its model is about to be asked. */
export type TurnStart = { status: "queued" } | { status: "running"; callId: string; heldNanoUsd: number };

export function newTurn(
  asking: { id: string; cap: number | undefined; tools: readonly string[]; atMs: number },
  placement: Placement,
  prepared: Prepared,
  start: TurnStart,
): NewTurn {
  const isRunning = start.status === "running";
  return {
    id: asking.id,
    parent: placement.parent,
    question: placement.question?.seq ?? null,
    text: placement.question === null ? placement.text : null,
    files: placement.question === null ? placement.files : null,
    model: prepared.model.id,
    created_at: asking.atMs,
    started_at: isRunning ? asking.atMs : null,
    finished_at: null,
    first_token_at: null,
    reasoning_ended_at: null,
    problem: null,
    shortened: 0,
    cap: asking.cap ?? null,
    log_id: null,
    run_id: null,
    prompt_tokens: prepared.likelyInputTokens,
    effort: prepared.effort,
    context_from: prepared.contextFrom,
    tools: toolsColumn(asking.tools),
    rounds: 0,
    most: null,
    status: start.status,
    call_id: isRunning ? start.callId : null,
    held: isRunning ? start.heldNanoUsd : 0,
  };
}

/** How hard a model is to think: the command's choice, else the conversation's; null where the model has no such option. */
export function effortFor(asked: Effort | null, ofChat: Effort | null, modelId: string, catalogue: Catalogue): Effort | null {
  if (asked !== null || ofChat === null) return asked;
  return catalogue.find(modelId)?.capabilities.includes("reasoning") === true ? ofChat : null;
}
