import { expect, test } from "vitest";
import { isAt, noticeOf, wordsMessageIn, type PushWords } from "../../../client/shell-worker/pushed.ts";

const GERMAN: PushWords = {
  locale: "de-DE",
  simulated: "simuliert",
  done: "Fertig: {cost}",
  stopped: "Angehalten: {cost}",
  failed: "Nicht fertig: {cost}",
};
const payload = { chatId: "c1", title: "Tee", costNanoUsd: 4_123_456, simulated: false, end: "done" };

test("[P132] a push shows the title and the cost in the words of whoever is here", () => {
  expect(noticeOf(payload, GERMAN)).toEqual({ chatId: "c1", title: "Tee", body: "Fertig: 0,0041\u00A0$" });
  expect(noticeOf({ ...payload, simulated: true, end: "failed" }, GERMAN)?.body).toBe("Nicht fertig: 0,0041\u00A0$ (simuliert)");
  expect(noticeOf({ ...payload, title: "", end: "stopped" }, GERMAN)).toMatchObject({ title: "Tally", body: "Angehalten: 0,0041\u00A0$" });
});

test("a push without kept words says the amount, and what is none of Tally's shows nothing", () => {
  expect(noticeOf({ ...payload, end: "of a newer server" }, null)).toEqual({ chatId: "c1", title: "Tee", body: "$0.0041" });
  for (const odd of [null, undefined, "text", {}, { ...payload, title: 1 }, { ...payload, costNanoUsd: "1" }])
    expect(noticeOf(odd, GERMAN)).toBeNull();
});

test("an amount that looks like a pattern stays what it is", () => {
  expect(noticeOf(payload, { ...GERMAN, locale: "en-US", done: "{cost}" })?.body).toBe("$0.0041");
});

test("the worker takes words from the page, and only whole ones", () => {
  expect(wordsMessageIn({ type: "push-words", words: GERMAN })?.words).toEqual(GERMAN);
  expect(wordsMessageIn({ type: "push-words", words: { locale: "de" } })?.words).toBeNull();
  expect(wordsMessageIn({ type: "push-words", words: null })).toEqual({ type: "push-words", words: null });
  expect(wordsMessageIn({ type: "else" })).toBeNull();
  expect(wordsMessageIn("push-words")).toBeNull();
});

test("a window is at a conversation by its path alone", () => {
  expect(isAt("https://chat.example.com/c/c1#m1.a", "c1")).toBe(true);
  expect(isAt("https://chat.example.com/c/c2", "c1")).toBe(false);
  expect(isAt("https://chat.example.com/", "c1")).toBe(false);
});
