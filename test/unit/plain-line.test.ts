/** Names and titles are somebody else's text among ours. */
import { describe, expect, it } from "vitest";
import { suggestionsIn } from "../../src/chat/extras/suggestions-text.ts";
import { titleIn } from "../../src/chat/extras/title-text.ts";
import { titleOf } from "../../src/protocol/question-title.ts";
import { title } from "../../src/protocol/commands.ts";
import { plainLine } from "../../src/protocol/plain-line.ts";

const HOSTILE = "in\u202Evoice\u202C\u2066.\u2069\u200Fpdf\u0000\u001B[31m\u0085\u2028\u2029\uFEFFend";
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;

describe("a line of foreign text", () => {
  it.each([
    ["a title that a person types", (text: string) => title.parse(text)],
    ["a title that a model makes", (text: string) => titleIn(text) ?? ""],
    ["a title made of the question", (text: string) => titleOf(text) ?? ""],
    ["a follow-up question", (text: string) => suggestionsIn(text).join("")],
    ["any other", plainLine],
  ])("loses what orders or controls text: %s", (_name, line) => {
    expect(HOSTILE).toMatch(INVISIBLE);
    expect(line(HOSTILE)).not.toMatch(INVISIBLE);
    expect(line(HOSTILE)).toContain("invoice.pdf");
  });

  it("keeps the joiners and marks that scripts and emoji are spelled with", () => {
    for (const text of ["👩‍👩‍👧", "نمی‌خواهم", "क्‍ष", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "שלום", "é"]) expect(plainLine(text)).toBe(text);
  });

  it("that holds nothing else is no title", () => {
    expect(title.safeParse("\u202E\u200B \n").success).toBe(false);
    expect(titleOf("\u202E\u200B")).toBeNull();
  });
});

describe("the title made of a question", () => {
  it.each([
    ["Write a **sliding window** limiter with `take()`", "Write a sliding window limiter with take()"],
    ["# Plan\n\n- see [the notes](https://example.com/a) and *hurry*", "Plan see the notes and hurry"],
    ["What does this do?\n\n```ts\nconst a = 1;\n```\nThanks", "What does this do? Thanks"],
    ["```\nselect 1\n```", "select 1"],
    ["snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"],
    [`${"tea and biscuits ".repeat(6)}`, "tea and biscuits tea and biscuits tea and biscuits tea and…"],
  ])("%j is %j", (question, title) => {
    expect(titleOf(question)).toBe(title);
  });
});
