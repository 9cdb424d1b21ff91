/**
 * RPC methods of a person's object: conversations, the wallet, stored data. Each calls the part that does it, and trusts its
 * arguments, which the API has parsed.
 */
import type { ChatSummary, Wallet } from "../protocol/http.ts";
import type { Result } from "../protocol/problem.ts";
import type { AccountAudit, IdRange } from "../protocol/rooms.ts";
import type { DeletionReason, DeletionReceipt } from "../protocol/stored.ts";
import type { ImportProgress } from "../protocol/transfer.ts";
import type { ChatReport, HoldAnswer, HoldRequest, Lesson } from "../protocol/wallet.ts";
import type { ChatPatch, ChatToCreate, Usual } from "./conversations.ts";
import { countsOf, deleteEverything, type Counts } from "./everything.ts";
import type { ChatPage, ListQuery } from "./list.ts";
import { periodWithin } from "./retention.ts";
import { SetupRpc } from "./setup-rpc.ts";
import type { AllowanceRow } from "./tables.ts";
import { addImported, exportPage, importPlace, importPlaces, type ImportedEntry, type ListPage, type ListPlace } from "./transfer.ts";
import { periodOf } from "./wallet.ts";

export abstract class AccountRpc extends SetupRpc {
  // Conversations.

  createChat(chat: ChatToCreate): Promise<Result<{ created: boolean; chat: ChatSummary }>> {
    return this.person.conversations.create(chat);
  }

  /** What this person's conversations begin with, in a project or (null) in none. */
  startingWith(projectId: string | null): Usual {
    return this.person.conversations.startingWith(projectId);
  }

  /** @returns null where the cursor is malformed */
  async listChats(query: ListQuery): Promise<ChatPage | null> {
    await Promise.all([this.person.budget.releaseOrphans(), this.person.conversations.hearOfBegun()]);
    return this.person.list.page(query);
  }

  /** Titles by id, of those conversations that are this person's. r 1 for each */
  titlesOf(ids: readonly string[]): Record<string, string> {
    const titles = ids.map((id) => [id, this.person.list.summary(id)?.title] as const);
    return Object.fromEntries(titles.flatMap(([id, title]) => (title === undefined ? [] : [[id, title]])));
  }

  /** What the list knows of a conversation; null: it is not this person's, or was deleted. */
  findChat(id: string): ChatSummary | null {
    return this.person.list.summary(id);
  }

  patchChat(id: string, patch: ChatPatch): Promise<Result<void>> {
    return this.person.conversations.patch(id, patch);
  }

  deleteChat(id: string, reason: DeletionReason = "asked"): Promise<Result<{ messages: number }>> {
    return this.person.conversations.remove(id, reason);
  }

  // Stored data, and receipts of deletions.

  deletions(after: string): { deletions: DeletionReceipt[]; next: string | null } {
    return this.person.deletions.page(after);
  }

  /** Counts of the person's own stores, and the retention periods in days: the person's, the server's default and its limit. */
  stored(): Counts & { retention: { days: number | null; defaultDays: number | null; limitDays: number | null } } {
    const { retentionDays: days } = this.preferences();
    const { retentionDays, retentionLimitDays: limitDays } = this.person.server;
    return { ...countsOf(this.person), retention: { days, defaultDays: periodWithin(retentionDays, limitDays), limitDays } };
  }

  /** Ids of conversations, to rebuild the search index. */
  async chatsAfter(id: string, limit: number): Promise<string[]> {
    if (id === "") await this.person.conversations.hearOfBegun();
    return this.person.tables.chatsAfter(id, limit);
  }

  /** Deletes every word of this person; the books' numbers stay. While `left` is above 0, call it again. */
  async deleteEverything(): Promise<Result<{ deleted: { chats: number }; left: number }>> {
    await this.person.conversations.hearOfBegun();
    const deleted = await deleteEverything(this.person, (chat) => this.deleteChat(chat, "everything"));
    this.person.settings.preferencesAreGone();
    this.notifyPresets();
    return deleted;
  }

  // Export and import.

  async exportList(after: ListPlace | null): Promise<ListPage> {
    if (after === null) await this.person.conversations.hearOfBegun();
    return exportPage(this.person.tables, after);
  }

  importPlace(id: string): "free" | "taken" | "deleted" {
    return importPlace(this.person.tables, id);
  }

  /** Ids that an import cannot use, in order, after the given one. */
  importPlaces(after: string, limit: number): { id: string; place: "taken" | "deleted" }[] {
    return importPlaces(this.person.tables, after, limit);
  }

  async addImported(chats: readonly ImportedEntry[]): Promise<void> {
    addImported(this.person.tables, chats);
    for (const { id } of chats) {
      // Deleted while its import was under way: delete what the import has written since.
      if (importPlace(this.person.tables, id) === "deleted") await this.deleteChat(id);
      else this.person.live.chat(id);
    }
  }

  /** Sends this person's tabs the progress of an import. */
  notifyImport(progress: ImportProgress): void {
    this.person.live.send({ type: "import", ...progress });
  }

  // The wallet.

  /** The wallet, after holds that nobody needs any more were released. */
  async currentWallet(): Promise<Wallet> {
    await this.person.budget.releaseOrphans();
    return this.wallet();
  }

  wallet(): Wallet {
    return this.person.budget.wallet();
  }

  /** w 1. Called by this person's conversations before a model call. */
  hold(request: HoldRequest): Promise<HoldAnswer> {
    return this.person.budget.hold(request);
  }

  /** w 3 after an answer, besides the rows of its pushes (pushes/). */
  async report(report: ChatReport): Promise<void> {
    await this.person.budget.report(report);
    if (report.ended !== undefined) this.person.pushes.plan();
  }

  /** What an estimate needs of the person. */
  estimateBasis(): { allow: string; lessons: Lesson[] } {
    return { allow: this.allowance().allow, lessons: this.person.lessons.all() };
  }

  setLimit(nanoUsd: number | null): Wallet {
    return this.person.budget.setLimit(nanoUsd);
  }

  /** What administrators see of a person. */
  async standing(): Promise<{ wallet: Wallet; allowance: AllowanceRow }> {
    return { wallet: await this.currentWallet(), allowance: this.allowance() };
  }

  /** Deletes conversations older than the person's period; returns how many went. */
  sweep(): Promise<number> {
    return this.person.settings.sweep(this.person.list.running(), async (id) => (await this.deleteChat(id, "age")).ok);
  }

  // The audit.

  /** For the audit: ids of all conversations that have an entry, spend or a hold, in order, after the given one. */
  knownChats(after: string, limit: number): string[] {
    return this.person.tables.knownChats(after, limit);
  }

  /** For the audit: numbers and ids only. */
  audit(range: IdRange): AccountAudit {
    return {
      spent: this.person.tables.spentOn(range),
      conversations: this.person.tables.conversationsIn(range),
      holds: this.person.tables.holds().filter(({ chat }) => chat > range.after && chat <= range.upTo),
      monthNanoUsd: this.person.tables.spentIn(periodOf(this.person.server.now())),
      wallet: this.wallet(),
    };
  }

  /** Rows this room's statements wrote since the object woke (invariant 12). */
  rowsWritten(): number {
    return this.person.tables.rows.written;
  }

  /** Rows that pushes wrote, which invariant 12 does not count. */
  pushRowsWritten(): number {
    return this.person.pushes.rowsWritten;
  }
}
