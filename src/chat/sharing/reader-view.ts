/**
 * Turns events for the owner's tabs into events for the readers of a share: only the shown branch; no system prompt, no
 * draft, no id of another branch, and no amount where the share is without costs. Fields are listed one by one, so that a
 * field added to messages later is private until it is added here. Pure but for its source.
 */
import type { ChatState, ServerEvent } from "../../protocol/frames.ts";
import type { AnswerProblem, Message } from "../../protocol/message.ts";
import type { Step } from "../../protocol/tools.ts";

/** The share that a reader reads by. */
export type Reading = { shareId: string; withCosts: boolean };

/** What the view asks of the conversation. */
export interface ShownSource {
  /** Whether the message that entered the log at this place is on the shown branch. */
  shows(messageSeq: number): boolean;
  /** The same by id. */
  showsId(messageId: string): boolean;
  /** Messages that a selection has just brought onto the branch, as they are now; none where it only grew. Call it once for each event. */
  joined(): readonly Message[];
  /** The running answer, with the text that tabs were sent, on whatever branch; null: none runs. */
  running(): Message | null;
  /** Only its place in the log, which is cheap: read for every text frame. */
  runningSeq(): number | null;
  /** The conversation's title, else the beginning of the branch's first question. */
  title(): string;
  /** Messages on the branch. */
  messageCount(): number;
}

/** Readers see that an answer is not whole, but not why: the reason concerns its owner (budget, models, their own server). */
const NOT_WHOLE: AnswerProblem = {
  reason: "unknown",
  detail: "This answer could not be finished.",
  code: null,
  retryAfterSeconds: null,
};

/** A step as readers see it: what was done, and the pages found, because the text cites them; not the rest of the result. */
function readableStep({ id, tool, title, status, sources, startedAt, finishedAt, costNanoUsd, at }: Step, withCosts: boolean): Step {
  return {
    id,
    tool,
    title,
    arguments: {},
    status,
    ...(sources === undefined ? {} : { sources }),
    startedAt,
    finishedAt,
    costNanoUsd: withCosts ? costNanoUsd : 0,
    at,
    sentTo: null,
  };
}

