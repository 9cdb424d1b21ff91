/** A conversation's money between the wallet's word and the books, with a wallet of the test's own. */
import { describe, expect, test } from "vitest";
import { Reservations } from "../../../../src/chat/calls/reservations.ts";
import { Background } from "../../../../src/chat/extras/background.ts";
import type { Room } from "../../../../src/chat/room.ts";
import type { ChatReport, HoldAnswer, HoldRequest } from "../../../../src/protocol/wallet.ts";
import { MODEL, preparedIn, roomInMemory } from "../tabs/in-memory.ts";

const RULES = { allow: "", suggestions: true, lessons: [] };

/** A wallet that answers what it is told to, and remembers what it was asked. */
function walletOf(answers: (request: HoldRequest) => HoldAnswer | Promise<HoldAnswer>) {
  const holds: HoldRequest[] = [];
  const reports: ChatReport[] = [];
  let ids = 0;
  const { room, alarms } = roomInMemory({
    newId: () => `call${(ids += 1)}`,
    wallet: {
      hold: async (request) => {
        holds.push(request);
        return answers(request);
      },
      report: async (report) => void reports.push(report),
      startingWith: () => Promise.reject(new Error("not asked here")),
    },
  });
  return { room, alarms, holds, reports };
}
const grants = ({ worstNanoUsd }: HoldRequest): HoldAnswer => ({ granted: true, nanoUsd: worstNanoUsd, rules: RULES });
const refuses = (): HoldAnswer => ({ granted: false, why: "budget", remainingNanoUsd: 0, renewsAt: "" });

const TITLE = {
  purpose: "title" as const,
  model: MODEL,
  rate: { by: "tokens" as const, price: MODEL.price, likelyInputTokens: 400 },
};
const endsWith = (outputTokens: number) => ({
  how: "ended" as const,
  usage: { inputTokens: 380, cachedTokens: 0, outputTokens, neurons: null },
  seenOutputTokens: outputTokens,
  logId: null,
});
const receipts = (room: Room) => room.sql.receiptsOf(0).map(({ call_id, end, basis }) => ({ call_id, end, basis }));

describe("the money of an answer's call", () => {
  test("[I8] a call stands among those that hold money from the moment the wallet is asked, so that no report releases it", async () => {
    const answer = Promise.withResolvers<HoldAnswer>();
    const { room, reports } = walletOf(() => answer.promise);
    const reservations = new Reservations(room);
    const reserved = reservations.reserve(preparedIn(room, "What is tea?"));
    expect(reservations.isBusy).toBe(true);
    room.budget.notifyWallet();
    expect(reports.at(-1)?.openRuns).toEqual(["call1"]);
    answer.resolve({ granted: true, nanoUsd: 700, rules: RULES });
    expect(await reserved).toMatchObject({ ok: true, value: { callId: "call1", heldNanoUsd: 700 } });
    expect(room.budget.rules).toEqual(RULES);
    expect(room.budget.holds.nanoUsdOf("call1")).toBe(700);
  });

  test("what is refused holds nothing, and neither does what could not be asked", async () => {
    const { room } = walletOf(refuses);
    const reservations = new Reservations(room);
    expect(await reservations.reserve(preparedIn(room, "What is tea?"))).toMatchObject({ ok: false, failure: { reason: "over-budget" } });
    expect([reservations.isBusy, room.budget.holds.callIds]).toEqual([false, []]);
    const away = walletOf(() => Promise.reject(new Error("away")));
    const other = new Reservations(away.room);
    await expect(other.reserve(preparedIn(away.room, "What is tea?"))).rejects.toThrow("away");
    expect([other.isBusy, away.room.budget.holds.callIds]).toEqual([false, []]);
  });

  test("[I7] money goes back at once where storage fails, and where it is too late to begin", async () => {
    const { room, reports } = walletOf(grants);
    const reservations = new Reservations(room);
    await reservations.reserve(preparedIn(room, "What is tea?"));
    expect(() =>
      reservations.store("call1", () => {
        throw new Error("the disk is full");
      }),
    ).toThrow("the disk is full");
    expect([reservations.isBusy, reports.at(-1)?.openRuns]).toEqual([false, []]);
    await reservations.reserve(preparedIn(room, "What is tea?"));
    expect(reservations.store("call2", () => null)).toBeNull();
    expect([reservations.isBusy, reports.at(-1)?.openRuns]).toEqual([false, []]);
  });

  test("a report that was planned is not made where another was made before", async () => {
    const reports: ChatReport[] = [];
    const planned: (() => void)[] = [];
    const { room } = roomInMemory({
      wallet: {
        hold: async (request) => grants(request),
        report: async (report) => void reports.push(report),
        startingWith: () => Promise.reject(new Error("away")),
      },
      after: (_ms, callback) => {
        planned.push(callback);
        return () => void planned.splice(planned.indexOf(callback), 1);
      },
    });
    room.budget.notifyWalletIn(50);
    expect([reports.length, planned.length]).toEqual([0, 1]);
    await room.budget.reportNow();
    expect([reports.length, planned.length]).toEqual([1, 0]);
    room.budget.notifyWalletIn(50);
    planned[0]?.();
    expect([reports.length, planned.length]).toEqual([2, 0]);
    await room.budget.reportPlanned();
    expect(reports.length).toBe(2);
    room.budget.notifyWalletIn(50);
    await room.budget.reportPlanned();
    expect([reports.length, planned.length]).toEqual([3, 0]);
  });

  test("a wallet that cannot be told is told again by alarm", async () => {
    const { room, alarms } = roomInMemory({
      wallet: {
        hold: () => Promise.reject(new Error("away")),
        report: () => Promise.reject(new Error("away")),
        startingWith: () => Promise.reject(new Error("away")),
      },
    });
    room.budget.notifyWallet();
    await Promise.resolve();
    await Promise.resolve();
    expect(alarms).toEqual([room.ports.now() + 3_000]);
  });
});

