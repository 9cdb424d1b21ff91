/**
 * The RPC methods of a conversation, each a call of the part that does it. They trust their arguments, which the API has
 * parsed, and return a `not-found` failure (or null) where the conversation does not exist.
 */
import { DurableObject } from "cloudflare:workers";
import type { Command, CommandResult } from "../protocol/commands.ts";
import type { UploadedFile } from "../protocol/files.ts";
import type { Estimate, Receipt, SummaryEstimate } from "../protocol/http.ts";
import type { Message } from "../protocol/message.ts";
import { invalid, type Failure, type Result } from "../protocol/problem.ts";
import type { ChatChange, ChatView } from "../protocol/rooms.ts";
import type { SharedChat } from "../protocol/sharing.ts";
import type { ExportedChat, Which } from "../protocol/transfer.ts";
import { estimateIn, type EstimateAsked } from "./calls/estimate-in.ts";
import type { ChatStats, Conversation } from "./conversation.ts";
import type { Speech } from "./extras/speaking.ts";
import type { Transcription } from "./extras/transcription.ts";
import { takeLate } from "./files/taking.ts";
import type { FileBody, Upload } from "./files/files.ts";
import { branchAfter, messagesAfter, messagesBefore, receiptsAfter, type ExportPage, type ReceiptsCursor } from "./log/pages.ts";
import type { Link } from "./sharing/links.ts";
import type { BranchPage } from "./sharing/sharing.ts";
import { isFree, TOO_FAST_TOGETHER } from "./tabs/pace.ts";
import { BUSY } from "./tabs/sockets.ts";
import { stateOf } from "./views.ts";

const notFound: { ok: false; failure: Failure } = { ok: false, failure: { reason: "not-found" } };

type ExportBeginning = { chat: Omit<ExportedChat, "pinned" | "archived">; page: ExportPage; fileIds: string[] };

export abstract class ChatRpc extends DurableObject<Env> {
  /** Null: there is none, not yet or not any more. */
  protected conversation: Conversation | null = null;

  /** The beginning of an export: of a short conversation everything but its files, in one call. */
  openExport(which: Which): Result<ExportBeginning> {
    if (this.conversation === null) return notFound;
    const { id, title, model, system, createdAt } = stateOf(this.conversation.room);
    const chat = { id, title, model, system, createdAt, head: this.conversation.room.transcript.headId() };
    const page = this.exportPage(which, 0);
    return page.ok ? { ok: true, value: { chat, page: page.value, fileIds: this.fileIds() } } : page;
  }

  /** The next page of an export, from where the one before it ended. */
  exportPage(which: Which, from: number): Result<ExportPage> {
    if (this.conversation === null) return notFound;
    const { room } = this.conversation;
    const page = which === "all" ? messagesAfter(room.sql, from) : branchAfter(room.sql, room.transcript.head, from);
    return { ok: true, value: { ...page, messages: room.withLive(page.messages) } };
  }

  /** Tells the person's object now what it was to be told a moment later. */
  async reportPlanned(): Promise<void> {
    await this.conversation?.room.budget.reportPlanned();
  }

  /** Reports everything to the search index again. Temporary conversations are never reported. */
  async reindex(): Promise<Result<void>> {
    const parts = this.conversation;
    if (parts === null) return notFound;
    parts.room.updateChat({ indexed_seq: 0 });
    await parts.indexer.workNow();
    return { ok: true, value: undefined };
  }

  // Sharing.

  /** Makes a link by which others read this conversation. */
  async share(options: { withCosts: boolean; untilMs: number | null }): Promise<Result<Link>> {
    return this.conversation === null ? notFound : this.conversation.sharing.links.make(options);
  }

  shares(): Result<Link[]> {
    return this.conversation === null ? notFound : { ok: true, value: this.conversation.sharing.links.list() };
  }

  /** Revokes a link; the sockets of its readers are closed at once. */
  async unshare(shareId: string): Promise<Result<void>> {
    const isTaken = await this.conversation?.sharing.links.takeBack(shareId);
    return isTaken === true ? { ok: true, value: undefined } : notFound;
  }

  /** The branch that readers of a share see, page by page. */
  sharedPage(shareId: string, from: { head: string; skip: number } | null): Result<BranchPage> {
    return this.conversation === null ? notFound : this.conversation.sharing.page(shareId, from);
  }

  sharedBefore(shareId: string, before: string, limit: number): Result<SharedChat> {
    return this.conversation === null ? notFound : this.conversation.sharing.pageBefore(shareId, before, limit);
  }

  async command(command: Command): Promise<Result<CommandResult>> {
    if (this.conversation === null) return notFound;
    const { commands } = this.conversation;
    if (isFree(command.type) && commands.isTooFast) return { ok: false, failure: TOO_FAST_TOGETHER };
    return commands.handle(command).catch((): Result<CommandResult> => ({ ok: false, failure: BUSY }));
  }

  /** Changes settings without a command id, over HTTP, where a repeated request is harmless. */
  change(change: ChatChange): Result<CommandResult> {
    if (this.conversation === null) return notFound;
    const { commands } = this.conversation;
    return commands.isTooFast ? { ok: false, failure: TOO_FAST_TOGETHER } : commands.set(change);
  }

