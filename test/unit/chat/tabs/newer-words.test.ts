/** A server that was rolled back finds words in its rows that it does not know. */
import { describe, expect, test } from "vitest";
import { accept, apply } from "../../../../src/chat/answers/apply.ts";
import { next } from "../../../../src/chat/answers/life.ts";
import { newTurn } from "../../../../src/chat/answers/new-turn.ts";
import { publicReceipt } from "../../../../src/chat/calls/ledger.ts";
import { prepareCall, NO_CAPS } from "../../../../src/chat/calls/prompt.ts";
import type { StepRow, TurnRow } from "../../../../src/chat/log/tables.ts";
import type { Room } from "../../../../src/chat/room.ts";
import { attachedFiles } from "../../../../src/chat/files/attached.ts";
import { NO_CURSOR, openingFrames } from "../../../../src/chat/tabs/opening.ts";
import { loopOf } from "../../../../src/chat/tools/steps.ts";
import { next as nextOfLoop } from "../../../../src/chat/tools/loop.ts";
import { serverEvent } from "../../../../src/protocol/frames.ts";
import { receipt } from "../../../../src/protocol/http.ts";
import { AT, endedCall, MODEL, preparedIn, roomInMemory } from "./in-memory.ts";

const FILE = "f".repeat(64);
const NOBODY = { live: null, runningId: null };
const STEP: StepRow = {
  turn: 1,
  ordinal: 1,
  round: 1,
  call: "call",
  tool: "web_search",
  title: "Search",
  arguments: "{}",
  status: "done",
  why: null,
  decided: null,
  result: "found",
  sources: null,
  sent_to: null,
  at: 0,
  thought: 0,
  started_at: AT,
  finished_at: AT,
  cost: 0,
  kept: null,
  changed: 3,
  effect: 0,
  mistake: 0,
  price: 0,
  simulated: 1,
};

function answered(room: Room): TurnRow {
  const placement = { parent: 0, question: null, text: "What is tea?", files: null };
  const start = { status: "running" as const, callId: "c", heldNanoUsd: 500 };
  const begun = newTurn({ id: "m1", cap: undefined, tools: [], atMs: AT }, placement, preparedIn(room, "What is tea?"), start);
  const turn = room.atomically(() => accept(room, begun)).turn;
  const said = { text: "A leaf.", reasoning: "", firstTokenAt: AT, reasoningEndedAt: null };
  const end = { end: "done" as const, usage: null, problem: null, shortened: false };
  room.atomically(() => apply(room, turn, { type: "ended", end, said, call: endedCall(turn.seq, "c") }));
  return turn;
}

/** Every column whose words are a list that may grow, each with one that is not on it. */
const NEWER: readonly string[] = [
  "UPDATE chat SET titled_by = 'committee', effort = 'ultra', tools = '{\"all\":true}', attached = '7'",
  `UPDATE turn SET status = 'paused', effort = 'ultra', imported = 'half', tools = '{}', files = '["${FILE}"]', rounds = 1`,
  'UPDATE turn SET problem = \'{"reason":"moon","detail":"The moon was full."}\', rating = \'{"verdict":"meh"}\'',
  "UPDATE turn SET summary = '{\"words\":3}', suggestions = '{\"list\":[]}'",
  "UPDATE receipt SET purpose = 'dream', \"end\" = 'evaporated', basis = 'guessed'",
  "UPDATE step SET status = 'postponed', sources = '{}', kept = '[]', decided = 'perhaps d1'",
  "UPDATE file SET kind = 'hologram', encoding = 'utf-99'",
];

describe("a conversation in which a newer version wrote", () => {
  const { room, database } = roomInMemory();
  const turn = answered(room);
  room.sql.insertStep(STEP);
  room.sql.insertFile({
    id: FILE,
    number: 1,
    name: "a.txt",
    type: "text/plain",
    kind: "text",
    bytes: 1,
    width: null,
    height: null,
    pages: null,
    encoding: "utf-8",
    added_at: AT,
  });
  for (const statement of NEWER) database.exec(statement);
  room.chat = room.sql.chat() ?? room.chat;

  test("[I14] opens, and everything in it is of the protocol's shapes, the unknown with a sentence", () => {
    const [snapshot] = openingFrames(room, NOBODY, NO_CURSOR, 1);
    expect(serverEvent.safeParse(snapshot).error).toBeUndefined();
    expect(snapshot).toMatchObject({
      chat: { effort: null, tools: [] },
      messages: [
        { id: "m1", text: "What is tea?", files: [{ kind: "document" }] },
        {
          text: "A leaf.",
          status: "interrupted",
          problem: { reason: "unknown", detail: "The moon was full." },
          steps: [{ status: "failed" }],
        },
      ],
    });
    for (const frame of openingFrames(room, NOBODY, { ...NO_CURSOR, seq: 0 }, 1))
      if (typeof frame !== "string") expect(serverEvent.safeParse(frame).error).toBeUndefined();
  });

  test("[I7] its receipts are shown and count", () => {
    const [row] = room.sql.receiptsOf(turn.seq);
    if (row === undefined) throw new Error("no receipt");
    const shown = publicReceipt(row, "m1.a");
    expect(receipt.safeParse(shown).error).toBeUndefined();
    expect(shown).toMatchObject({ purpose: "unknown", end: "unknown", basis: "estimated" });
    expect(room.budget.report([])).toMatchObject({ costNanoUsd: row.cost });
  });

  test("is asked on, with its files as far as they are understood", () => {
    const files = attachedFiles(room.sql, `["${FILE}"]`);
    expect(prepareCall(room, turn.seq, "And coffee?", MODEL.id, NO_CAPS, { effort: null, files }).ok).toBe(true);
  });

  test("[I6] nothing that is unknown is taken for something that runs or waits", () => {
    const stored = room.sql.turn(turn.seq);
    if (stored === null) throw new Error("no turn");
    expect(room.transcript.open()).toEqual([]);
    expect(next(stored, { type: "crashed", begun: { text: "", reasoning: "", tokens: 0 }, call: null }, AT)).toBeNull();
    const woken = nextOfLoop(loopOf(stored, room.sql.stepsOf(turn.seq)), { type: "woke" });
    expect(woken.effects).toEqual([{ do: "end", how: "interrupted" }]);
  });
});