describe("a conversation's own limit", () => {
  test("counts what background calls hold; to a background call also what the answer holds", async () => {
    const { room } = walletOf(grants);
    room.updateChat({ cap: 10_000_000 });
    room.budget.holds.keep("answer", 4_000_000);
    expect(room.budget.leftOfCap()).toBe(10_000_000);
    expect(room.budget.leftOfCap("background")).toBe(6_000_000);
    const reserved = await new Background(room).reserve(TITLE, 5_000_000, MODEL);
    expect(reserved.ok).toBe(true);
    expect([room.budget.leftOfCap(), room.budget.leftOfCap("background")]).toEqual([5_000_000, 1_000_000]);
    expect(await new Background(room).reserve(TITLE, 2_000_000, MODEL)).toMatchObject({ ok: false, failure: { reason: "over-budget" } });
  });
});

describe("a background call", () => {
  test("[I7] is booked before it leaves and again as it ended; then its hold goes", async () => {
    const { room, holds, reports, alarms } = walletOf(grants);
    const background = new Background(room);
    const reserved = await background.reserve(TITLE, 5_000, MODEL);
    if (!reserved.ok) throw new Error("refused");
    expect(holds).toMatchObject([{ runId: "call1", aside: true, worstNanoUsd: 5_000, leastNanoUsd: 5_000 }]);
    const during: unknown[] = [];
    let used = "";
    await background.make(
      reserved.value,
      async (opened) => {
        during.push(...receipts(room), room.budget.holds.callIds);
        opened("log");
        return { how: endsWith(9), text: "Tea" };
      },
      ({ text }, receipt) => (used = `${text} ${receipt.output_tokens}`),
    );
    expect(during).toEqual([{ call_id: "call1", end: "crashed", basis: "estimated" }, ["call1"]]);
    expect(used).toBe("Tea 9");
    expect(receipts(room)).toEqual([{ call_id: "call1", end: "done", basis: "listed" }]);
    expect(room.books.differences()).toEqual([]);
    expect(reports.at(-1)).toMatchObject({ openRuns: [], costNanoUsd: room.books.costNanoUsd });
    expect(alarms).toEqual([room.ports.now() + 3_000, room.ports.now() + 3_000]);
  });

  test("[I13] one of ours that throws leaves the receipt as if it were lost, and holds nothing", async () => {
    const { room, reports } = walletOf(grants);
    const background = new Background(room);
    const reserved = await background.reserve(TITLE, 5_000, MODEL);
    if (!reserved.ok) throw new Error("refused");
    const made = background.make(
      reserved.value,
      () => Promise.reject(new Error("a bug")),
      () => undefined,
    );
    await expect(made).rejects.toThrow("a bug");
    expect(receipts(room)).toEqual([{ call_id: "call1", end: "crashed", basis: "estimated" }]);
    expect(reports.at(-1)).toMatchObject({ openRuns: [], settling: [] });
  });

  test("[I10] nothing is booked once its conversation is gone", async () => {
    const { room, reports } = walletOf(grants);
    const background = new Background(room);
    const reserved = await background.reserve(TITLE, 5_000, MODEL);
    if (!reserved.ok) throw new Error("refused");
    let isUsed = false;
    await background.make(
      reserved.value,
      async () => {
        room.farewell();
        return { how: endsWith(9) };
      },
      () => (isUsed = true),
    );
    expect([isUsed, reports]).toEqual([false, []]);
    expect(await background.reserve(TITLE, 5_000, MODEL)).toEqual({ ok: false, failure: { reason: "not-found" } });
  });
});

describe("which holds must stay", () => {
  test("[I8] one whose call is booked stays until the wallet has heard of its cost, whoever asks meanwhile", async () => {
    const { room } = walletOf(grants);
    const received = Promise.withResolvers<void>();
    room.ports.wallet.report = () => received.promise;
    const background = new Background(room);
    const reserved = await background.reserve(TITLE, 5_000, MODEL);
    if (!reserved.ok) throw new Error("refused");
    expect(room.budget.withHolds()).toEqual(["call1"]);
    await background.make(
      reserved.value,
      async () => ({ how: endsWith(9) }),
      () => undefined,
    );
    expect(room.budget.holds.callIds).toEqual([]);
    expect(room.budget.withHolds()).toEqual(["call1"]);
    received.resolve();
    await received.promise;
    await Promise.resolve();
    expect(room.budget.withHolds()).toEqual([]);
  });
});