/** A message as a reader sees it. */
export function readable(message: Message, withCosts: boolean): Message {
  const { id, parentId, seq, role, text, status, createdAt } = message;
  const { reasoning, model, startedAt, firstTokenAt, reasoningEndedAt, finishedAt, problem, shortened, imported, receipt, steps, files } =
    message;
  return {
    id,
    parentId,
    seq,
    role,
    text,
    status,
    createdAt,
    ...(files === undefined ? {} : { files }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(model === undefined ? {} : { model }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(firstTokenAt === undefined ? {} : { firstTokenAt }),
    ...(reasoningEndedAt === undefined ? {} : { reasoningEndedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(problem === undefined ? {} : { problem: NOT_WHOLE }),
    ...(shortened === undefined ? {} : { shortened }),
    ...(imported === undefined ? {} : { imported }),
    ...(steps === undefined ? {} : { steps: steps.map((step) => readableStep(step, withCosts)) }),
    ...(receipt === undefined || !withCosts ? {} : { receipt }),
  };
}

export class ReaderView {
  readonly #source: ShownSource;
  /** The running answer that readers were sent last. */
  #sent: string | null = null;

  constructor(source: ShownSource) {
    this.#source = source;
  }

  /** Whether the text of the running answer is for readers. */
  get showsRunning(): boolean {
    const seq = this.#source.runningSeq();
    return seq !== null && this.#source.shows(seq);
  }

  /** Messages on the branch, as a reader sees them. */
  #shown(messages: readonly Message[], withCosts: boolean): Message[] {
    return messages.filter(({ seq }) => this.#source.shows(seq)).map((message) => readable(message, withCosts));
  }

  /** An event for all tabs, as a function of the reader. Call it once for each event. */
  broadcast(event: ServerEvent): (reading: Reading) => ServerEvent | null {
    const completed = this.#completed(event);
    return (reading) => this.event(completed, reading);
  }

  /** Adds messages that a selection has brought back onto the branch: readers missed their changes, and text of a running answer, meanwhile. */
  #completed(sent: ServerEvent): ServerEvent {
    if (sent.type !== "messages" || (sent.head === undefined && sent.running === undefined)) return sent;
    const joined =
      sent.head === undefined ? [] : this.#source.joined().filter(({ id }) => !sent.messages.some((message) => message.id === id));
    const event = joined.length === 0 ? sent : { ...sent, messages: [...joined, ...sent.messages] };
    const id = this.#runningAfter(event);
    const isNews = id !== null && id !== this.#sent && !event.messages.some((message) => message.id === id);
    this.#sent = id;
    const running = isNews ? this.#source.running() : null;
    return running === null ? event : { ...event, messages: [running, ...event.messages] };
  }

  /** The running answer that readers see after this event; null: none. */
  #runningAfter(event: Extract<ServerEvent, { type: "messages" }>): string | null {
    const id = event.running === undefined ? (this.#source.running()?.id ?? null) : event.running;
    return id !== null && this.#source.showsId(id) ? id : null;
  }

  /** What a reader gets of an event; null: nothing. */
  event(event: ServerEvent, { shareId, withCosts }: Reading): ServerEvent | null {
    switch (event.type) {
      case "snapshot": {
        const messages = this.#shown(event.messages, withCosts);
        const running = messages.some(({ id }) => id === event.running) ? event.running : null;
        const { seq, head, earlier } = event;
        const chat = this.#chat(event.chat, shareId, withCosts);
        const composer = { draft: "", draftVersion: 0, attached: [], attachedVersion: 0 };
        return { type: "snapshot", seq, chat, head, messages, earlier, running, compacting: null, ...composer, tabs: 1 };
      }
      case "resumed":
        return { type: "resumed", seq: event.seq, tabs: 1, compacting: null };
      case "messages":
        return this.#messages(event, withCosts);
      case "closed": {
        if (!this.#source.showsId(event.id)) return null;
        const { problem, receipt, ...rest } = event;
        return {
          ...rest,
          ...(problem === undefined ? {} : { problem: NOT_WHOLE }),
          ...(receipt === undefined || !withCosts ? {} : { receipt }),
          costNanoUsd: withCosts ? event.costNanoUsd : 0,
        };
      }
      case "steps": {
        const { type, seq, id, steps } = event;
        if (!this.#source.showsId(id)) return null;
        return { type, seq, id, steps: steps.map((step) => readableStep(step, withCosts)), costNanoUsd: withCosts ? event.costNanoUsd : 0 };
      }
      case "cost":
        return withCosts && (event.id === null || this.#source.showsId(event.id)) ? event : null;
      case "chat":
        return event.title === undefined ? null : { type: "chat", seq: event.seq, title: this.#source.title() };
      case "refused":
        return event;
      case "compacting":
      case "draft":
      case "attached":
      case "tabs":
      case "ack":
      case "deleted":
        return null;
    }
  }

  #chat({ createdAt, costNanoUsd, simulated }: ChatState, shareId: string, withCosts: boolean): ChatState {
    return {
      id: shareId,
      title: this.#source.title(),
      model: "",
      system: "",
      effort: null,
      createdAt,
      temporary: false,
      maxCostNanoUsd: null,
      tools: [],
      costNanoUsd: withCosts ? costNanoUsd : 0,
      simulated: withCosts && simulated,
      messageCount: this.#source.messageCount(),
    };
  }

  #messages(event: Extract<ServerEvent, { type: "messages" }>, withCosts: boolean): ServerEvent | null {
    const messages = this.#shown(event.messages, withCosts);
    const { seq, head, earlier } = event;
    if (messages.length === 0 && head === undefined && event.running === undefined) return null;
    return {
      type: "messages",
      seq,
      messages,
      ...(head === undefined ? {} : { head }),
      ...(earlier === undefined ? {} : { earlier }),
      ...(head === undefined && event.running === undefined ? {} : { running: this.#runningAfter(event) }),
    };
  }
}
