/** Continues an answer at a person's request, after its rounds of tools and the text that followed them. */
import type { Result } from "../../protocol/problem.ts";
import { costOf } from "../calls/ledger.ts";
import type { Caps, Prepared } from "../calls/prompt.ts";
import { toolsIn } from "../log/stored.ts";
import type { TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import { isLastRound } from "./loop.ts";
import { askedAgain } from "./next-round.ts";
import { offering } from "./offer.ts";
import { loopOf } from "./steps.ts";

export async function prepareContinuation(room: Room, turn: TurnRow, caps: Caps): Promise<Result<Prepared>> {
  const { sql, ports } = room;
  const offered = await offering(ports, undefined, toolsIn(turn.tools), turn.model);
  if (!offered.ok) return offered;
  const steps = turn.rounds === 0 ? [] : sql.stepsOf(turn.seq);
  return askedAgain(room, turn, steps, caps, { tools: offered.value.offer.tools, isLast: isLastRound(loopOf(turn, steps)) });
}

/** The most that a continued answer may cost in all: its cost so far plus the new limit. Without a new limit it has none. */
export function mostOfContinued(room: Room, turn: TurnRow, limit: number | undefined): number {
  if (limit === undefined) return Number.MAX_SAFE_INTEGER;
  return (costOf(room.sql.receiptsOf(turn.seq))?.costNanoUsd ?? 0) + limit;
}
