import { describe, expect, test } from "vitest";
import { accept, apply } from "../../../../src/chat/answers/apply.ts";
import { newTurn } from "../../../../src/chat/answers/new-turn.ts";
import type { TurnRow } from "../../../../src/chat/log/tables.ts";
import type { Room } from "../../../../src/chat/room.ts";
import {
  NO_CURSOR,
  openingFrames,
  parseOpening,
  type Answering,
  type Cursor,
  type OpeningFrame,
} from "../../../../src/chat/tabs/opening.ts";
import { AT, endedCall, preparedIn, roomInMemory } from "./in-memory.ts";

const NOBODY: Answering = { live: null, runningId: null };

/** A question whose answer runs. */
function asked(room: Room, id: string): TurnRow {
  const placement = { parent: room.transcript.head, question: null, text: "What is tea?", files: null };
  const begun = newTurn({ id, cap: undefined, tools: [], atMs: AT }, placement, preparedIn(room, "What is tea?"), {
    status: "running",
    callId: `${id}-call`,
    heldNanoUsd: 500,
  });
  return room.atomically(() => accept(room, begun)).turn;
}

function answered(room: Room, turn: TurnRow, text: string): void {
  const said = { text, reasoning: "", firstTokenAt: AT, reasoningEndedAt: null };
  const end = { end: "done" as const, usage: null, problem: null, shortened: false };
  room.atomically(() => apply(room, turn, { type: "ended", end, said, call: endedCall(turn.seq, turn.call_id ?? "") }));
}

const runs = (turn: TurnRow, text: string): Answering => ({ live: { turn, text, reasoning: "" }, runningId: `${turn.id}.a` });
const open = (room: Room, runner: Answering, cursor: Partial<Cursor>): OpeningFrame[] =>
  openingFrames(room, runner, { ...NO_CURSOR, ...cursor }, 1);
const typesOf = (frames: readonly OpeningFrame[]): string[] => frames.map((frame) => (typeof frame === "string" ? frame : frame.type));

describe("opening a conversation", () => {
  test("[P10] [P12] without a cursor one snapshot brings everything, the running answer as the tabs have it", () => {
    const { room } = roomInMemory({}, () => ({ answerId: "m1.a", text: "Tea is", reasoning: "" }));
    const turn = asked(room, "m1");
    const frames = open(room, runs(turn, "Tea is"), {});
    expect(typesOf(frames)).toEqual(["snapshot"]);
    expect(frames[0]).toMatchObject({ running: "m1.a", messages: [{ id: "m1" }, { id: "m1.a", text: "Tea is", status: "running" }] });
  });

  test("[I5] [P12] [P13] a tab that comes back in the midst of an answer gets the rest of its text and nothing that it has", () => {
    const { room } = roomInMemory();
    const turn = asked(room, "m1");
    const reading = { answerId: "m1.a", text: "Tea".length, reasoning: 0 };
    expect(typesOf(open(room, runs(turn, "Tea is a leaf"), { seq: room.transcript.seq, reading }))).toEqual(["resumed", "t is a leaf"]);
    const whole = { ...reading, text: "Tea is a leaf".length };
    expect(typesOf(open(room, runs(turn, "Tea is a leaf"), { seq: room.transcript.seq, reading: whole }))).toEqual(["resumed"]);
  });

  test("[I5] [P19] [P22] what ended while it was away: the missing text, then the end with its cost", () => {
    const { room } = roomInMemory();
    const turn = asked(room, "m1");
    const cursor = { seq: room.transcript.seq, reading: { answerId: "m1.a", text: 3, reasoning: 0 } };
    answered(room, turn, "Tea is a leaf.");
    const frames = open(room, NOBODY, cursor);
    expect(typesOf(frames).slice(0, 3)).toEqual(["resumed", "t is a leaf.", "closed"]);
    expect(frames[2]).toMatchObject({ id: "m1.a", status: "done", length: 14, receipt: { calls: 1 } });
  });

  test("[P13] only the last frame with a place moves the tab there", () => {
    const { room } = roomInMemory();
    const first = asked(room, "m1");
    const cursor = { seq: room.transcript.seq, reading: { answerId: "m1.a", text: 0, reasoning: 0 } };
    answered(room, first, "Tea is a leaf.");
    asked(room, "m2");
    const places = open(room, NOBODY, cursor).flatMap((frame) => (typeof frame !== "string" && "seq" in frame ? [frame.seq] : []));
    expect(places.length).toBeGreaterThan(2);
    expect(places.at(-1)).toBe(room.transcript.seq);
    expect(new Set(places.slice(0, -1))).toEqual(new Set([cursor.seq]));
  });

  test("[I1] [P18] a tab that has seen more than storage has, as after a crash, gets the answer whole", () => {
    const { room } = roomInMemory({}, () => ({ answerId: "m1.a", text: "Tea", reasoning: "" }));
    const turn = asked(room, "m1");
    const reading = { answerId: "m1.a", text: 9, reasoning: 0 };
    const frames = open(room, runs(turn, "Tea"), { seq: room.transcript.seq, reading });
    expect(typesOf(frames)).toEqual(["resumed", "messages"]);
    expect(frames[1]).toMatchObject({ messages: [{ id: "m1" }, { id: "m1.a", text: "Tea" }] });
  });

  test("a cursor from a place that is not there, or that makes no sense, is no cursor", () => {
    const { room } = roomInMemory();
    expect(typesOf(open(room, NOBODY, { seq: 99 }))).toEqual(["snapshot"]);
    expect(parseOpening(new URL("https://tally.example/live?v=2&seq=-3"))).toMatchObject({ cursor: NO_CURSOR });
    expect(parseOpening(new URL("https://tally.example/live?v=0"))).toBe("too-old");
  });

  test("[I6] an alarm is set with the turn that runs", () => {
    const { room, alarms } = roomInMemory();
    const placement = { parent: 0, question: null, text: "What is tea?", files: null };
    const start = { status: "running" as const, callId: "call", heldNanoUsd: 500 };
    const begun = newTurn({ id: "m1", cap: undefined, tools: [], atMs: AT }, placement, preparedIn(room, "What is tea?"), start);
    room.atomically(() => accept(room, begun)).notify();
    expect(alarms).toEqual([AT + 6_000]);
  });

  test("[I7] storage that refuses a part of an answer's end keeps nothing of it: no text, no receipt, no sum", () => {
    const { room } = roomInMemory();
    const turn = asked(room, "m1");
    const place = room.transcript.seq;
    const said = { text: "Tea is a leaf.", reasoning: "", firstTokenAt: AT, reasoningEndedAt: null };
    const end = { end: "done" as const, usage: null, problem: null, shortened: false };
    const write = (): void => {
      apply(room, turn, { type: "ended", end, said, call: endedCall(turn.seq, "m1-call") });
      throw new Error("full");
    };
    expect(() => room.atomically(write)).toThrow("full");
    expect(room.sql.turn(turn.seq)).toMatchObject({ status: "running", answer: "" });
    expect(room.sql.receiptsOf(turn.seq)).toEqual([]);
    expect([room.books.costNanoUsd, room.transcript.seq]).toEqual([0, place]);
  });
});
