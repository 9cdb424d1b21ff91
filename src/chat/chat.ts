/**
 * One conversation: the Durable Object. Only wiring: sockets and calls come in, the parts of the room do the work, the
 * alarm is theirs to ask for. Named `<owner>/<id>`, so that another person's conversation is simply another object that
 * does not exist (invariant 9). Hibernates whenever nothing runs; nothing is kept that storage does not have.
 *
 * Methods without `#` are reachable over Workers RPC by this Worker alone; each of them trusts its arguments, which the
 * API has parsed.
 */
import { Buffer } from "node:buffer";
import { Server, type Connection, type ConnectionContext } from "partyserver";
import { seatOf, type Seat } from "../access/seat.ts";
import { command as commandSchema, clientFrame, type Command, type CommandResult, type Effort } from "../protocol/commands.ts";
import { CLOSE_CODES, PING, PONG } from "../protocol/frames.ts";
import type { ChatSummary, Estimate, Receipt, SummaryEstimate } from "../protocol/http.ts";
import { MAX_FRAME_BYTES, MAX_TABS, TEMPORARY_LIFE_MS } from "../protocol/limits.ts";
import type { Message } from "../protocol/message.ts";
import type { ExportedChat, ImportedChat, ImportedTurn } from "../protocol/transfer.ts";
import { failureOf, invalid, problemOf, type Failure, type Result } from "../protocol/problem.ts";
import { availableModels, portsOf } from "../wiring.ts";
import { Asides } from "./aside.ts";
import { Audience } from "./audience.ts";
import { auditOf, type ChatAudit } from "./audit.ts";
import { Books } from "./books.ts";
import { Commands, type ChatChange } from "./commands.ts";
import { Compactor } from "./compaction.ts";
import { DraftBox } from "./draft.ts";
import type { Lesson } from "../models/lessons.ts";
import { writeImported } from "./importing.ts";
import { Indexer } from "./indexing.ts";
import { estimate, likelyOutputTokens, parentOf, RECENT_TURNS } from "./estimate.ts";
import { openingFrames, parseCursor } from "./opening.ts";
import { branchAfter, messagesAfter, messagesBefore, receiptsAfter, type ExportPage, type ReceiptsCursor } from "./pages.ts";
import type { ChatReport, Ports, Summary } from "./ports.ts";
import { availableModel } from "./prompt.ts";
import { Repeats } from "./repeats.ts";
import { Room } from "./room.ts";
import { Runner } from "./runner.ts";
import { ChatSql } from "./sql.ts";
import { Suggester } from "./suggestions.ts";
import { Outbox } from "./summary.ts";
import { Titler } from "./title.ts";
import { answerIdOf, Transcript } from "./transcript.ts";

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
  indexer: Indexer;
};

export type NewChat = {
  id: string;
  owner: string;
  title: string;
  model: string | null;
  system: string;
  temporary: boolean;
  effort: Effort | null;
  maxCostNanoUsd: number | null;
};
export type ChatView = Omit<ChatSummary, "pinned" | "archived"> & { system: string; effort: Effort | null; maxCostNanoUsd: number | null };
export type ChatStats = {
  rowsWritten: number;
  rowsRead: number;
  alarmsSet: number;
  framesSent: number;
  bytesSent: number;
  textBytesSent: number;
  answers: number;
};
/** What a deleted conversation still has to tell. PERSISTED CONTRACT. Numbers and ids, no word. */
type Leftover = { summaries: Summary[]; report: ChatReport };
const LEFTOVER = "leftover";
const LEFTOVER_RETRY_MS = 30_000;
/** How long after an import the search index is told. Milliseconds. */
const AFTER_IMPORT_MS = 3_000;

/** A close frame without a code, as `socket.close()` sends it. */
const NO_STATUS = 1005;

/** The wallet or the model's door could not be asked just now; nothing was stored. */
const BUSY: Failure = { reason: "overloaded", detail: "The server could not be asked just now. Try again.", retryAfterSeconds: 2 };

const notFound: { ok: false; failure: Failure } = { ok: false, failure: { reason: "not-found" } };

