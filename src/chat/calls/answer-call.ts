/** One answer's model call, from the request to its settlement: a new call, or one resumed after a crash. */
import { SPENT_TAG } from "../../protocol/frames.ts";
import { createReader, openModelCall } from "../../models/provider-client.ts";
import { resumeGatewayRun } from "../../models/gateway.ts";
import type { Wire } from "../../models/model.ts";
import { familyOf } from "../../models/tokens.ts";
import { stalledFor } from "../answers/answer-problems.ts";
import { apply } from "../answers/apply.ts";
import { base64Of } from "../files/attached.ts";
import { Generation } from "./generation.ts";
import { joinedReader, paragraph } from "./joint.ts";
import type { Prepared } from "./prompt.ts";
import { settleCrashed } from "../answers/recovery.ts";
import type { Room } from "../room.ts";
import { bookedOf, learnFrom, purposeOf, saidBy, type ReceiptModel, type Running } from "./running.ts";
import type { TurnRow } from "../log/tables.ts";
import { answerIdOf } from "../log/transcript.ts";
import type { Asked, Begun, GenerationEnd } from "./generation-types.ts";
import { awaitHeaders } from "./late-headers.ts";
import { endOfOpened, endOfUnopened, type CallEnd } from "./receipt.ts";
import { toolsIn } from "../log/stored.ts";
import type { ChatOffer } from "../tools/offer.ts";

/** Tries in all for a call that is refused, before its first token, because the model has no capacity. */
const TRIES_BEFORE_FIRST_TOKEN = 2;

/** Where a call's end goes. */
export type Outcome = {
  /** Settles the answer. @param write writes it and returns a function that notifies the tabs once that is durable */
  close(write: () => () => void): void;
  /** Settles a call that ended by requesting tools, and runs them. */
  enterRound(running: Running, asked: Asked, call: CallEnd): void;
};

/** @param firstOrdinal checkpoints of this call that storage has already */
export function runningOf(
  room: Room,
  turn: TurnRow,
  call: {
    model: ReceiptModel;
    likelyInputTokens: number;
    guessedInputTokens: number;
    maxOutputTokens?: number;
    costOfOutput(tokens: number): number;
    offer: ChatOffer | null;
  },
  maxOutputTokens: number,
  callId: string,
  begun: Begun,
  firstOrdinal: number,
): Running {
  const { ports, sql, audience } = room;
  const isMaxByMoney = maxOutputTokens < (call.maxOutputTokens ?? 0);
  let ordinal = firstOrdinal;
  const generation = new Generation(
    {
      now: ports.now,
      after: ports.after,
      send: (frame) => audience.text(frame),
      restated: () => room.announce([turn], { running: answerIdOf(turn.id) }),
      checkpoint: (segment) => {
        sql.insertSegment({ call_id: callId, ordinal, ...segment });
        ordinal += 1;
      },
      progress: (outputTokens) => audience.note(`${SPENT_TAG}${outputTokens} ${call.costOfOutput(outputTokens)}`),
    },
    {
      maxOutputTokens,
      isMaxByMoney,
      tokenizer: familyOf(call.model.id),
      mayCall: call.offer === null ? toolsIn(turn.tools).length > 0 : call.offer.tools.length > 0 && !call.offer.isLast,
      isFree: (call.model.price?.output ?? 0n) === 0n,
      ...ports.patienceWith(call.model),
    },
    begun,
  );
  const { model, likelyInputTokens, guessedInputTokens, offer } = call;
  return {
    turn,
    generation,
    callId,
    purpose: purposeOf(room, turn),
    offer,
    model,
    likelyInputTokens,
    guessedInputTokens,
  };
}

/** w 3: the turn, its receipt, the sums of its day and model. @returns what notifies the tabs once it is written */
function ended(room: Room, running: Running, end: GenerationEnd, how: CallEnd): () => void {
  const call = { booked: bookedOf(running), how };
  const applied = apply(room, running.turn, { type: "ended", end, said: saidBy(running), call });
  return () => {
    learnFrom(room, running, end);
    applied?.notify();
  };
}

