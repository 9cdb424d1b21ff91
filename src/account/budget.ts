/**
 * The person's money: holds before model calls and their release afterwards, the month's cost, and what is left. Decisions
 * are pure functions in wallet.ts; this file applies them to the rows.
 */
import { isAllowed } from "../models/catalogue.ts";
import type { Wallet } from "../protocol/http.ts";
import { renewsAt, type ChatReport, type EndedAnswer, type HoldAnswer, type HoldRequest } from "../protocol/wallet.ts";
import type { GroupCommit } from "../storage/group-commit.ts";
import type { Lessons } from "./lessons.ts";
import { entryOf, type ChatList } from "./list.ts";
import type { LiveList } from "./live-list.ts";
import type { Projects } from "./projects/projects.ts";
import type { AccountSql } from "./sql.ts";
import type { ConversationRow, HoldRow } from "./tables.ts";
import {
  decideHold,
  freedOf,
  isAskedAfter,
  periodOf,
  publicWallet,
  remaining,
  stillHeld,
  withChange,
  type Money,
  type Spent,
} from "./wallet.ts";

/** After this time a conversation is asked again whether it still needs its hold, when money is short or the wallet is shown. Milliseconds. */
const TRUST_MS = 60_000;

/** What the money needs to know of the person and their conversations. */
export interface Person {
  now(): number;
  /** The monthly limit where an administrator has set none. */
  readonly defaultLimitNanoUsd: number;
  /** `allow`: which models they may ask, as `isAllowed` reads it. */
  rules(): { allow: string; suggestions: boolean };
  /** Model calls of a conversation that still need their holds. */
  openRunsOf(chat: string): Promise<readonly string[]>;
  /** Called once for an answer that ended by itself, inside the report's transaction. */
  answerEnded(chat: string, ended: EndedAnswer): void;
}

export class Budget {
  readonly #tables: AccountSql;
  readonly #list: ChatList;
  readonly #lessons: Lessons;
  readonly #projects: Projects;
  readonly #live: LiveList;
  readonly #commits: GroupCommit;
  readonly #person: Person;
  /** Holds that are known to be needed, and when that was confirmed (milliseconds since the epoch). The others must be checked. */
  readonly #fresh = new Map<string, number>();
  #spent: ({ period: string } & Spent) | null = null;

  constructor(
    parts: { tables: AccountSql; list: ChatList; lessons: Lessons; projects: Projects; live: LiveList; commits: GroupCommit },
    person: Person,
  ) {
    this.#tables = parts.tables;
    this.#list = parts.list;
    this.#lessons = parts.lessons;
    this.#projects = parts.projects;
    this.#live = parts.live;
    this.#commits = parts.commits;
    this.#person = person;
  }

