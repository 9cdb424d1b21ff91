/**
 * The next model call of an answer after a round of tools: its request, its hold, and whether money makes it the last one.
 */
import { worstCost } from "../../models/money.ts";
import type { Result } from "../../protocol/problem.ts";
import { costOf } from "../calls/ledger.ts";
import { prepareCall, type Caps, type Prepared } from "../calls/prompt.ts";
import { attachedFiles } from "../files/attached.ts";
import type { Reservations, Reserved } from "../calls/reservations.ts";
import { effortIn, toolsIn } from "../log/stored.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import type { ChatOffer } from "./offer.ts";
import { roundTurns } from "./request.ts";

/** The least that a round of tools adds to the next request (bytes), and the shortest answer then worth asking for (tokens). */
const ROUND_BYTES = 2_000;
const CLOSING_TOKENS = 64;

/** What an answer may still cost by its own limit and by its conversation's. Nano-dollars. */
export function capsOf(room: Room, turn: TurnRow): Caps {
  const most = turn.most ?? turn.cap;
  const spent = costOf(room.sql.receiptsOf(turn.seq))?.costNanoUsd ?? 0;
  return { message: most === null ? null : Math.max(0, most - spent), conversation: room.budget.leftOfCap() };
}

/** What must be left after a round to finish the answer in words. Nano-dollars. */
function closingNanoUsd({ model, upperInputTokens }: Prepared): number {
  return model.price === null ? 0 : worstCost(upperInputTokens + ROUND_BYTES, CLOSING_TOKENS, model.price);
}

/** The request that continues an answer after its rounds of tools and the text that followed them. */
export function askedAgain(room: Room, turn: TurnRow, steps: readonly StepRow[], caps: Caps, offer: ChatOffer): Result<Prepared> {
  const { sql, ports } = room;
  const { turns, rest } = roundTurns(turn, steps, ports.catalogue.find(turn.model)?.contextWindow ?? null);
  return prepareCall(room, turn.parent, sql.questionOf(turn) ?? "", turn.model, caps, {
    effort: effortIn(turn.effort),
    files: attachedFiles(sql, sql.filesOfQuestion(turn)),
    rounds: turns,
    offer,
    ...(rest.trim() === "" ? {} : { begun: rest }),
  });
}

/** The call with its tools, or without them where a limit leaves too little for another call after it. */
function prepareRound(room: Room, turn: TurnRow, offer: ChatOffer): Result<Prepared> {
  const steps = room.sql.stepsOf(turn.seq);
  const caps = capsOf(room, turn);
  const prepare = (isLast: boolean): Result<Prepared> => askedAgain(room, turn, steps, caps, { ...offer, isLast });
  if (offer.isLast) return prepare(true);
  const prepared = prepare(false);
  if (!prepared.ok) return prepared.failure.reason === "over-budget" ? prepare(true) : prepared;
  const left = Math.min(caps.message ?? Number.MAX_SAFE_INTEGER, caps.conversation ?? Number.MAX_SAFE_INTEGER);
  return left < prepared.value.leastNanoUsd + closingNanoUsd(prepared.value) ? prepare(true) : prepared;
}

/**
 * The call with its money held, without tools where the wallet has too little for another call after it.
 * @param isOver whether the answer has ended meanwhile. @returns null where it has; nothing is held then
 */
export async function fundedRound(
  room: Room,
  reservations: Reservations,
  turn: TurnRow,
  isLast: boolean,
  isOver: () => boolean,
): Promise<Result<Reserved> | null> {
  const tools = await room.ports.tools.offered(toolsIn(turn.tools));
  if (isOver() || room.isGone) return null;
  const prepared = prepareRound(room, turn, { tools, isLast });
  if (!prepared.ok) return prepared;
  const reserved = await reservations.reserve(prepared.value);
  if (isOver() || room.isGone) {
    if (reserved.ok) reservations.forgo(reserved.value.callId);
    return null;
  }
  if (!reserved.ok) return reserved;
  const { callId, heldNanoUsd, maxOutputTokens } = reserved.value;
  if (prepared.value.offer.isLast || !isWalletShort(prepared.value, heldNanoUsd)) return reserved;
  const last = prepareRound(room, turn, { tools, isLast: true });
  if (!last.ok) {
    reservations.forgo(callId);
    return last;
  }
  const most = Math.min(maxOutputTokens, last.value.maxOutputTokens);
  return { ok: true, value: { callId, heldNanoUsd, maxOutputTokens: most, prepared: last.value } };
}

/** Whether the wallet held all that was left, which is too little for another call after this one. */
function isWalletShort(prepared: Prepared, heldNanoUsd: number): boolean {
  return heldNanoUsd < prepared.worstNanoUsd && heldNanoUsd < prepared.leastNanoUsd + closingNanoUsd(prepared);
}
