/** Tally as `npm start` serves it: the built local Worker, its routes and frames (docs/protocol.md). */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import { call } from "../http.ts";
import { RawSocket } from "../socket.ts";
import { Server } from "../server.ts";
import { question, type Have, type Reading, type Subject, type Tab } from "../subject.ts";

const WHO = { "x-tally-dev-user": "bench@example.com" };
/** Enough for every run: the embedded AI's money is simulated. */
const LIMIT_USD = "1000";
const serve = fileURLToPath(new URL("../../scripts/serve.mjs", import.meta.url));
/** What the app says with the message that begins a conversation, so that nothing of it has to be asked of the person's object first. */
const BEGINNING = { model: "embedded/tally", system: "", effort: null };
const T = "t".charCodeAt(0);
const S = 0x73;
const M = 0x6d;
/** Questions that wait at once while a conversation is filled (the server's limit is 32). */
const SEED_AT_ONCE = 20;

async function ask<T>(server: Server, path: string, body?: object): Promise<T> {
  const text = await call(server.port, path, {
    headers: { "content-type": "application/json", ...WHO },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return JSON.parse(text) as T;
}

class TallyTab implements Tab {
  readonly sideBytes = 0;
  messagesAt = 0;
  #socket: RawSocket | null = null;
  #asked = 0;
  #text = "";
  #seq = 0;
  #answerId = "";
  readonly #report: (reading: Reading, bytes: number) => void;

  private constructor(have: Have | null, report: (reading: Reading, bytes: number) => void) {
    this.#report = report;
    this.#text = have?.text ?? "";
  }

  static open(server: Server, chat: string, have: Have | null, report: (reading: Reading, bytes: number) => void): Promise<TallyTab> {
    const cursor = have === null ? "" : `&seq=${have.seq}&answer=${have.answerId}&text=${have.text.length}`;
    return TallyTab.#connect(server, chat, cursor, WHO, new TallyTab(have, report));
  }

  /** A conversation that its own socket makes. */
  static begin(server: Server, person: string, report: (reading: Reading, bytes: number) => void): Promise<TallyTab> {
    return TallyTab.#connect(server, randomUUID(), "&new=1", { "x-tally-dev-user": person }, new TallyTab(null, report));
  }

  static async #connect(server: Server, chat: string, more: string, who: Record<string, string>, tab: TallyTab): Promise<TallyTab> {
    const early: Buffer[] = [];
    const socket = await RawSocket.open(server.port, `/api/chats/${chat}/live?v=${PROTOCOL_VERSION}${more}`, who, (payload) => {
      if (tab.#socket === null) early.push(Buffer.from(payload));
      else tab.#read(payload);
    });
    tab.#socket = socket;
    for (const payload of early) tab.#read(payload);
    return tab;
  }

  get socket(): RawSocket {
    if (this.#socket === null) throw new Error("not open");
    return this.#socket;
  }

  #read(payload: Buffer): void {
    const bytes = payload.length;
    if (payload[0] === T) {
      const text = payload.toString("utf8", 1);
      this.#text += text;
      return this.#report({ kind: "text", bytes: bytes - 1, text }, bytes);
    }
    if (payload[0] === M) {
      this.socket.send(JSON.stringify({ type: "received", mark: payload.toString("utf8", 1) }));
      return this.#report({ kind: "other" }, bytes);
    }
    // The running cost: bytes that count, and nothing to fold.
    if (payload[0] === S) return this.#report({ kind: "other" }, bytes);
    const event = JSON.parse(payload.toString()) as { type: string; seq?: number; running?: string | null };
    if (event.seq !== undefined) this.#seq = event.seq;
    if (typeof event.running === "string") {
      this.#answerId = event.running;
      this.#text = "";
    }
    if (event.type === "snapshot" || event.type === "resumed") this.messagesAt ||= performance.now();
    if (event.type === "refused") throw new Error(payload.toString());
    this.#report({ kind: event.type === "closed" ? "done" : event.type === "snapshot" ? "messages" : "other" }, bytes);
  }

  ask(text: string, tools: readonly string[] = []): void {
    this.#send({ text, ...(tools.length === 0 ? {} : { tools }) });
  }

  /** The message that makes the conversation. */
  askFirst(text: string): void {
    this.#send({ text, conversation: BEGINNING });
  }

  #send(message: object): void {
    this.#asked += 1;
    const id = `${Date.now().toString(36)}-${this.#asked}-${Math.random().toString(36).slice(2)}`;
    this.socket.send(JSON.stringify({ type: "send", id, ...message }));
  }

  have(): Have {
    return { text: this.#text, answerId: this.#answerId, seq: this.#seq };
  }

  close(): void {
    this.socket.close();
  }
}

/** Counts answers that ended, and lets one wait for the next. */
function countdown(): { progress: { finished: number }; onDone: () => void; more: () => Promise<void> } {
  const progress = { finished: 0 };
  const waiting: (() => void)[] = [];
  return {
    progress,
    onDone() {
      progress.finished += 1;
      for (const wake of waiting.splice(0)) wake();
    },
    more: () => new Promise((resolve) => void waiting.push(resolve)),
  };
}

export const tally: Subject = {
  name: "Tally",
  start: () =>
    Server.start((port, state) => ({
      args: [serve],
      env: { PORT: String(port), STATE_DIR: state, MONTHLY_LIMIT_USD: LIMIT_USD, LOCAL_AI_URL: "off" },
    })),
  create: async (server) => (await ask<{ id: string }>(server, "/api/chats", {})).id,
  async begin(server, person, text, onFrame) {
    const tab = await TallyTab.begin(server, person, onFrame);
    tab.askFirst(text);
    return tab;
  },
  open: (server, chat, have, onFrame) => TallyTab.open(server, chat, have, onFrame),
  async seed(server, turns, tokens) {
    const chat = await tally.create(server);
    const { progress, onDone, more } = countdown();
    const tab = await tally.open(server, chat, null, ({ kind }) => void (kind === "done" && onDone()));
    for (let sent = 1; sent <= turns; sent += 1) {
      while (sent - progress.finished > SEED_AT_ONCE) await more();
      // The gateway's log would be read seconds later, in the middle of what is measured then.
      await ask(server, `/api/chats/${chat}/messages`, { id: `s${sent}`, text: question(`tokens=${tokens} log=never`) });
    }
    while (progress.finished < turns) await more();
    tab.close();
    return chat;
  },
  stats: (server, chat) => ask<{ rowsWritten: number; alarmsSet: number }>(server, `/api/chats/${chat}/stats`),
};
