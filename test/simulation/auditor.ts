/**
 * Looks after every step at what that step may have changed, and says which invariant does not hold (docs/design.md). It
 * reads the rows themselves, those that are not durable yet too: what an object may leave behind at the end of a turn
 * must be true then.
 */
import type { ObjectHost } from "./objects.ts";
import { PROJECT, type Person } from "./person.ts";
import type { Platform } from "./platform.ts";
import { rowsIn } from "./rows.ts";
import { Tab } from "./tab.ts";
import { filesDifference } from "./uploading.ts";
import { GrowingText, type Run } from "./words.ts";

type Turn = {
  seq: number;
  id: string;
  status: string;
  answer: string;
  call_id: string | null;
  log_id: string | null;
  rounds: number;
  cap: number | null;
  most: number | null;
};
type Receipt = { turn: number; call_id: string; cost: number; model: string; basis: string; end: string; log_id: string | null };

/** What the dearest model here charges for one token. Nano-dollars. */
const ONE_TOKEN = 4_400;

export class Auditor {
  readonly #platform: Platform;
  readonly #person: Person;
  readonly #seen = new Map<ObjectHost, number>();
  /** What was read last, by the tab that shows it or the turn that holds it. */
  readonly #texts = new Map<string, GrowingText>();
  /** The model calls that run in each conversation. */
  readonly #running = new Map<ObjectHost, readonly string[]>();
  /** By how much a limit was passed at most: of an answer, a conversation, a project or a month. Nano-dollars. */
  overspent = 0;

  constructor(platform: Platform, person: Person) {
    this.#platform = platform;
    this.#person = person;
    platform.web.searched = (key) => this.#lookAtSearch(key);
  }

  /** Looks at whatever changed since the last time. */
  look(): void {
    const { current } = this.#platform.world.scheduler;
    if (current instanceof Tab) this.#lookAtTab(current);
    let isMoneyMoved = false;
    for (const host of this.#platform.hosts) {
      if (this.#seen.get(host) === host.storage.version) continue;
      this.#seen.set(host, host.storage.version);
      if (host.name.startsWith("CHAT ")) this.#lookAtChat(host);
      if (!host.name.startsWith("SEARCH ")) isMoneyMoved = true;
    }
    if (isMoneyMoved) this.#lookAtMoney();
  }

  #fail(what: string): void {
    this.#platform.world.fail(what);
  }

