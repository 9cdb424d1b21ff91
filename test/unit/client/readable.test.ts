import { describe, expect, test } from "vitest";
import { z } from "zod";
import { leftOutLists, leftOutSentence, listOf } from "../../../client/http/lists.ts";
import { createLiveConversation } from "../../../client/live/index.ts";
import { readableEvent, readableMessage, type ReadEvent } from "../../../client/live/readable.ts";

const answer = { id: "m.a", parentId: "m", seq: 2, role: "assistant", text: "Hello", status: "done", createdAt: "2026-11-01T00:00:00Z" };
const question = { ...answer, id: "m", parentId: null, seq: 1, role: "user", text: "Hi" };
const chat = {
  id: "c",
  title: "Tea",
  model: "embedded/tally",
  system: "",
  createdAt: "2026-11-01T00:00:00Z",
  temporary: false,
  costNanoUsd: 0,
  simulated: true,
  messageCount: 2,
};
const closed = { type: "closed", seq: 9, id: "m.a", status: "done", length: 5, reasoningLength: 0, finishedAt: "…", costNanoUsd: 1 };
const snapshot = {
  type: "snapshot",
  seq: 4,
  chat,
  head: "m.a",
  messages: [question, { ...answer, status: "running" }],
  earlier: null,
  running: "m.a",
  compacting: null,
  draft: "",
  draftVersion: 0,
  tabs: 1,
};

const read = (event: object): ReadEvent => readableEvent(JSON.stringify(event));

describe("what a newer server says", () => {
  test("of a message costs the field that is not understood, never the message", () => {
    expect(readableMessage({ ...answer, status: "dreaming" })).toMatchObject({
      text: "Hello",
      status: "interrupted",
      problem: { reason: "unknown" },
    });
    const problem = { reason: "quota-of-2027", detail: "The quota is used up.", code: null, retryAfterSeconds: null };
    expect(readableMessage({ ...answer, problem })?.problem).toEqual({ ...problem, reason: "unknown" });
    expect(readableMessage({ ...answer, receipt: { basis: "gifted" }, suggestions: [1], summary: "short" })).toEqual(answer);
    expect(readableMessage({ ...answer, role: "oracle" })).toBeNull();
  });

  test("in a list of messages costs the odd one alone, and says how many there were", () => {
    const frame = JSON.stringify({ type: "messages", seq: 3, messages: [question, { ...answer, role: "oracle" }, 7], head: "m" });
    expect(readableEvent(frame)).toMatchObject({ read: "event", leftOut: 2, event: { messages: [question] } });
  });

  test("at an answer's end ends the answer", () => {
    const frame = JSON.stringify({
      ...closed,
      status: "woken",
      problem: { reason: "new", detail: "It woke up." },
      receipt: { basis: "gifted" },
    });
    expect(readableEvent(frame)).toMatchObject({
      read: "event",
      event: { type: "closed", status: "interrupted", problem: { reason: "unknown", detail: "It woke up." } },
    });
  });

  test("of a conversation's effort, a correction or a summary is left out, and the event stays", () => {
    expect(read({ ...snapshot, chat: { ...chat, effort: "heroic" } })).toMatchObject({ event: { chat: { title: "Tea", effort: null } } });
    expect(read({ type: "chat", seq: 5, title: "Cake", effort: "heroic" })).toMatchObject({ event: { title: "Cake" } });
    expect(read({ type: "cost", seq: 5, id: "m.a", receipt: { basis: "gifted" }, costNanoUsd: 7 })).toMatchObject({
      event: { costNanoUsd: 7 },
    });
    expect(read({ type: "compacting", id: null, problem: { reason: "new" } })).toMatchObject({ event: { problem: { reason: "unknown" } } });
  });

  test("is ignored where its kind is unknown, and told apart where it is known and cannot be read", () => {
    expect(readableEvent('{"type":"constructor"}')).toEqual({ read: "unknown" });
    expect(readableEvent('{"type":"__proto__"}')).toEqual({ read: "unknown" });
    expect(readableEvent(JSON.stringify({ ...closed, length: "five" }))).toEqual({ read: "odd" });
    expect(readableEvent("{")).toEqual({ read: "odd" });
  });
});

class FakeSocket extends EventTarget {
  readyState = 1;
  send(): void {
    // Nobody reads it.
  }
  say(event: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(event) }));
  }
  close(): void {
    this.readyState = 3;
  }
}

function live() {
  const opened: { socket: FakeSocket; url: URL }[] = [];
  const answers: Response[] = [];
  const conversation = createLiveConversation({
    chatId: "c",
    baseUrl: "http://localhost",
    createSocket: (url) => {
      const socket = new FakeSocket();
      opened.push({ socket, url: new URL(url) });
      return socket as unknown as WebSocket;
    },
    fetch: () => Promise.resolve(answers.shift() ?? new Response(null, { status: 404 })),
  });
  return { conversation, opened, answers };
}

describe("a conversation", () => {
  test("[I1] whose answer's end cannot be read asks for everything anew, and does not show it running for ever", () => {
    const { conversation, opened } = live();
    opened[0]?.socket.say(snapshot);
    expect(conversation.getState().runningId).toBe("m.a");
    opened[0]?.socket.say({ ...closed, length: "five" });
    expect(opened).toHaveLength(2);
    expect(opened[1]?.url.searchParams.has("seq")).toBe(false);
    opened[1]?.socket.say({ ...snapshot, running: null, messages: [question, answer] });
    expect(conversation.getState()).toMatchObject({ runningId: null, head: "m.a" });
    conversation.close();
  });

  test("of which even the snapshot cannot be read says that the page is too old, instead of asking for ever", () => {
    const { conversation, opened } = live();
    opened[0]?.socket.say({ ...snapshot, seq: "four" });
    expect(opened).toHaveLength(1);
    expect(conversation.getState().connection).toEqual({ status: "ended", reason: "too-old" });
  });

  test("whose older messages are refused says so; what comes is shown but for the odd ones, which are counted", async () => {
    const { conversation, opened, answers } = live();
    opened[0]?.socket.say({
      ...snapshot,
      running: null,
      messages: [{ ...answer, id: "n", parentId: "m.a", role: "user" }],
      head: "n",
      earlier: "n",
    });
    answers.push(new Response("<html>", { status: 500 }));
    await conversation.loadEarlier();
    expect(conversation.getState().notice?.problem).toMatchObject({ status: 500 });
    expect(conversation.getState().loadingEarlier).toBe(false);
    conversation.dismissNotice();
    answers.push(Response.json({ messages: [{ ...answer, id: "odd.a", role: "oracle" }, question, answer], head: "n", next: null }));
    await conversation.loadEarlier();
    expect(conversation.getState().path.map(({ id }) => id)).toEqual(["m", "m.a", "n"]);
    expect(conversation.getState().notice?.problem.detail).toContain("A message could not be read");
    conversation.close();
  });
});

test("an odd entry of a list is left out, the others stay, and it is said what and how many", () => {
  const list = listOf("conversations", z.object({ id: z.string() }));
  expect(list.parse([{ id: "__proto__" }, { id: 3 }, null, { id: "constructor" }])).toEqual([{ id: "__proto__" }, { id: "constructor" }]);
  expect(leftOutSentence(leftOutLists.get())).toContain("2 conversations");
  expect(leftOutSentence(new Map())).toBeNull();
});
