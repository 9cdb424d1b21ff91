import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isSendKey } from "../../../client/composer/send-key.ts";
import { neighbourOf } from "../../../client/sidebar/use-focus-after.ts";
import { belongsToInputMethod } from "../../../client/ui/input-method.ts";
import { matchOf, NOTHING_TYPED, withKey } from "../../../client/ui/typeahead.ts";

const CLIENT = join(import.meta.dirname, "../../../client");
/** They ask what a scroll follows from, and whether anything is done at all, whatever the key. */
const NO_KEY_OF_ITS_OWN = ["conversation/stick-to-bottom.ts", "conversation/lazy-thread.tsx"];

test("a key of an input method is recognised in Chrome, and in Safari after the composition", () => {
  expect(belongsToInputMethod({ isComposing: true, keyCode: 13 })).toBe(true);
  expect(belongsToInputMethod({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(belongsToInputMethod({ isComposing: false, keyCode: 13 })).toBe(false);
});

test("every key handler of the app asks whether the key belongs to an input method", () => {
  const handling = readdirSync(CLIENT, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !NO_KEY_OF_ITS_OWN.includes(file))
    .map((file) => ({ file, code: readFileSync(join(CLIENT, file), "utf8") }))
    .filter(({ code }) => /onKey(Down|Up|Press)=|"key(down|up|press)"/.test(code));
  expect(handling.length).toBeGreaterThan(6);
  expect(handling.filter(({ code }) => !code.includes("belongsToInputMethod(event)")).map(({ file }) => file)).toEqual([]);
});

test("Enter sends where that is preferred, Ctrl+Enter and ⌘+Enter everywhere, Shift+Enter never", () => {
  const enter = { key: "Enter", shiftKey: false, ctrlKey: false, metaKey: false };
  expect(isSendKey(enter, "enter")).toBe(true);
  expect(isSendKey(enter, "mod-enter")).toBe(false);
  for (const sendWith of ["enter", "mod-enter"] as const) {
    expect(isSendKey({ ...enter, ctrlKey: true }, sendWith)).toBe(true);
    expect(isSendKey({ ...enter, metaKey: true }, sendWith)).toBe(true);
    expect(isSendKey({ ...enter, shiftKey: true }, sendWith)).toBe(false);
    expect(isSendKey({ ...enter, key: "a" }, sendWith)).toBe(false);
  }
});

const key = (letter: string, timeStamp: number, ctrlKey = false) => ({
  key: letter,
  timeStamp,
  ctrlKey,
  metaKey: false,
  altKey: false,
});

test("letters choose a menu's item: quickly typed ones are one word, one again and again walks", () => {
  const labels = ["Rename", "Pin", "Archive", "Receipts", "Delete"];
  const first = withKey(NOTHING_TYPED, key("R", 0));
  expect(matchOf(labels, -1, first.text)).toBe(0);
  expect(matchOf(labels, 0, first.text)).toBe(3);
  expect(matchOf(labels, 0, withKey(first, key("r", 100)).text)).toBe(3);
  expect(matchOf(labels, 0, withKey(withKey(first, key("e", 100)), key("c", 200)).text)).toBe(3);
  expect(withKey(first, key("d", 5000)).text).toBe("d");
  expect(withKey(first, key("ArrowDown", 100)).text).toBe("");
  expect(withKey(first, key("c", 100, true)).text).toBe("");
  expect(withKey(NOTHING_TYPED, key(" ", 0)).text).toBe("");
  expect(matchOf(labels, 0, "z")).toBeNull();
});

test("the focus goes to what takes the place of a conversation that leaves, at the end to the one before", () => {
  expect(neighbourOf(["a", "b", "c"], "b")).toBe("c");
  expect(neighbourOf(["a", "b", "c"], "c")).toBe("b");
  expect(neighbourOf(["a"], "a")).toBeNull();
});