  /** [I1] What grows in a tab is what the model said, from its first word on. */
  #lookAtTab(tab: Tab): void {
    const live = tab.live.getLiveText();
    if (live !== null) this.#lookAtText(live.text, tab.name, "shows");
  }

  #lookAtText(text: string, where: string, how: "shows" | "holds"): Run[] | string {
    let known = this.#texts.get(where);
    if (known === undefined) this.#texts.set(where, (known = new GrowingText()));
    const runs = known.runsOf(text);
    if (typeof runs !== "string") return runs;
    const calls = [...text.matchAll(/w(\d+)_/g)].map(([, call]) => Number(call));
    if (!calls.some((number) => this.#platform.model.calls[number - 1]?.isRepeating === true)) this.#fail(`[I1] ${where} ${how}: ${runs}`);
    return runs;
  }

  #lookAtChat(host: ObjectHost): void {
    const rows = rowsIn(host);
    this.#running.delete(host);
    if (!host.hasTable("turn")) return;
    const turns = rows<Turn>("SELECT seq, id, status, answer, call_id, log_id, rounds, cap, most FROM turn");
    const receipts = rows<Receipt>("SELECT turn, call_id, cost, model, basis, end, log_id FROM receipt");
    this.#lookAtSums(host, receipts);
    const ids = new Set(turns.map(({ id }) => id));
    const known = this.#person.known.find(({ id }) => host.name.endsWith(`/${id}`));
    if (known !== undefined && !known.isDeleted)
      for (const id of known.accepted) if (!ids.has(id)) this.#fail(`[I6] ${id} was accepted and is not there`);
    const lost = filesDifference(host, known ?? null);
    if (lost !== null) this.#fail(`[I6] ${lost}`);
    const running = turns.filter(({ status }) => status === "running");
    if (running.length > 1) this.#fail("two answers run at once");
    this.#running.set(
      host,
      running.flatMap(({ call_id: call }) => (call === null ? [] : [call])),
    );
    const booked = new Set(receipts.map(({ turn, call_id }) => `${turn} ${call_id}`));
    const calls = new Map<number, string>();
    for (const turn of turns) {
      const isRunning = turn.status === "running";
      if (turn.call_id !== null && turn.status !== "queued" && booked.has(`${turn.seq} ${turn.call_id}`) === isRunning)
        this.#fail(`[I7] ${turn.id} is ${turn.status} and its call ${isRunning ? "is booked already" : "is not booked"}`);
      const runs = this.#lookAtText(turn.answer, turn.id, "holds");
      if (typeof runs === "string") continue;
      for (const { call, words } of runs) {
        const other = calls.get(call);
        if (other !== undefined) this.#fail(`[I6] ${other} and ${turn.id} have words of the same call`);
        calls.set(call, turn.id);
        const real = this.#platform.model.calls[call - 1];
        if (real !== undefined && words > real.produced) this.#fail(`[I2] ${turn.id} has words that no model said`);
      }
      const last = runs.at(-1);
      const whole = last === undefined ? undefined : this.#platform.model.calls[last.call - 1];
      const said = whole === undefined ? 0 : Math.min(whole.produced, whole.script.tokens);
      // A call that goes on with an answer may say nothing: then the last words are those of one that was cut.
      const isOfLast = whole !== undefined && turn.log_id === whole.logId;
      if (turn.status === "done" && isOfLast && last !== undefined && last.words < said)
        this.#fail(`[I1] ${turn.id} is done with ${last.words} of ${said} words`);
    }
    this.#lookAtCalls(host, (known?.asks ?? 0) + turns.reduce((sum, { rounds }) => sum + rounds, 0));
    this.#lookAtCaps(host, turns, receipts);
    this.#lookAtDone();
  }

  /** [I7] Receipts add up to the sums, at any moment. */
  #lookAtSums(host: ObjectHost, receipts: readonly Receipt[]): void {
    const [totals] = rowsIn(host)<{ cost: number; calls: number }>(
      "SELECT ifnull(sum(cost), 0) AS cost, ifnull(sum(calls), 0) AS calls FROM total",
    );
    const cost = receipts.reduce((sum, receipt) => sum + receipt.cost, 0);
    if (totals?.cost !== cost || totals.calls !== receipts.length)
      this.#fail(`[I7] ${receipts.length} receipts of ${cost} against sums of ${totals?.calls} and ${totals?.cost}`);
  }

  /** [I8] An answer and a conversation cost no more than they may, beyond one token. */
  #lookAtCaps(host: ObjectHost, turns: readonly Turn[], receipts: readonly Receipt[]): void {
    const costOf = (some: readonly Receipt[]): number => some.reduce((sum, { cost }) => sum + cost, 0);
    for (const { seq, id, cap, most } of turns) {
      const limit = most ?? cap;
      if (limit !== null) this.#holdTo(limit, costOf(receipts.filter(({ turn }) => turn === seq)), id);
    }
    const [chat] = rowsIn(host)<{ id: string; cap: number | null }>("SELECT id, cap FROM chat");
    if (chat !== undefined && chat.cap !== null) this.#holdTo(chat.cap, costOf(receipts), chat.id);
  }

  #holdTo(limitNanoUsd: number, cost: number, what: string): void {
    this.overspent = Math.max(this.overspent, cost - limitNanoUsd);
    if (cost > limitNanoUsd + ONE_TOKEN) this.#fail(`[I8] ${what} has cost ${cost} of ${limitNanoUsd}`);
  }

  /** [I8] What costs money is done for money that is held, or is booked already since it was given up. */
  #lookAtSearch(key: string): void {
    const { accountHost, hosts } = this.#platform;
    for (const host of hosts) {
      if (!host.name.startsWith("CHAT ") || !host.hasTable("step")) continue;
      const rows = rowsIn(host);
      for (const { turn, ordinal } of rows<{ turn: number; ordinal: number }>(
        `SELECT turn, ordinal FROM step WHERE arguments LIKE '%"${key}"%'`,
      )) {
        const run = `${host.name.slice(host.name.lastIndexOf("/") + 1)}.${turn}.${ordinal}`;
        const isHeld = rowsIn(accountHost)<{ run: string }>("SELECT run FROM hold").some((hold) => hold.run === run);
        const isBooked = rows<{ call_id: string }>("SELECT call_id FROM receipt").some((receipt) => receipt.call_id === run);
        if (!isHeld && !isBooked) this.#fail(`[I8] ${run} is done without a hold`);
      }
    }
  }

  /** [I6] What a tool did was done once, also where the model's bytes came twice. */
  #lookAtDone(): void {
    const { notes, searches } = this.#platform.web;
    for (const [key, times] of [...notes, ...searches]) {
      if (times > 1) this.#fail(`[I6] a tool did ${key} ${times} times`);
    }
  }

  /** [I6] Nobody is asked a second time unasked: one call a command and a round of tools, and one more where the first found no capacity. */
  #lookAtCalls(host: ObjectHost, asks: number): void {
    const made = this.#platform.model.calls.filter(
      ({ chat, purpose, isRefused }) =>
        !isRefused && host.name.endsWith(`/${chat}`) && (purpose === "answer" || purpose === "continuation"),
    );
    if (made.length > asks) this.#fail(`[I6] ${made.length} model calls were made for ${asks} commands`);
  }

  /** [I8] What runs has its hold, and nobody spends more than they may. */
  #lookAtMoney(): void {
    const { accountHost, limitNanoUsd } = this.#platform;
    if (!accountHost.hasTable("hold")) return;
    const rows = rowsIn(accountHost);
    const holds = new Set(rows<{ run: string }>("SELECT run FROM hold").map(({ run }) => run));
    for (const { period, cost } of rows<{ period: string; cost: number }>("SELECT period, sum(cost) AS cost FROM spent GROUP BY period"))
      this.#holdTo(limitNanoUsd, cost, period);
    const { budget } = this.#person;
    if (budget !== null) {
      const spent = rows<{ period: string; cost: number }>(
        `SELECT ${budget.per === "month" ? "period" : "'all'"} AS period, sum(cost) AS cost FROM spent ` +
          `WHERE chat IN (SELECT id FROM conversation WHERE project = '${PROJECT}') GROUP BY 1`,
      );
      for (const { period, cost } of spent) this.#holdTo(budget.limitNanoUsd, cost, `the project in ${period}`);
    }
    for (const calls of this.#running.values())
      for (const call of calls) if (!holds.has(call)) this.#fail(`[I8] ${call} runs without a hold`);
  }
}
