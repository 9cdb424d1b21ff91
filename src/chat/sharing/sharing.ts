/** A shared conversation: its links, the pages readers get over HTTP, and the view of the readers' sockets. */
import type { Message } from "../../protocol/message.ts";
import { failed, invalid, type Result } from "../../protocol/problem.ts";
import type { SharedChat } from "../../protocol/sharing.ts";
import type { Runner } from "../answers/runner.ts";
import { titleOf } from "../../protocol/question-title.ts";
import { branchAfter } from "../log/pages.ts";
import { answerIdOf, bytesOf, MessageReader } from "../log/message-reader.ts";
import { PAGE_BYTES } from "../../protocol/limits.ts";
import type { Room } from "../room.ts";
import { NO_CURSOR, type Cursor } from "../tabs/opening.ts";
import { Links } from "./links.ts";
import { readable, ReaderView } from "./reader-view.ts";
import { ShownBranch } from "./shown-branch.ts";

/** A page of the whole branch, and where the next begins; null: it was the last. `head`: the branch that `from` goes on in. */
export type BranchPage = Omit<SharedChat, "next"> & { next: { head: string; skip: number } | null };

/** Turns sent to readers when another branch is selected; they ask for older ones. */
const MAX_JOINED = 25;

const NOT_FOUND = failed({ reason: "not-found" });

export class Sharing {
  readonly links: Links;
  readonly view: ReaderView;
  readonly #room: Room;
  readonly #branch: ShownBranch;

  constructor(room: Room, runner: Runner, wakeNoLaterThan: (ms: number) => void) {
    this.#room = room;
    this.links = new Links(room, wakeNoLaterThan);
    this.#branch = new ShownBranch(room.sql, () => room.transcript.head);
    this.view = new ReaderView({
      shows: (seq) => this.#branch.has(seq),
      showsId: (id) => this.#showsId(id),
      joined: () => this.#joined(),
      running: () => this.#running(runner),
      runningSeq: () => (runner.live === null ? null : runner.live.turn.seq + 1),
      title: () => this.#title(),
      messageCount: () => this.#branch.length,
    });
  }

  /**
   * A reader's cursor without an answer that is not on the shown branch: otherwise whoever names such an answer's id would
   * be sent its text.
   */
  cursorOf(cursor: Cursor): Cursor {
    return cursor.reading === null || this.#showsId(cursor.reading.answerId) ? cursor : NO_CURSOR;
  }

  /** The branch that is shown, from its beginning, or from where a page before ended. */
  page(shareId: string, from: { head: string; skip: number } | null): Result<BranchPage> {
    const link = this.links.find(shareId);
    if (link === null) return NOT_FOUND;
    const { transcript, sql } = this.#room;
    const head = from === null ? transcript.head : (transcript.find(from.head)?.turn.seq ?? 0);
    const { messages, next } = branchAfter(sql, head, from?.skip ?? 0);
    const headId = from?.head ?? transcript.headId();
    const shown = this.#room.withLive(messages).map((message) => readable(message, link.withCosts));
    return {
      ok: true,
      value: {
        title: this.#title(),
        withCosts: link.withCosts,
        head: headId,
        messages: shown,
        next: next === null || headId === null ? null : { head: headId, skip: next },
      },
    };
  }

  /** At most so many messages of the branch right above one of them, as a page of older messages. */
  pageBefore(shareId: string, before: string, limit: number): Result<SharedChat> {
    const link = this.links.find(shareId);
    if (link === null) return NOT_FOUND;
    const { transcript } = this.#room;
    const found = transcript.find(before);
    const place = found === null ? 0 : found.role === "user" ? found.turn.seq : found.turn.seq + 1;
    if (found === null || !this.#branch.has(place)) return failed(invalid("before", "no message that is shown has this id"));
    const { messages, next } = this.#above(place, limit);
    const shown = this.#room.withLive(messages).map((message) => readable(message, link.withCosts));
    return { ok: true, value: { title: this.#title(), withCosts: link.withCosts, head: transcript.headId(), messages: shown, next } };
  }

  /** Whether a question of the branch holds this file. */
  showsFile(shareId: string, fileId: string): boolean {
    return this.links.find(shareId) !== null && this.#room.sql.turnsWithFile(fileId).some((seq) => this.#branch.has(seq));
  }

  #above(place: number, limit: number): { messages: Message[]; next: string | null } {
    const { sql } = this.#room;
    const reader = new MessageReader(sql);
    const messages: Message[] = [];
    let bytes = 0;
    const { turns } = this.#branch;
    const at = turns.findIndex(({ seq, question }) => question === place || seq + 1 === place);
    for (const { seq } of turns.slice(0, at + 1).toReversed()) {
      const turn = sql.turn(seq);
      if (turn === null) continue;
      const whole = reader.messages([turn]);
      // Of the turn itself only the part above the message: for an answer, its question.
      const above =
        seq === turns[at]?.seq
          ? whole.slice(
              0,
              Math.max(
                0,
                whole.findIndex((message) => message.seq === place),
              ),
            )
          : whole;
      for (const message of above.toReversed()) {
        bytes += bytesOf(message);
        if (messages.length > 0 && (messages.length === limit || bytes > PAGE_BYTES)) return { messages, next: messages[0]?.id ?? null };
        messages.unshift(message);
      }
    }
    return { messages, next: null };
  }

  #joined(): Message[] {
    const turns = this.#branch.joined(MAX_JOINED).flatMap(({ seq }) => this.#room.sql.turn(seq) ?? []);
    return turns.length === 0 ? [] : this.#room.withLive(new MessageReader(this.#room.sql).messages(turns));
  }

  #showsId(id: string): boolean {
    const found = this.#room.transcript.find(id);
    return found !== null && this.#branch.has(found.role === "user" ? found.turn.seq : found.turn.seq + 1);
  }

  #running(runner: Runner): Message | null {
    const { live } = runner;
    if (live === null) return null;
    const messages = this.#room.withLive(this.#room.transcript.messages([live.turn]));
    return messages.find(({ id }) => id === answerIdOf(live.turn.id)) ?? null;
  }

  /** The given title, else the beginning of the branch's own first question: the conversation's may be on another branch. */
  #title(): string {
    if (this.#room.chat.title !== "") return this.#room.chat.title;
    const first = this.#branch.turns[0];
    const question = first === undefined ? null : this.#room.sql.turn(first.question);
    return titleOf(question?.text ?? "") ?? "";
  }
}
