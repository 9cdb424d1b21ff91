import { expect, test } from "vitest";
import { EMPTY, fold } from "../../../client/live/fold.ts";
import { readableEvent } from "../../../client/live/readable.ts";
import type { ConversationState } from "../../../client/live/state.ts";
import { picturesOver, picturesToKeep } from "../../../client/offline/kept-pictures.ts";
import { snapshotOf } from "../../../client/offline/follow.ts";
import type { MessageFile } from "../../../src/protocol/files.ts";
import { answerFor } from "../../../client/shell-worker/routes.ts";

test("the service worker answers pages and files of the app, and nothing of the server's", () => {
  const files = ["/theme.js"];
  expect(answerFor("GET", true, "/c/abc", files)).toBe("page");
  expect(answerFor("GET", false, "/assets/thread-1a2b.js", files)).toBe("file");
  expect(answerFor("GET", false, "/theme.js", files)).toBe("newest");
  for (const [method, isNavigation, path] of [
    ["GET", false, "/api/me"],
    ["GET", true, "/api/export?format=zip"],
    ["GET", true, "/cdn-cgi/access/logout"],
    ["POST", false, "/assets/thread-1a2b.js"],
    ["GET", false, "/else"],
  ] as const)
    expect(answerFor(method, isNavigation, path, files), path).toBe("network");
});

const chat = {
  id: "c1",
  title: "Tea",
  model: "embedded/tally",
  system: "",
  effort: null,
  createdAt: "2026-11-27T00:00:00.000Z",
  temporary: false,
  maxCostNanoUsd: null,
  tools: [],
  costNanoUsd: 12,
  simulated: true,
  messageCount: 2,
};

function conversation(): ConversationState {
  const read = readableEvent(
    JSON.stringify({
      type: "snapshot",
      seq: 4,
      chat,
      head: "m1.a",
      messages: [
        { id: "m1", parentId: null, role: "user", text: "Tea?", status: "done", createdAt: chat.createdAt },
        { id: "m1.a", parentId: "m1", role: "assistant", text: "Yes.", status: "done", createdAt: chat.createdAt, model: chat.model },
      ],
      earlier: null,
      running: null,
      draft: "typed elsewhere",
      draftVersion: 3,
      tabs: 2,
    }),
  );
  if (read.read !== "event") throw new Error("the snapshot cannot be read");
  return fold({ state: EMPTY, live: null }, read.event).state;
}

test("what is kept of a conversation opens as it stood, without the draft", () => {
  const state = conversation();
  const kept = readableEvent(snapshotOf(state) ?? "");
  if (kept.read !== "event") throw new Error("what was kept cannot be read");
  const opened = fold({ state: EMPTY, live: null }, kept.event).state;
  expect(opened.path).toEqual(state.path);
  expect(opened.chat).toEqual(state.chat);
  expect(opened.draft.text).toBe("");
});

test("[I10] nothing is kept of a temporary conversation, nor of one whose answer is being written", () => {
  const state = conversation();
  expect(snapshotOf({ ...state, chat: { ...chat, temporary: true } })).toBeNull();
  expect(snapshotOf({ ...state, runningId: "m1.a" })).toBeNull();
  expect(snapshotOf(EMPTY)).toBeNull();
});

const fileOf = (id: string, bytes: number, kind: MessageFile["kind"] = "image"): MessageFile => ({ id, name: id, type: "", bytes, kind });

test("of a conversation's pictures the newest that fit are kept, each once and no documents", () => {
  const messages = [
    { files: [fileOf("old", 40), fileOf("twice", 30)] },
    {},
    { files: [fileOf("large", 200), fileOf("text", 1, "document"), fileOf("new", 50), fileOf("twice", 30)] },
  ];
  expect(picturesToKeep(messages, 100).map(({ id }) => id)).toEqual(["new", "twice"]);
  expect(picturesToKeep(messages, 120).map(({ id }) => id)).toEqual(["old", "new", "twice"]);
});

test("where all pictures together are too many, those kept longest go", () => {
  const kept = [90, 20, 30].map((bytes, index) => new Request(`http://localhost/kept/picture/chat/${bytes}-${index}`));
  expect(picturesOver(kept, 140)).toEqual([]);
  expect(picturesOver(kept, 139)).toEqual(kept.slice(0, 1));
  expect(picturesOver(kept, 49)).toEqual(kept.slice(0, 2));
});
