/**
 * What a socket is sent when it opens (invariant 5): the same code for a first load, a new tab during an answer, a reconnect,
 * and an answer that ended meanwhile. The cursor is in the socket's URL; the frames are exactly what the tab lacks.
 */
import { z } from "zod";
import { REASONING_TAG, TEXT_TAG, type ServerEvent } from "../../protocol/frames.ts";
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from "../../protocol/limits.ts";
import type { Room } from "../room.ts";
import type { Runner } from "../answers/runner.ts";
import { closedEvent } from "../answers/closed-event.ts";
import { costOf } from "../calls/ledger.ts";
import { stepsOf } from "../tools/steps.ts";
import { toolsIn } from "../log/stored.ts";
import type { TurnRow } from "../log/tables.ts";
import { answerIdOf } from "../log/transcript.ts";
import { stateOf } from "../views.ts";

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const query = z.object({
  v: count.optional(),
  seq: count.optional(),
  /** The answer this tab was reading, and how much of it it has: UTF-16 code units of text and of reasoning. */
  answer: z.string().max(110).optional(),
  text: count.optional(),
  reasoning: count.optional(),
  draft: count.optional(),
  files: count.optional(),
});

export type Cursor = {
  /** Last place in the log the tab knows; null: it knows nothing. */
  seq: number | null;
  reading: { answerId: string; text: number; reasoning: number } | null;
  draftVersion: number | null;
  attachedVersion: number | null;
};
export const NO_CURSOR: Cursor = { seq: null, reading: null, draftVersion: null, attachedVersion: null };

/** What a socket's URL says. `isNew`: its first message may make the conversation. */
export type Opening = { version: number; cursor: Cursor; isNew: boolean };

/** Reads a socket's URL. A malformed cursor counts as none, so that the tab gets a snapshot. */
export function parseOpening(url: URL): Opening | "too-old" {
  const version = Number(url.searchParams.get("v") ?? PROTOCOL_VERSION);
  if (version !== PROTOCOL_VERSION && version !== OLDEST_PROTOCOL_VERSION) return "too-old";
  const isNew = version === PROTOCOL_VERSION && url.searchParams.get("new") === "1";
  const parsed = query.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) return { version, cursor: NO_CURSOR, isNew };
  const { seq, answer, text, reasoning, draft, files } = parsed.data;
  return {
    version,
    isNew,
    cursor: {
      seq: seq ?? null,
      reading: answer === undefined ? null : { answerId: answer, text: text ?? 0, reasoning: reasoning ?? 0 },
      draftVersion: draft ?? null,
      attachedVersion: files ?? null,
    },
  };
}

/** An event, or a text frame that is already built. */
export type OpeningFrame = ServerEvent | string;

/** The part of the runner that an opening shows. */
export type Answering = Pick<Runner, "live" | "runningId">;

export function openingFrames(room: Room, runner: Answering, cursor: Cursor, tabs: number): OpeningFrame[] {
  return cursor.seq === null
    ? [snapshot(room, runner, tabs)]
    : atLastPlace(missing(room, runner, { ...cursor, seq: cursor.seq }, tabs), cursor.seq);
}

/**
 * Gives only the last frame the newest place in the log (P13). If the connection breaks between two frames, the tab's
 * cursor must still be the old one, or it would never ask for the rest.
 */
function atLastPlace(frames: readonly OpeningFrame[], cursorSeq: number): OpeningFrame[] {
  const last = frames.findLastIndex(hasSeq);
  return frames.map((frame, index) => (index < last && hasSeq(frame) ? { ...frame, seq: cursorSeq } : frame));
}

const hasSeq = (frame: OpeningFrame): frame is Extract<ServerEvent, { seq: number }> => typeof frame !== "string" && "seq" in frame;

