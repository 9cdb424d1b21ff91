/**
 * A conversation that exists: its parts, all made from storage, and what they do together. It is constructed after its first
 * row is stored and dropped at its deletion, so that none of its parts is ever half initialised.
 */
import type { ChatView } from "../protocol/rooms.ts";
import { ALARM_EVERY_MS, type Alarm } from "../storage/alarm.ts";
import { Commands } from "./answers/commands.ts";
import { Runner } from "./answers/runner.ts";
import { Books } from "./calls/books.ts";
import { BackgroundCalls } from "./extras/background-calls.ts";
import { Background } from "./extras/background.ts";
import { Compactor } from "./extras/compaction.ts";
import { OneCalls } from "./extras/one-calls.ts";
import { Speaker } from "./extras/speaking.ts";
import { Suggester } from "./extras/suggestions.ts";
import { Titler } from "./extras/title.ts";
import { Transcriber } from "./extras/transcription.ts";
import { ComposerFiles } from "./files/composer-files.ts";
import { Files } from "./files/files.ts";
import { Indexer } from "./follow-up/indexing.ts";
import { Outbox } from "./follow-up/outbox.ts";
import { Repeats } from "./log/repeats.ts";
import type { ChatSql } from "./log/sql.ts";
import type { ChatRow } from "./log/tables.ts";
import { answerIdOf, Transcript } from "./log/transcript.ts";
import type { Ports } from "./ports.ts";
import { Room, type Unstored } from "./room.ts";
import { Sharing } from "./sharing/sharing.ts";
import type { Audience } from "./tabs/audience.ts";
import { DraftBox } from "./tabs/draft.ts";
import { viewOf } from "./views.ts";

/** What was done since the object woke. */
export type ChatStats = {
  rowsWritten: number;
  rowsRead: number;
  alarmsSet: number;
  framesSent: number;
  bytesSent: number;
  textBytesSent: number;
  answers: number;
};

/** Wait before work that failed in the alarm is tried again. Milliseconds. */
const RETRY_MS = 5_000;

/** What a conversation needs of its Durable Object. */
export type Ground = {
  sql: ChatSql;
  audience: Audience;
  ports: Ports;
  alarm: Alarm;
  /** The platform's transaction: what throws in it has changed no row. */
  transaction<T>(run: () => T): T;
};

export class Conversation {
  readonly room: Room;
  readonly runner: Runner;
  readonly commands: Commands;
  readonly compactor: Compactor;
  readonly drafts: DraftBox;
  readonly files: Files;
  readonly composerFiles: ComposerFiles;
  readonly transcriber: Transcriber;
  readonly speaker: Speaker;
  readonly indexer: Indexer;
  readonly sharing: Sharing;
  readonly #backgroundCalls: BackgroundCalls;
  readonly #oneCalls: OneCalls;
  readonly #titler: Titler;
  readonly #suggester: Suggester;
  readonly #outbox: Outbox;
  readonly #alarm: Alarm;

  constructor({ sql, audience, ports, alarm, transaction }: Ground, chat: ChatRow) {
    this.#alarm = alarm;
    const transcript = new Transcript(sql, chat);
    const books = new Books(sql, transcript);
    const unstored: Unstored = {
      live: () => {
        const live = runner.live;
        return live === null ? null : { answerId: answerIdOf(live.turn.id), text: live.text, reasoning: live.reasoning };
      },
      attached: () => this.composerFiles.list(),
    };
    const room = new Room(sql, transcript, books, audience, ports, unstored, chat, transaction, (ms) => alarm.wakeAt(ms));
    const runner = new Runner(room);
    const repeats = new Repeats(room);
    this.room = room;
    this.runner = runner;
    const background = new Background(room);
    this.#backgroundCalls = new BackgroundCalls(room, background);
    this.sharing = new Sharing(room, runner, (ms) => void alarm.wakeNoLaterThan(ms));
    audience.view = this.sharing.view;
    this.compactor = new Compactor(room, runner, this.#backgroundCalls, repeats);
    this.files = new Files(room);
    this.composerFiles = new ComposerFiles(room, this.files);
    this.commands = new Commands(room, runner, this.compactor, repeats, this.composerFiles);
    this.drafts = new DraftBox(room);
    this.#oneCalls = new OneCalls(room, background);
    this.transcriber = new Transcriber(room, this.#oneCalls);
    this.speaker = new Speaker(room, this.#oneCalls);
    this.indexer = new Indexer(room);
    this.#titler = new Titler(room, runner, this.#backgroundCalls);
    this.#suggester = new Suggester(room, runner, this.#backgroundCalls);
    this.#outbox = new Outbox(room, runner);
  }

  /** After a wake: takes up the sockets that outlived the object, and recovers what ran. */
  takeUp(sockets: Iterable<WebSocket>): void {
    this.room.audience.restore(sockets);
    this.runner.recover();
  }

  view(): ChatView {
    return viewOf(this.room, this.runner.isBusy);
  }

  stats(): ChatStats {
    const { written, read } = this.room.sql.rows;
    const { frames, bytes, textBytes } = this.room.audience.sent;
    return {
      rowsWritten: written,
      rowsRead: read,
      alarmsSet: this.#alarm.timesSet,
      framesSent: frames,
      bytesSent: bytes,
      textBytesSent: textBytes,
      answers: this.runner.answers,
    };
  }

  /** Which model calls need their holds now. */
  get openRuns(): string[] {
    return this.room.budget.withHolds();
  }

  /** The alarm's work: begins queued answers, makes the title and suggestions, reports costs and the search index. */
  async work(): Promise<void> {
    const { room, runner } = this;
    room.audience.expire(room.ports.now());
    runner.settleAgain();
    void runner.advance();
    const made = await Promise.allSettled([this.#titler.work(), this.#suggester.work(), this.indexer.work()]);
    if (made.some(({ status }) => status === "rejected")) this.#alarm.wakeAt(room.ports.now() + RETRY_MS);
    // A conversation that never cost anything reports itself with its words: all of a large import would do so at once.
    if (this.indexer.isWaiting && room.books.lastSeq === 0 && !runner.isBusy && !room.budget.holds.hasBeside) return;
    const next = await this.#outbox.work();
    if (room.isGone) return;
    if (next !== null) this.#alarm.wakeAt(next);
    const linksAt = await this.sharing.links.work();
    if (room.isGone) return;
    if (linksAt !== null) this.#alarm.wakeAt(linksAt);
    if (runner.isBusy || room.budget.holds.hasBeside) this.#alarm.wakeAt(room.ports.now() + ALARM_EVERY_MS);
  }

  /** Ends and settles everything that runs: it is about to be deleted. Check `runner.isBusy` afterwards. */
  async closeNow(): Promise<void> {
    this.#oneCalls.closeNow();
    await Promise.all([this.runner.closeNow(), this.#backgroundCalls.closeNow()]);
  }
}