export class Chat extends Server<Env> {
  static override options = { hibernate: true };

  readonly #sql: ChatSql;
  readonly #audience = new Audience();
  readonly #ports: Ports;
  #parts: Parts | null = null;
  #alarmAtMs: number | null = null;
  #alarmsSet = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = new ChatSql(ctx.storage.sql);
    this.#ports = portsOf(env, () => this.name.slice(0, this.name.lastIndexOf("/")));
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    if (this.#sql.exists()) this.#open();
  }

  /** Takes up what storage holds: everything else in memory is made from it. */
  #open(): Parts | null {
    this.#sql.migrate();
    const chat = this.#sql.chat();
    if (chat === null) return null;
    const transcript = new Transcript(this.#sql, chat);
    const books = new Books(this.#sql, transcript);
    const room = new Room(this.#sql, transcript, books, this.#audience, this.#ports, chat, (ms) => this.#wakeAt(ms));
    const runner = new Runner(room);
    room.live = () => {
      const live = runner.live;
      return live === null ? null : { answerId: answerIdOf(live.turn.id), text: live.text, reasoning: live.reasoning };
    };
    const asides = new Asides(room, runner);
    const repeats = new Repeats(room);
    const compactor = new Compactor(room, runner, asides, repeats);
    this.#parts = {
      room,
      runner,
      commands: new Commands(room, runner, compactor, repeats),
      outbox: new Outbox(room, runner),
      asides,
      titler: new Titler(room, runner, asides),
      suggester: new Suggester(room, runner, asides),
      compactor,
      drafts: new DraftBox(room),
      indexer: new Indexer(room),
    };
    this.#audience.restore(this.getConnections<Seat>());
    runner.recover();
    return this.#parts;
  }

  /** Sets the object's one alarm, unless an earlier one is set. w 1 */
  #wakeAt(ms: number): void {
    if (this.#alarmAtMs !== null && this.#alarmAtMs <= ms) return;
    this.#alarmAtMs = ms;
    this.#alarmsSet += 1;
    void this.ctx.storage.setAlarm(ms);
  }

  /** The same for a time far off: an alarm set before this object slept may be earlier, and must not be moved. */
  async #wakeNoLaterThan(ms: number): Promise<void> {
    this.#alarmAtMs ??= await this.ctx.storage.getAlarm();
    this.#wakeAt(ms);
  }

  // What the API asks.