  view(): Result<ChatView> {
    return this.conversation === null ? notFound : { ok: true, value: this.conversation.view() };
  }

  messages(before: string | null, limit: number): Result<{ messages: Message[]; head: string | null; next: string | null }> {
    if (this.conversation === null) return notFound;
    const { room } = this.conversation;
    const found = before === null ? null : room.transcript.find(before);
    if (before !== null && found === null) return { ok: false, failure: invalid("before", "no message of this conversation has this id") };
    const end = found === null ? Number.MAX_SAFE_INTEGER : found.turn.seq + (found.role === "assistant" ? 1 : 0);
    const { messages, next } = messagesBefore(room.sql, end, limit);
    return { ok: true, value: { messages: room.withLive(messages), head: room.transcript.headId(), next } };
  }

  receipts(after: ReceiptsCursor | null): Result<{ receipts: Receipt[]; totalNanoUsd: number; next: string | null }> {
    if (this.conversation === null) return notFound;
    const { room } = this.conversation;
    const { receipts, next } = receiptsAfter(room.sql, after);
    return { ok: true, value: { receipts, totalNanoUsd: room.books.costNanoUsd, next } };
  }

  stats(): Result<ChatStats> {
    return this.conversation === null ? notFound : { ok: true, value: this.conversation.stats() };
  }

  /** What a message would cost here. Writes nothing. */
  async estimate(asked: EstimateAsked): Promise<Result<Estimate>> {
    return this.conversation === null ? notFound : estimateIn(this.conversation.room, asked);
  }

  /** Stores a file. @param isForComposer also adds it to the composer, where that has room */
  async addFile(
    body: ReadableStream<Uint8Array>,
    upload: Upload,
    isForComposer: boolean,
  ): Promise<Result<{ created: boolean; file: UploadedFile }>> {
    const parts = this.conversation;
    if (parts !== null) {
      const added = await parts.files.add(body, upload);
      if (added.ok && isForComposer && !parts.room.isGone) parts.composerFiles.put(added.value.file.id);
      return added;
    }
    await body.cancel();
    return notFound;
  }

  /** Stores a file that an imported conversation's messages name. @returns null, or a sentence why it is left out */
  async importFile(upload: Upload, body: ReadableStream<Uint8Array>): Promise<string | null> {
    return this.conversation === null ? body.cancel().then(() => null) : takeLate(this.conversation.files, upload, body);
  }

  async transcribe(body: ReadableStream<Uint8Array>, language: string | null): Promise<Result<Transcription>> {
    if (this.conversation !== null) return this.conversation.transcriber.transcribe(body, language);
    await body.cancel();
    return notFound;
  }

  /** Reads a text aloud. */
  async speak(text: string): Promise<Result<Speech>> {
    return this.conversation === null ? notFound : this.conversation.speaker.speak(text);
  }

  /** Counts of what is stored beside the messages. r: its files */
  kept(): { files: number; fileBytes: number; hasDraft: boolean } {
    if (this.conversation === null) return { files: 0, fileBytes: 0, hasDraft: false };
    const { sql, chat } = this.conversation.room;
    const { count, bytes } = sql.fileSizes();
    return { files: count, fileBytes: bytes, hasDraft: chat.draft !== "" || chat.attached !== null };
  }

  /** In the order in which they came. */
  fileIds(): string[] {
    return this.conversation?.room.sql.files().map(({ id }) => id) ?? [];
  }

  openFile(id: string): Result<FileBody> {
    const opened = this.conversation?.files.open(id) ?? null;
    return opened === null ? notFound : { ok: true, value: opened };
  }

  openFileText(id: string): Result<FileBody> {
    const opened = this.conversation?.files.openText(id) ?? null;
    return opened === null ? notFound : { ok: true, value: opened };
  }

  /** A file of a question on the branch that a share shows. */
  openSharedFile(shareId: string, id: string, asText: boolean): Result<FileBody> {
    return this.conversation?.sharing.showsFile(shareId, id) !== true ? notFound : asText ? this.openFileText(id) : this.openFile(id);
  }

  /** Deletes a file, unless a message holds it or one that holds it is just being accepted. */
  async removeFile(id: string): Promise<Result<null>> {
    const parts = this.conversation;
    if (parts === null) return notFound;
    return parts.commands.alone(() => {
      const removed = parts.files.remove(id);
      if (removed.ok && parts.composerFiles.take([id])) parts.composerFiles.notify();
      return removed;
    });
  }

  putComposerFile(id: string): Result<null> {
    return this.conversation === null ? notFound : this.conversation.composerFiles.put(id);
  }

  /** Removes a file from the composer of every tab. */
  async removeComposerFile(id: string): Promise<Result<null>> {
    const parts = this.conversation;
    if (parts === null) return notFound;
    return parts.commands.alone(() => {
      parts.composerFiles.remove(id);
      return { ok: true, value: null };
    });
  }

  /** What a summary would cost here, and save. Writes nothing. */
  estimateSummary(messageId: string | undefined, model: string | undefined): Result<SummaryEstimate> {
    return this.conversation === null ? notFound : this.conversation.compactor.price(messageId, model);
  }
}
