/** The list of a person's conversations over SQLite: the shelf and what was answered since, against a plain sort of all. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Budget } from "../../../src/account/budget.ts";
import { Lessons } from "../../../src/account/lessons.ts";
import { ChatList } from "../../../src/account/list.ts";
import { LiveList } from "../../../src/account/live-list.ts";
import { Projects } from "../../../src/account/projects/projects.ts";
import { AccountSql } from "../../../src/account/sql.ts";
import { addImported } from "../../../src/account/transfer.ts";
import { periodOf, withChange } from "../../../src/account/wallet.ts";
import type { ChatReport } from "../../../src/protocol/wallet.ts";
import { GroupCommit } from "../../../src/storage/group-commit.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

const DAY_MS = 86_400_000;

function person() {
  const clock = { nowMs: Date.UTC(2026, 0, 20) };
  const now = (): number => clock.nowMs;
  const database = new NodeDatabase();
  const tables = new AccountSql(database);
  tables.migrate();
  const list = new ChatList(tables, now);
  const projects = new Projects(database, now);
  const lessons = new Lessons(tables);
  const live = new LiveList({ hasListeners: false, send: () => undefined }, list, () => budget.wallet());
  const commits = new GroupCommit({ transactionSync: (run) => run(), sync: () => Promise.resolve() });
  const budget: Budget = new Budget(
    { tables, list, lessons, projects, live, commits },
    {
      now,
      defaultLimitNanoUsd: 1e12,
      rules: () => ({ allow: "", suggestions: false }),
      openRunsOf: () => Promise.resolve([]),
      answerEnded: () => undefined,
    },
  );
  return { clock, database, tables, list, budget };
}

type House = ReturnType<typeof person>;
type Deed =
  | { do: "answer"; chat: string; cost: number; late: boolean; simulated: boolean }
  | { do: "enter" | "pin" | "archive" | "delete"; chat: string }
  | { do: "wait"; days: number }
  | { do: "look" };

const chat = fc.constantFrom(...Array.from({ length: 12 }, (_, index) => `c${index}`));
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("answer" as const),
      chat,
      cost: fc.nat(5),
      late: fc.boolean(),
      simulated: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("enter" as const, "pin" as const, "archive" as const, "delete" as const), chat }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), days: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.constant({ do: "look" as const }) },
);

let seq = 0;

async function perform({ clock, tables, budget }: House, one: Deed): Promise<void> {
  switch (one.do) {
    case "answer": {
      const row = tables.conversation(one.chat);
      if (row?.deleted === 1) return;
      // A call of the day before, reported now, may be of the month before.
      const atMs = one.late ? clock.nowMs - DAY_MS : clock.nowMs;
      const report: ChatReport = {
        chatId: one.chat,
        seq: (seq += 1),
        title: one.chat,
        model: "m",
        createdAt: row?.created_at ?? atMs,
        updatedAt: Math.max(row?.updated_at ?? 0, atMs),
        temporary: false,
        messageCount: 2,
        costNanoUsd: one.cost,
        simulated: one.simulated,
        call: null,
        openRuns: [],
        settling: [],
        months: [{ period: periodOf(atMs), costNanoUsd: one.cost }],
        atMs: clock.nowMs,
      };
      clock.nowMs += 1000;
      return budget.report(report);
    }
    case "enter":
      addImported(tables, [
        {
          id: one.chat,
          title: one.chat,
          model: "m",
          createdAt: 5,
          updatedAt: clock.nowMs - 40 * DAY_MS,
          pinned: false,
          archived: false,
          messageCount: 1,
        },
      ]);
      return;
    case "pin":
    case "archive": {
      const row = tables.conversation(one.chat);
      if (row?.deleted !== 0) return;
      return tables.updateConversation(one.chat, one.do === "pin" ? { pinned: 1 - row.pinned } : { archived: 1 - row.archived });
    }
    case "delete":
      return tables.updateConversation(one.chat, { deleted: 1, title: "" });
    case "wait":
      clock.nowMs += one.days * DAY_MS;
      return;
    case "look":
      return;
  }
}

/** All pages of the list, one after the other. */
function listed({ list }: House, archived: boolean): string[] {
  const ids: string[] = [];
  for (let cursor: string | null = null, pages = 0; pages < 10; pages += 1) {
    const page: ReturnType<ChatList["page"]> = list.page({ archived, cursor, filter: "", project: null });
    ids.push(...(page?.chats.map(({ id }) => id) ?? []));
    cursor = page?.next ?? null;
    if (cursor === null) return ids;
  }
  throw new Error("the list does not end");
}

