/**
 * Recognises repeated commands (invariant 3). A command that made a turn is recognised by that turn, for as long as the
 * conversation lives. The last commands without a turn have a row each. Stops are remembered in memory alone: they are free,
 * and rows for them would be a way to write without end. The same id with another content is refused, because its sender
 * would get the result of a command it did not send.
 */
import { createHash } from "node:crypto";
import type { Command, CommandResult } from "../../protocol/commands.ts";
import { failed, type Failure, type Result } from "../../protocol/problem.ts";
import type { Room } from "../room.ts";
import { toolsColumn } from "./stored.ts";
import { filesColumn } from "../files/sql.ts";
import type { TurnRow } from "./tables.ts";
import { answerIdOf } from "./transcript.ts";

const ID_TAKEN: Failure = { reason: "conflict", detail: "This id already belongs to another command." };

/** Rows kept of commands without a turn; older ones are deleted, a hundred at a time. */
export const KEPT_COMMANDS = 1_000;
const FORGOTTEN_AT_ONCE = 100;
/** Stops that are remembered while this object lives. */
const KEPT_STOPS = 100;

type Asking = Extract<Command, { type: "send" | "edit" | "regenerate" }>;
type Stored = Exclude<Command, Asking | { type: "stop" | "cancel" | "decide" }>;

/** What a command asks for, without its id: equal for equal commands. */
function digestOf({ id: _id, ...asked }: Command): string {
  return createHash("sha256").update(JSON.stringify(asked)).digest("base64").slice(0, 22);
}

export class Repeats {
  readonly #room: Room;
  readonly #stops = new Map<string, string>();
  /** Rows of commands; null: not counted since this object woke. */
  #count: number | null = null;

  constructor(room: Room) {
    this.#room = room;
  }

  /** The earlier result of a command that makes a turn; null: the command is new. r 2 */
  turnOf(command: Asking): Result<CommandResult> | null {
    const turn = this.#room.sql.turnById(command.id);
    if (turn === null) return null;
    if (!this.#isSame(command, turn)) return failed(ID_TAKEN);
    const isRegeneration = turn.question !== turn.seq;
    return { ok: true, value: { ...(isRegeneration ? {} : { messageId: turn.id }), answerId: answerIdOf(turn.id), repeated: true } };
  }

  /** Whether everything that the command names agrees with this turn. */
  #isSame(command: Asking, turn: TurnRow): boolean {
    const { transcript } = this.#room;
    if (command.model !== undefined && command.model !== turn.model) return false;
    if ((command.maxCostNanoUsd ?? null) !== turn.cap) return false;
    if (command.effort !== undefined && command.effort !== turn.effort) return false;
    if (command.tools !== undefined && toolsColumn(command.tools) !== turn.tools) return false;
    const isQuestion = turn.question === turn.seq;
    const hasItsFiles = (files: readonly string[]): boolean => filesColumn(files) === turn.files;
    switch (command.type) {
      case "send":
        if (!isQuestion || command.text !== turn.text || !hasItsFiles(command.files ?? [])) return false;
        if (command.parentId === undefined) return true;
        return command.parentId === null ? turn.parent === 0 : transcript.isBelow(turn, command.parentId);
      case "edit":
        if (command.files !== undefined && !hasItsFiles(command.files)) return false;
        return isQuestion && command.text === turn.text && transcript.find(command.messageId)?.turn.parent === turn.parent;
      case "regenerate":
        return !isQuestion && transcript.find(command.messageId)?.turn.question === turn.question;
    }
  }

  /** The earlier result of a command without a turn: the id of the message it led to, or an empty text. Null: it is new. r 1 */
  resultOf(command: Stored): Result<string> | null {
    const before = this.#room.sql.command(command.id);
    if (before === null) return null;
    // A row of an earlier version has no digest: it is taken for the same.
    return before.digest !== null && before.digest !== digestOf(command) ? failed(ID_TAKEN) : { ok: true, value: before.result };
  }

  /** Stores an accepted command without a turn. w 1, and 1 for each old row it deletes */
  remember(command: Stored, result: string): void {
    const { sql, transcript } = this.#room;
    this.#count ??= sql.countCommands();
    sql.insertCommand({ id: command.id, result, at: transcript.seq, digest: digestOf(command) });
    this.#count += 1;
    if (this.#count < KEPT_COMMANDS + FORGOTTEN_AT_ONCE) return;
    sql.forgetCommands(FORGOTTEN_AT_ONCE);
    this.#count -= FORGOTTEN_AT_ONCE;
  }

  /** Runs a command that makes no message, at most once for each id. */
  once(command: Stored, run: () => Result<CommandResult>): Result<CommandResult> {
    const before = this.resultOf(command);
    if (before !== null) return before.ok ? { ok: true, value: { repeated: true } } : before;
    const result = run();
    if (result.ok) this.remember(command, "");
    return result;
  }

  /** Runs a stop once while this object lives: repeated after a reconnect, it must not end the next answer. */
  stopOnce(command: Extract<Command, { type: "stop" }>, run: () => Result<CommandResult>): Result<CommandResult> {
    const digest = digestOf(command);
    const before = this.#stops.get(command.id);
    if (before !== undefined) return before === digest ? { ok: true, value: { repeated: true } } : failed(ID_TAKEN);
    const result = run();
    this.#stops.set(command.id, digest);
    const [oldest] = this.#stops.keys();
    if (this.#stops.size > KEPT_STOPS && oldest !== undefined) this.#stops.delete(oldest);
    return result;
  }
}
