import { describe, expect, it } from "vitest";
import { cutAnswer, whyNotCompact } from "../../../client/conversation/compaction.ts";
import { parseAllow } from "../../../client/admin/person-models.tsx";
import { EMPTY, fold } from "../../../client/live/fold.ts";
import { serverEvent } from "../../../src/protocol/frames.ts";
import type { ChatState, ConversationState, Message } from "../../../client/live/state.ts";

const question = (id: string, parentId: string | null): Message => ({
  id,
  parentId,
  seq: 1,
  role: "user",
  text: `text of ${id}`,
  status: "done",
  createdAt: "2026-11-26T00:00:00Z",
});
const answer = (id: string, change: Partial<Message> = {}): Message => ({
  ...question(`${id}.a`, id),
  role: "assistant",
  ...change,
});
const SUMMARY = { text: "All about tea.", model: "m", at: "2026-11-26T00:00:00Z" };
const CHAT: ChatState = {
  id: "c",
  title: "",
  model: "m",
  system: "",
  effort: null,
  createdAt: "2026-11-26T00:00:00Z",
  temporary: false,
  maxCostNanoUsd: null,
  tools: [],
  costNanoUsd: 0,
  simulated: false,
  messageCount: 0,
};
const on = (path: Message[], change: Partial<ConversationState> = {}): ConversationState => ({ ...EMPTY, path, ...change });

describe("a summary", () => {
  it("can be made where the last answer has words and none of its own", () => {
    expect(whyNotCompact(on([question("q", null), answer("q")]))).toBeNull();
    expect(whyNotCompact(on([question("q", null), answer("q", { summary: SUMMARY }), question("r", "q.a"), answer("r")]))).toBeNull();
    expect(
      whyNotCompact(on([question("q", null), answer("q"), question("r", "q.a"), answer("r", { text: "", status: "error" })])),
    ).toBeNull();
  });

  it("cannot, and the person is told why, while one is made, an answer runs or waits, nothing was answered, or there is one", () => {
    const path = [question("q", null), answer("q")];
    expect(whyNotCompact(on(path, { compactingId: "q.a" }))).toMatch(/is being made/);
    expect(whyNotCompact(on(path, { runningId: "q.a" }))).toMatch(/being written/);
    expect(whyNotCompact(on([...path, question("r", "q.a"), answer("r", { status: "queued", text: "" })]))).toMatch(/being written/);
    expect(whyNotCompact(on([]))).toMatch(/no answer/);
    expect(whyNotCompact(on([question("q", null), answer("q", { summary: SUMMARY })]))).toMatch(/already/);
  });

  it("is told to be on its way, made or failed by frames that take no place in the log", () => {
    const state: ConversationState = { ...EMPTY };
    const going = fold({ state, live: null }, { type: "compacting", id: "q.a" });
    expect([going.state.compactingId, going.state.notice]).toEqual(["q.a", null]);
    const problem = { reason: "provider" as const, detail: "The model wrote no summary.", code: null, retryAfterSeconds: null };
    const failed = fold(going, { type: "compacting", id: null, problem });
    expect(failed.state.compactingId).toBeNull();
    expect(failed.state.notice?.problem).toMatchObject({ type: "urn:tally:problem:provider", detail: problem.detail });
    expect(fold(going, { type: "resumed", seq: 3, tabs: 1, compacting: null }).state.compactingId).toBeNull();
  });

  it("is known to be on its way to a tab that comes while it is made, and to one that comes back", () => {
    const before = { state: EMPTY, live: null };
    const snapshot = fold(before, {
      type: "snapshot",
      seq: 2,
      chat: CHAT,
      head: "q.a",
      messages: [question("q", null), answer("q")],
      earlier: null,
      running: null,
      compacting: "q.a",
      draft: "",
      draftVersion: 0,
      attached: [],
      attachedVersion: 0,
      tabs: 2,
    });
    expect(snapshot.state.compactingId).toBe("q.a");
    expect(whyNotCompact(snapshot.state)).toMatch(/is being made/);
    expect(fold(before, { type: "resumed", seq: 3, tabs: 1, compacting: "q.a" }).state.compactingId).toBe("q.a");
  });
});

describe("what a model was not shown", () => {
  it("is what the last answer that was asked for says, until a summary stands for it", () => {
    const cut = answer("r", { contextFrom: "r" });
    expect(cutAnswer([question("q", null), answer("q"), question("r", "q.a"), cut])).toBe(cut);
    expect(cutAnswer([cut, question("s", "r.a"), answer("s", { status: "queued", text: "" })])).toBe(cut);
    expect(cutAnswer([cut, question("s", "r.a"), answer("s")])).toBeNull();
    expect(cutAnswer([answer("r", { contextFrom: "r", summary: SUMMARY })])).toBeNull();
  });
});

describe("a conversation's effort", () => {
  it("follows the others' tabs, back to nothing too", () => {
    const high = fold({ state: { ...EMPTY, chat: CHAT }, live: null }, { type: "chat", seq: 1, effort: "high" });
    expect(high.state.chat?.effort).toBe("high");
    expect(fold(high, { type: "chat", seq: 2, title: "Tea" }).state.chat?.effort).toBe("high");
    expect(fold(high, { type: "chat", seq: 2, effort: null }).state.chat?.effort).toBeNull();
  });
});

describe("a list of models that an administrator writes", () => {
  it("has one id a line or between commas, each once; nothing written allows everything", () => {
    expect(parseAllow(" @cf/*\nopenai/gpt-5, @cf/*\n\n")).toEqual(["@cf/*", "openai/gpt-5"]);
    expect(parseAllow(" \n, ")).toBeNull();
  });
});

describe("a tab that outlived a server that was rolled back", () => {
  it("still takes what an older server of this version sends", () => {
    const chat = { id: "c", title: "", model: "m", system: "", createdAt: "2026-11-26T00:00:00Z", temporary: false, costNanoUsd: 0 };
    const snapshot = {
      type: "snapshot",
      seq: 0,
      chat: { ...chat, simulated: true, messageCount: 0 },
      head: null,
      messages: [],
      earlier: null,
      running: null,
      draft: "",
      draftVersion: 0,
      tabs: 1,
    };
    expect(serverEvent.parse(snapshot)).toMatchObject({ compacting: null, chat: { effort: null, maxCostNanoUsd: null } });
    expect(serverEvent.parse({ type: "resumed", seq: 1, tabs: 1 })).toMatchObject({ compacting: null });
  });
});