  create(chat: NewChat): Result<{ created: boolean; chat: ChatView }> {
    if (this.#parts !== null) return { ok: true, value: { created: false, chat: this.#view(this.#parts) } };
    if (this.ctx.storage.kv.get(LEFTOVER) !== undefined)
      return { ok: false, failure: { reason: "conflict", detail: "A conversation with this id is being deleted. Use another id." } };
    const { catalogue } = this.#ports;
    const model = chat.model ?? catalogue.default?.id ?? "";
    const available = availableModel(catalogue, model);
    if (!available.ok) return available;
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
    });
    if (chat.temporary) this.#wakeAt(this.#ports.now() + TEMPORARY_LIFE_MS);
    const parts = this.#open();
    return parts === null ? notFound : { ok: true, value: { created: true, chat: this.#view(parts) } };
  }

  /** Makes the conversation of what another place exported, whole or not at all. */
  importChat(owner: string, chat: ImportedChat, turns: readonly ImportedTurn[]): { created: boolean } {
    if (this.#parts !== null || this.ctx.storage.kv.get(LEFTOVER) !== undefined) return { created: false };
    const { catalogue } = this.#ports;
    const known = chat.model !== null && availableModel(catalogue, chat.model).ok ? chat.model : null;
    const model = known ?? catalogue.default?.id ?? "";
    this.ctx.storage.transactionSync(() => writeImported(this.#sql, { owner, model }, chat, turns));
    this.#open();
    this.#wakeAt(this.#ports.now() + AFTER_IMPORT_MS);
    return { created: true };
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

  /** Tells the search index everything anew. */
  async reindex(): Promise<void> {
    await this.#parts?.indexer.again();
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
        alarmsSet: this.#alarmsSet,
        framesSent: frames,
        bytesSent: bytes,
        textBytesSent: textBytes,
        answers: this.#parts.runner.answers,
      },
    };
  }

  /** What a message would cost here. Writes nothing. */
  estimate(asked: { parentId?: string | null; text: string; model: string; allow: string; lessons: Lesson[] }): Result<Estimate> {
    if (this.#parts === null) return notFound;
    const { room } = this.#parts;
    const parent = parentOf(room.transcript, asked.parentId);
    if (!parent.ok) return parent;
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
      model: asked.model,
      models: availableModels(catalogue, asked.allow),
      outputTokens: likelyOutputTokens(recent),
    });
  }

  /** What a summary would cost here, and save. Writes nothing. */
  estimateSummary(messageId: string | undefined, model: string | undefined): Result<SummaryEstimate> {
    return this.#parts === null ? notFound : this.#parts.compactor.price(messageId, model);
  }

  /** Which model calls of this conversation hold money now: the wallet asks before it releases an old hold. */
  openRuns(): string[] {
    if (this.#parts === null) return [];
    const { room, runner } = this.#parts;
    return [...runner.openRuns, ...room.settling().map(({ runId }) => runId)];
  }

  /** What the books say, for the audit: numbers only. */
  audit(): ChatAudit {
    if (this.#parts !== null) return auditOf(this.#parts.room, this.#sql, this.#parts.runner.openRuns);
    return { state: this.ctx.storage.kv.get(LEFTOVER) === undefined ? "none" : "leaving" };
  }

  /**
   * Deletes every word. Numbers D1 does not know yet are told first; when D1 is down, they alone stay behind in a
   * bare table until it is told (invariant 10).
   */
  async remove(): Promise<Result<{ messages: number }>> {
    const parts = this.#parts;
    if (parts === null) return this.#finishRemoval();
    const { room, runner } = parts;
    await Promise.all([runner.closeNow(), parts.asides.closeNow()]);
    if (this.#parts === null) return notFound;
    const messages = room.transcript.count;
    const leftover: Leftover = {
      summaries: room.books.summaries(room.chat.owner, room.chat.id, room.chat.flushed_seq),
      report: { ...room.report([]), settling: [], title: "" },
    };
    this.#parts = null;
    room.farewell();
    // One transaction: whatever crash follows, the alarm finishes the deletion.
    this.ctx.storage.kv.put(LEFTOVER, leftover);
    this.#alarmAtMs = null;
    this.#wakeAt(this.#ports.now() + LEFTOVER_RETRY_MS);
    this.#sql.drop();
    await this.#deliver(leftover);
    return { ok: true, value: { messages } };
  }

  /** A deletion that a crash left half-way, asked for again. */
  async #finishRemoval(): Promise<Result<{ messages: number }>> {
    const leftover = this.ctx.storage.kv.get<Leftover>(LEFTOVER);
    if (leftover === undefined) return notFound;
    await this.#deliver(leftover);
    return { ok: true, value: { messages: 0 } };
  }

  /** Tells the numbers of a deleted conversation to those who do not know them yet, then wipes the storage for good. */
  async #deliver(leftover: Leftover): Promise<void> {
    try {
      await this.#ports.wallet.report(leftover.report);
      await this.#ports.spend.store(leftover.summaries);
    } catch {
      this.#wakeAt(this.#ports.now() + LEFTOVER_RETRY_MS);
      return;
    }
    await this.ctx.storage.deleteAll();
    this.#alarmAtMs = null;
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

  override async fetch(request: Request): Promise<Response> {
    if (this.#parts === null) return closedSocket(CLOSE_CODES.notFound, "not found");
    return super.fetch(request);
  }

  override onConnect(connection: Connection<Seat>, context: ConnectionContext): void {
    try {
      this.#welcome(connection, context);
    } catch {
      // The framework would send the error's stack to the client.
      connection.close(1011, "internal error");
    }
  }

  #welcome(connection: Connection<Seat>, context: ConnectionContext): void {
    const parts = this.#parts;
    const seat = seatOf(context.request.headers);
    const cursor = parseCursor(new URL(context.request.url));
    if (parts === null || seat === null) return connection.close(CLOSE_CODES.notFound, "not found");
    if (cursor === "too-old") return connection.close(CLOSE_CODES.tooOld, "another protocol version is spoken here");
    if (this.#audience.count >= MAX_TABS) return connection.close(CLOSE_CODES.tooMany, `${MAX_TABS} tabs look already`);
    connection.setState(seat);
    this.#audience.enter(connection);
    for (const frame of openingFrames(parts.room, parts.runner, cursor, this.#audience.count)) {
      if (typeof frame === "string") this.#audience.tellText(connection, frame);
      else this.#audience.tell(connection, frame);
    }
    this.#audience.event({ type: "tabs", count: this.#audience.count }, connection);
    if (seat.expiresAtMs !== null) void this.#wakeNoLaterThan(seat.expiresAtMs);
  }

  override async onMessage(connection: Connection<Seat>, data: string | ArrayBuffer | ArrayBufferView): Promise<void> {
    const parts = this.#parts;
    if (parts === null) return connection.close(CLOSE_CODES.notFound, "not found");
    this.#audience.expire(this.#ports.now());
    if (!this.#audience.has(connection)) return;
    const refuse = (id: string | null, failure: Failure): void =>
      this.#audience.tell(connection, { type: "refused", id, problem: problemOf(failure) });
    if (typeof data !== "string") return refuse(null, invalid("", "frames are text"));
    if (data.length * 3 > MAX_FRAME_BYTES && Buffer.byteLength(data) > MAX_FRAME_BYTES)
      return refuse(null, { reason: "too-large", detail: `a frame holds at most ${MAX_FRAME_BYTES} bytes` });
    const json = parseJson(data);
    if (json === undefined) return refuse(null, invalid("", "not JSON"));
    const frame = clientFrame.safeParse(json);
    if (!frame.success) return refuse(idIn(json), failureOf(frame.error));
    switch (frame.data.type) {
      case "received":
        return this.#audience.confirm(connection, frame.data.bytes);
      case "draft":
        return parts.drafts.write(connection, frame.data.text);
      default: {
        const command = commandSchema.parse(frame.data);
        const result = await parts.commands.handle(command).catch((): Result<CommandResult> => ({ ok: false, failure: BUSY }));
        if (result.ok) this.#audience.tell(connection, { type: "ack", id: command.id, result: result.value });
        else refuse(command.id, result.failure);
      }
    }
  }

  override onClose(connection: Connection<Seat>, code: number): void {
    this.#audience.leave(connection);
    this.#audience.event({ type: "tabs", count: this.#audience.count });
    // The framework does not answer a close without a code, and a plain client would wait for it.
    if (code === NO_STATUS) connection.close(1000);
  }

  override onError(connection: Connection<Seat>): void {
    this.onClose(connection, 1006);
  }

  override async onAlarm(): Promise<void> {
    this.#alarmAtMs = null;
    const leftover = this.ctx.storage.kv.get<Leftover>(LEFTOVER);
    if (leftover !== undefined) await this.#deliver(leftover);
    const parts = this.#parts;
    if (parts === null) return;
    void parts.runner.advance();
    await Promise.all([parts.titler.work(), parts.suggester.work(), parts.indexer.work()]);
    const next = await parts.outbox.work();
    if (next !== null && this.#parts !== null) this.#wakeAt(next);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The id of a frame that could not be understood, so that its sender knows which one was refused. */
function idIn(json: unknown): string | null {
  return typeof json === "object" && json !== null && "id" in json && typeof json.id === "string" && json.id.length <= 100 ? json.id : null;
}

/** A socket that is accepted only to be closed with a reason: refusing the upgrade would make clients retry for ever. */
export function closedSocket(code: number, reason: string): Response {
  const pair = new WebSocketPair();
  pair[1].accept();
  pair[1].close(code, reason);
  return new Response(null, { status: 101, webSocket: pair[0] });
}
