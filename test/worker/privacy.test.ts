import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isAiService } from "../../src/models/binding.ts";
import { accountStub, ADMIN, alarm, ask, audit, breakD1, chatStub, crash, idle, mendD1, send, sleep, spendOf } from "./bookkeeping.ts";
import { call, json, newChat, stored, Tab } from "./tab.ts";

/** Words that stand nowhere else. One for each place where a person (or a model) can write. */
const CANARY = {
  message: "canarymessagezq",
  refused: "canaryrefusedzq",
  title: "canarytitlezq",
  system: "canarysystemzq",
  preference: "canarypreferencezq",
  draft: "canarydraftzq",
  edit: "canaryeditzq",
  branch: "canarybranchzq",
};
/** A piece of what the embedded AI answers to anything ordinary. */
const ANSWERED = "No model was asked";

const printed: string[] = [];
beforeEach(() => {
  for (const level of ["log", "info", "warn", "error", "debug", "trace"] as const) {
    vi.spyOn(console, level).mockImplementation((...values: unknown[]) => void printed.push(values.map(String).join(" ")));
  }
});
afterEach(() => vi.restoreAllMocks());

/** Which of the words stand in a text. */
const found = (text: string, words: readonly string[] = [...Object.values(CANARY), ANSWERED]): string[] =>
  words.filter((word) => text.includes(word));

