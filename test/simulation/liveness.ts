/** The end of a history: nothing goes wrong any more, and everything must come to rest and agree. */
import { compare } from "../../src/spend/compare.ts";
import type { StoredRow } from "../../src/spend/store.ts";
import { usdToNano, billedCost } from "../../src/models/money.ts";
import { rowsIn } from "./auditor.ts";
import type { Known, Person } from "./person.ts";
import { EMAIL, type Platform } from "./platform.ts";
import type { Tab } from "./tab.ts";

/** How long tabs may need to come to rest once nothing goes wrong. Milliseconds. */
const TABS_REST_MS = 400_000;
/** Longer than any log is awaited and any temporary conversation lives. Milliseconds. */
const IDLE_MS = 4 * 86_400_000;
const MOST_STEPS = 60_000;
/** Times a tab is compared before a difference counts. */
const COMPARISONS = 4;

export class Liveness {
  readonly #platform: Platform;
  readonly #person: Person;

  constructor(platform: Platform, person: Person) {
    this.#platform = platform;
    this.#person = person;
  }

  async run(): Promise<void> {
    const { world } = this.#platform;
    world.faults.areOver = true;
    for (const host of this.#platform.hosts) host.storage.failures = 0;
    if (!(await this.#until(TABS_REST_MS, () => !this.#person.isBusy && this.#person.tabs.every(isAtRest)))) {
      if (this.#person.isBusy) return world.fail("[I6] the person is not answered");
      const restless = this.#person.tabs.filter((tab) => !isAtRest(tab));
      return world.fail(`[I1] ${restless.map((tab) => `${tab.name} does not come to rest: ${stateOf(tab)}`).join("; ")}`);
    }
    for (const tab of this.#person.tabs) {
      let difference = await this.#differenceOf(tab);
      // Something may have been on its way.
      for (let tries = 1; difference !== null && tries < COMPARISONS; tries += 1) {
        await this.#until(TABS_REST_MS / COMPARISONS, () => false);
        difference = await this.#differenceOf(tab);
      }
      if (difference !== null) return world.fail(`[I1] ${tab.name} ${difference}`);
    }
    for (const tab of this.#person.tabs.splice(0)) {
      world.scheduler.current = tab;
      tab.close();
    }
    const asking = this.#platform.asking(this.#person, "");
    await this.#until(IDLE_MS, () => false);
    // By then no hold is trusted any more because it was asked for just now.
    world.scheduler.nowMs += 600_000;
    await this.#settled(asking.account("currentWallet", (account) => account.currentWallet()));
    await this.#until(IDLE_MS, () => false);
    if (world.scheduler.nextDueMs !== null) return world.fail("[I6] it does not come to rest");
    await this.#agree();
  }

  /** Runs until it is so, nothing waits, or the time is over. */
  async #until(ms: number, isSo: () => boolean): Promise<boolean> {
    const { world } = this.#platform;
    const endMs = world.nowMs + ms;
    for (let steps = 0; steps < MOST_STEPS && world.violation === null; steps += 1) {
      if (isSo()) return true;
      const dueMs = world.scheduler.nextDueMs;
      if (dueMs === null || dueMs > endMs) return isSo();
      await world.scheduler.step();
    }
    return isSo();
  }

  /** Runs until a call is answered. */
  async #settled<T>(call: Promise<T>): Promise<T | null> {
    let result: { value: T | null } | null = null;
    call.then(
      (value) => (result = { value }),
      () => (result = { value: null }),
    );
    await this.#until(TABS_REST_MS, () => result !== null);
    return result === null ? null : await call.catch(() => null);
  }

  /** [I1] A tab shows what storage holds, byte for byte; null: it does. */
  async #differenceOf(tab: Tab): Promise<string | null> {
    if (tab.live.getState().connection.status !== "live") return null;
    const asking = this.#platform.asking(this.#person, tab.chatId);
    const page = await this.#settled(asking.chat("messages", (object) => object.messages(null, 200)));
    if (page?.ok !== true) return null;
    const stored = new Map(page.value.messages.map((message) => [message.id, message]));
    const { path, head } = tab.live.getState();
    if (head !== page.value.head) return `has the head ${head}, storage ${page.value.head}`;
    for (const { id, text, status } of path) {
      const kept = stored.get(id);
      if (kept?.text !== text || kept.status !== status) return `shows ${id} ${status} ${text}, storage has ${kept?.status} ${kept?.text}`;
    }
    return null;
  }