function missing(room: Room, runner: Answering, cursor: Cursor & { seq: number }, tabs: number): OpeningFrame[] {
  const { transcript } = room;
  if (cursor.seq > transcript.seq) return [snapshot(room, runner, tabs)];
  const reading = cursor.reading;
  // The answer that the tab was receiving continues where its text ends; every other new or changed message is sent whole.
  const known = reading === null ? null : transcript.find(reading.answerId);
  const turns = cursor.seq === transcript.seq ? [] : transcript.since(cursor.seq, known?.turn.seq ?? null);
  if (turns === null || room.chat.corrected_seq > cursor.seq || room.chat.selected_at > cursor.seq) return [snapshot(room, runner, tabs)];
  const frames: OpeningFrame[] = [{ type: "resumed", seq: transcript.seq, tabs, compacting: room.compactingId }];
  const live = runner.live;
  const tail = (text: string, reasoning: string): void => {
    if (reading === null) return;
    if (reasoning.length > reading.reasoning) frames.push(REASONING_TAG + reasoning.slice(reading.reasoning));
    if (text.length > reading.text) frames.push(TEXT_TAG + text.slice(reading.text));
  };
  const isStillRunning = known !== null && live !== null && live.turn.seq === known.turn.seq;
  // A crash cut this answer while the tab was away: text the tab has beyond the cut may differ from what was stored later.
  const wasCut =
    known !== null && room.sql.receiptsOf(known.turn.seq).some((receipt) => receipt.end === "crashed" && receipt.changed > cursor.seq);
  const seesMore = isStillRunning && reading !== null && (reading.text > live.text.length || reading.reasoning > live.reasoning.length);
  // A tab with text of this call but without all of its reasoning may have received reasoning as text.
  const ownText = isStillRunning ? live.turn.answer.length : 0;
  const allReasoning = isStillRunning ? live.reasoning.length : (known?.turn.reasoning.length ?? 0);
  const mayMistake = reading !== null && reading.text > ownText && reading.reasoning < allReasoning;
  const isWhole = known !== null && (wasCut || seesMore || mayMistake);
  const steps = known === null || isWhole || known.turn.rounds === 0 ? [] : stepsOf(room.sql.stepsOf(known.turn.seq), cursor.seq);
  if (known !== null && steps.length > 0)
    frames.push({ type: "steps", seq: transcript.seq, id: answerIdOf(known.turn.id), steps, costNanoUsd: room.books.costNanoUsd });
  if (isWhole) {
    frames.push({
      type: "messages",
      seq: transcript.seq,
      messages: room.withLive(transcript.messages([known.turn])),
      // Another running answer is announced with its messages, because a tab without them could not place its text.
      ...(isStillRunning || turns.length === 0 ? { running: runner.runningId } : {}),
    });
  } else if (isStillRunning) tail(live.text, live.reasoning);
  else if (reading !== null && known !== null && known.turn.changed <= cursor.seq) tail(known.turn.answer, known.turn.reasoning);
  else if (reading !== null && known !== null) {
    tail(known.turn.answer, known.turn.reasoning);
    if (known.turn.status !== "running" && known.turn.status !== "queued") frames.push(closedEvent(room, known.turn));
  }
  const rest = turns.filter((turn) => turn.seq !== known?.turn.seq);
  if (turns.length > 0) {
    frames.push({
      type: "messages",
      seq: transcript.seq,
      messages: room.withLive(transcript.messages(rest)),
      head: transcript.headId(),
      running: runner.runningId,
    });
  }
  const shown = new Set(turns.map((turn) => turn.seq));
  const changed = cursor.seq === transcript.seq ? [] : room.sql.receiptsChangedAfter(transcript.recentFrom(), cursor.seq);
  // One frame for each message, and one for all calls without a message, however many receipts changed.
  for (const seq of new Set(changed.map((receipt) => receipt.turn))) {
    const turn = seq === 0 || shown.has(seq) ? null : room.sql.turn(seq);
    if (turn === null && seq !== 0) continue;
    frames.push({
      type: "cost",
      seq: transcript.seq,
      id: turn === null ? null : answerIdOf(turn.id),
      receipt: turn === null ? null : costOf(room.sql.receiptsOf(turn.seq)),
      costNanoUsd: room.books.costNanoUsd,
    });
  }
  // Without a given title the first question is the title, and no change of the conversation's row reports that one.
  const isTitleNew = room.chat.title === "" && (cursor.seq === 0 || (room.sql.firstTurn()?.seq ?? 0) > cursor.seq);
  if (room.chat.seq > cursor.seq || isTitleNew) {
    const { model, system, effort, cap: maxCostNanoUsd } = room.chat;
    frames.push({
      type: "chat",
      seq: transcript.seq,
      title: room.title,
      model,
      system,
      effort,
      maxCostNanoUsd,
      tools: toolsIn(room.chat.tools),
    });
  }
  if (cursor.draftVersion !== null && cursor.draftVersion !== room.chat.draft_version) {
    frames.push({ type: "draft", version: room.chat.draft_version, text: room.chat.draft });
  }
  if (cursor.attachedVersion !== null && cursor.attachedVersion !== room.chat.attached_version)
    frames.push({ type: "attached", version: room.chat.attached_version, files: room.unstored.attached() });
  return frames;
}

/** The first frame for a tab whose own message made the conversation: its one turn is known, so nothing is read. */
export function beginningFrame(room: Room, runner: Answering, first: TurnRow, tabs: number): ServerEvent {
  return snapshotOf(room, runner, tabs, { turns: [first], earlier: null, head: answerIdOf(first.id), isAll: true });
}

function snapshot(room: Room, runner: Answering, tabs: number): ServerEvent {
  const { transcript } = room;
  return snapshotOf(room, runner, tabs, { ...transcript.window(), head: transcript.headId(), isAll: false });
}

/** What a snapshot shows of the tree. `isAll`: it has no other turns. */
type Shown = { turns: TurnRow[]; earlier: string | null; head: string | null; isAll: boolean };

function snapshotOf(room: Room, runner: Answering, tabs: number, { turns, earlier, head, isAll }: Shown): ServerEvent {
  const { transcript, chat } = room;
  // The running answer may be on another branch than the selected one; its text frames still need their message.
  const live = runner.live;
  const shown = live !== null && !turns.some((turn) => turn.seq === live.turn.seq) ? [live.turn, ...turns] : turns;
  return {
    type: "snapshot",
    seq: transcript.seq,
    chat: stateOf(room),
    head,
    messages: room.withLive(transcript.messages(shown, isAll)),
    earlier,
    running: live === null ? null : answerIdOf(live.turn.id),
    compacting: room.compactingId,
    draft: chat.draft,
    draftVersion: chat.draft_version,
    attached: room.unstored.attached(),
    attachedVersion: chat.attached_version,
    tabs,
  };
}
