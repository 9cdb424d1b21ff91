import { describe, expect, it } from "vitest";
import { publicWallet } from "../../../src/account/wallet.ts";
import { auditBooks, CHATS_PER_REQUEST, mapBounded, type AuditPorts } from "../../../src/spend/audit.ts";
import { compare, type Testimony } from "../../../src/spend/compare.ts";

const day = { day: "2026-11-23", model: "m", costNanoUsd: 70, calls: 2, seq: 9 };
const agreeing: Testimony = {
  owner: "a@b.c",
  chatId: "c1",
  chat: {
    state: "open",
    receiptsNanoUsd: 70,
    totalNanoUsd: 70,
    differences: [],
    days: [day],
    settledSeq: 9,
    flushedSeq: 9,
    openRuns: [],
    runningRuns: [],
  },
  rows: [{ chat: "c1", ...day }],
  listed: { id: "c1", deleted: 0, cost: 70, seq: 9 },
  spent: [{ period: "2026-11", chat: "c1", cost: 70, seq: 9 }],
  holds: [],
};
const open = agreeing.chat.state === "open" ? agreeing.chat : null;
const what = (testimony: Testimony): { differences: string[]; waiting: string[] } => {
  const { differences, waiting } = compare(testimony);
  return { differences: differences.map((one) => `${one.what}: ${one.expected}, ${one.found}`), waiting: waiting.map((one) => one.what) };
};

describe("the comparison of the books", () => {
  it("finds nothing where they agree", () => {
    expect(what(agreeing)).toEqual({ differences: [], waiting: [] });
  });

  it("tells rows that D1 was not told yet from rows that differ", () => {
    if (open === null) throw new Error("not open");
    expect(what({ ...agreeing, rows: [], chat: { ...open, flushedSeq: 8 } })).toEqual({
      differences: [],
      waiting: ["2026-11-23 m: not flushed yet"],
    });
    expect(what({ ...agreeing, rows: [] }).differences).toEqual(["D1 against the conversation, place in the log of 2026-11-23 m: 9, 0"]);
    expect(what({ ...agreeing, rows: [{ chat: "c1", ...day, costNanoUsd: 71 }] }).differences).toEqual([
      "D1 against the conversation, cost of 2026-11-23 m: 70, 71",
    ]);
    expect(what({ ...agreeing, rows: [...agreeing.rows, { chat: "c1", ...day, model: "n" }] }).differences).toHaveLength(1);
  });

  it("tells a wallet that was not told yet from one that differs", () => {
    if (open === null) throw new Error("not open");
    expect(what({ ...agreeing, spent: [] }).differences).toEqual(["the wallet against the conversation, 2026-11: 70, 0"]);
    expect(what({ ...agreeing, spent: [], chat: { ...open, settledSeq: 3 } })).toEqual({
      differences: [],
      waiting: ["2026-11: the wallet is not told yet"],
    });
  });

  it("holds D1 and wallet against each other once the conversation is gone", () => {
    const gone = { ...agreeing, chat: { state: "none" as const }, listed: { id: "c1", deleted: 1, cost: 70, seq: 9 } };
    expect(what(gone).differences).toEqual([]);
    expect(what({ ...gone, rows: [] }).differences).toEqual(["the wallet against D1, 2026-11, of a deleted conversation: 0, 70"]);
    expect(what({ ...gone, chat: { state: "leaving" }, rows: [] })).toEqual({
      differences: [],
      waiting: ["deleted, its numbers not flushed yet"],
    });
    expect(what({ ...agreeing, listed: gone.listed }).differences).toHaveLength(1);
  });

  it("names holds whose call runs no more, and calls that run without one", () => {
    if (open === null) throw new Error("not open");
    const hold = { run: "r1", chat: "c1", cost: 5, at: 0, freed: null, aside: null };
    expect(compare({ ...agreeing, holds: [hold] }).orphanedHolds).toEqual([{ chatId: "c1", owner: "a@b.c", runId: "r1", nanoUsd: 5 }]);
    expect(compare({ ...agreeing, holds: [hold], chat: { ...open, openRuns: ["r1"], runningRuns: ["r1"] } })).toEqual({
      differences: [],
      waiting: [],
      orphanedHolds: [],
    });
    expect(what({ ...agreeing, chat: { ...open, openRuns: ["r1"], runningRuns: ["r1"] } }).differences).toEqual([
      "a model call runs without a hold: 1, 0",
    ]);
  });
});

/** Conversations of the audit's test: a third is known to the person's object and to D1, a sixth to neither. */
const isKnown = (_id: string, index: number): boolean => index % 3 !== 0 || index % 2 === 0;

describe("the audit", () => {
  it("goes through more than one request can, each conversation once", async () => {
    const ids = Array.from({ length: (6 * (CHATS_PER_REQUEST + 30)) / 5 }, (_, index) => `c${String(index).padStart(4, "0")}`);
    const people = ["a@b.c", "d@e.f"];
    const asked: string[] = [];
    const wallet = publicWallet({ limitNanoUsd: 1, spentNanoUsd: 0, heldNanoUsd: 0 }, 0);
    const ports: AuditPorts = {
      people: async (after, limit) => people.filter((person) => person > after).slice(0, limit),
      known: async (_person, after, limit) => ids.filter((id, index) => id > after && index % 3 !== 0).slice(0, limit),
      stored: async (_person, { after, upTo }, limit) =>
        ids.filter((id, index) => id > after && id <= upTo && index % 2 === 0).slice(0, limit),
      account: async (_person, { after, upTo }) => {
        const inRange = ids.filter(isKnown).filter((id) => id > after && id <= upTo);
        const conversations = inRange.map((id) => ({ id, deleted: 1, cost: 0, seq: 0 }));
        expect(conversations.length).toBeLessThanOrEqual(CHATS_PER_REQUEST);
        return { spent: [], conversations, holds: [], monthNanoUsd: 0, wallet };
      },
      rows: async () => [],
      sumsOf: async () => [],
      sums: async () => [],
      chat: async (person, id) => {
        asked.push(`${person} ${id}`);
        return { state: "none" };
      },
    };
    let requests = 0;
    for (let next = null as Awaited<ReturnType<typeof auditBooks>>["next"], first = true; first || next !== null; first = false) {
      const report = await auditBooks(ports, next);
      expect(report.checkedChats).toBeLessThanOrEqual(CHATS_PER_REQUEST);
      next = report.next;
      requests += 1;
    }
    expect(requests).toBe(3);
    expect(asked.toSorted()).toEqual(people.flatMap((person) => ids.filter(isKnown).map((id) => `${person} ${id}`)));
  });

  it("asks at most so many at once, and keeps the order", async () => {
    let running = 0;
    let most = 0;
    const doubled = await mapBounded([1, 2, 3, 4, 5, 6, 7], 3, async (value) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return value * 2;
    });
    expect([doubled, most]).toEqual([[2, 4, 6, 8, 10, 12, 14], 3]);
  });
});
