/** The bare object (baseline/bare.ts): a JSON frame per token, nothing stored; and the one that stores (baseline/durable.ts). */
import { fileURLToPath } from "node:url";
import { call } from "../http.ts";
import { RawSocket } from "../socket.ts";
import { Server } from "../server.ts";
import { answerOf, question, type Have, type Reading, type Subject, type Tab } from "../subject.ts";

const serve = fileURLToPath(new URL("../baseline/serve.ts", import.meta.url));
const TEXT_BEGIN = '{"type":"text","text":"'.length;
const TEXT_END = '"}'.length;
/** Where the type's first letter stands: of all types only `text` begins with a t. */
const TYPE_AT = '{"type":"'.length;
const T = "t".charCodeAt(0);
const PERSON = "bench";
let named = 0;

class BareTab implements Tab {
  readonly sideBytes = 0;
  messagesAt = 0;
  #socket: RawSocket | null = null;
  #text = "";

  static async open(
    server: Server,
    chat: string,
    have: Have | null,
    person: string,
    report: (reading: Reading, bytes: number) => void,
  ): Promise<BareTab> {
    const tab = new BareTab();
    tab.#text = have?.text ?? "";
    const resumed = have === null ? "" : `&have=${have.text.length}`;
    tab.#socket = await RawSocket.open(server.port, `/${chat}?person=${person}${resumed}`, {}, (payload) => tab.#read(payload, report));
    return tab;
  }

  #read(payload: Buffer, report: (reading: Reading, bytes: number) => void): void {
    if (payload[TYPE_AT] === T) {
      // No token of `/gen` has a character that JSON escapes.
      const text = payload.toString("utf8", TEXT_BEGIN, payload.length - TEXT_END);
      this.#text += text;
      return report({ kind: "text", bytes: text.length, text }, payload.length);
    }
    const { type } = JSON.parse(payload.toString()) as { type: string };
    if (type === "asked") this.#text = "";
    if (type === "messages") this.messagesAt = performance.now();
    report({ kind: type === "done" ? "done" : type === "messages" ? "messages" : "other" }, payload.length);
  }

  get socket(): RawSocket {
    if (this.#socket === null) throw new Error("not open");
    return this.#socket;
  }

  ask(text: string): void {
    this.socket.send(text);
  }

  have(): Have {
    return { text: this.#text, answerId: "", seq: 0 };
  }

  close(): void {
    this.socket.close();
  }
}

function newRoom(): Promise<string> {
  named += 1;
  return Promise.resolve(`room-${named}`);
}

function subject(name: Subject["name"], which: string): Subject {
  return {
    name,
    start: () => Server.start((port, state) => ({ args: [serve, which, String(port), state] })),
    create: newRoom,
    async begin(server, person, text, onFrame) {
      const tab = await BareTab.open(server, await newRoom(), null, person, onFrame);
      tab.ask(text);
      return tab;
    },
    open: (server, chat, have, onFrame) => BareTab.open(server, chat, have, PERSON, onFrame),
    async seed(server, turns, tokens) {
      const chat = await newRoom();
      const turn = [
        { role: "user", text: question(`tokens=${tokens}`) },
        { role: "assistant", text: answerOf(tokens) },
      ];
      const body = JSON.stringify(Array.from({ length: turns }, () => turn).flat());
      await call(server.port, `/${chat}?seed=1`, { body });
      return chat;
    },
    stats: () => Promise.resolve(null),
  };
}

export const bare = subject("bare object", "bare");
export const durable = subject("durable bare object", "durable");
