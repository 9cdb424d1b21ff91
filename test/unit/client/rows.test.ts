import { expect, test } from "vitest";
import {
  AT_END,
  FIRST,
  MOST,
  movedDown,
  movedUp,
  STEP,
  windowAround,
  type ThreadWindow,
} from "../../../client/conversation/thread-window.ts";
import { threadView, type ThreadInput } from "../../../client/conversation/rows.ts";
import type { Message, PendingMessage } from "../../../client/live/state.ts";

function question(id: string, parentId: string | null, change: Partial<Message> = {}): Message {
  return { id, parentId, seq: 1, role: "user", text: `text of ${id}`, status: "done", createdAt: "2026-11-23T00:00:00Z", ...change };
}
function answer(id: string, parentId: string, change: Partial<Message> = {}): Message {
  return { ...question(id, parentId), role: "assistant", ...change };
}
function pending(id: string, change: Partial<PendingMessage> = {}): PendingMessage {
  return { id, parentId: undefined, text: `text of ${id}`, kind: "send", state: "sending", ...change };
}
const TURN = [question("q1", null), answer("q1.a", "q1")];
const ids = (view: ReturnType<typeof threadView>) => view.rows.map((row) => row.id);
const queued = (view: ReturnType<typeof threadView>) => view.queue.map((entry) => entry.id);
const input = (change: Partial<ThreadInput>): ThreadInput => ({ path: TURN, pending: [], runningId: null, ...change });

test("an unchanged message keeps its row", () => {
  expect(threadView(input({}), 60).rows[0]).toBe(threadView(input({}), 60).rows[0]);
});

test("what waits behind a running answer stands in the queue, not in the thread", () => {
  const path = [
    question("q1", null),
    answer("q1.a", "q1", { status: "running" }),
    question("q2", "q1.a", { status: "queued" }),
    answer("q2.a", "q2", { status: "queued" }),
    question("q3", "q2.a", { status: "queued" }),
  ];
  const view = threadView(input({ path, runningId: "q1.a" }), 60);
  expect(ids(view)).toEqual(["q1", "q1.a"]);
  expect(queued(view)).toEqual(["q2", "q3"]);
});

test("the turn that is about to run stands in the thread", () => {
  const path = [
    ...TURN,
    question("q2", "q1.a", { status: "queued" }),
    answer("q2.a", "q2", { status: "queued" }),
    question("q3", "q2.a", { status: "queued" }),
  ];
  const view = threadView(input({ path }), 60);
  expect(ids(view)).toEqual(["q1", "q1.a", "q2", "q2.a"]);
  expect(queued(view)).toEqual(["q3"]);
});

test("a question on its way stands at the end, once, also when the server has accepted it already", () => {
  expect(ids(threadView(input({ pending: [pending("q2")] }), 60))).toEqual(["q1", "q1.a", "q2"]);
  expect(ids(threadView(input({ path: [...TURN, question("q2", "q1.a")], pending: [pending("q2")] }), 60))).toEqual(["q1", "q1.a", "q2"]);
});

test("a question on its way behind a running answer waits in the queue; a refused one is shown with its reason", () => {
  const path = [question("q1", null), answer("q1.a", "q1", { status: "running" })];
  const refused = { refused: { type: "about:blank", title: "", status: 402, detail: "" } };
  const view = threadView(input({ path, runningId: "q1.a", pending: [pending("q2"), pending("q3", { state: refused })] }), 60);
  expect(queued(view)).toEqual(["q2"]);
  expect(ids(view)).toEqual(["q1", "q1.a", "q3"]);
});

test("an edit on its way takes the place of what it replaces; a refused one hides nothing", () => {
  const edit = pending("q9", { kind: "edit", parentId: null });
  expect(ids(threadView(input({ pending: [edit] }), 60))).toEqual(["q9"]);
  const refused = pending("q9", {
    kind: "edit",
    parentId: null,
    state: { refused: { type: "about:blank", title: "", status: 409, detail: "" } },
  });
  expect(ids(threadView(input({ pending: [refused] }), 60))).toEqual(["q1", "q1.a", "q9"]);
});

test("the window holds the end, at least as much as was asked, and its beginning moves in steps", () => {
  const path = Array.from({ length: 205 }, (_, index) => question(`m${index}`, index === 0 ? null : `m${index - 1}`));
  const starts = new Set<number>();
  for (let length = 185; length <= 205; length += 1) {
    const view = threadView(input({ path: path.slice(0, length) }), 60);
    expect(view.rows.length).toBeGreaterThanOrEqual(60);
    expect(view.rows.length).toBeLessThan(80);
    expect(view.rows.at(-1)?.id).toBe(`m${length - 1}`);
    starts.add(view.hidden);
  }
  expect(starts.size).toBeLessThanOrEqual(3);
});

const LONG = Array.from({ length: 1000 }, (_, index) =>
  index % 2 === 0 ? question(`m${index}`, index === 0 ? null : `m${index - 1}`) : answer(`m${index}`, `m${index - 1}`),
);
const LONG_IDS = LONG.map(({ id }) => id);
const shown = ({ size, bottomId }: ThreadWindow) => threadView(input({ path: LONG }), size, bottomId);

test("at most a window is on the page, however far somebody scrolls, and each is seen on the way", () => {
  let window = AT_END;
  expect(shown(window).rows.length).toBe(FIRST);
  const seen = new Set(ids(shown(window)));
  for (let steps = 0; shown(window).hidden > 0 && steps < 1000; steps += 1) {
    window = movedUp(window, ids(shown(window)));
    for (const id of ids(shown(window))) seen.add(id);
    expect(shown(window).rows.length).toBeLessThan(MOST + STEP);
  }
  expect(seen.size).toBe(LONG.length);
  expect(ids(shown(window))[0]).toBe("m0");
  const again = new Set(ids(shown(window)));
  for (let steps = 0; window.bottomId !== null && steps < 1000; steps += 1) {
    window = movedDown(window, LONG_IDS);
    for (const id of ids(shown(window))) again.add(id);
  }
  expect(again.size).toBe(LONG.length);
  expect(shown(window).below).toBe(0);
});

test("a message that is visited has messages above it and below it", () => {
  const around = ids(shown(windowAround("m400", LONG_IDS)));
  expect(around.indexOf("m400")).toBeGreaterThan(STEP);
  expect(around.length - around.indexOf("m400")).toBeGreaterThan(STEP);
  expect(ids(shown(windowAround("m999", LONG_IDS))).at(-1)).toBe("m999");
});
