/**
 * Every statement of the conversation's room, with the rows it writes (w) and reads (r) as Cloudflare bills them: an index
 * entry counts as a row. n: rows returned.
 */
import { ShareSql } from "../sharing/share-sql.ts";
import { effortIn } from "./stored.ts";
import type { ChatRow, CommandRow, ReceiptRow, TotalRow, TurnRow } from "./tables.ts";

export class ChatSql extends ShareSql {
  /** r 1 */
  chat(): ChatRow | null {
    const chat = this.first<ChatRow>("SELECT * FROM chat");
    return chat === null ? null : { ...chat, effort: effortIn(chat.effort) };
  }

  /** w 1 */
  updateChat(change: Partial<ChatRow>): void {
    const names = Object.keys(change);
    this.all(`UPDATE chat SET ${names.map((name) => `${name} = ?`).join(", ")}`, ...Object.values(change));
  }

  /** The turn inserted last. r 1 */
  lastTurn(): TurnRow | null {
    if (this.isEmpty("turn")) return null;
    return this.first<TurnRow>("SELECT * FROM turn ORDER BY seq DESC LIMIT 1");
  }

  /** r 1 */
  firstTurn(): TurnRow | null {
    return this.first<TurnRow>("SELECT * FROM turn ORDER BY seq LIMIT 1");
  }

  /** The first turn with an answer. r: turns before it, and 1 */
  firstAnswered(): TurnRow | null {
    return this.first<TurnRow>("SELECT * FROM turn WHERE answer <> '' ORDER BY seq LIMIT 1");
  }

  /** r 1 */
  turn(seq: number): TurnRow | null {
    return this.first<TurnRow>("SELECT * FROM turn WHERE seq = ?", seq);
  }

  /** The text of the question a turn answers, which another turn may hold. r 0 or 1 */
  questionOf(turn: Pick<TurnRow, "seq" | "question" | "text">): string | null {
    return turn.question === turn.seq ? turn.text : (this.turn(turn.question)?.text ?? null);
  }

  /** The files of the question a turn answers. r 0 or 1 */
  filesOfQuestion(turn: Pick<TurnRow, "seq" | "question" | "files">): string | null {
    return turn.question === turn.seq ? turn.files : (this.turn(turn.question)?.files ?? null);
  }

  /** r 2 */
  turnById(id: string): TurnRow | null {
    return this.first<TurnRow>("SELECT * FROM turn WHERE id = ?", id);
  }

  /** w 3: the row and two index entries */
  insertTurn(turn: TurnRow): void {
    this.insert("turn", turn);
  }

  /** w 1, as long as neither `id` nor `parent` changes (`parent`: 3) */
  updateTurn(seq: number, change: Partial<TurnRow>): void {
    const names = Object.keys(change);
    this.all(`UPDATE turn SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE seq = ?`, ...Object.values(change), seq);
  }

  /** Turns that wait or run. One runs and few wait, so they stand among the last. r 2 × `limit` */
  openTurns(limit: number): TurnRow[] {
    if (this.isEmpty("turn")) return [];
    return this.all<TurnRow>(
      // Not as a subquery of the last turns: that would read their texts as well (33 instead of 2 µs with six turns).
      `SELECT * FROM turn WHERE status IN ('running', 'queued')
         AND seq >= ifnull((SELECT seq FROM turn ORDER BY seq DESC LIMIT 1 OFFSET ?), 0) ORDER BY seq`,
      limit - 1,
    );
  }

  /** The branch that ends in turn `seq`, newest first. r 2n */
  pathFrom(seq: number, limit: number): TurnRow[] {
    return this.all<TurnRow>(
      `WITH RECURSIVE path (seq, parent, depth) AS (
         SELECT seq, parent, 1 FROM turn WHERE seq = ?1
         UNION ALL
         SELECT turn.seq, turn.parent, path.depth + 1 FROM path JOIN turn ON turn.seq = path.parent WHERE path.depth < ?2
       )
       SELECT turn.* FROM path JOIN turn ON turn.seq = path.seq ORDER BY path.depth`,
      seq,
      limit,
    );
  }

  /** Turns below turn `parent` (0: the beginnings), oldest first. r 2n */
  childrenOf(parent: number): { seq: number; id: string; question: number; imported: TurnRow["imported"] }[] {
    return this.all("SELECT seq, id, question, imported FROM turn WHERE parent = ? ORDER BY seq", parent);
  }

  /** Questions and answers that entered after `seq`. r n */
  countMessagesAfter(seq: number): number {
    if (this.isEmpty("turn")) return 0;
    return (
      this.first<{ n: number }>(
        `SELECT count(CASE WHEN question = seq OR ifnull(imported, 'turn') <> 'question' THEN 1 END)
           + count(CASE WHEN question = seq AND ifnull(imported, 'turn') = 'turn' THEN 1 END) AS n FROM turn WHERE seq > ?`,
        seq,
      )?.n ?? 0
    );
  }

