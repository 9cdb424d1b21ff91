/**
 * One conversation: the Durable Object. Only wiring: sockets and calls come in, the parts of the room do the work, the
 * alarm is theirs to ask for. Named `<owner>/<id>`, so that another person's conversation is simply another object that
 * does not exist (invariant 9). Hibernates whenever nothing runs; nothing is kept that storage does not have.
 *
 * Methods without `#` are reachable over Workers RPC by this Worker alone; each of them trusts its arguments, which the
 * API has parsed.
 */
import { DurableObject } from "cloudflare:workers";
import { LOST } from "../access/socket-close.ts";
import type { Command, CommandResult } from "../protocol/commands.ts";
import { PING, PONG } from "../protocol/frames.ts";
import type { UploadedFile } from "../protocol/files.ts";
import type { Estimate, Receipt, SummaryEstimate } from "../protocol/http.ts";
import { TEMPORARY_LIFE_MS } from "../protocol/limits.ts";
import type { Message } from "../protocol/message.ts";
import type { ExportedChat, ImportedChat, ImportedFile, ImportedTurn } from "../protocol/transfer.ts";
import { failed, invalid, type Failure, type Result } from "../protocol/problem.ts";
import type { SharedChat } from "../protocol/sharing.ts";
import type { ChatAudit, ChatChange, ChatView, NewChat } from "../protocol/rooms.ts";
import type { Lesson } from "../protocol/wallet.ts";
import { availableModels } from "../models/allowance.ts";
import { portsOf } from "../wiring.ts";
import { Alarm, ALARM_EVERY_MS } from "../storage/alarm.ts";
import { Asides } from "./extras/aside.ts";
import { Audience } from "./tabs/audience.ts";
import { auditOf } from "./audit.ts";
import { accept, type Applied } from "./answers/apply.ts";
import { prepareBeginning, type Beginning, type First } from "./answers/beginning.ts";
import { Books } from "./calls/books.ts";
import { Commands } from "./answers/commands.ts";
import { Compactor } from "./extras/compaction.ts";
import { Deletion } from "./deletion.ts";
import { DraftBox } from "./tabs/draft.ts";
import { writeImported } from "./log/importing.ts";
import { askedFiles } from "./files/attached.ts";
import { ComposerFiles } from "./files/composer-files.ts";
import { clockOf } from "./files/inspect.ts";
import { takeFiles } from "./files/taking.ts";
import { Files, type FileBody, type Upload } from "./files/files.ts";
import { Indexer } from "./follow-up/indexing.ts";
import { estimate, likelyOutputTokens, parentOf, RECENT_TURNS } from "./calls/estimate.ts";
import { branchAfter, messagesAfter, messagesBefore, receiptsAfter, type ExportPage, type ReceiptsCursor } from "./log/pages.ts";
import type { Ports } from "./ports.ts";
import { availableModel } from "./calls/prompt.ts";
import { Repeats } from "./log/repeats.ts";
import { Room } from "./room.ts";
import { Runner } from "./answers/runner.ts";
import { BUSY, Sockets } from "./tabs/sockets.ts";
import { toolsColumn, toolsIn } from "./log/stored.ts";
import { offering } from "./tools/offer.ts";
import { ChatSql } from "./log/sql.ts";
import type { Link } from "./sharing/links.ts";
import { Sharing, type BranchPage } from "./sharing/sharing.ts";
import { Suggester } from "./extras/suggestions.ts";
import { Outbox } from "./follow-up/outbox.ts";
import { Titler } from "./extras/title.ts";
import { Transcriber, type Transcription } from "./extras/transcription.ts";
import { answerIdOf, Transcript } from "./log/transcript.ts";

type Parts = {
  room: Room;
  runner: Runner;
  commands: Commands;
  outbox: Outbox;
  asides: Asides;
  titler: Titler;
  suggester: Suggester;
  compactor: Compactor;
  drafts: DraftBox;
  files: Files;
  composerFiles: ComposerFiles;
  transcriber: Transcriber;
  indexer: Indexer;
  sharing: Sharing;
};

