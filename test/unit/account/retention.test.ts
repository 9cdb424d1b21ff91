/** How long conversations are kept: what a person chooses, within what an administrator lets them. */
import { describe, expect, it, test } from "vitest";
import { PersonSettings } from "../../../src/account/person-settings.ts";
import { MAX_PER_SWEEP, nextSweep, sweep } from "../../../src/account/retention.ts";
import { AccountSql } from "../../../src/account/sql.ts";
import { retentionDaysIn } from "../../../src/settings.ts";
import { Alarm } from "../../../src/storage/alarm.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

const NOW_MS = Date.parse("2026-11-27T12:00:00Z");
const DAY_MS = 86_400_000;

const noAlarm = { getAlarm: () => Promise.resolve(null), setAlarm: () => Promise.resolve() };

function personWith(server: { retentionDays: number | null; retentionLimitDays: number | null }) {
  const tables = new AccountSql(new NodeDatabase());
  tables.migrate();
  return { tables, settings: new PersonSettings(tables, new Alarm(noAlarm), { now: () => NOW_MS, ...server }) };
}

function addChat(tables: AccountSql, id: string, ageDays: number, pinned: 0 | 1 = 0): void {
  const updated = NOW_MS - ageDays * DAY_MS;
  tables.insertConversation({
    id,
    title: "",
    model: "",
    created_at: updated,
    updated_at: updated,
    pinned,
    archived: 0,
    temporary: 0,
    messages: 2,
    cost: 0,
    seq: 0,
    deleted: 0,
    simulated: 0,
    lesson: null,
    project: null,
    shelved_at: null,
  });
}

async function swept({ tables, settings }: ReturnType<typeof personWith>): Promise<string[]> {
  const gone: string[] = [];
  await settings.sweep(new Set(), (id) => {
    tables.updateConversation(id, { deleted: 1 });
    gone.push(id);
    return Promise.resolve(true);
  });
  return gone;
}

test("[P67] nobody chooses longer than an administrator's limit, nor for good; shorter they may", () => {
  const { settings } = personWith({ retentionDays: null, retentionLimitDays: 90 });
  expect(settings.preferences().retentionDays).toBe(90);
  for (const retentionDays of [91, null])
    expect(settings.setPreferences({ retentionDays })).toMatchObject({ ok: false, failure: { reason: "invalid" } });
  expect(settings.setPreferences({ retentionDays: 30 })).toMatchObject({ ok: true, value: { retentionDays: 30 } });
  expect(settings.setPreferences({ theme: "dark" })).toMatchObject({ ok: true, value: { retentionDays: 30, theme: "dark" } });
});

test("[P67] what was chosen before there was a limit is held to it, and so is an administrator's own period", () => {
  const before = personWith({ retentionDays: null, retentionLimitDays: null });
  before.settings.setPreferences({ retentionDays: 365 });
  const after = new PersonSettings(before.tables, new Alarm(noAlarm), { now: () => NOW_MS, retentionDays: null, retentionLimitDays: 90 });
  expect(after.preferences().retentionDays).toBe(90);
  expect(personWith({ retentionDays: 365, retentionLimitDays: 90 }).settings.preferences().retentionDays).toBe(90);
});

test("pinned conversations stay within a person's own period, and go with an administrator's limit", async () => {
  for (const [retentionLimitDays, gone] of [
    [null, ["old"]],
    [60, ["pinned-older", "old"]],
  ] as const) {
    const person = personWith({ retentionDays: 30, retentionLimitDays });
    addChat(person.tables, "young", 29);
    addChat(person.tables, "old", 31);
    addChat(person.tables, "pinned-old", 31, 1);
    addChat(person.tables, "pinned-older", 61, 1);
    expect(await swept(person)).toEqual(gone);
  }
});

test("what one run does not take goes a minute later, not the next day", async () => {
  const person = personWith({ retentionDays: 30, retentionLimitDays: null });
  for (let number = 0; number < MAX_PER_SWEEP + 1; number += 1) addChat(person.tables, `c${number}`, 31);
  const run = async (): Promise<number | null> => {
    person.tables.setSweep(NOW_MS);
    await person.settings.sweepWhenDue(async () => (await swept(person)).length);
    return person.tables.person().sweep_at;
  };
  expect(await run()).toBe(NOW_MS + 60_000);
  expect(person.tables.counts().chats).toBe(1);
  expect(await run()).toBe(nextSweep(NOW_MS));
  expect(person.tables.counts().chats).toBe(0);
});

describe("retention", () => {
  it("deletes what is older, and goes on when one fails", async () => {
    const asked: number[] = [];
    const removed = await sweep({
      nowMs: 10 * 86_400_000,
      days: 3,
      limitDays: 8,
      unchangedSince: (ms, pinnedMs) => {
        asked.push(ms, pinnedMs ?? 0);
        return [{ id: "a" }, { id: "b" }, { id: "c" }];
      },
      remove: (id) => (id === "b" ? Promise.reject(new Error("busy")) : Promise.resolve(id === "a")),
    });
    expect([removed, asked]).toEqual([1, [7 * 86_400_000, 2 * 86_400_000]]);
  });

  it.each([
    ["365", 365],
    ["1", 1],
    ["3650", 3_650],
    ["0", null],
    ["3651", null],
    ["12.5", null],
    ["-1", null],
    ["", null],
    [" 30", null],
  ])("the setting %j is %j days", (text, days) => {
    expect(retentionDaysIn(text)).toBe(days);
  });
});
