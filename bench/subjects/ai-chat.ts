/**
 * AIChatAgent (baseline/ai-chat.ts) in the words of its own client: messages over `get-messages`, a question that
 * carries the whole transcript, an answer of UI message chunks inside JSON strings, resume by acknowledgement.
 */
import { fileURLToPath } from "node:url";
import { call } from "../http.ts";
import { RawSocket } from "../socket.ts";
import { Server } from "../server.ts";
import { answerOf, question, type Have, type Reading, type Subject, type Tab } from "../subject.ts";

const serve = fileURLToPath(new URL("../baseline/serve.ts", import.meta.url));
const path = (chat: string): string => `/agents/bench-chat/${chat}`;
let named = 0;

type UiMessage = { id: string; role: "user" | "assistant"; parts: { type: "text"; text: string }[] };
type Frame = { type: string; id?: string; body?: string; done?: boolean };

const uiMessage = (role: "user" | "assistant", text: string): UiMessage => ({
  id: crypto.randomUUID(),
  role,
  parts: [{ type: "text", text }],
});

class AiChatTab implements Tab {
  sideBytes = 0;
  messagesAt = 0;
  #socket: RawSocket | null = null;
  #messages: UiMessage[] = [];
  #text = "";

  static async open(
    server: Server,
    chat: string,
    have: Have | null,
    report: (reading: Reading, bytes: number) => void,
  ): Promise<AiChatTab> {
    const tab = new AiChatTab();
    const early: Buffer[] = [];
    const opening = RawSocket.open(server.port, path(chat), {}, (payload) => {
      if (tab.#socket === null) early.push(Buffer.from(payload));
      else tab.#read(payload, report);
    });
    // Its client loads the messages beside the socket; on a reconnect it keeps what it has.
    const loading = have === null ? call(server.port, `${path(chat)}/get-messages`) : null;
    // Both at once: what fails of the one while the other is waited for would be nobody's.
    const [socket, body] = await Promise.all([opening, loading]);
    tab.#socket = socket;
    if (body !== null) {
      tab.sideBytes = Buffer.byteLength(body);
      tab.#messages = JSON.parse(body) as UiMessage[];
      tab.messagesAt = performance.now();
    }
    for (const payload of early) tab.#read(payload, report);
    return tab;
  }

  #read(payload: Buffer, report: (reading: Reading, bytes: number) => void): void {
    const frame = JSON.parse(payload.toString()) as Frame;
    if (frame.type === "cf_agent_stream_resuming") {
      this.socket.send(JSON.stringify({ type: "cf_agent_stream_resume_ack", id: frame.id }));
    }
    if (frame.type !== "cf_agent_use_chat_response") return report({ kind: "other" }, payload.length);
    if (frame.done === true) {
      this.#messages.push(uiMessage("assistant", this.#text));
      this.#text = "";
      return report({ kind: "done" }, payload.length);
    }
    const chunk = frame.body === undefined || frame.body === "" ? null : (JSON.parse(frame.body) as { type: string; delta?: string });
    if (chunk?.type !== "text-delta" || chunk.delta === undefined) return report({ kind: "other" }, payload.length);
    this.#text += chunk.delta;
    report({ kind: "text", bytes: chunk.delta.length, text: chunk.delta }, payload.length);
  }

  get socket(): RawSocket {
    if (this.#socket === null) throw new Error("not open");
    return this.#socket;
  }

  ask(text: string): void {
    this.#messages.push(uiMessage("user", text));
    const body = JSON.stringify({ messages: this.#messages, trigger: "submit-message" });
    this.socket.send(
      JSON.stringify({ type: "cf_agent_use_chat_request", id: crypto.randomUUID().slice(0, 8), init: { method: "POST", body } }),
    );
  }

  have(): Have {
    return { text: this.#text, answerId: "", seq: 0 };
  }

  close(): void {
    this.socket.close();
  }
}

export const aiChat: Subject = {
  name: "AIChatAgent",
  start: () => Server.start((port, state) => ({ args: [serve, "ai-chat", String(port), state] })),
  create() {
    named += 1;
    return Promise.resolve(`chat-${named}`);
  },
  async begin(server, _person, text, onFrame) {
    const tab = await AiChatTab.open(server, await aiChat.create(server), null, onFrame);
    tab.ask(text);
    return tab;
  },
  open: (server, chat, have, onFrame) => AiChatTab.open(server, chat, have, onFrame),
  async seed(server, turns, tokens) {
    const chat = await aiChat.create(server);
    const answer = answerOf(tokens);
    const messages = Array.from({ length: turns }, () => [
      uiMessage("user", question(`tokens=${tokens}`)),
      uiMessage("assistant", answer),
    ]).flat();
    await call(server.port, `${path(chat)}/seed`, { body: JSON.stringify(messages) });
    return chat;
  },
  async stats(server, chat) {
    return JSON.parse(await call(server.port, `${path(chat)}/stats`)) as { rowsWritten: number; alarmsSet: number };
  },
};