function sorted({ database }: House, archived: boolean): string[] {
  return database
    .exec<{ id: string }>(
      "SELECT id FROM conversation WHERE deleted = 0 AND archived = ? ORDER BY pinned DESC, updated_at DESC, id DESC",
      archived ? 1 : 0,
    )
    .toArray()
    .map(({ id }) => id);
}

describe("the list of conversations", () => {
  test("[I1] is sorted as all of it would be, whatever was answered, entered, pinned, archived or deleted in whichever month", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 60 }), async (deeds) => {
        const house = person();
        for (const one of deeds) {
          await perform(house, one);
          if (one.do !== "look") continue;
          for (const archived of [false, true]) expect(listed(house, archived)).toEqual(sorted(house, archived));
        }
        for (const archived of [false, true]) expect(listed(house, archived)).toEqual(sorted(house, archived));
      }),
      { numRuns: 150 },
    );
  });

  test("comes in pages from the shelf, and what an older version entered stands at its end", () => {
    const house = person();
    addImported(
      house.tables,
      Array.from({ length: 120 }, (_, index) => ({
        id: `i${index}`,
        title: "",
        model: "m",
        createdAt: 1,
        updatedAt: index + 1,
        pinned: index === 3,
        archived: false,
        messageCount: 1,
      })),
    );
    expect(listed(house, false)).toEqual(sorted(house, false));
    house.database.exec(
      `INSERT INTO conversation (id, title, model, created_at, updated_at, pinned, archived, temporary, messages, cost, seq, deleted)
       VALUES ('old', '', 'm', 1, 9000, 0, 0, 0, 1, 0, 0, 0)`,
    );
    expect(listed(house, false).at(-1)).toBe("old");
    house.clock.nowMs += 31 * DAY_MS;
    expect(listed(house, false)).toEqual(sorted(house, false));
  });

  test("reads its pages from the shelf, without sorting", () => {
    const { database } = person();
    const query = `EXPLAIN QUERY PLAN SELECT * FROM conversation INDEXED BY shelf
      WHERE deleted = 0 AND shelved_at IS NOT NULL AND archived = 0 AND (pinned, shelved_at, id) < (1, 5, 'a') ORDER BY pinned DESC, shelved_at DESC, id DESC`;
    const plan = database.exec<{ detail: string }>(query).toArray();
    expect(plan.map(({ detail }) => detail)).toEqual([
      "SEARCH conversation USING INDEX shelf (archived=? AND (pinned,shelved_at,id)<(?,?,?))",
    ]);
  });
});

describe("the wallet", () => {
  test("[I7] remembers the month's sum as its rows have it, report after report", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 60 }), async (deeds) => {
        const house = person();
        for (const one of deeds) {
          await perform(house, one);
          const { spentNanoUsd, simulated } = house.budget.wallet();
          const period = periodOf(house.clock.nowMs);
          expect({ spentNanoUsd, simulated }).toEqual({
            spentNanoUsd: house.tables.spentIn(period),
            simulated: house.tables.isSimulatedIn(period),
          });
        }
      }),
      { numRuns: 150 },
    );
  });

  test("sums anew where perhaps nothing real is left", () => {
    expect(withChange({ nanoUsd: 0, simulated: false }, 0, 5, false)).toEqual({ nanoUsd: 5, simulated: true });
    expect(withChange({ nanoUsd: 5, simulated: true }, 0, 2, true)).toEqual({ nanoUsd: 7, simulated: false });
    expect(withChange({ nanoUsd: 7, simulated: false }, 2, 0, true)).toBeNull();
    expect(withChange({ nanoUsd: 5, simulated: true }, 5, 0, false)).toEqual({ nanoUsd: 0, simulated: false });
  });
});
