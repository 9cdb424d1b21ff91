import { describe, expect, test } from "vitest";
import { titleIn, titleRequest } from "../../../src/chat/extras/title-text.ts";

describe("the title in what a model said", () => {
  test.each([
    ["Tea in a tin", "Tea in a tin"],
    ['"Tea in a tin."', "Tea in a tin"],
    ["**Title:** Tea in a tin", "Tea in a tin"],
    ["# Tea in a tin\n\nI chose this because …", "Tea in a tin"],
    ["\n\n  Tee   in der Dose\n", "Tee in der Dose"],
    ["Titel: „Tee in der Dose“", "Tee in der Dose"],
    ["「お茶の保存」。", "お茶の保存"],
    ["How long does tea keep?", "How long does tea keep?"],
    ["About “tea”", "About “tea”"],
    ["C++ and *pointers*", "C++ and *pointers"],
    ['{"title": "Tea in China"}', "Tea in China"],
    ['```json\n{ "title": "Tea in China" }\n```', "Tea in China"],
    ['{"title": "**Tea**\\nin China"}', "Tea"],
    ['["Tea in China"]', "Tea in China"],
    ['{"name":"Tea in China"}', "Tea in China"],
    ['{"titles":["Tea in China","Tea"]}', "Tea in China"],
    ["{'title': 'Tea in China'}", "Tea in China"],
    ['{"title": "Tea in China', "Tea in China"],
    ["<title>Tea in China</title>", "Tea in China"],
    ['Sure! Here is a title: "Tea in China"', "Tea in China"],
    ["Here's a title for it:\n\n**Tea in China**", "Tea in China"],
    ["Here: a title", "a title"],
    ["Okonomiyaki: how to", "Okonomiyaki: how to"],
    ["Tea \u202Egnp.exe\u202C in\u0000 \u2066China\u2069\u0007", "Tea gnp.exe in China"],
    ["Tea\u2028in\u0085China \u{1F468}\u200D\u{1F469}", "Tea in China \u{1F468}\u200D\u{1F469}"],
  ])("%j is %j", (said, title) => {
    expect(titleIn(said)).toBe(title);
  });

  test.each(["", "  \n ", '""', "***", "Title:"])("%j is none", (said) => {
    expect(titleIn(said)).toBeNull();
  });

  test("is one line of at most 80 characters, cut between words, never in half a character", () => {
    const long = titleIn("tea and biscuits ".repeat(20)) ?? "";
    expect(long.length).toBeLessThanOrEqual(81);
    expect(long).toMatch(/^tea and .*[a-z]…$/);
    expect((titleIn("🍵".repeat(100)) ?? "").isWellFormed()).toBe(true);
  });
});

describe("what a model is asked for a title", () => {
  test("is an instruction of ours, then the exchange, its question first, both cut to a sensible length", () => {
    const [system, user, ...more] = titleRequest(`  ${"q".repeat(9_000)}`, "🍵".repeat(9_000));
    expect(more).toEqual([]);
    expect(system).toMatchObject({ role: "system", content: expect.stringContaining("in the language of the question") });
    expect(user?.role).toBe("user");
    expect(user?.content.length).toBeLessThan(3_100);
    expect(user?.content).toMatch(/^q{2000}\n\n---\n\n🍵{500}$/u);
  });
});