  /** w 1 */
  insertSegment(segment: {
    call_id: string;
    ordinal: number;
    text: string;
    reasoning: string;
    events: number;
    tokens: number;
    restates: number;
  }): void {
    this.insert("segment", segment);
  }

  /** r n */
  segments(callId: string): { text: string; reasoning: string; events: number; tokens: number; ordinal: number; restates: number }[] {
    return this.all("SELECT text, reasoning, events, tokens, ordinal, restates FROM segment WHERE call_id = ? ORDER BY ordinal", callId);
  }

  /** w 1 */
  insertReceipt(receipt: ReceiptRow): void {
    this.insert("receipt", receipt);
  }

  /** w 1 */
  updateReceipt(turn: number, callId: string, change: Partial<ReceiptRow>): void {
    const names = Object.keys(change);
    this.all(
      `UPDATE receipt SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE turn = ? AND call_id = ?`,
      ...Object.values(change),
      turn,
      callId,
    );
  }

  /** r n */
  receiptsOf(turn: number): ReceiptRow[] {
    if (this.isEmpty("receipt")) return [];
    return this.all<ReceiptRow>("SELECT * FROM receipt WHERE turn = ? ORDER BY at", turn);
  }

  /** r 0 or 1 */
  receiptOf(turn: number, callId: string): ReceiptRow | null {
    return this.first<ReceiptRow>("SELECT * FROM receipt WHERE turn = ? AND call_id = ?", turn, callId);
  }

  /** Receipts of turn `from` and later, or of none, that changed after place `seq`. r: the receipts from there on */
  receiptsChangedAfter(from: number, seq: number): ReceiptRow[] {
    return this.all<ReceiptRow>("SELECT * FROM receipt WHERE (turn >= ? OR turn = 0) AND changed > ? ORDER BY changed", from, seq);
  }

  /** The last place in the log that a change of the last `among` turns has taken. r `among` */
  lastChange(among: number): number {
    if (this.isEmpty("turn")) return 0;
    return (
      this.first<{ changed: number | null }>(
        "SELECT max(changed) AS changed FROM (SELECT changed FROM turn ORDER BY seq DESC LIMIT ?)",
        among,
      )?.changed ?? 0
    );
  }

  /** Seq of the `among`-th turn from the end; 0 when there are fewer. r `among` */
  recentFrom(among: number): number {
    if (this.isEmpty("turn")) return 0;
    return this.first<{ seq: number }>("SELECT seq FROM turn ORDER BY seq DESC LIMIT 1 OFFSET ?", among - 1)?.seq ?? 0;
  }

  /** r n */
  allReceipts(): ReceiptRow[] {
    return this.all<ReceiptRow>("SELECT * FROM receipt ORDER BY at, call_id");
  }

  /** Receipts that wait for the gateway's log, from turn `from` on. r: the receipts from there on */
  receiptsAwaitingLog(from: number): ReceiptRow[] {
    if (this.isEmpty("receipt")) return [];
    return this.all<ReceiptRow>(
      "SELECT * FROM receipt WHERE (turn >= ? OR turn = 0) AND log_next_at IS NOT NULL ORDER BY log_next_at",
      from,
    );
  }

  /** r n; n is days × models */
  totals(): TotalRow[] {
    if (this.isEmpty("total")) return [];
    return this.all<TotalRow>("SELECT * FROM total ORDER BY day, model");
  }

  /** w 1 */
  putTotal(total: TotalRow): void {
    this.all(
      `INSERT INTO total (day, model, calls, input_tokens, cached_tokens, output_tokens, cost, saved, simulated, messages, seq, hours)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (day, model) DO UPDATE SET calls = excluded.calls, input_tokens = excluded.input_tokens, cached_tokens = excluded.cached_tokens,
         output_tokens = excluded.output_tokens, cost = excluded.cost, saved = excluded.saved, simulated = excluded.simulated,
         messages = excluded.messages, seq = excluded.seq, hours = excluded.hours`,
      total.day,
      total.model,
      total.calls,
      total.input_tokens,
      total.cached_tokens,
      total.output_tokens,
      total.cost,
      total.saved,
      total.simulated,
      total.messages,
      total.seq,
      total.hours,
    );
  }

  /** r 1 */
  command(id: string): Pick<CommandRow, "result" | "digest"> | null {
    if (this.isEmpty("command")) return null;
    return this.first<CommandRow>("SELECT result, digest FROM command WHERE id = ?", id);
  }

  /** w 1 */
  insertCommand(command: CommandRow): void {
    this.insert("command", command);
  }

  /** r n */
  countCommands(): number {
    return this.first<{ n: number }>("SELECT count(*) AS n FROM command")?.n ?? 0;
  }

  /** Forgets the `count` commands that came first. w `count`, r n */
  forgetCommands(count: number): void {
    this.all("DELETE FROM command WHERE id IN (SELECT id FROM command ORDER BY at LIMIT ?)", count);
  }
}
