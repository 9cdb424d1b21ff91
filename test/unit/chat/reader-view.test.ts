/** What of a conversation a reader of its share is told [I9]. */
import { describe, expect, test } from "vitest";
import { ReaderView, readable, type ShownSource } from "../../../src/chat/sharing/reader-view.ts";
import { ShownBranch } from "../../../src/chat/sharing/shown-branch.ts";
import type { BranchTurn } from "../../../src/chat/sharing/share-sql.ts";
import type { ServerEvent } from "../../../src/protocol/frames.ts";
import type { Step } from "../../../src/protocol/tools.ts";
import type { Message, MessageCost } from "../../../src/protocol/message.ts";

const cost: MessageCost = {
  costNanoUsd: 1181,
  basis: "billed",
  simulated: true,
  inputTokens: 21,
  cachedTokens: 0,
  outputTokens: 5,
  savedNanoUsd: 7,
  calls: 1,
};
const step: Step = {
  id: "s1",
  tool: "web_search",
  title: "Search",
  arguments: { query: "secret" },
  status: "done",
  result: "secret result",
  sources: [{ title: "Tea", url: "https://example.com/tea" }],
  startedAt: "…",
  finishedAt: null,
  costNanoUsd: 250,
  at: 0,
  sentTo: "secret host",
  why: "secret",
};
/** Turn 1 is on the branch, turn 3 beside it. */
const message = (id: string, seq: number, more: Partial<Message> = {}): Message => ({
  id,
  parentId: null,
  seq,
  role: seq % 2 === 1 ? "user" : "assistant",
  text: `text of ${id}`,
  status: "done",
  createdAt: "2026-11-26T00:00:00.000Z",
  siblings: ["m1", "other"],
  ...more,
});
const question = message("m1", 1);
const answer = message("m1.a", 2, {
  reasoning: "thought",
  model: "embedded/tally",
  receipt: cost,
  summary: { text: "secret summary", model: "x", at: "…" },
  suggestions: ["secret suggestion"],
  rating: { value: "down", reasons: ["too-long"], note: "secret words" },
  contextFrom: "other",
  steps: [step],
  problem: { reason: "over-budget", detail: "You have $0.10 left", code: 3040, retryAfterSeconds: 3 },
});
const beside = message("other.a", 4, { text: "secret branch", status: "running" });

function viewOf(running: Message | null = null, shown: number[] = [1, 2], joined: readonly Message[] = []): ReaderView {
  const ids = new Map([question, answer, beside, ...(running === null ? [] : [running])].map(({ id, seq }) => [id, seq]));
  const source: ShownSource = {
    shows: (seq) => shown.includes(seq),
    showsId: (id) => shown.includes(ids.get(id) ?? 0),
    joined: () => joined,
    running: () => running,
    runningSeq: () => running?.seq ?? null,
    title: () => "Title",
    messageCount: () => shown.length,
  };
  return new ReaderView(source);
}
const without = { shareId: "share", withCosts: false };
const withCosts = { shareId: "share", withCosts: true };

const attached = [{ id: "f".repeat(64), name: "secret.txt", type: "text/plain", bytes: 3, kind: "text" as const, tokens: 1 }];
const snapshot: ServerEvent = {
  type: "snapshot",
  seq: 9,
  chat: {
    id: "owners-id",
    title: "Title",
    model: "embedded/tally",
    system: "secret prompt",
    effort: "low",
    createdAt: "2026-11-26T00:00:00.000Z",
    temporary: true,
    maxCostNanoUsd: 5,
    tools: ["secret"],
    costNanoUsd: 1181,
    simulated: true,
    messageCount: 4,
  },
  head: "m1.a",
  messages: [question, answer, beside],
  earlier: null,
  running: "other.a",
  compacting: "m1.a",
  draft: "secret draft",
  draftVersion: 3,
  attached,
  attachedVersion: 2,
  tabs: 7,
};
/** Every event there is, with something in it that is not for readers. */
const EVENTS: ServerEvent[] = [
  snapshot,
  { type: "resumed", seq: 9, tabs: 7, compacting: "m1.a" },
  { type: "messages", seq: 9, messages: [question, answer, beside], head: "m1.a", running: "other.a" },
  { type: "closed", seq: 9, id: "m1.a", status: "done", length: 1, reasoningLength: 0, finishedAt: "…", receipt: cost, costNanoUsd: 1181 },
  { type: "closed", seq: 9, id: "other.a", status: "done", length: 1, reasoningLength: 0, finishedAt: "secret", costNanoUsd: 1181 },
  { type: "steps", seq: 9, id: "m1.a", steps: [step], costNanoUsd: 1181 },
  { type: "steps", seq: 9, id: "other.a", steps: [step], costNanoUsd: 1181 },
  { type: "cost", seq: 9, id: "other.a", receipt: cost, costNanoUsd: 1181 },
  { type: "cost", seq: 9, id: "m1.a", receipt: cost, costNanoUsd: 1181 },
  { type: "chat", seq: 9, title: "Title", system: "secret prompt", model: "secret", maxCostNanoUsd: 5 },
  { type: "chat", seq: 9, system: "secret prompt" },
  { type: "compacting", id: "other.a" },
  { type: "draft", version: 2, text: "secret" },
  { type: "attached", version: 3, files: attached },
  { type: "tabs", count: 7 },
  { type: "ack", id: "secret", result: {} },
  { type: "deleted" },
];