  /** [I7] Receipts, sums, the wallet, D1 and what the calls really were agree. */
  async #agree(): Promise<void> {
    const { world, books, accountHost } = this.#platform;
    const asking = this.#platform.asking(this.#person, "");
    const account = await this.#settled(asking.account("audit", (object) => object.audit({ after: "", upTo: "~" })));
    if (account === null) return world.fail("the wallet cannot be asked");
    const rows = books.all("SELECT chat, day, model, seq, calls, cost_nano_usd AS costNanoUsd FROM spend WHERE person = ?", [EMAIL]);
    for (const chat of this.#person.known) {
      const audit = await this.#settled(this.#platform.asking(this.#person, chat.id).chat("audit", (object) => object.audit()));
      if (audit === null) return world.fail(`${chat.id} cannot be asked`);
      const of = <T extends { chat: string }>(all: readonly T[]): T[] => all.filter((row) => row.chat === chat.id);
      const findings = compare({
        owner: EMAIL,
        chatId: chat.id,
        chat: audit,
        rows: of(rows.map(storedRow)),
        listed: account.conversations.find(({ id }) => id === chat.id) ?? null,
        spent: of(account.spent),
        holds: of(account.holds),
      });
      for (const { what, expected, found } of findings.differences) world.fail(`[I7] ${chat.id}: ${what}: ${expected}, not ${found}`);
      for (const { what } of findings.waiting) world.fail(`[I7] ${chat.id}: ${what}`);
      for (const { runId } of findings.orphanedHolds) world.fail(`[I7] ${chat.id}: the hold of ${runId} stays`);
      this.#lookAtEnd(chat, audit.state);
    }
    if (account.wallet.heldNanoUsd !== 0) world.fail(`[I7] ${account.wallet.heldNanoUsd} are held for nothing`);
    if (accountHost.storage.durableAlarmMs !== null) world.fail("the person's object waits for an alarm for nothing");
  }

  #lookAtEnd(chat: Known, state: string): void {
    const { world, model } = this.#platform;
    const host = this.#platform.chatHost(chat.id);
    if (state === "leaving") world.fail(`[I10] ${chat.id} is still being deleted`);
    if (state !== "open") return this.#lookAtWords(chat);
    const rows = rowsIn(host);
    for (const { id, status } of rows<{ id: string; status: string }>("SELECT id, status FROM turn WHERE status IN ('running', 'queued')"))
      world.fail(`[I6] ${id} is ${status} for ever`);
    const receipts = rows<{ call_id: string; log_id: string | null; cost: number; basis: string; purpose: string }>(
      "SELECT call_id, log_id, cost, basis, purpose FROM receipt",
    );
    const made = model.calls.filter((call) => call.chat === chat.id);
    if (made.length > receipts.length) world.fail(`[I7] ${made.length} calls were made and ${receipts.length} booked`);
    for (const { call_id: id, log_id: logId, cost, basis } of receipts) {
      const call = logId === null ? undefined : model.byLog(logId);
      if (call === undefined || call.readableMs === null || call.hasOddLog) continue;
      const { neurons, usd } = model.costOf(call);
      const real = call.runId === null ? billedCost(neurons) : usdToNano(usd);
      if (basis === "estimated" || cost !== real) world.fail(`[I7] ${id} is booked with ${cost} (${basis}), and cost ${real}`);
    }
  }

  /** [I10] Of a conversation that is gone no word is left. */
  #lookAtWords({ id }: Known): void {
    const { world } = this.#platform;
    if (this.#platform.chatHost(id).hasTable("turn")) world.fail(`[I10] ${id} is gone, and its tables are there`);
    const search = this.#platform.host("SEARCH", EMAIL);
    if (!search.hasTable("chat")) return;
    const [left] = search.storage
      .exec<{ n: number }>("SELECT count(*) AS n FROM message JOIN chat ON chat.number = message.chat WHERE chat.id = ?", [id])
      .toArray();
    if ((left?.n ?? 0) > 0) world.fail(`[I10] the search index has ${left?.n} messages of ${id}`);
  }
}

const storedRow = (row: Record<string, unknown>): StoredRow => ({
  chat: String(row["chat"]),
  day: String(row["day"]),
  model: String(row["model"]),
  seq: Number(row["seq"]),
  calls: Number(row["calls"]),
  costNanoUsd: Number(row["costNanoUsd"]),
});

function isAtRest({ live }: Tab): boolean {
  const state = live.getState();
  if (state.connection.status === "ended") return true;
  // Its conversation was never made: the message that was to make it was refused.
  if (state.chat === null) return state.pending.every((message) => typeof message.state === "object");
  if (state.connection.status !== "live" || state.unanswered > 0) return false;
  return state.runningId === null && [...state.messages.values()].every(({ status }) => status !== "running" && status !== "queued");
}

function stateOf({ live }: Tab): string {
  const { connection, unanswered, runningId, pending, messages } = live.getState();
  const open = [...messages.values()].flatMap(({ id, status }) => (status === "running" || status === "queued" ? [`${id} ${status}`] : []));
  return JSON.stringify({ connection: connection.status, unanswered, runningId, pending: pending.length, open });
}
