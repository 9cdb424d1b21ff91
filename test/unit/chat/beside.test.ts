/** What is asked beside the answers, and what is made of what was said. */
import { describe, expect, it } from "vitest";
import { summaryIn, summaryMessages } from "../../../src/chat/extras/compaction-text.ts";
import { storedSuggestionsIn, suggestionsIn, suggestionsRequest } from "../../../src/chat/extras/suggestions-text.ts";

describe("follow-up questions in what a model said", () => {
  it("are its lines, without numbers, bullets, quotation marks and stars", () => {
    for (const said of [
      "How long does it keep?\nIs it dear?\nWhere does it grow?",
      "1. How long does it keep?\n2) Is it dear?\n10. Where does it grow?",
      '- "How long does it keep?"\n* **Is it dear?**\n• „Where does it grow?“',
      "Here are three questions:\n\n  How long  does it keep?  \r\n\nIs it dear?\nWhere does it grow?\nIs it dear?\nA fourth?",
    ])
      expect(suggestionsIn(said)).toEqual(["How long does it keep?", "Is it dear?", "Where does it grow?"]);
  });

  it("are none where there is nothing to show: empty, an essay, half a character", () => {
    expect(suggestionsIn("")).toEqual([]);
    expect(suggestionsIn("\n***\n- \n")).toEqual([]);
    expect(suggestionsIn(`${"word ".repeat(60)}\nbroken \ud83d`)).toEqual([]);
  });

  it("keep a number that belongs to the question", () => {
    expect(suggestionsIn("3 cups or 4?\n2026 or later?")).toEqual(["3 cups or 4?", "2026 or later?"]);
  });

  it("are asked for with the answer's end, whole characters only", () => {
    const [system, user] = suggestionsRequest("Tea?", `${"x".repeat(3_000)}🍵 the end`);
    expect([system?.role, user?.role]).toEqual(["system", "user"]);
    expect(user?.content.startsWith("Tea?\n\n---\n\n")).toBe(true);
    expect(user?.content.endsWith("🍵 the end")).toBe(true);
    expect(suggestionsRequest("Tea?", `🍵${"x".repeat(2_999)}`)[1]?.content.isWellFormed()).toBe(true);
  });

  it("are read back as they were stored", () => {
    expect([storedSuggestionsIn(null), storedSuggestionsIn('["a","b"]')]).toEqual([[], ["a", "b"]]);
  });
});

describe("a summary in a request", () => {
  it("stands as an answer to the wish for it, newest first", () => {
    expect(summaryMessages("All about tea.").map(({ role }) => role)).toEqual(["assistant", "user"]);
    expect(summaryIn(null)).toBeNull();
    expect(summaryIn('{"text":"t","model":"m","at":1}')).toEqual({ text: "t", model: "m", at: 1 });
  });
});
