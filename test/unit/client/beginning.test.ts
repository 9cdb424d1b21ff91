/** The live client of a conversation that does not exist yet: what it says, when, and how often. */
import { describe, expect, it } from "vitest";
import { createLiveConversation, type LiveConversation } from "../../../client/live/index.ts";

const SETTINGS = { model: "embedded/tally", system: "Be brief." };

/** A socket whose other side is the test. */
class Socket extends EventTarget {
  readyState = 0;
  readonly sent: { type: string; id: string; [key: string]: unknown }[] = [];
  constructor(readonly url: string) {
    super();
  }
  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  says(event: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(event) }));
  }
  breaks(): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code: 1006 }));
  }
}

const snapshot = (messages: object[] = []): object => ({
  type: "snapshot",
  seq: 2,
  chat: {
    id: "c1",
    title: "Hello",
    model: "embedded/tally",
    system: "",
    effort: null,
    createdAt: "2026-11-26T00:00:00.000Z",
    temporary: false,
    maxCostNanoUsd: null,
    costNanoUsd: 0,
    simulated: true,
    messageCount: messages.length,
  },
  head: null,
  messages,
  earlier: null,
  running: null,
  compacting: null,
  draft: "",
  draftVersion: 0,
  tabs: 1,
});

function tab(begin?: typeof SETTINGS): { live: LiveConversation; sockets: Socket[] } {
  const sockets: Socket[] = [];
  const live = createLiveConversation({
    chatId: "c1",
    baseUrl: "http://127.0.0.1",
    ...(begin === undefined ? {} : { begin }),
    createSocket: (url) => {
      const socket = new Socket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  return { live, sockets };
}
const at = (sockets: Socket[], index: number): Socket => sockets[index] ?? expect.fail("no such socket");

describe("P45 a conversation that begins in the tab", () => {
  it("shows a first message that was refused before the page was loaded anew, and sends it when it is tried again", () => {
    const { live, sockets } = tab(SETTINGS);
    const refused = { type: "urn:tally:problem:over-budget", title: "Over the budget", status: 402, detail: "Nothing is left." };
    live.send("Hello", { id: "m1", refused });
    at(sockets, 0).opens();
    expect(at(sockets, 0).sent).toEqual([]);
    expect(live.getState()).toMatchObject({ unanswered: 0, pending: [{ id: "m1", text: "Hello", state: { refused } }] });
    at(sockets, 0).breaks();
    expect(live.getState().pending).toMatchObject([{ state: { refused } }]);
    live.reconnectNow();
    at(sockets, 1).opens();
    expect(at(sockets, 1).sent).toEqual([]);
    live.retryPending("m1");
    expect(at(sockets, 1).sent).toEqual([{ type: "send", id: "m1", text: "Hello", conversation: SETTINGS }]);
    expect(live.getState().pending).toMatchObject([{ id: "m1", state: "sending" }]);
    live.close();
  });

  it("sends its first message with the handshake, once, and its settings in the frame and not in the URL", () => {
    const { live, sockets } = tab(SETTINGS);
    const id = live.send("Hello");
    const socket = at(sockets, 0);
    expect(socket.sent).toEqual([]);
    socket.opens();
    expect(socket.sent).toEqual([{ type: "send", id, text: "Hello", conversation: SETTINGS }]);
    expect(new URL(socket.url).search).toBe("?v=2&new=1");
    socket.says(snapshot());
    expect(socket.sent).toHaveLength(1);
    socket.says({ type: "ack", id, result: { messageId: id, answerId: `${id}.a` } });
    expect(live.getState()).toMatchObject({ pending: [], unanswered: 0 });
    live.close();
  });

  it("[I3] says the same again on the next socket when the first was lost before an answer came", () => {
    const { live, sockets } = tab(SETTINGS);
    const id = live.send("Hello", { id: "kept" });
    at(sockets, 0).opens();
    at(sockets, 0).breaks();
    live.reconnectNow();
    at(sockets, 1).opens();
    expect(id).toBe("kept");
    expect(at(sockets, 1).sent).toEqual(at(sockets, 0).sent);
    live.close();
  });

  it("sends what is typed next behind it, below its answer", () => {
    const { live, sockets } = tab(SETTINGS);
    const first = live.send("Hello");
    at(sockets, 0).opens();
    const second = live.send("And then?");
    expect(at(sockets, 0).sent.map(({ id, parentId }) => [id, parentId])).toEqual([
      [first, undefined],
      [second, `${first}.a`],
    ]);
    live.close();
  });

  it("keeps a message that is refused, and the settings with it when it is tried again", () => {
    const { live, sockets } = tab(SETTINGS);
    const id = live.send("Hello");
    const socket = at(sockets, 0);
    socket.opens();
    socket.says({ type: "refused", id, problem: { type: "p", title: "t", status: 402, detail: "d" } });
    expect(live.getState().pending).toMatchObject([{ id, text: "Hello", state: { refused: { status: 402 } } }]);
    live.retryPending(id);
    expect(socket.sent).toHaveLength(2);
    expect(socket.sent[1]).toEqual(socket.sent[0]);
    live.close();
  });

  it("[P32] says nothing before the first frame of a conversation that exists", () => {
    const { live, sockets } = tab();
    live.send("Hello");
    at(sockets, 0).opens();
    expect(at(sockets, 0).sent).toEqual([]);
    expect(new URL(at(sockets, 0).url).search).toBe("?v=2");
    at(sockets, 0).says(snapshot());
    expect(at(sockets, 0).sent).toHaveLength(1);
    live.close();
  });
});
