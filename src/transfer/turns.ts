/** A foreign conversation as the turns of ours, within our limits. Pure. */
import { Buffer } from "node:buffer";
import { clientId } from "../protocol/identifiers.ts";
import { MAX_MESSAGE_BYTES, MAX_MESSAGES, MAX_SYSTEM_BYTES, MAX_TITLE_CHARACTERS } from "../protocol/limits.ts";
import { plainLine } from "../protocol/plain-line.ts";
import { titleOf } from "../protocol/question-title.ts";
import type { ImportedChat, ImportedTurn } from "../protocol/transfer.ts";
import type { ImportedConversation, ImportedMessage } from "./conversation.ts";

/** UTF-8 bytes an answer may have here, with its reasoning: what a model's own answer may have. */
export const MAX_ANSWER_BYTES = 1_600_000;

export type Converted =
  | { ok: true; chat: Omit<ImportedChat, "id">; turns: ImportedTurn[]; warnings: string[] }
  /** Why the conversation is left out. */
  | { ok: false; reason: string };

export function convert(conversation: ImportedConversation, nowMs: number): Converted {
  const { messages } = conversation;
  if (messages.length === 0) return { ok: false, reason: "It holds no message." };
  if (messages.length > MAX_MESSAGES)
    return { ok: false, reason: `It has ${messages.length} messages; a conversation holds at most ${MAX_MESSAGES}.` };
  const over = messages.find(isOverLimit);
  if (over !== undefined)
    return {
      ok: false,
      reason:
        over.role === "user"
          ? `A message in it is longer than the ${MAX_MESSAGE_BYTES / 1024} KB that one may have.`
          : `An answer in it is longer than the ${MAX_ANSWER_BYTES / 1_000_000} MB that one may have.`,
    };
  const warnings: string[] = [];
  const title = lineOf(conversation.title) || (titleOf(messages.find(({ role }) => role === "user")?.text ?? "") ?? "");
  const system = cutToBytes(conversation.system, MAX_SYSTEM_BYTES);
  if (system !== conversation.system)
    warnings.push(`The system prompt of “${title || "a conversation"}” was cut to ${MAX_SYSTEM_BYTES / 1024} KB.`);
  const built = new TurnBuilder(conversation, nowMs);
  const times = messages.flatMap(({ at }) => (at === null ? [] : [at]));
  const createdAt = conversation.createdAt ?? (times.length === 0 ? nowMs : times.reduce((first, at) => Math.min(first, at)));
  return {
    ok: true,
    warnings,
    turns: built.turns,
    chat: {
      title,
      model: conversation.model === null ? null : labelOf(conversation.model),
      system,
      createdAt,
      updatedAt: times.reduce((last, at) => Math.max(last, at), createdAt),
      pinned: conversation.pinned,
      archived: conversation.archived,
      head: conversation.head === null ? null : built.turnOf(conversation.head),
      messageCount: messages.length,
    },
  };
}

const isOverLimit = ({ role, text, reasoning }: ImportedMessage): boolean =>
  Buffer.byteLength(text) + Buffer.byteLength(reasoning) > (role === "user" ? MAX_MESSAGE_BYTES : MAX_ANSWER_BYTES);

function lineOf(title: string): string {
  const line = plainLine(title).toWellFormed();
  return line.length <= MAX_TITLE_CHARACTERS ? line : line.slice(0, MAX_TITLE_CHARACTERS).toWellFormed();
}

/** A model's name as a label; names that no model of this server has are shown unchanged. */
const labelOf = (model: string): string => plainLine(model).slice(0, 200);

function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const cut = Buffer.from(text).subarray(0, bytes).toString("utf8");
  return cut.endsWith("\ufffd") ? cut.slice(0, -1) : cut;
}

/** Lays messages out as turns: a question with its first answer is one, every other answer to it another. */
class TurnBuilder {
  readonly turns: ImportedTurn[] = [];
  /** The turn in which a message stands, by the message's id. */
  readonly #places = new Map<string, number>();
  readonly #taken = new Set<string>();
  /** Turns that another one follows. */
  readonly #followed = new Set<number>();
  /** Turns that are a question alone, beside the one that holds it with its answer, by the question's id. */
  readonly #bare = new Map<string, number>();
  readonly #questions: ReadonlyMap<string, ImportedMessage>;
  readonly #model: string;
  #at: number;