  #money(nowMs: number): Money {
    const period = periodOf(nowMs);
    if (this.#spent === null || this.#spent.period !== period)
      this.#spent = { period, nanoUsd: this.#tables.spentIn(period), simulated: this.#tables.isSimulatedIn(period) };
    let heldNanoUsd = 0;
    for (const hold of this.#tables.holds()) heldNanoUsd += stillHeld(hold);
    return {
      limitNanoUsd: this.#tables.person().limit_nano_usd ?? this.#person.defaultLimitNanoUsd,
      spentNanoUsd: this.#spent.nanoUsd,
      heldNanoUsd,
    };
  }

  wallet(): Wallet {
    const nowMs = this.#person.now();
    return publicWallet(this.#money(nowMs), nowMs, this.#spent?.simulated === true);
  }

  /** w 1. Called by this person's conversations before a model call. */
  async hold(request: HoldRequest): Promise<HoldAnswer> {
    const answer = await this.#write(() => this.#hold(request));
    const isShort = !answer.granted && (answer.why === "budget" || answer.why === "project");
    return isShort && (await this.releaseOrphans()) ? this.#write(() => this.#hold(request)) : answer;
  }

  /** Holds and reports that arrive together share a commit; each is written completely or not at all. */
  #write<T>(work: () => T): Promise<T> {
    return this.#commits.run(() => {
      try {
        return work();
      } catch (error) {
        // Its rows were rolled back; forget the copies in memory, too.
        this.#tables.forgetHolds();
        this.#spent = null;
        this.#projects.changed();
        throw error;
      }
    });
  }

  #hold(request: HoldRequest): HoldAnswer {
    const listed = this.#tables.conversation(request.chatId);
    if (listed?.deleted === 1) return { granted: false, why: "gone" };
    const { allow, suggestions } = this.#person.rules();
    if (!isAllowed(request.model, allow)) return { granted: false, why: "model" };
    if (request.projectId !== undefined && !this.#projects.has(request.projectId)) return { granted: false, why: "no-project" };
    const ofProject = this.#projects.leftOf(
      this.#projectOf(listed, request.chatId) ?? (listed === null ? (request.projectId ?? null) : null),
    );
    const granted = this.#grant(request, ofProject?.leftNanoUsd ?? null);
    if (granted === null) {
      if (ofProject !== null && ofProject.leftNanoUsd < remaining(this.#money(request.nowMs)))
        return {
          granted: false,
          why: "project",
          remainingNanoUsd: ofProject.leftNanoUsd,
          renewsAt: ofProject.per === "month" ? renewsAt(request.nowMs) : "",
        };
      const money = this.#money(request.nowMs);
      return {
        granted: false,
        why: "budget",
        remainingNanoUsd: publicWallet(money, request.nowMs).remainingNanoUsd,
        renewsAt: renewsAt(request.nowMs),
      };
    }
    this.#fresh.set(request.runId, this.#person.now());
    if (request.aside !== true) this.#list.asks(request.chatId, { title: request.title, updated_at: request.nowMs });
    this.#tables.insertHold({
      run: request.runId,
      chat: request.chatId,
      cost: granted,
      at: request.nowMs,
      aside: request.aside === true ? 1 : null,
      project: request.projectId ?? null,
      asker: request.place?.by ?? null,
      nth: request.place?.nth ?? null,
    });
    this.#live.chat(request.chatId);
    this.#live.wallet();
    return { granted: true, nanoUsd: granted, rules: { allow, suggestions, lessons: this.#lessons.all() } };
  }

  /** The amount to hold, within what both the person's and the project's budget leave; null: too little. Nano-dollars. */
  #grant(request: HoldRequest, leftOfProject: number | null): number | null {
    const ofPerson = this.#money(request.nowMs);
    const left = Math.min(remaining(ofPerson), leftOfProject ?? Number.MAX_SAFE_INTEGER);
    return decideHold({ limitNanoUsd: left, spentNanoUsd: 0, heldNanoUsd: 0 }, request.worstNanoUsd, request.leastNanoUsd);
  }

  /** The project of a conversation. Before the list has its entry, the hold of its first call names the project. */
  #projectOf(listed: ConversationRow | null, chatId: string): string | null {
    if (listed !== null) return listed.project;
    return this.#tables.holds().find(({ chat, project }) => chat === chatId && project !== null)?.project ?? null;
  }

  /** Books a report. w 3 after an answer: the hold, the month, the list entry. Absolute, so that repeated or late reports change nothing. */
  report(report: ChatReport): Promise<void> {
    return this.#write(() => this.#report(report));
  }

  #report(report: ChatReport): void {
    const row = this.#tables.conversation(report.chatId);
    // A conversation made by its own socket is in the project that its first hold names; that hold is released below.
    const project = this.#projectOf(row, report.chatId);
    const open = new Set(report.openRuns);
    const settling = new Map(report.settling.map((run) => [run.runId, run]));
    for (const hold of this.#tables.holds()) {
      if (hold.chat !== report.chatId || open.has(hold.run)) continue;
      // A report that was under way when its object crashed can arrive after a hold that the object asked for on its next wake.
      if (isAskedAfter(hold, report)) continue;
      this.#fresh.delete(hold.run);
      const run = settling.get(hold.run);
      const freed = run === undefined ? null : freedOf(hold.cost, run);
      if (freed === null) this.#tables.deleteHold(hold.run);
      else if (freed !== hold.freed) this.#tables.freeHold(hold.run, freed);
    }
    for (const month of report.months) this.#book(report, month, row, project);
    const since = this.#tables.person().shelved_until;
    const isRecent = report.months.some(({ period }) => period >= since);
    if (report.openRuns.length === 0) this.#list.rests(report.chatId);
    if (row === null) {
      // Not in the list yet: it was made by its own socket, or a crash interrupted its creation.
      this.#tables.insertConversation(entryOf(report, report.call == null ? null : this.#lessons.learn(report.call), project, isRecent));
      this.#live.chat(report.chatId);
    } else if (row.deleted === 0 && report.seq > row.seq) {
      this.#tables.updateConversation(report.chatId, {
        title: report.title,
        model: report.model,
        updated_at: report.updatedAt,
        messages: report.messageCount,
        cost: report.costNanoUsd,
        simulated: report.simulated ? 1 : 0,
        ...(report.call == null ? {} : { lesson: this.#lessons.learn(report.call) }),
        seq: report.seq,
        ...(isRecent || report.updatedAt === row.updated_at ? {} : { shelved_at: report.updatedAt }),
      });
      this.#live.chat(report.chatId);
    }
    const isNew = row === null ? report.isLeaving !== true : row.deleted === 0 && report.seq > row.seq;
    if (isNew && report.ended !== undefined) this.#person.answerEnded(report.chatId, report.ended);
    this.#live.wallet();
  }

  /** Books one conversation's month, and updates the sums in memory, so that no answer has to read a whole month. w 1, r 1 */
  #book(
    { chatId, seq, simulated }: ChatReport,
    { period, costNanoUsd }: ChatReport["months"][number],
    row: ConversationRow | null,
    project: string | null,
  ): void {
    const before = this.#tables.spentBy(period, chatId);
    if (before !== null && before.seq >= seq) return;
    this.#tables.putSpent(period, chatId, costNanoUsd, seq);
    // If its `simulated` mark changes, its other months count differently as well; one that has cost nothing yet has none.
    if (row !== null && row.cost !== 0 && (row.simulated === 1) !== simulated) {
      this.#spent = null;
      this.#projects.changed();
      return;
    }
    this.#projects.spent(project, period, before?.cost ?? 0, costNanoUsd, !simulated);
    if (this.#spent?.period !== period) return;
    const spent = withChange(this.#spent, before?.cost ?? 0, costNanoUsd, !simulated);
    this.#spent = spent === null ? null : { period, ...spent };
  }

  /** Asks conversations whether they still need holds that are not known to be needed. @returns true when one was released */
  async releaseOrphans(): Promise<boolean> {
    const suspects = new Map<string, HoldRow[]>();
    for (const hold of this.#tables.holds()) {
      const isKnown = hold.freed === null && this.#person.now() - (this.#fresh.get(hold.run) ?? 0) < TRUST_MS;
      if (!isKnown) suspects.set(hold.chat, [...(suspects.get(hold.chat) ?? []), hold]);
    }
    let isReleased = false;
    const askAbout = async ([chat, holds]: [string, HoldRow[]]): Promise<void> => {
      const open = new Set(await this.#person.openRunsOf(chat));
      for (const hold of holds) {
        if (open.has(hold.run)) this.#fresh.set(hold.run, this.#person.now());
        else {
          this.#tables.deleteHold(hold.run);
          this.#fresh.delete(hold.run);
          isReleased = true;
        }
      }
    };
    // A conversation that cannot be reached keeps its hold, and does not keep the others from being released.
    await Promise.allSettled([...suspects].map(askAbout));
    return isReleased;
  }

  /** Sets the monthly limit. @param nanoUsd null: the server's default. w 1 */
  setLimit(nanoUsd: number | null): Wallet {
    this.#tables.setLimit(nanoUsd);
    this.#live.wallet();
    return this.wallet();
  }
}