function asText(value: unknown): string {
  if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Everything an object has stored: each row of each table, and its keys and values. */
function dump(stub: DurableObjectStub): Promise<string> {
  return runInDurableObject(stub, async (_object, state) => {
    const { sql } = state.storage;
    const names = sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'")
      .toArray()
      .map(({ name }) => name);
    const rows = names.flatMap((name) =>
      [...sql.exec(`SELECT * FROM "${name}"`).raw()].map((row) => `${name}: ${row.map(asText).join("|")}`),
    );
    const values = [...(await state.storage.list())].map(([key, value]) => `${key}: ${asText(value)}`);
    return [...rows, ...values].join("\n");
  });
}

async function dumpD1(): Promise<string> {
  const { results: tables } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const rows = await Promise.all(
    tables.map(async ({ name }) => `${name}: ${JSON.stringify((await env.DB.prepare(`SELECT * FROM "${name}"`).all()).results)}`),
  );
  return rows.join("\n");
}

/** The emulated gateway's rows of a conversation's calls. */
async function gatewayLog(as: string, chat: string): Promise<string[]> {
  const ids = await runInDurableObject(chatStub(as, chat), (_chat, state) =>
    state.storage.sql.exec<{ log_id: string }>("SELECT log_id FROM receipt WHERE log_id IS NOT NULL").toArray(),
  );
  // A call that a crash took with it may have no row yet.
  const ai: unknown = env.AI;
  if (!isAiService(ai)) throw new Error("no embedded AI");
  const rows = await Promise.all(ids.map(({ log_id }) => ai.findLog(log_id)));
  return rows.filter((row) => row !== null).map((row) => JSON.stringify(row));
}

/** A conversation in which something is written everywhere. */
async function write(as: string): Promise<{ chat: string; answers: number }> {
  await call("/api/me", { as, method: "PATCH", body: { preferences: { system: CANARY.preference, suggestions: true } } });
  const chat = await newChat({ title: CANARY.title, system: CANARY.system }, as);
  const tab = new Tab(chat, as);
  await tab.isLive();
  tab.live.setDraft(CANARY.draft);
  await ask(chat, as, `${CANARY.message} what do you cost?`);
  await alarm(as, chat);
  // A summary and follow-up questions are made of the words, and a summary holds some of them.
  const answerId = (await stored(chat, as)).messages.at(-1)?.id ?? "";
  await chatStub(as, chat).command({ type: "compact", id: "summed", model: "embedded/tally" });
  await tab.until(({ state }) => state.messages.get(answerId)?.summary !== undefined);
  await ask(chat, as, `${CANARY.refused} /gen fail=3036`);
  await ask(chat, as, `${CANARY.refused} /gen fail=400`);
  await ask(chat, as, `${CANARY.refused} /gen tokens=20 cut=5`);
  const question = (await stored(chat, as)).messages.find(({ text }) => text.includes(CANARY.message))?.id ?? "";
  await chatStub(as, chat).command({ type: "edit", id: "edited", messageId: question, text: `${CANARY.edit} /gen tokens=3` });
  await idle(chat, as);
  await ask(chat, as, `${CANARY.branch} /gen tokens=4`, { parentId: null });
  await send(chat, as, `${CANARY.branch} /gen tokens=4000 rate=200`);
  await sleep(1_300);
  await call(`/api/chats/${chat}/stop`, { as, body: {} });
  await idle(chat, as);
  await send(chat, as, `${CANARY.branch} /gen tokens=4000 rate=200`);
  await sleep(1_200);
  await crash(chatStub(as, chat));
  await idle(chat, as);
  // What is refused at the border says where, not what.
  const refusals = [
    await call(`/api/chats/${chat}/messages`, { as, body: { id: "bad id!", text: CANARY.message, [CANARY.message]: 1 } }),
    await call(`/api/chats/${chat}/messages`, { as, raw: `{"text":"${CANARY.message}"` }),
    await call("/api/estimate", { as, body: { chatId: chat, text: CANARY.message, model: CANARY.message } }),
  ];
  for (const refusal of refusals) expect(refusal.status).toBeGreaterThanOrEqual(400);
  tab.close();
  return { chat, answers: (await stored(chat, as)).messages.length };
}

describe("what anybody wrote", () => {
  it("[I11] stands in no log, not in D1, not in the gateway's log and on no page of an administrator", async () => {
    const as = "private@example.com";
    const { chat } = await write(as);
    await sleep(3_200);
    await alarm(as, chat);
    // The words are where they belong, so that not finding them elsewhere means something.
    expect(found(await dump(chatStub(as, chat))).toSorted()).toEqual(
      [CANARY.message, CANARY.refused, CANARY.title, CANARY.system, CANARY.edit, CANARY.branch, CANARY.draft, ANSWERED].toSorted(),
    );
    const d1 = await dumpD1();
    expect(d1).toContain(chat);
    expect(found(d1)).toEqual([]);
    const logs = await gatewayLog(as, chat);
    expect(logs.length).toBeGreaterThan(4);
    expect(found(logs.join("\n"))).toEqual([]);
    expect(logs.filter((row) => row.includes('"purpose":"summary"') || row.includes('"purpose":"suggestions"'))).toHaveLength(2);
    const pages = await Promise.all(
      ["spend", "people", `audit?person=${as}`, `people/${as}/budget`].map((path) =>
        json<unknown>(call(`/api/admin/${path}`, { as: ADMIN })),
      ),
    );
    expect(found(JSON.stringify(pages))).toEqual([]);
    expect(found(printed.join("\n"))).toEqual([]);
    expect((await audit(as)).differences).toEqual([]);
  });

  it("[I10] is gone from every store after deletion, and the numbers stay", async () => {
    const as = "leaver-of-privacy@example.com";
    const { chat } = await write(as);
    await alarm(as, chat);
    const spent = (await json<{ wallet: { spentNanoUsd: number } }>(call("/api/me", { as }))).wallet.spentNanoUsd;
    const deletion = await call(`/api/chats/${chat}`, { as, method: "DELETE" });
    expect(deletion.status).toBe(200);
    expect(found(await deletion.text())).toEqual([]);
    expect(found(await dump(chatStub(as, chat)))).toEqual([]);
    // A call whose log is not read yet keeps its numbers and its hold until it is booked, and no word (test/worker/deletion.test.ts).
    await expect
      .poll(
        async () => {
          await alarm(as, chat);
          return (await json<{ wallet: { heldNanoUsd: number } }>(call("/api/me", { as }))).wallet.heldNanoUsd;
        },
        { timeout: 60_000 },
      )
      .toBe(0);
    expect(found(await dump(chatStub(as, chat)))).toEqual([]);
    // The system prompt among the preferences is no part of the conversation.
    expect(found(await dump(accountStub(as)))).toEqual([CANARY.preference]);
    expect(found(await dumpD1())).toEqual([]);
    const { wallet } = await json<{ wallet: { spentNanoUsd: number; heldNanoUsd: number } }>(call("/api/me", { as }));
    expect(spent).toBeGreaterThan(0);
    const { totalNanoUsd } = await spendOf(as);
    expect([wallet.spentNanoUsd, wallet.heldNanoUsd]).toEqual([totalNanoUsd, 0]);
    const report = await audit(as);
    expect([report.differences, report.orphanedHolds]).toEqual([[], []]);
    expect(found(printed.join("\n"))).toEqual([]);
  });

  it("[I10] is gone at once also while D1 is down; the numbers follow when it is back", async () => {
    const as = "unlucky@example.com";
    const chat = await newChat({ title: CANARY.title }, as);
    await ask(chat, as, `${CANARY.message} /gen tokens=7`);
    await breakD1();
    expect((await call(`/api/chats/${chat}`, { as, method: "DELETE" })).status).toBe(200);
    const left = await dump(chatStub(as, chat));
    expect(found(left)).toEqual([]);
    await mendD1();
    expect((await audit(as)).waiting).toEqual([expect.objectContaining({ chatId: chat })]);
    await alarm(as, chat);
    expect(await dump(chatStub(as, chat))).toBe("");
    const report = await audit(as);
    expect([report.differences, report.waiting, report.checkedChats]).toEqual([[], [], 1]);
    expect(report.storedNanoUsd).toBeGreaterThan(0);
  });
});
