/**
 * One person: the list of their conversations, live in every tab's sidebar, their preferences and their wallet. On the
 * framework's `Agent`, because heat does not matter here; its state sync and callable methods are closed to clients.
 *
 * Conversations are made and deleted through this object, so that the list and the objects cannot disagree for long:
 * whatever is left half-way by a crash is finished by asking again. Accepted race: between a conversation's settlement
 * and its report a list may show it running for some milliseconds more.
 */
import { Agent, type Connection, type ConnectionContext, type WSMessage } from "agents";
import type { ChatReport, HoldAnswer, HoldRequest } from "../chat/ports.ts";
import type { NewChat } from "../chat/chat.ts";
import { refusalOfModel } from "../chat/hold.ts";
import { isAllowed } from "../models/catalogue.ts";
import { seatOf, type Seat } from "../access/seat.ts";
import { CLOSE_CODES, PING, PONG } from "../protocol/frames.ts";
import { preferences as preferencesSchema, type AccountEvent, type ChatSummary, type Preferences, type Wallet } from "../protocol/http.ts";
import { failed, type Result } from "../protocol/problem.ts";
import { accountSettings, chatOf, type AccountSettings } from "../wiring.ts";
import { AccountSql, type AllowanceRow, type ConversationRow, type HoldRow, type SpentRow } from "./sql.ts";
import { sweep, SWEEP_CRON } from "./retention.ts";
import { decideHold, freedOf, periodOf, publicWallet, renewsAt, stillHeld, type Money } from "./wallet.ts";

const PAGE = 50;
/** A hold's conversation is asked again after this time, when money is short or the wallet is looked at. Milliseconds. */
const TRUST_MS = 60_000;

export type ChatPage = { chats: ChatSummary[]; next: string | null };
export type ChatPatch = { title?: string; model?: string; pinned?: boolean; archived?: boolean };

/** What the audit asks of a person's object: numbers and ids. */
export type AccountAudit = {
  spent: SpentRow[];
  conversations: { id: string; deleted: number; cost: number; seq: number }[];
  holds: HoldRow[];
  wallet: Wallet;
};

export class Account extends Agent<Env> {
  static override options = { hibernate: true, sendIdentityOnConnect: false };