  constructor({ messages, model, createdAt }: ImportedConversation, nowMs: number) {
    this.#model = model ?? "";
    this.#at = createdAt ?? nowMs;
    this.#questions = new Map(messages.filter(({ role }) => role === "user").map((message) => [message.id, message]));
    for (const message of messages) {
      // A message without a time gets that of the message before it.
      this.#at = message.at ?? this.#at;
      if (message.role === "user") this.#ask(message);
      else this.#answer(message, message.parentId === null ? undefined : this.#questions.get(message.parentId));
    }
  }

  turnOf(messageId: string): number | null {
    return this.#places.get(messageId) ?? null;
  }

  #ask(message: ImportedMessage): void {
    const parent = this.#bareOf(this.#parentOf(message), message.parentId);
    this.#add(message, { id: this.#idOf(message.id), parent, question: null, text: message.text, answer: null });
    const turn = this.turns.at(-1);
    if (turn !== undefined && message.files !== undefined) turn.files = message.files;
  }

  /** The parent of what stands below this message: where that is a question with an answer, a turn that has none of it. */
  #bareOf(parent: number | null, messageId: string | null): number | null {
    const turn = parent === null ? undefined : this.turns[parent];
    if (turn === undefined || messageId === null || !this.#questions.has(messageId) || turn.answer === null) return parent;
    const known = this.#bare.get(messageId);
    if (known !== undefined) return known;
    const bare = this.turns.length;
    this.#bare.set(messageId, bare);
    const { id, parent: above, model, askedAt, answeredAt } = turn;
    this.turns.push({
      id: this.#idOf(`${id}.below`),
      parent: above,
      question: parent,
      text: null,
      answer: null,
      reasoning: "",
      model,
      status: "stopped",
      askedAt,
      answeredAt,
    });
    return bare;
  }

  #answer(message: ImportedMessage, question: ImportedMessage | undefined): void {
    const asked = question === undefined ? null : this.turnOf(question.id);
    const turn = asked === null ? undefined : this.turns[asked];
    if (turn === undefined || asked === null)
      return this.#add(message, {
        id: this.#idOf(message.id),
        parent: this.#parentOf(message),
        question: null,
        text: null,
        answer: message.text,
      });
    // The first answer completes its question's turn; nothing may follow the bare question by then.
    if (turn.answer === null && !this.#followed.has(asked)) {
      Object.assign(turn, { answer: message.text, reasoning: message.reasoning, status: message.status, answeredAt: this.#at });
      turn.model = message.model ?? turn.model;
      if (message.rating !== undefined) turn.rating = message.rating;
      this.#places.set(message.id, asked);
      return;
    }
    this.#add(message, { id: this.#idOf(message.id), parent: turn.parent, question: asked, text: null, answer: message.text });
  }

  #add(message: ImportedMessage, turn: Pick<ImportedTurn, "id" | "parent" | "question" | "text" | "answer">): void {
    this.#places.set(message.id, this.turns.length);
    if (turn.parent !== null) this.#followed.add(turn.parent);
    this.turns.push({
      ...turn,
      reasoning: message.reasoning,
      model: labelOf(message.model ?? this.#model),
      status: turn.answer === null ? "stopped" : message.status,
      ...(message.role === "user" || message.rating === undefined ? {} : { rating: message.rating }),
      askedAt: this.#at,
      answeredAt: this.#at,
    });
  }

  #parentOf({ parentId }: ImportedMessage): number | null {
    return parentId === null ? null : this.turnOf(parentId);
  }

  /** The source's own id where ours may look so and it is free; else one made of its place. An answer's loses its ending. */
  #idOf(id: string): string {
    const own = id.endsWith(".a") ? id.slice(0, -2) : id;
    let chosen = clientId.safeParse(own).success ? own : `m${this.turns.length}`;
    while (this.#taken.has(chosen)) chosen = `m${this.turns.length}-${this.#taken.size}`;
    this.#taken.add(chosen);
    return chosen;
  }
}
