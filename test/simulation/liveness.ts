/** The end of a history: nothing goes wrong any more, and everything must come to rest and agree. */
import { compare } from "../../src/spend/compare.ts";
import { DAYS_AGAINST_MONTHS, DAYS_AGAINST_TOTALS, OWN_DIFFERENCES, ROWS_AGAINST_TOTALS } from "../../src/spend/sql.ts";
import type { StoredRow } from "../../src/spend/store.ts";
import { usdToNano, billedCost } from "../../src/models/money.ts";
import { rowsIn } from "./rows.ts";
import type { ObjectHost } from "./objects.ts";
import type { Known, Person } from "./person.ts";
import { EMAIL, type Platform } from "./platform.ts";
import type { Tab } from "./tab.ts";
import { filesDifferenceAtEnd, orphanParts } from "./uploading.ts";
import { SEARCH } from "./web.ts";

/** How long tabs may need to come to rest once nothing goes wrong. Milliseconds. */
const TABS_REST_MS = 400_000;
/** Longer than any log is awaited and any temporary conversation lives. Milliseconds. */
const IDLE_MS = 4 * 86_400_000;
const MOST_STEPS = 60_000;
/** More than an answer has rounds, for a queue of answers. */
const MOST_DECISIONS = 60;
/** By then whoever holds money for an answer that waits has heard that it waits. Milliseconds. */
const WAITING_MS = 300_000;
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
    if (!(await this.#rests())) {
      if (this.#person.isBusy) return world.fail("[I6] the person is not answered");
      const restless = this.#person.tabs.filter((tab) => !isAtRest(tab));
      return world.fail(`[I1] ${restless.map((tab) => `${tab.name} does not come to rest: ${stateOf(tab)}`).join("; ")}`);
    }
    for (const tab of this.#person.tabs) {
      if (!isAtRest(tab)) await this.#rests();
      let difference = await this.#differenceOf(tab);
      // Something may have been on its way.
      for (let tries = 1; difference !== null && tries < COMPARISONS; tries += 1) {
        await this.#until(TABS_REST_MS / COMPARISONS, () => false);
        await this.#rests();
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
    // A step may have come to wait when nobody looked any more.
    for (let decisions = 0; decisions < MOST_DECISIONS && this.#waiting.length > 0; decisions += 1) {
      this.#person.decideAll();
      await this.#until(IDLE_MS, () => false);
    }
    // By then no hold is trusted any more because it was asked for just now.
    world.scheduler.nowMs += 600_000;
    await this.#settled(asking.account("currentWallet", (account) => account.currentWallet()));
    await this.#until(IDLE_MS, () => false);
    await this.#uploadAgain();
    if (world.scheduler.nextDueMs !== null) return world.fail("[I6] it does not come to rest");
    await this.#agree();
  }

  /** What a crash left of uploads goes with the next one. */
  async #uploadAgain(): Promise<void> {
    for (const chat of this.#person.known) {
      if (orphanParts(this.#platform.chatHost(chat.id)) === 0) continue;
      await this.#settled(this.#person.uploading.send(chat, 0, { isText: true, isForComposer: false }));
    }
    await this.#until(IDLE_MS, () => false);
  }

  /** Runs until all is at rest, deciding on whatever step waits for it. */
  async #rests(): Promise<boolean> {
    const isAllAtRest = (): boolean => !this.#person.isBusy && this.#person.tabs.every(isAtRest);
    for (let decisions = 0; decisions < MOST_DECISIONS; decisions += 1) {
      const { length: calls } = this.#platform.model.calls;
      await this.#until(TABS_REST_MS, () => isAllAtRest() || (!this.#person.isBusy && this.#waiting.length > 0));
      const waiting = this.#waiting;
      // Answers with tools may have many rounds before them.
      if (waiting.length === 0 && !isAllAtRest() && this.#platform.model.calls.length > calls) continue;
      if (waiting.length === 0 || this.#platform.world.violation !== null) return isAllAtRest();
      await this.#until(WAITING_MS, () => false);
      // A hold that was asked for by an object that died is found out when somebody looks.
      await this.#settled(this.#platform.asking(this.#person, "").account("currentWallet", (account) => account.currentWallet()));
      this.#lookAtWaiting(waiting);
      this.#person.decideAll();
      await this.#until(TABS_REST_MS, () => !this.#person.isBusy);
    }
    return isAllAtRest();
  }

  /** Conversations with an answer that waits for a decision, and in which no step runs. */
  get #waiting(): ObjectHost[] {
    return this.#platform.hosts.filter((host) => {
      if (!host.name.startsWith("CHAT ") || !host.hasTable("step")) return false;
      const [steps] = rowsIn(host)<{ waiting: number; running: number }>(
        "SELECT ifnull(sum(step.status = 'waiting'), 0) AS waiting, ifnull(sum(step.status IN ('running', 'ready')), 0) AS running " +
          "FROM turn JOIN step ON step.turn = turn.seq WHERE turn.status = 'running'",
      );
      return steps !== undefined && steps.waiting > 0 && steps.running === 0;
    });
  }

  /** [I8] Nothing is held for an answer whose step waits. */
  #lookAtWaiting(waiting: readonly ObjectHost[]): void {
    const still = new Set(this.#waiting);
    for (const host of waiting.filter((one) => still.has(one))) {
      const chat = host.name.slice(host.name.lastIndexOf("/") + 1);
      const held = rowsIn(this.#platform.accountHost)<{ run: string; chat: string }>(
        "SELECT run, chat FROM hold WHERE freed IS NULL AND aside IS NULL",
      ).filter((hold) => hold.chat === chat);
      for (const { run } of held) this.#platform.world.fail(`[I8] ${run} is held while a step of ${chat} waits`);
    }
  }

  /** [I6, I13] Each step is over and says what was done, and what was done and costs is booked. */
  #lookAtSteps(chat: Known): void {
    const { world, web } = this.#platform;
    const rows = rowsIn(this.#platform.chatHost(chat.id));
    const steps = rows<{ turn: number; ordinal: number; tool: string; status: string; arguments: string; booked: number }>(
      "SELECT turn, ordinal, tool, status, arguments, EXISTS (SELECT 1 FROM receipt WHERE receipt.turn = step.turn " +
        "AND purpose = 'tool' AND cost > 0 AND call_id LIKE '%.' || step.turn || '.' || step.ordinal) AS booked FROM step",
    );
    for (const { turn, ordinal, tool, status, arguments: written, booked } of steps) {
      const name = `step ${ordinal} of ${turn} in ${chat.id}`;
      if (status !== "done" && status !== "denied" && status !== "failed") world.fail(`[I6] ${name} is ${status} for ever`);
      const [key = ""] = /s\d+_\d+/.exec(written) ?? [];
      const times = (tool === SEARCH ? web.searches : web.notes).get(key) ?? 0;
      if (key === "") continue;
      if (status === "done" && times !== 1) world.fail(`[I6] ${name} is done, and was done ${times} times`);
      if (status === "denied" && times !== 0) world.fail(`[I6] ${name} was denied, and done`);
      if (tool === SEARCH && times > 0 && booked === 0) world.fail(`[I13] ${name} was done and is not booked`);
    }
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
    const { path, head, chat, attached } = tab.live.getState();
    const view = await this.#settled(asking.chat("view", (object) => object.view()));
    if (view?.ok === true && chat?.title !== view.value.title) return `is titled ${chat?.title}, storage ${view.value.title}`;
    const [row] = rowsIn(this.#platform.chatHost(tab.chatId))<{ attached: string | null }>("SELECT attached FROM chat");
    const shown = JSON.stringify(attached.files.map(({ id }) => id));
    if (row !== undefined && shown !== (row.attached ?? "[]")) return `has the files ${shown} in its composer, storage ${row.attached}`;
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
    for (const query of [OWN_DIFFERENCES, ROWS_AGAINST_TOTALS, DAYS_AGAINST_TOTALS, DAYS_AGAINST_MONTHS])
      for (const wrong of books.all(query, query === OWN_DIFFERENCES ? [EMAIL] : ["2000-01-01", "2100-01-01"]))
        world.fail(`[I7] a sum in D1 is not that of its rows: ${JSON.stringify(wrong)}`);
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
      if (chat.isImported && audit.state === "open" && !account.conversations.some(({ id, deleted }) => id === chat.id && deleted === 0))
        world.fail(`[I10] ${chat.id} was imported, and no list has it`);
      this.#lookAtEnd(chat, audit.state);
    }
    if (account.wallet.heldNanoUsd !== 0) world.fail(`[I7] ${account.wallet.heldNanoUsd} are held for nothing`);
    if (accountHost.storage.durableAlarmMs !== null) world.fail("the person's object waits for an alarm for nothing");
  }

  #lookAtEnd(chat: Known, state: string): void {
    this.#lookAtShares(chat, state);
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
    this.#lookAtSteps(chat);
    this.#lookAtIndex(chat);
    const wrong = filesDifferenceAtEnd(host);
    if (wrong !== null) world.fail(`[I6] ${chat.id} ${wrong}`);
    const difference = chat.isImported ? this.#person.importing.differenceOf(chat.id) : null;
    if (difference !== null) world.fail(`[I6] ${chat.id}, which was imported, ${difference}`);
    const made = model.calls.filter((call) => call.chat === chat.id);
    const booked = receipts.filter(({ purpose }) => purpose !== "tool").length;
    if (made.length > booked) world.fail(`[I7] ${made.length} calls were made and ${booked} booked`);
    for (const { call_id: id, log_id: logId, cost, basis } of receipts) {
      const call = logId === null ? undefined : model.byLog(logId);
      if (call === undefined || call.readableMs === null || call.hasOddLog) continue;
      const { neurons, usd } = model.costOf(call);
      const real = call.runId === null ? billedCost(neurons) : usdToNano(usd);
      if (basis === "estimated" || cost !== real) world.fail(`[I7] ${id} is booked with ${cost} (${basis}), and cost ${real}`);
    }
  }

  /** [I9, I10] The directory leads where a link is open, and nowhere else. */
  #lookAtShares(chat: Known, state: string): void {
    const { world, books, chatHost } = {
      world: this.#platform.world,
      books: this.#platform.books,
      chatHost: this.#platform.chatHost(chat.id),
    };
    const listed = books.all("SELECT id FROM share WHERE person = ? AND chat = ?", [EMAIL, chat.id]).map(({ id }) => String(id));
    const open =
      state === "open"
        ? rowsIn(chatHost)<{ id: string; until: number | null }>("SELECT id, until FROM share WHERE state = 'open'")
            .filter(({ until }) => until === null || until > world.nowMs)
            .map(({ id }) => id)
        : [];
    for (const id of open) if (!listed.includes(id)) world.fail(`[I9] the directory does not know the link ${id}`);
    for (const id of listed) if (!open.includes(id)) world.fail(`[I9] the directory knows the link ${id}, which is over`);
  }

  /** Every question is found, once all is at rest. */
  #lookAtIndex(chat: Known): void {
    if (chat.temporary) return;
    const search = this.#platform.host("SEARCH", EMAIL);
    const found = new Set(
      search.hasTable("chat")
        ? search.storage
            .exec<{ id: string }>("SELECT message.id FROM message JOIN chat ON chat.number = message.chat WHERE chat.id = ?", [chat.id])
            .toArray()
            .map(({ id }) => id)
        : [],
    );
    for (const { id } of rowsIn(this.#platform.chatHost(chat.id))<{ id: string }>("SELECT id FROM turn WHERE text <> ''"))
      if (!found.has(id)) this.#platform.world.fail(`the search index lacks ${id} of ${chat.id}`);
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

function isAtRest({ live, begins }: Tab): boolean {
  const state = live.getState();
  if (state.connection.status === "ended") return true;
  if (state.chat === null && !begins) return false;
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
