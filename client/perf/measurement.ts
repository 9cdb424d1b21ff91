/** A conversation, measured as long as somebody looks: two connections of this page, and resumes when they are asked for. */
import { createLiveConversation, type Connection, type LiveConversation } from "../live/index.ts";
import { addressOf } from "../live/address.ts";
import { Arrivals, firstTokenTimes, FrameReader, spreadOf, type AnswerBytes, type Spread } from "./figures.ts";
import { watchOpening, type Opening } from "./opening.ts";

/** Resumes measured one after the other. */
const RESUMES = 5;
/** Frames and answers that are kept to look at: the last ones. */
const MOST_LAGS = 500;
const MOST_ANSWERS = 20;
/** What is shown changes at most so often, milliseconds. */
const SHOWN_EVERY_MS = 250;

/** Times in milliseconds; null: not measured yet. */
export interface Measured {
  connection: Connection;
  isRunning: boolean;
  /** Messages of the whole conversation when it was opened. */
  messageCount: number | null;
  firstToken: Spread | null;
  opening: Opening | null;
  fanOut: Spread | null;
  bytesPerByte: Spread | null;
  resume: { ms: Spread; afterHandshakeMs: Spread; bytes: Spread; whole: number } | null;
  resuming: "no" | "yes" | "failed";
}

export const NOTHING_MEASURED: Measured = {
  connection: { status: "connecting" },
  isRunning: false,
  messageCount: null,
  firstToken: null,
  opening: null,
  fanOut: null,
  bytesPerByte: null,
  resume: null,
  resuming: "no",
};

export class Measurement {
  readonly #chatId: string;
  readonly #show: (measured: Measured) => void;
  readonly #arrivals = new Arrivals();
  readonly #reader = new FrameReader();
  readonly #live: LiveConversation;
  readonly #second: LiveConversation;
  #opening: Opening | null = null;
  #lags: number[] = [];
  #answers: AnswerBytes[] = [];
  #resumes: Opening[] = [];
  #resuming: Measured["resuming"] = "no";
  #timer: ReturnType<typeof setTimeout> | null = null;
  #messageCount: number | null = null;
  #isClosed = false;

  constructor(chatId: string, show: (measured: Measured) => void) {
    this.#chatId = chatId;
    this.#show = show;
    this.#live = this.#open(0, this.#reader);
    this.#second = this.#open(1, new FrameReader());
    this.#live.subscribe(() => this.#stateChanged());
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#live.close();
    this.#second.close();
  }

  /** Opens connections that know all this page knows, one after the other. */
  async measureResume(): Promise<void> {
    if (this.#resuming === "yes") return;
    this.#resuming = "yes";
    this.#changed();
    const measured: Opening[] = [];
    try {
      while (measured.length < RESUMES && !this.#isClosed) {
        const socket = new WebSocket(this.#address());
        try {
          measured.push(await watchOpening(socket));
        } finally {
          socket.close(1000);
        }
      }
      this.#resumes = measured;
      this.#resuming = "no";
    } catch {
      this.#resuming = "failed";
    }
    this.#changed();
  }

  #stateChanged(): void {
    const { chat } = this.#live.getState();
    if (this.#messageCount === null && chat !== null) {
      this.#messageCount = chat.messageCount;
      // From here on there is a cursor.
      void this.measureResume();
    }
    this.#changed();
  }

  #address(): string {
    const { draft, attached } = this.#live.getState();
    return addressOf(`${location.origin}/api/chats/${encodeURIComponent(this.#chatId)}/live`, {
      isToBegin: false,
      seq: this.#reader.seq,
      draft: draft.version,
      attached: attached.version,
      live: this.#live.getLiveText(),
    });
  }

  #open(connection: 0 | 1, reader: FrameReader): LiveConversation {
    return createLiveConversation({
      chatId: this.#chatId,
      createSocket: (url) => {
        const socket = new WebSocket(url);
        socket.addEventListener("message", ({ data, timeStamp }: MessageEvent<string>) =>
          this.#receive(connection, reader.take(data), timeStamp),
        );
        if (connection === 0) void this.#watchOpening(socket);
        return socket;
      },
    });
  }

  async #watchOpening(socket: WebSocket): Promise<void> {
    try {
      const opening = await watchOpening(socket);
      if (!opening.isResumed) this.#opening ??= opening;
      this.#changed();
    } catch {
      // It did not open: the connection says so, and tries again.
    }
  }

  #receive(connection: 0 | 1, { place, ended }: ReturnType<FrameReader["take"]>, at: number): void {
    const lag = place === null ? null : this.#arrivals.take(connection, place, at);
    if (lag !== null) this.#lags = [...this.#lags.slice(1 - MOST_LAGS), lag];
    if (connection === 0 && ended !== null && ended.words > 0) this.#answers = [...this.#answers.slice(1 - MOST_ANSWERS), ended];
    this.#changed();
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#show(this.#measured());
    }, SHOWN_EVERY_MS);
  }

  #measured(): Measured {
    const { connection, runningId, path } = this.#live.getState();
    const ms = spreadOf(this.#resumes.map((each) => each.ms));
    const afterHandshakeMs = spreadOf(this.#resumes.map((each) => each.afterHandshakeMs));
    const bytes = spreadOf(this.#resumes.map((each) => each.bytes));
    return {
      connection,
      isRunning: runningId !== null,
      messageCount: this.#messageCount,
      firstToken: spreadOf(firstTokenTimes(path)),
      opening: this.#opening,
      fanOut: spreadOf(this.#lags),
      bytesPerByte: spreadOf(this.#answers.map(({ all, words }) => all / words)),
      resume:
        ms === null || afterHandshakeMs === null || bytes === null
          ? null
          : { ms, afterHandshakeMs, bytes, whole: this.#resumes.filter(({ isResumed }) => !isResumed).length },
      resuming: this.#resuming,
    };
  }
}
