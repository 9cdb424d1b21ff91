/** What a person's object pushes, and when not: sessions that ended, news that is old, tries that run out. */
import { describe, expect, test } from "vitest";
import { Pushes } from "../../../src/account/pushes/pushes.ts";
import { AccountSql } from "../../../src/account/sql.ts";
import type { PushPayload } from "../../../src/protocol/push.ts";
import { MAX_TRIES, STALE_AFTER_MS } from "../../../src/push/retry.ts";
import { vapidKeyIn } from "../../../src/push/vapid.ts";
import { Alarm } from "../../../src/storage/alarm.ts";
import { newVapidKey } from "../../../scripts/vapid-key.mjs";
import { PushBrowser } from "../../push-browser.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

const NOW_MS = Date.UTC(2026, 10, 27, 8);
const ENDPOINT = "https://fcm.googleapis.com/fcm/send/";

type Answer = number | "no answer";

async function world(answers: Answer[] = []) {
  const database = new NodeDatabase();
  const tables = new AccountSql(database);
  tables.migrate();
  const clock = { ms: NOW_MS };
  const alarms: number[] = [];
  const read: PushPayload[] = [];
  const requests: string[] = [];
  const browser = await PushBrowser.create();
  const key = vapidKeyIn(newVapidKey());
  if (key === null) throw new Error("no key");
  const fetchIt = async (url: string, init: RequestInit): Promise<Response> => {
    requests.push(url);
    const answer = answers.shift() ?? 201;
    if (answer === "no answer") throw new TypeError("the network is gone");
    read.push(JSON.parse(await browser.read(new Uint8Array(await new Response(init.body).arrayBuffer()))) as PushPayload);
    return new Response(null, { status: answer });
  };
  const alarm = new Alarm({ getAlarm: async () => null, setAlarm: async (ms) => void alarms.push(ms) });
  const pushes = new Pushes(database, alarm, {
    now: () => clock.ms,
    push: () => ({ key, fetch: fetchIt, allowsLoopback: false }),
    conversation: (id) => tables.conversation(id),
  });
  tables.insertConversation({
    id: "c1",
    title: "Tea",
    model: "m",
    created_at: NOW_MS,
    updated_at: NOW_MS,
    pinned: 0,
    archived: 0,
    temporary: 0,
    messages: 2,
    cost: 42,
    seq: 2,
    deleted: 0,
    simulated: 0,
    lesson: null,
    project: null,
    shelved_at: null,
  });
  const register = (name: string, untilMs: number | null = null) =>
    pushes.register({ id: name, endpoint: `${ENDPOINT}${name}`, ...browser.keys, origin: "https://chat.example.com", untilMs });
  const ended = (more: { atMs?: number; isShown?: boolean } = {}) =>
    pushes.answerEnded("c1", { end: "done", atMs: clock.ms, isShown: false, ...more });
  const waiting = () => database.exec("SELECT browser, tries, due_at FROM push_notice ORDER BY browser").toArray();
  return { pushes, clock, alarms, read, requests, register, ended, waiting, tables, database };
}

describe("an answer's end", () => {
  test("[P131] is told to whoever registered before it and whose session lasts, once", async () => {
    const { pushes, clock, read, requests, register, ended, waiting } = await world();
    register("lasts", NOW_MS + 10_000);
    register("ends", NOW_MS + 5);
    clock.ms += 10;
    const endedMs = clock.ms;
    clock.ms += 10;
    register("late");
    ended({ atMs: endedMs });
    await pushes.work();
    expect(requests).toEqual([`${ENDPOINT}lasts`]);
    expect(read).toEqual([{ chatId: "c1", title: "Tea", costNanoUsd: 42, simulated: false, end: "done" }]);
    expect(waiting()).toEqual([]);
    await pushes.work();
    expect(requests).toHaveLength(1);
    // The one whose session has ended went with the registration after it.
    expect(pushes.count()).toBe(2);
  });

  test("[P131] that is an hour old, or that a tab showed, is told to nobody, and writes no row", async () => {
    const { pushes, clock, register, ended } = await world();
    register("one");
    const before = pushes.rowsWritten;
    ended({ isShown: true });
    clock.ms += STALE_AFTER_MS + 1;
    ended({ atMs: NOW_MS });
    expect(pushes.rowsWritten).toBe(before);
  });

  test("[P134] is tried a bounded number of times, by alarm, and then left alone", async () => {
    const { pushes, clock, alarms, requests, register, ended, waiting } = await world([503, "no answer", 429, 500, 502, 503]);
    register("one");
    ended();
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      await pushes.work();
      expect(requests).toHaveLength(tries);
      const [notice] = waiting();
      if (tries === MAX_TRIES) expect(notice).toBeUndefined();
      else {
        expect(notice).toMatchObject({ tries });
        // Not before it is due.
        await pushes.work();
        expect(requests).toHaveLength(tries);
        clock.ms = Number(notice?.["due_at"]);
        expect(alarms.at(0)).toBeGreaterThan(NOW_MS);
      }
    }
  });

  test("[P134] a newer end takes the place of one that waits, and a try of the older one does not take it away", async () => {
    const { pushes, clock, register, ended, waiting } = await world([503]);
    register("one");
    ended();
    const sending = pushes.work();
    clock.ms += 5;
    ended();
    await sending;
    expect(waiting()).toMatchObject([{ tries: 0, due_at: clock.ms }]);
  });

  test("[I10] of a deleted conversation is not told", async () => {
    const { pushes, requests, register, ended, tables, waiting } = await world();
    register("one");
    ended();
    tables.updateConversation("c1", { deleted: 1, title: "" });
    await pushes.work();
    expect(requests).toEqual([]);
    expect(waiting()).toEqual([]);
    ended();
    pushes.forgetChat("c1");
    expect(waiting()).toEqual([]);
  });
});

test("[P130] a browser that says the same again writes nothing; a session that lasts longer is kept", async () => {
  const { pushes, register } = await world();
  expect(register("one", NOW_MS + 1_000)).toEqual({ created: true });
  const before = pushes.rowsWritten;
  expect(register("one", NOW_MS + 1_000)).toEqual({ created: false });
  expect(pushes.rowsWritten).toBe(before);
  expect(register("one", NOW_MS + 2_000)).toEqual({ created: false });
  expect(pushes.rowsWritten).toBe(before + 1);
  pushes.removeAll();
  expect(pushes.count()).toBe(0);
});