/** Asks the model, and again where it has no capacity before its first word. */
export async function ask(room: Room, running: Running, prepared: Prepared, maxOutputTokens: number, outcome: Outcome): Promise<void> {
  const { ports, sql, chat } = room;
  const { generation, turn } = running;
  // Waiting for the response's headers counts as silence, too.
  const { firstByteMs } = ports.patienceWith(prepared.model);
  const callOff = ports.after(firstByteMs, () => generation.stop({ why: "stalled", problem: stalledFor(firstByteMs) }));
  for (let attempt = 1; ; attempt += 1) {
    const opened = await openModelCall(ports.ai, {
      model: prepared.model,
      messages: prepared.messages,
      maxOutputTokens,
      conversationId: chat.id,
      gatewayId: ports.gatewayId,
      metadata: { user: chat.owner, chat: chat.id },
      purpose: running.purpose,
      effort: prepared.effort,
      pictureBytes: (id) => base64Of(sql, id),
      offer: prepared.offer,
      signal: generation.signal,
    });
    if (room.isGone) return callOff();
    if (opened.ok) {
      callOff();
      // The log id is stored before the first token is sent, so that a crash cannot lose what the call cost.
      if (opened.logId !== null || opened.runId !== null) sql.updateTurn(turn.seq, { log_id: opened.logId, run_id: opened.runId });
      const isAfterTools = running.purpose === "answer";
      const end = await generation.run(opened.body, joinedReader(opened.reader, turn.answer, isAfterTools ? paragraph : undefined));
      const call = endOfOpened(end, opened, generation.tokens);
      if (end.asked === undefined) outcome.close(() => ended(room, running, end, call));
      else outcome.enterRound(running, end.asked, call);
      return;
    }
    const call = endOfUnopened(opened, generation.stopped?.end ?? "failed");
    const isRetry =
      call.how === "refused" && opened.problem.reason === "out-of-capacity" && attempt < TRIES_BEFORE_FIRST_TOKEN && !generation.isStopping;
    if (!isRetry) {
      callOff();
      const end: GenerationEnd = generation.stopped ?? { end: "failed", usage: null, problem: opened.problem, shortened: false };
      const { how } = opened;
      outcome.close(() => {
        const notify = ended(room, running, end, call);
        return () => {
          notify();
          if (how === "lost") awaitHeaders(room, turn.seq, running.callId, opened.late);
        };
      });
      return;
    }
    const booked = { ...bookedOf(running), callId: `${running.callId}.${attempt}` };
    room.atomically(() => apply(room, turn, { type: "refused", call: { booked, how: call } }));
  }
}

/** Reads the rest of a call that a crash interrupted. The gateway may take as long to respond as a model to its first word. */
export async function resume(
  room: Room,
  running: Running,
  run: { wire: Wire; runId: string; fromEvent: number },
  outcome: Outcome,
): Promise<void> {
  const { ports } = room;
  const { generation, turn } = running;
  const { firstByteMs } = ports.patienceWith(running.model);
  const callOff = ports.after(firstByteMs, () => generation.stop({ why: "stalled", problem: stalledFor(firstByteMs) }));
  const resumed = await resumeGatewayRun(ports.ai, ports.gatewayId, run.runId, run.fromEvent, generation.signal).finally(callOff);
  const stopped = generation.stopped;
  if (!resumed.ok && stopped?.end !== "stopped") return outcome.close(() => settleCrashed(room, turn));
  const end = resumed.ok ? await generation.run(resumed.body, createReader(run.wire)) : stopped;
  if (end === null || end === undefined) return;
  const call = endOfOpened(end, { logId: turn.log_id, cacheHit: false }, generation.tokens);
  if (end.asked === undefined) return outcome.close(() => ended(room, running, end, call));
  running.offer = { tools: await ports.tools.offered(toolsIn(turn.tools)), isLast: false };
  outcome.enterRound(running, end.asked, call);
}
