/**
 * How a conversation comes into being: by a request, by an import, or by its first message on a socket that waits for it.
 * All or nothing, and once: a second request finds the conversation that the first one made.
 */
import type { CommandResult } from "../protocol/commands.ts";
import { TEMPORARY_LIFE_MS } from "../protocol/limits.ts";
import { failed, type Failure, type Result } from "../protocol/problem.ts";
import type { ChatView, NewChat } from "../protocol/rooms.ts";
import type { ImportedChat, ImportedFile, ImportedTurns } from "../protocol/transfer.ts";
import { accept, type Applied } from "./answers/apply.ts";
import { prepareBeginning, type Beginning, type First } from "./answers/beginning.ts";
import { availableModel } from "./calls/prompt.ts";
import type { Conversation, Ground } from "./conversation.ts";
import { clockOf } from "./files/inspect.ts";
import { takeFiles } from "./files/taking.ts";
import { writeImported } from "./log/importing.ts";
import { toolsColumn } from "./log/stored.ts";
import type { ChatRow, TurnRow } from "./log/tables.ts";
import { answerIdOf } from "./log/transcript.ts";

/** Wait after an import before it is reported to the search index. Milliseconds. */
const AFTER_IMPORT_MS = 3_000;
/** Each conversation of an import waits so much longer than the one before it: thousands at once would block everything else. Milliseconds. */
const EACH_LATER_MS = 20;

const BEING_DELETED: Failure = { reason: "conflict", detail: "A conversation with this id is being deleted. Use another id." };
const NOT_FOUND: { ok: false; failure: Failure } = { ok: false, failure: { reason: "not-found" } };

/** The object in which it is made. */
export interface Place extends Ground {
  readonly name: { owner: string; id: string };
  /** A deletion is not over yet. */
  readonly isLeaving: boolean;
  /** The conversation that exists, or null. */
  existing(): Conversation | null;
  /** Opens the conversation whose row was just stored; null in, null out. */
  open(chat: ChatRow | null): Conversation | null;
  /** Drops the opened conversation: its transaction was rolled back. */
  forget(): void;
  /** Shows it to the sockets that wait for it. @param first the turn that made it; null: it is empty */
  welcome(conversation: Conversation, first: TurnRow | null): void;
}

export class Creation {
  readonly #place: Place;
  /** The model call that is to begin the conversation, while its money is asked for. */
  #callId: string | null = null;
  #begun: Promise<unknown> = Promise.resolve();

  constructor(place: Place) {
    this.#place = place;
  }

  /** Model calls that hold money before there is a conversation. */
  get openRuns(): string[] {
    return this.#callId === null ? [] : [this.#callId];
  }

  /** Settles when no first message is making the conversation any more. */
  get settled(): Promise<unknown> {
    return this.#begun;
  }

  create(chat: NewChat): Result<{ created: boolean; chat: ChatView }> {
    const { alarm, sql, ports } = this.#place;
    const existing = this.#place.existing();
    if (existing !== null) return { ok: true, value: { created: false, chat: existing.view() } };
    if (this.#place.isLeaving) return failed(BEING_DELETED);
    const { catalogue } = ports;
    const model = chat.model ?? catalogue.default?.id ?? "";
    const available = availableModel(catalogue, model);
    if (!available.ok) return available;
    // A new object has no alarm, so the first answer need not read it.
    alarm.forget();
    const row = sql.create({
      id: chat.id,
      owner: chat.owner,
      title: chat.title,
      titled_by: chat.title === "" ? "default" : "person",
      model,
      system: chat.system,
      temporary: chat.temporary ? 1 : 0,
      created_at: ports.now(),
      cap: chat.maxCostNanoUsd,
      effort: chat.effort,
      tools: toolsColumn(chat.tools),
      seq: 0,
    });
    if (chat.temporary) alarm.wakeAt(ports.now() + TEMPORARY_LIFE_MS);
    const made = this.#place.open(row);
    if (made === null) return NOT_FOUND;
    this.#place.welcome(made, null);
    return { ok: true, value: { created: true, chat: made.view() } };
  }

  /** Makes the conversation from an import. */
  async importChat(
    owner: string,
    chat: ImportedChat,
    turns: ImportedTurns,
    files: readonly ImportedFile[],
    hasMoreFiles: boolean,
    /** So many conversations of the same import came before it. */
    before: number,
  ): Promise<{ created: boolean; warnings: string[] }> {
    const { ports, sql, alarm } = this.#place;
    const { taken, warnings } = await takeFiles(files, ports.readDocument, clockOf(ports));
    if (this.#place.existing() !== null || this.#place.isLeaving) return { created: false, warnings: [] };
    const { catalogue } = ports;
    const known = chat.model !== null && availableModel(catalogue, chat.model).ok ? chat.model : null;
    const model = known ?? catalogue.default?.id ?? "";
    this.#place.transaction(() => writeImported(sql, { owner, model }, chat, turns, taken, hasMoreFiles));
    this.#place.open(sql.chat());
    alarm.wakeAt(ports.now() + AFTER_IMPORT_MS + before * EACH_LATER_MS);
    return { created: true, warnings };
  }

  /** The first message of a conversation that does not exist yet: money, then the conversation and its turn at once. */
  begin(first: First): Promise<Result<CommandResult>> {
    const result = this.#begin(first);
    this.#begun = result.catch(() => undefined);
    return result;
  }

  async #begin(first: First): Promise<Result<CommandResult>> {
    const { ports, name } = this.#place;
    if (this.#place.isLeaving) return failed(BEING_DELETED);
    const callId = ports.newId();
    this.#callId = callId;
    const beginning = await prepareBeginning(ports, name, first, callId).finally(() => (this.#callId = null));
    const existing = this.#place.existing();
    // It was made over HTTP meanwhile: the message is handled like any other there, and its report releases this hold.
    if (existing !== null) {
      if (beginning.ok) existing.room.budget.notifyWallet();
      return existing.commands.handle(first);
    }
    return beginning.ok ? this.#make(beginning.value) : beginning;
  }

  #make({ chat, turn, prepared, callId, maxOutputTokens, rules }: Beginning): Result<CommandResult> {
    const made = this.#store(chat, turn);
    if (made === null) return NOT_FOUND;
    const { conversation, accepted } = made;
    const first = accepted.turn;
    conversation.room.budget.rules = rules;
    conversation.room.beginsWith(first);
    accepted.notify();
    conversation.runner.launch(first, { callId, heldNanoUsd: first.held, maxOutputTokens, prepared });
    // The first token goes first, then the list is told; where that fails, by alarm until the list has it.
    conversation.room.budget.notifyWalletIn(this.#place.ports.untilListedMs());
    this.#place.welcome(conversation, first);
    return { ok: true, value: { messageId: first.id, answerId: answerIdOf(first.id) } };
  }

  /** The conversation and its first turn, both or neither. */
  #store(chat: Beginning["chat"], first: Beginning["turn"]): { conversation: Conversation; accepted: Applied } | null {
    try {
      return this.#place.transaction(() => {
        const conversation = this.#place.open(this.#place.sql.create(chat));
        return conversation === null ? null : { conversation, accepted: accept(conversation.room, first) };
      });
    } catch (error) {
      this.#place.forget();
      throw error;
    }
  }
}