describe("[I9] a reader of a share", () => {
  test("without costs is told no amount above zero, no prompt, draft, summary or suggestion, and no id or word of another branch", () => {
    const sent = EVENTS.map((event) => viewOf(beside).event(event, without)).filter((event) => event !== null);
    expect(sent.map(({ type }) => type)).toEqual(["snapshot", "resumed", "messages", "closed", "steps", "chat"]);
    const text = JSON.stringify(sent);
    expect(text).not.toMatch(/secret|other|owners-id|\$0\.10|siblings|receipt|"(costNanoUsd|maxCostNanoUsd)":[1-9]/);
    expect(text).toContain("text of m1.a");
  });

  test("with costs is told those of the branch alone", () => {
    const sent = EVENTS.map((event) => viewOf(beside).event(event, withCosts)).filter((event) => event !== null);
    expect(sent.map(({ type }) => type)).toEqual(["snapshot", "resumed", "messages", "closed", "steps", "cost", "chat"]);
    expect(JSON.stringify(sent)).not.toMatch(/secret|other|siblings/);
    expect(readable(answer, true).receipt).toEqual(cost);
  });

  test("is told that an answer on another branch runs as little as what is written there", () => {
    const view = viewOf(beside);
    expect(view.showsRunning).toBe(false);
    expect(view.event({ type: "messages", seq: 9, messages: [beside], running: "other.a" }, without)).toMatchObject({
      messages: [],
      running: null,
    });
    expect(view.event({ type: "messages", seq: 9, messages: [beside] }, without)).toBeNull();
  });

  test("[I1] [P17] is given the running answer whole when its branch is shown again, and only then", () => {
    const running = message("m1.a", 2, { text: "so far", status: "running" });
    const shown = [1, 2];
    const view = viewOf(running, shown);
    const begin: ServerEvent = { type: "messages", seq: 3, messages: [question, running], head: "m1.a", running: "m1.a" };
    expect(view.broadcast(begin)(without)).toMatchObject({ running: "m1.a" });
    const queued: ServerEvent = { type: "messages", seq: 4, messages: [message("m2", 1)], head: "m2.a" };
    expect(view.broadcast(queued)(without)).toMatchObject({ running: "m1.a", messages: [{ id: "m2" }] });
    shown.splice(0, 2, 3, 4);
    expect(view.broadcast({ type: "messages", seq: 5, messages: [beside], head: "other.a" })(without)).toMatchObject({ running: null });
    shown.splice(0, 2, 1, 2);
    expect(view.broadcast({ type: "messages", seq: 6, messages: [question], head: "m1.a" })(without)).toMatchObject({
      running: "m1.a",
      messages: [{ id: "m1.a", text: "so far" }, { id: "m1" }],
    });
  });
});

test("the shown branch grows by its next turn without being read anew, and is read anew when another one is selected", () => {
  const turns: (BranchTurn & { parent: number })[] = [
    { seq: 1, question: 1, imported: null, parent: 0 },
    { seq: 3, question: 3, imported: null, parent: 1 },
    { seq: 5, question: 3, imported: null, parent: 1 },
    { seq: 7, question: 7, imported: "question", parent: 5 },
  ];
  let read = 0;
  let head = 1;
  const at = (seq: number) => turns.find((turn) => turn.seq === seq) ?? null;
  const branch = new ShownBranch(
    {
      branchTurn: at,
      branchTurns: (from) => {
        read += 1;
        const path: BranchTurn[] = [];
        for (let turn = at(from); turn !== null; turn = at(turn.parent)) path.unshift(turn);
        return path;
      },
    },
    () => head,
  );
  const shown = (): number[] => Array.from({ length: 10 }, (_, seq) => seq).filter((seq) => branch.has(seq));
  expect(shown()).toEqual([1, 2]);
  head = 3;
  expect([shown(), read]).toEqual([[1, 2, 3, 4], 1]);
  head = 5;
  expect([shown(), read]).toEqual([[1, 2, 3, 6], 2]);
  head = 7;
  expect([shown(), branch.length, read]).toEqual([[1, 2, 3, 6, 7], 5, 2]);
  head = 0;
  expect(shown()).toEqual([]);
  expect(branch.joined(9)).toEqual([]);
  head = 3;
  expect(branch.joined(9).map(({ seq }) => seq)).toEqual([1, 3]);
  expect(branch.joined(9)).toEqual([]);
  head = 5;
  expect(branch.joined(9).map(({ seq }) => seq)).toEqual([5]);
  head = 3;
  expect(branch.joined(9).map(({ seq }) => seq)).toEqual([3]);
  head = 7;
  expect(branch.joined(1).map(({ seq }) => seq)).toEqual([7]);
});

test("[I1] what came onto the branch with its last move is told as it stands now: readers learned of nothing while it was another's", () => {
  const waited = message("m1.a", 2, { status: "done", text: "answered meanwhile" });
  const moved: ServerEvent = { type: "messages", seq: 8, messages: [message("m2", 3)], head: "m2" };
  const sent = viewOf(null, [1, 2, 3], [question, waited]).broadcast(moved)(without);
  expect(sent).toMatchObject({ head: "m2", messages: [{ id: "m1" }, { id: "m1.a", text: "answered meanwhile" }, { id: "m2" }] });
  // What the event brings itself is not told twice.
  const both = viewOf(null, [1, 2], [question, waited]).broadcast({ ...moved, messages: [question], head: "m1.a" })(without);
  expect(both).toMatchObject({ messages: [{ id: "m1.a" }, { id: "m1" }] });
});