  readonly #tables: AccountSql;
  readonly #settings: AccountSettings;
  /** Holds whose conversations are known to live, and since when (milliseconds). The others are asked about. */
  readonly #fresh = new Map<string, number>();
  /** What running answers change of the list before their end: in memory alone. */
  readonly #asked = new Map<string, { title: string; updated_at: number }>();
  #allowance: AllowanceRow | null = null;
  /** Every hold asks for them. */
  #preferences: Preferences | null = null;
  #spent: { period: string; nanoUsd: number } | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#tables = new AccountSql(ctx.storage.sql);
    this.#settings = accountSettings(env);
    this.#tables.prepare();
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  }

  get #email(): string {
    return this.name;
  }

  // Conversations.

  async createChat(
    chat: Omit<NewChat, "owner" | "system"> & { system: string | null },
  ): Promise<Result<{ created: boolean; chat: ChatSummary }>> {
    const known = this.#tables.conversation(chat.id);
    if (known?.deleted === 1)
      return { ok: false, failure: { reason: "conflict", detail: "A conversation with this id was deleted. Use another id." } };
    const startingModel = chat.model ?? this.#startingModel();
    const refused = startingModel === null ? null : refusalOfModel(this.#settings.catalogue, startingModel, this.allowance().allow);
    if (refused !== null) return failed(refused);
    const made = await chatOf(this.env, this.#email, chat.id).create({
      ...chat,
      owner: this.#email,
      model: startingModel,
      system: chat.system ?? this.preferences().system,
    });
    if (!made.ok) return made;
    const view = made.value.chat;
    if (known === null) {
      this.#tables.insertConversation({
        id: view.id,
        title: view.title,
        model: view.model,
        created_at: Date.parse(view.createdAt),
        updated_at: Date.parse(view.updatedAt),
        pinned: 0,
        archived: 0,
        temporary: view.temporary ? 1 : 0,
        messages: view.messageCount,
        cost: view.costNanoUsd,
        seq: 0,
        deleted: 0,
      });
      this.#tellChat(view.id);
    }
    return {
      ok: true,
      value: { created: made.value.created, chat: this.#summaryOf(chat.id) ?? { ...view, pinned: false, archived: false } },
    };
  }

  /** The model a new conversation of this person begins with; null: the server's own default, or none. */
  #startingModel(): string | null {
    const { catalogue } = this.#settings;
    const { allow, default_model: byAdministrator } = this.allowance();
    return catalogue.startingModel(allow, [this.preferences().model, byAdministrator])?.id ?? null;
  }

  async listChats(archived: boolean, cursor: string | null): Promise<ChatPage | null> {
    const before = cursor === null ? null : parseCursor(cursor);
    if (cursor !== null && before === null) return null;
    await this.#releaseOrphans();
    return this.#page(archived, before);
  }

  #page(archived: boolean, before: { updatedAt: number; id: string } | null): ChatPage {
    const rows = this.#withAsked(this.#tables.conversations(archived, before, PAGE + 1), archived, before === null);
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    const running = this.#running();
    return {
      chats: shown.map((row) => summaryOf(row, running)),
      next: rows.length > PAGE && last !== undefined ? `${last.updated_at.toString(36)}~${last.id}` : null,
    };
  }

  /** The list with what was asked since: a row is only written at an answer's end (invariant 12). */
  #withAsked(rows: ConversationRow[], archived: boolean, isFirstPage: boolean): ConversationRow[] {
    if (this.#asked.size === 0) return rows;
    const known = new Set(rows.map(({ id }) => id));
    const missing = isFirstPage ? [...this.#asked.keys()].filter((id) => !known.has(id)).map((id) => this.#tables.conversation(id)) : [];
    const all = [...rows, ...missing.filter((row) => row !== null && row.deleted === 0 && (row.archived === 1) === archived)];
    return all
      .flatMap((row) => (row === null ? [] : [{ ...row, ...this.#asked.get(row.id) }]))
      .toSorted((a, b) => b.updated_at - a.updated_at || (a.id < b.id ? 1 : -1));
  }

  #running(): Set<string> {
    return new Set(
      this.#tables
        .holds()
        .filter((hold) => hold.freed === null && hold.aside === null)
        .map((hold) => hold.chat),
    );
  }

  #summaryOf(id: string): ChatSummary | null {
    const row = this.#tables.conversation(id);
    return row === null || row.deleted === 1 ? null : summaryOf({ ...row, ...this.#asked.get(id) }, this.#running());
  }

  /** What the list knows of a conversation; null: it is not this person's, or was deleted. */
  findChat(id: string): ChatSummary | null {
    return this.#summaryOf(id);
  }

  /** Changes what only the list knows. Title and model are the conversation's own: it reports them back. */
  patchChat(id: string, patch: ChatPatch): ChatSummary | null {
    const row = this.#tables.conversation(id);
    if (row === null || row.deleted === 1) return null;
    this.#tables.updateConversation(id, {
      ...(patch.pinned === undefined ? {} : { pinned: patch.pinned ? 1 : 0 }),
      ...(patch.archived === undefined ? {} : { archived: patch.archived ? 1 : 0 }),
    });
    this.#tellChat(id);
    return this.#summaryOf(id);
  }

  /** Deletes a conversation everywhere. The list entry goes whatever happens; its numbers stay. */
  async deleteChat(id: string): Promise<Result<{ messages: number }>> {
    const row = this.#tables.conversation(id);
    // One that a crash kept off the list can be deleted all the same.
    if (row === null) return chatOf(this.env, this.#email, id).remove();
    // The words go first: an entry that is gone while they stay could never be deleted again.
    const removed = await chatOf(this.env, this.#email, id).remove();
    if (row.deleted === 0) {
      this.#tables.updateConversation(id, { deleted: 1, title: "" });
      this.#tell({ type: "removed", id });
    }
    // A deletion that a crash left half-way is finished by asking again; one that is complete is nothing any more.
    if (row.deleted === 1 && !removed.ok) return removed;
    for (const hold of this.#tables.holds()) if (hold.chat === id) this.#tables.deleteHold(hold.run);
    this.#tell({ type: "wallet", wallet: this.wallet() });
    return removed.ok ? removed : { ok: true, value: { messages: 0 } };
  }

  // The wallet.

  #money(nowMs: number): Money {
    const period = periodOf(nowMs);
    if (this.#spent === null || this.#spent.period !== period) this.#spent = { period, nanoUsd: this.#tables.spentIn(period) };
    let heldNanoUsd = 0;
    for (const hold of this.#tables.holds()) heldNanoUsd += stillHeld(hold);
    return {
      limitNanoUsd: this.#tables.person().limit_nano_usd ?? this.#settings.defaultLimitNanoUsd,
      spentNanoUsd: this.#spent.nanoUsd,
      heldNanoUsd,
    };
  }

  /** The wallet after holds that nobody needs any more are given back. */
  async currentWallet(): Promise<Wallet> {
    await this.#releaseOrphans();
    return this.wallet();
  }

  wallet(): Wallet {
    return publicWallet(this.#money(this.#settings.now()), this.#settings.now());
  }

  /** w 1. Called by this person's conversations before a model call. */
  async hold(request: HoldRequest): Promise<HoldAnswer> {
    if (this.#tables.conversation(request.chatId)?.deleted === 1)
      return { granted: false, why: "budget", remainingNanoUsd: 0, renewsAt: "" };
    const { allow } = this.allowance();
    if (!isAllowed(request.model, allow)) return { granted: false, why: "model" };
    let granted = decideHold(this.#money(request.nowMs), request.worstNanoUsd, request.leastNanoUsd);
    if (granted === null && (await this.#releaseOrphans())) {
      granted = decideHold(this.#money(request.nowMs), request.worstNanoUsd, request.leastNanoUsd);
    }
    if (granted === null) {
      const money = this.#money(request.nowMs);
      return {
        granted: false,
        why: "budget",
        remainingNanoUsd: publicWallet(money, request.nowMs).remainingNanoUsd,
        renewsAt: renewsAt(request.nowMs),
      };
    }
    this.#fresh.set(request.runId, this.#settings.now());
    if (request.aside !== true) this.#asked.set(request.chatId, { title: request.title, updated_at: request.nowMs });
    this.#tables.insertHold({
      run: request.runId,
      chat: request.chatId,
      cost: granted,
      at: request.nowMs,
      aside: request.aside === true ? 1 : null,
    });
    this.#tellChat(request.chatId);
    this.#tell({ type: "wallet", wallet: this.wallet() });
    return { granted: true, nanoUsd: granted, rules: { allow, suggestions: this.preferences().suggestions } };
  }

  /** w 3 after an answer: the hold, the month, the list entry. Absolute and guarded: twice or late changes nothing. */
  report(report: ChatReport): void {
    const open = new Set(report.openRuns);
    const settling = new Map(report.settling.map((run) => [run.runId, run]));
    for (const hold of this.#tables.holds()) {
      if (hold.chat !== report.chatId || open.has(hold.run)) continue;
      this.#fresh.delete(hold.run);
      const run = settling.get(hold.run);
      const freed = run === undefined ? null : freedOf(hold.cost, run);
      if (freed === null) this.#tables.deleteHold(hold.run);
      else if (freed !== hold.freed) this.#tables.freeHold(hold.run, freed);
    }
    for (const month of report.months) this.#tables.putSpent(month.period, report.chatId, month.costNanoUsd, report.seq);
    if (report.months.length > 0) this.#spent = null;
    const row = this.#tables.conversation(report.chatId);
    if (report.openRuns.length === 0) this.#asked.delete(report.chatId);
    if (row !== null && row.deleted === 0 && report.seq > row.seq) {
      this.#tables.updateConversation(report.chatId, {
        title: report.title,
        model: report.model,
        updated_at: report.updatedAt,
        messages: report.messageCount,
        cost: report.costNanoUsd,
        seq: report.seq,
      });
      this.#tellChat(report.chatId);
    }
    this.#tell({ type: "wallet", wallet: this.wallet() });
  }

  /** Asks the conversations behind holds that are not known to be needed; true when one was released. */
  async #releaseOrphans(): Promise<boolean> {
    const suspects = new Map<string, HoldRow[]>();
    for (const hold of this.#tables.holds()) {
      const isKnown = hold.freed === null && this.#settings.now() - (this.#fresh.get(hold.run) ?? 0) < TRUST_MS;
      if (!isKnown) suspects.set(hold.chat, [...(suspects.get(hold.chat) ?? []), hold]);
    }
    let isReleased = false;
    const askAbout = async ([chat, holds]: [string, HoldRow[]]): Promise<void> => {
      const open = new Set(await chatOf(this.env, this.#email, chat).openRuns());
      for (const hold of holds) {
        if (open.has(hold.run)) this.#fresh.set(hold.run, this.#settings.now());
        else {
          this.#tables.deleteHold(hold.run);
          this.#fresh.delete(hold.run);
          isReleased = true;
        }
      }
    };
    // A conversation that cannot be asked just now keeps its hold; the others are not its hostages.
    await Promise.allSettled([...suspects].map(askAbout));
    return isReleased;
  }

  setLimit(nanoUsd: number | null): Wallet {
    this.#tables.setLimit(nanoUsd);
    const wallet = this.wallet();
    this.#tell({ type: "wallet", wallet });
    return wallet;
  }

  /** Which models an administrator lets this person ask. */
  allowance(): AllowanceRow {
    return (this.#allowance ??= this.#tables.allowance());
  }

  setAllowance(allowance: AllowanceRow): void {
    this.#tables.setAllowance(allowance);
    this.#allowance = allowance;
  }

  /** What administrators see of a person. */
  async standing(): Promise<{ wallet: Wallet; allowance: AllowanceRow }> {
    return { wallet: await this.currentWallet(), allowance: this.allowance() };
  }

  // Preferences.

  preferences(): Preferences {
    return (this.#preferences ??= this.#storedPreferences());
  }

  #storedPreferences(): Preferences {
    const stored: unknown = JSON.parse(this.#tables.person().preferences);
    return preferencesSchema.parse({
      model: "",
      system: "",
      theme: "system",
      sendWith: "enter",
      retentionDays: null,
      suggestions: false,
      ...(typeof stored === "object" ? stored : {}),
    });
  }

  async setPreferences(change: Partial<Preferences>): Promise<Preferences> {
    const before = this.preferences();
    const preferences = { ...before, ...change };
    this.#tables.setPreferences(JSON.stringify(preferences));
    this.#preferences = preferences;
    if (before.retentionDays !== preferences.retentionDays) await this.#planSweep(preferences.retentionDays);
    return preferences;
  }

  // Retention: a daily look at the list, only where the person chose a period.

  async #planSweep(days: number | null): Promise<void> {
    if (days === null) {
      for (const planned of await this.listSchedules()) if (planned.callback === "sweep") await this.cancelSchedule(planned.id);
      return;
    }
    await this.schedule(SWEEP_CRON, "sweep");
  }

  /** Deletes conversations older than the person's period. Called daily by the schedule; answers how many went. */
  async sweep(): Promise<number> {
    const days = this.preferences().retentionDays;
    if (days === null) return 0;
    const running = this.#running();
    return sweep({
      nowMs: this.#settings.now(),
      days,
      unchangedSince: (ms, limit) => this.#tables.unchangedSince(ms, limit).filter(({ id }) => !running.has(id)),
      remove: async (id) => (await this.deleteChat(id)).ok,
    });
  }

  /** For the audit: numbers and ids only. */
  audit(): AccountAudit {
    return {
      spent: this.#tables.everySpent(),
      conversations: this.#tables.everyConversation(),
      holds: this.#tables.holds(),
      wallet: this.wallet(),
    };
  }

  /** Rows this room's statements wrote since the object woke (invariant 12). */
  rowsWritten(): number {
    return this.#tables.rowsWritten;
  }

  // The person's socket: it only listens.

  override shouldSendProtocolMessages(): boolean {
    return false;
  }

  override shouldConnectionBeReadonly(): boolean {
    return true;
  }

  override onConnect(connection: Connection<Seat>, context: ConnectionContext): void {
    const seat = seatOf(context.request.headers);
    if (seat === null) return connection.close(CLOSE_CODES.unauthenticated, "nobody");
    connection.setState(seat);
    const { chats, next } = this.#page(false, null);
    connection.send(JSON.stringify({ type: "account", wallet: this.wallet(), chats, next } satisfies AccountEvent));
  }

  override async onClose(connection: Connection, code: number, reason: string, wasClean: boolean): Promise<void> {
    await super.onClose(connection, code, reason, wasClean);
    // A close without a code is not answered by the framework, and a plain client would wait for it.
    if (code === 1005) connection.close(1000);
  }

  override onMessage(_connection: Connection, _message: WSMessage): void {
    // Nothing a client says here means anything.
  }

  #tellChat(id: string): void {
    const chat = this.#summaryOf(id);
    if (chat !== null) this.#tell({ type: "chat", chat });
  }

  #tell(event: AccountEvent): void {
    const frame = JSON.stringify(event);
    const now = this.#settings.now();
    for (const connection of this.getConnections<Seat>()) {
      try {
        if ((connection.state?.expiresAtMs ?? now + 1) <= now) connection.close(CLOSE_CODES.unauthenticated, "the session ended");
        else connection.send(frame);
      } catch {
        // It is closing.
      }
    }
  }
}

function summaryOf(row: ConversationRow, running: Set<string>): ChatSummary {
  return {
    id: row.id,
    title: row.title,
    model: row.model,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
    running: running.has(row.id),
    pinned: row.pinned === 1,
    archived: row.archived === 1,
    temporary: row.temporary === 1,
    messageCount: row.messages,
    costNanoUsd: row.cost,
  };
}

function parseCursor(cursor: string): { updatedAt: number; id: string } | null {
  const match = /^([0-9a-z]{1,11})~(.{1,110})$/.exec(cursor);
  return match?.[1] === undefined || match[2] === undefined ? null : { updatedAt: Number.parseInt(match[1], 36), id: match[2] };
}