export type ChatStats = {
  rowsWritten: number;
  rowsRead: number;
  alarmsSet: number;
  framesSent: number;
  bytesSent: number;
  textBytesSent: number;
  answers: number;
};
/** How long after an import the search index is told. Milliseconds. */
const AFTER_IMPORT_MS = 3_000;
/** After which time what failed in the alarm is tried again. Milliseconds. */
const RETRY_MS = 5_000;

const notFound: { ok: false; failure: Failure } = { ok: false, failure: { reason: "not-found" } };

const BEING_DELETED: Failure = { reason: "conflict", detail: "A conversation with this id is being deleted. Use another id." };

export class Chat extends DurableObject<Env> {
  readonly #sql: ChatSql;
  readonly #audience = new Audience(
    () => this.#ports.newId(),
    () => this.#ports.now(),
  );
  readonly #ports: Ports;
  readonly #sockets: Sockets;
  #parts: Parts | null = null;
  readonly #alarm: Alarm;
  readonly #deletion: Deletion;
  /** The model call that is to begin the conversation, while its money is asked for. */
  #beginningRun: string | null = null;
  /** Settles when no first message is making the conversation any more. */
  #begun: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = new ChatSql(ctx.storage.sql);
    this.#alarm = new Alarm(ctx.storage);
    this.#ports = portsOf(env, () => this.#name.owner);
    this.#deletion = new Deletion(ctx.storage, this.#ports, this.#alarm);
    this.#sockets = new Sockets(
      {
        now: () => this.#ports.now(),
        listening: () => this.#parts,
        sockets: () => ctx.getWebSockets(),
        accept: (socket) => ctx.acceptWebSocket(socket),
        begin: (first) => {
          const result = this.#begin(first);
          this.#begun = result.catch(() => undefined);
          return result;
        },
        wakeNoLaterThan: (ms) => void this.#alarm.wakeNoLaterThan(ms),
      },
      this.#audience,
    );
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    if (this.#sql.exists()) this.#open();
  }

  /** `<owner>/<id>`: an id holds no slash. */
  get #name(): { owner: string; id: string } {
    const name = this.ctx.id.name ?? "";
    const slash = name.lastIndexOf("/");
    return { owner: name.slice(0, slash), id: name.slice(slash + 1) };
  }

  /** Takes up what storage holds: everything else in memory is made from it. */
  #open(): Parts | null {
    this.#sql.migrate();
    const chat = this.#sql.chat();
    if (chat === null) return null;
    const transcript = new Transcript(this.#sql, chat);
    const books = new Books(this.#sql, transcript);
    const room = new Room(
      this.#sql,
      transcript,
      books,
      this.#audience,
      this.#ports,
      chat,
      (run) => this.ctx.storage.transactionSync(run),
      (ms) => this.#alarm.wakeAt(ms),
    );
    const runner = new Runner(room);
    room.live = () => {
      const live = runner.live;
      return live === null ? null : { answerId: answerIdOf(live.turn.id), text: live.text, reasoning: live.reasoning };
    };
    const asides = new Asides(room, runner);
    const sharing = new Sharing(room, runner, (ms) => void this.#alarm.wakeNoLaterThan(ms));
    this.#audience.view = sharing.view;
    const repeats = new Repeats(room);
    const compactor = new Compactor(room, runner, asides, repeats);
    const files = new Files(room);
    const composerFiles = new ComposerFiles(room, files);
    room.attached = () => composerFiles.list();
    this.#parts = {
      room,
      runner,
      commands: new Commands(room, runner, compactor, repeats, composerFiles),
      outbox: new Outbox(room, runner),
      asides,
      titler: new Titler(room, runner, asides),
      suggester: new Suggester(room, runner, asides),
      compactor,
      drafts: new DraftBox(room),
      files,
      composerFiles,
      transcriber: new Transcriber(room, runner),
      indexer: new Indexer(room),
      sharing,
    };
    this.#audience.restore(this.ctx.getWebSockets());
    runner.recover();
    return this.#parts;
  }

  /** What follows up an answer: what waits begins, titles and suggestions are made, the books are told. */
  async #work(): Promise<void> {
    const parts = this.#parts;
    if (parts === null) return;
    const { runner, room, outbox } = parts;
    room.audience.expire(this.#ports.now());
    runner.settleAgain();
    void runner.advance();
    const made = await Promise.allSettled([parts.titler.work(), parts.suggester.work(), parts.indexer.work()]);
    if (made.some(({ status }) => status === "rejected")) this.#alarm.wakeAt(this.#ports.now() + RETRY_MS);
    const next = await outbox.work();
    if (this.#parts === null) return;
    if (next !== null) this.#alarm.wakeAt(next);
    const linksAt = await parts.sharing.links.work();
    if (this.#parts === null) return;
    if (linksAt !== null) this.#alarm.wakeAt(linksAt);
    if (runner.isBusy || room.sideRuns.size > 0) this.#alarm.wakeAt(this.#ports.now() + ALARM_EVERY_MS);
  }

  // What the API asks.

  create(chat: NewChat): Result<{ created: boolean; chat: ChatView }> {
    if (this.#parts !== null) return { ok: true, value: { created: false, chat: this.#view(this.#parts) } };
    if (this.#deletion.isUnderWay) return failed(BEING_DELETED);
    const { catalogue } = this.#ports;
    const model = chat.model ?? catalogue.default?.id ?? "";
    const available = availableModel(catalogue, model);
    if (!available.ok) return available;
    // Nothing was ever set: the first answer need not ask.
    this.#alarm.forget();
    this.#sql.create({
      id: chat.id,
      owner: chat.owner,
      title: chat.title,
      titled_by: chat.title === "" ? "default" : "person",
      model,
      system: chat.system,
      temporary: chat.temporary ? 1 : 0,
      created_at: this.#ports.now(),
      cap: chat.maxCostNanoUsd,
      effort: chat.effort,
      tools: toolsColumn(chat.tools),
      seq: 0,
    });
    if (chat.temporary) this.#alarm.wakeAt(this.#ports.now() + TEMPORARY_LIFE_MS);
    const parts = this.#open();
    if (parts !== null) this.#sockets.welcomeWaiting(parts);
    return parts === null ? notFound : { ok: true, value: { created: true, chat: this.#view(parts) } };
  }

  /** Makes the conversation of what another place exported, whole or not at all. */
  async importChat(
    owner: string,
    chat: ImportedChat,
    turns: readonly ImportedTurn[],
    files: readonly ImportedFile[] = [],
  ): Promise<{ created: boolean; warnings: string[] }> {
    const { taken, warnings } = await takeFiles(files, this.#ports.readDocument, clockOf(this.#ports));
    if (this.#parts !== null || this.#deletion.isUnderWay) return { created: false, warnings: [] };
    const { catalogue } = this.#ports;
    const known = chat.model !== null && availableModel(catalogue, chat.model).ok ? chat.model : null;
    const model = known ?? catalogue.default?.id ?? "";
    this.ctx.storage.transactionSync(() => writeImported(this.#sql, { owner, model }, chat, turns, taken));
    this.#open();
    this.#alarm.wakeAt(this.#ports.now() + AFTER_IMPORT_MS);
    return { created: true, warnings };
  }

  /** What an export says of this conversation beside its messages. */
  exportHead(): Result<Omit<ExportedChat, "pinned" | "archived">> {
    if (this.#parts === null) return notFound;
    const { id, title, model, system, createdAt } = this.#parts.room.state();
    return { ok: true, value: { id, title, model, system, createdAt, head: this.#parts.room.transcript.headId() } };
  }

  /** Messages in the order in which they entered, after the turn `after` (0: from the first). */
  exportPage(after: number): Result<ExportPage> {
    if (this.#parts === null) return notFound;
    const page = messagesAfter(this.#sql, after);
    return { ok: true, value: { ...page, messages: this.#parts.room.withLive(page.messages) } };
  }

  /** The branch everybody sees, from its `skip`-th turn on. */
  branchPage(skip: number): Result<ExportPage> {
    if (this.#parts === null) return notFound;
    const page = branchAfter(this.#sql, this.#parts.room.transcript.head, skip);
    return { ok: true, value: { ...page, messages: this.#parts.room.withLive(page.messages) } };
  }

  /** Tells the search index everything anew. Temporary conversations are never told. */
  async reindex(): Promise<Result<void>> {
    const parts = this.#parts;
    if (parts === null) return notFound;
    parts.room.updateChat({ indexed_seq: 0 });
    await parts.indexer.work();
    return { ok: true, value: undefined };
  }

  // Sharing.

  /** Makes a link by which others read this conversation. */
  async share(options: { withCosts: boolean; untilMs: number | null }): Promise<Result<Link>> {
    return this.#parts === null ? notFound : this.#parts.sharing.links.make(options);
  }

  shares(): Result<Link[]> {
    return this.#parts === null ? notFound : { ok: true, value: this.#parts.sharing.links.list() };
  }

  /** Takes a link back, at once for those who read by it. */
  async unshare(shareId: string): Promise<Result<void>> {
    const isTaken = await this.#parts?.sharing.links.takeBack(shareId);
    return isTaken === true ? { ok: true, value: undefined } : notFound;
  }

  /** What a reader is shown: the branch, page by page. */
  sharedPage(shareId: string, from: { head: string; skip: number } | null): Result<BranchPage> {
    return this.#parts === null ? notFound : this.#parts.sharing.page(shareId, from);
  }

  sharedBefore(shareId: string, before: string, limit: number): Result<SharedChat> {
    return this.#parts === null ? notFound : this.#parts.sharing.pageBefore(shareId, before, limit);
  }

  async command(command: Command): Promise<Result<CommandResult>> {
    if (this.#parts === null) return notFound;
    return this.#parts.commands.handle(command).catch((): Result<CommandResult> => ({ ok: false, failure: BUSY }));
  }

  /** Settings, changed without a command's id: nobody sends this again. */
  change(change: ChatChange): Result<CommandResult> {
    return this.#parts === null ? notFound : this.#parts.commands.set(change);
  }

  view(): Result<ChatView> {
    return this.#parts === null ? notFound : { ok: true, value: this.#view(this.#parts) };
  }

  messages(before: string | null, limit: number): Result<{ messages: Message[]; head: string | null; next: string | null }> {
    if (this.#parts === null) return notFound;
    const { room } = this.#parts;
    const found = before === null ? null : room.transcript.find(before);
    if (before !== null && found === null) return { ok: false, failure: invalid("before", "no message of this conversation has this id") };
    const end = found === null ? Number.MAX_SAFE_INTEGER : found.turn.seq + (found.role === "assistant" ? 1 : 0);
    const { messages, next } = messagesBefore(this.#sql, end, limit);
    return { ok: true, value: { messages: room.withLive(messages), head: room.transcript.headId(), next } };
  }

  receipts(after: ReceiptsCursor | null): Result<{ receipts: Receipt[]; totalNanoUsd: number; next: string | null }> {
    if (this.#parts === null) return notFound;
    const { receipts, next } = receiptsAfter(this.#sql, after);
    return { ok: true, value: { receipts, totalNanoUsd: this.#parts.room.books.costNanoUsd, next } };
  }

  stats(): Result<ChatStats> {
    if (this.#parts === null) return notFound;
    const { written, read } = this.#sql.rows;
    const { frames, bytes, textBytes } = this.#audience.sent;
    return {
      ok: true,
      value: {
        rowsWritten: written,
        rowsRead: read,
        alarmsSet: this.#alarm.timesSet,
        framesSent: frames,
        bytesSent: bytes,
        textBytesSent: textBytes,
        answers: this.#parts.runner.answers,
      },
    };
  }

  /** What a message would cost here. Writes nothing. */
  async estimate(asked: {
    parentId?: string | null;
    text: string;
    files: string[];
    model: string;
    allow: string;
    lessons: Lesson[];
    tools?: string[];
  }): Promise<Result<Estimate>> {
    if (this.#parts === null) return notFound;
    const { room } = this.#parts;
    const offered = await offering(room.ports, asked.tools, toolsIn(room.chat.tools), asked.model);
    if (!offered.ok) return offered;
    const parent = parentOf(room.transcript, asked.parentId);
    if (!parent.ok) return parent;
    const files = askedFiles(this.#sql, asked.files);
    if (!files.ok) return files;
    const { catalogue } = this.#ports;
    const recent = this.#sql.receiptsChangedAfter(this.#sql.recentFrom(RECENT_TURNS), 0);
    return estimate({
      source: {
        ports: room.ports,
        chat: room.chat,
        tokenCorrection: room.tokenCorrection,
        sql: room.sql,
        lessonOf: (model) => asked.lessons.find((lesson) => lesson.model === model) ?? null,
      },
      parent: parent.value,
      text: asked.text,
      files: files.value,
      model: asked.model,
      models: availableModels(catalogue, asked.allow),
      outputTokens: likelyOutputTokens(recent),
      offer: offered.value.offer,
    });
  }

  /** Takes a file in. @param isForComposer it stands in the composer then, where that has room */
  async addFile(
    body: ReadableStream<Uint8Array>,
    upload: Upload,
    isForComposer: boolean,
  ): Promise<Result<{ created: boolean; file: UploadedFile }>> {
    const parts = this.#parts;
    if (parts !== null) {
      const added = await parts.files.add(body, upload);
      if (added.ok && isForComposer && !parts.room.isGone) parts.composerFiles.put(added.value.file.id);
      return added;
    }
    await body.cancel();
    return notFound;
  }

  async transcribe(body: ReadableStream<Uint8Array>, language: string | null): Promise<Result<Transcription>> {
    if (this.#parts !== null) return this.#parts.transcriber.transcribe(body, language);
    await body.cancel();
    return notFound;
  }

  /** In the order in which they came. */
  fileIds(): string[] {
    return this.#parts === null ? [] : this.#sql.files().map(({ id }) => id);
  }

  openFile(id: string): Result<FileBody> {
    const opened = this.#parts?.files.open(id) ?? null;
    return opened === null ? notFound : { ok: true, value: opened };
  }

  openFileText(id: string): Result<FileBody> {
    const opened = this.#parts?.files.openText(id) ?? null;
    return opened === null ? notFound : { ok: true, value: opened };
  }

  /** A file beside a question of the branch that a share shows. */
  openSharedFile(shareId: string, id: string, asText: boolean): Result<FileBody> {
    return this.#parts?.sharing.showsFile(shareId, id) !== true ? notFound : asText ? this.openFileText(id) : this.openFile(id);
  }

  /** Takes a file away that no message holds, nor one that is about to be accepted. */
  async removeFile(id: string): Promise<Result<null>> {
    const parts = this.#parts;
    if (parts === null) return notFound;
    return parts.commands.alone(() => {
      const removed = parts.files.remove(id);
      if (removed.ok && parts.composerFiles.take([id])) parts.composerFiles.tell();
      return removed;
    });
  }

  putComposerFile(id: string): Result<null> {
    return this.#parts === null ? notFound : this.#parts.composerFiles.put(id);
  }

  /** Takes a file off the composer of every tab. */
  async removeComposerFile(id: string): Promise<Result<null>> {
    const parts = this.#parts;
    if (parts === null) return notFound;
    return parts.commands.alone(() => {
      parts.composerFiles.remove(id);
      return { ok: true, value: null };
    });
  }

  /** What a summary would cost here, and save. Writes nothing. */
  estimateSummary(messageId: string | undefined, model: string | undefined): Result<SummaryEstimate> {
    return this.#parts === null ? notFound : this.#parts.compactor.price(messageId, model);
  }

  /** Which model calls of this conversation hold money now: the wallet asks before it releases an old hold. */
  openRuns(): string[] {
    if (this.#parts === null) return [...this.#deletion.openRuns, ...(this.#beginningRun === null ? [] : [this.#beginningRun])];
    const { room, runner } = this.#parts;
    return [...runner.openRuns, ...room.settling().map(({ runId }) => runId)];
  }

  /** What the books say, for the audit: numbers only. */
  audit(): ChatAudit {
    if (this.#parts !== null) return auditOf(this.#parts.room, this.#sql, this.#parts.runner.openRuns);
    return this.#deletion.isUnderWay ? { state: "leaving", openRuns: this.#deletion.openRuns } : { state: "none" };
  }

  /**
   * Deletes every word. Numbers D1 does not know yet are told first; when D1 is down, they alone stay behind in a
   * bare table until it is told (invariant 10).
   */
  async remove(): Promise<Result<{ messages: number }>> {
    // What is just being made would be there after its deletion.
    await this.#begun;
    const parts = this.#parts;
    if (parts === null) return this.#finishRemoval();
    const { room, runner } = parts;
    parts.transcriber.closeNow();
    await Promise.all([runner.closeNow(), parts.asides.closeNow()]);
    if (this.#parts === null) return notFound;
    // What storage could not settle is not thrown away unpaid.
    if (runner.isBusy) return { ok: false, failure: BUSY };
    const messages = room.transcript.count;
    // Whatever crash follows, the alarm finishes the deletion.
    this.ctx.storage.transactionSync(() => {
      this.#deletion.begin(room);
      this.#sql.drop();
    });
    this.#parts = null;
    room.farewell();
    await this.#deletion.work();
    return { ok: true, value: { messages } };
  }

  /** A deletion that a crash left half-way, asked for again. */
  async #finishRemoval(): Promise<Result<{ messages: number }>> {
    return (await this.#deletion.work()) ? { ok: true, value: { messages: 0 } } : notFound;
  }

  #view({ room, runner }: Parts): ChatView {
    const state = room.state();
    return {
      id: state.id,
      title: state.title,
      model: state.model,
      system: state.system,
      effort: state.effort,
      maxCostNanoUsd: state.maxCostNanoUsd,
      tools: state.tools,
      createdAt: state.createdAt,
      updatedAt: new Date(room.updatedAtMs).toISOString(),
      running: runner.isBusy,
      simulated: state.simulated,
      temporary: state.temporary,
      messageCount: state.messageCount,
      costNanoUsd: state.costNanoUsd,
    };
  }

  // Sockets.

  override fetch(request: Request): Response {
    return this.#sockets.open(request);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#sockets.message(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#sockets.closed(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#sockets.closed(socket, LOST);
  }

  /** The first message of a conversation that does not exist yet: money, then the conversation and its turn at once. */
  async #begin(first: First): Promise<Result<CommandResult>> {
    if (this.#deletion.isUnderWay) return failed(BEING_DELETED);
    const callId = this.#ports.newId();
    this.#beginningRun = callId;
    const beginning = await prepareBeginning(this.#ports, this.#name, first, callId).finally(() => (this.#beginningRun = null));
    const parts = this.#parts;
    // It was made over HTTP meanwhile: the message is one like any other there, and its hold is given back by the report.
    if (parts !== null) {
      if (beginning.ok) parts.runner.report();
      return parts.commands.handle(first);
    }
    return beginning.ok ? this.#make(beginning.value) : beginning;
  }

  #make({ chat, turn, prepared, callId, maxOutputTokens, rules }: Beginning): Result<CommandResult> {
    const made = this.#stored(chat, turn);
    if (made === null) return notFound;
    const { parts } = made;
    const first = made.accepted.turn;
    parts.room.rules = rules;
    made.accepted.tell();
    parts.runner.launch(first, prepared, maxOutputTokens, callId);
    // The list learns of it now; the alarm tells it again until it has heard.
    parts.runner.report();
    this.#sockets.welcomeWaiting(parts);
    return { ok: true, value: { messageId: first.id, answerId: answerIdOf(first.id) } };
  }

  /** The conversation and its first turn, both or neither. */
  #stored(chat: Beginning["chat"], first: Beginning["turn"]): { parts: Parts; accepted: Applied } | null {
    try {
      return this.ctx.storage.transactionSync(() => {
        this.#sql.create(chat);
        const parts = this.#open();
        return parts === null ? null : { parts, accepted: accept(parts.room, first) };
      });
    } catch (error) {
      this.#parts = null;
      throw error;
    }
  }

  override alarm(): Promise<void> {
    return this.#alarm.goOff(async () => {
      await this.#deletion.work();
      await this.#work();
    });
  }
}
