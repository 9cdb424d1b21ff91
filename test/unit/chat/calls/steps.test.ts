/** A step of a tool with a price on its way: its money, its beginning, its call, with a wallet and tools of the test's own. */
import { describe, expect, test, vi } from "vitest";
import { accept } from "../../../../src/chat/answers/apply.ts";
import { newTurn } from "../../../../src/chat/answers/new-turn.ts";
import type { StepRow, TurnRow } from "../../../../src/chat/log/tables.ts";
import type { Room } from "../../../../src/chat/room.ts";
import { Runs } from "../../../../src/chat/tools/runs.ts";
import { next } from "../../../../src/chat/tools/step-life.ts";
import type { OfferedTool } from "../../../../src/tools/tool.ts";
import { AT, preparedIn, roomInMemory } from "../tabs/in-memory.ts";

const SEARCH: OfferedTool = {
  name: "web_search",
  title: "Search the web",
  description: "",
  schema: {},
  hasEffect: false,
  server: null,
  host: null,
  priceNanoUsd: 250_000,
  simulated: true,
  sends: "query",
  policy: "always",
  changed: false,
};
const STEP: StepRow = {
  turn: 1,
  ordinal: 1,
  round: 1,
  call: "call",
  tool: "web_search",
  title: "Search the web",
  arguments: "{}",
  status: "ready",
  why: null,
  decided: null,
  result: null,
  sources: null,
  sent_to: null,
  at: 0,
  thought: 0,
  started_at: AT,
  finished_at: null,
  cost: 0,
  kept: null,
  changed: 0,
  effect: 0,
  mistake: 0,
  price: 250_000,
  simulated: 1,
};

function world(granted: Promise<boolean>) {
  const run = vi.fn(async () => ({ ok: true as const, text: "found", sources: [] }));
  const { room } = roomInMemory({
    tools: { offered: async () => [SEARCH], run, allow: async () => undefined },
    wallet: {
      hold: async ({ worstNanoUsd }) =>
        (await granted)
          ? { granted: true, nanoUsd: worstNanoUsd, rules: { allow: "", suggestions: false, lessons: [] } }
          : { granted: false, why: "budget", remainingNanoUsd: 0, renewsAt: "" },
      report: async () => undefined,
      startingWith: async () => ({ model: null, system: "", effort: null }),
    },
  });
  return { room, runs: new Runs(room), run, begin: vi.fn(), turn: turnIn(room) };
}

function turnIn(room: Room): TurnRow {
  const placement = { parent: 0, question: null, text: "What is tea?", files: null };
  const start = { status: "running" as const, callId: "answer", heldNanoUsd: 500 };
  const begun = newTurn({ id: "m1", cap: undefined, tools: [], atMs: AT }, placement, preparedIn(room, "What is tea?"), start);
  return room.atomically(() => accept(room, begun)).turn;
}

describe("a step on its way", () => {
  test("[I7] [I8] is begun when its money is held, and not before: what a crash finds begun was held", async () => {
    const granted = Promise.withResolvers<boolean>();
    const { room, runs, run, begin, turn } = world(granted.promise);
    const ran = runs.run(turn, STEP, begin);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect([begin.mock.calls.length, run.mock.calls.length]).toEqual([0, 0]);
    expect(room.budget.holds.callIds).toEqual(["c1.1.1"]);
    granted.resolve(true);
    const outcome = await ran;
    if (outcome === null) throw new Error("called off");
    expect(outcome).toMatchObject({ isOk: true, call: { how: "answered" } });
    expect(next({ ...STEP, status: "running" }, "c1.1.1", { type: "finished", outcome }, AT)?.receipt).toMatchObject({
      cost: 250_000,
      end: "done",
    });
    expect(begin.mock.invocationCallOrder[0]).toBeLessThan(run.mock.invocationCallOrder[0] ?? 0);
    // Until it is stored.
    expect(room.budget.holds.callIds).toEqual(["c1.1.1"]);
    runs.settled(STEP);
    expect(room.budget.holds.callIds).toEqual([]);
  });

  test("[I6] [I7] that is called off while its money is asked for holds none afterwards", async () => {
    const granted = Promise.withResolvers<boolean>();
    const { room, runs, run, begin, turn } = world(granted.promise);
    const ran = runs.run(turn, STEP, begin);
    await new Promise((resolve) => setTimeout(resolve, 0));
    runs.abort();
    granted.resolve(true);
    expect(await ran).toBeNull();
    expect([room.budget.holds.callIds, begin.mock.calls.length, run.mock.calls.length]).toEqual([[], 0, 0]);
  });

  test("[I7] [I8] whose money nobody has is not begun, not asked for and not booked", async () => {
    const { runs, run, begin, turn } = world(Promise.resolve(false));
    expect(await runs.run(turn, STEP, begin)).toMatchObject({ isOk: false, call: null, isMoneyShort: true });
    expect([begin.mock.calls.length, run.mock.calls.length]).toEqual([0, 0]);
  });

  test("[I7] [I8] whose beginning storage refuses is not asked for and costs nothing", async () => {
    const { runs, run, turn } = world(Promise.resolve(true));
    const outcome = await runs.run(turn, STEP, () => {
      throw new Error("storage is full");
    });
    expect(outcome).toMatchObject({ isOk: false, call: null });
    expect(run).not.toHaveBeenCalled();
  });
});
