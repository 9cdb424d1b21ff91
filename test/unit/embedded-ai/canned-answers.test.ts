import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { welcome } from "../../../client/words/de/welcome.ts";
import { answerFor, summaryFor, thoughtsFor, titleFor, wordTokens } from "../../../src/embedded-ai/canned-answers.ts";
import { languageOf, SAYINGS } from "../../../src/embedded-ai/sayings/language.ts";
import { ask, chunksOf, createTestWorld } from "./world.ts";
import { createReader } from "../../../src/models/provider-client.ts";
import { readAll } from "../models/recorded.ts";

async function readAnswer(effort: string | undefined, purpose: string): Promise<ReturnType<typeof readAll>> {
  const options = { purpose, ...(effort === undefined ? {} : { effort }) };
  const { chunks } = await chunksOf(await ask(createTestWorld(), "What does this cost?", options));
  return readAll(createReader("workers-ai"), chunks);
}

describe("a canned answer", () => {
  const questions = [
    "What does this cost?",
    "How do budgets work?",
    "How do I deploy this?",
    "Which models are there?",
    "Is this private?",
    "What keyboard shortcuts exist?",
    "How does it work?",
    "How do I benchmark it?",
    "Hello",
  ];

  test.each(questions)("%s: a heading, a table, a code fence, and that no model was asked", (question) => {
    const answer = answerFor(question, "Embedded");
    expect(answer).toMatch(/^\*No model was asked/);
    expect(answer).toMatch(/^## /m);
    expect(answer).toMatch(/^\| --- /m);
    expect(answer.match(/^```/gm)?.length).toBe(2);
  });

  test.each([welcome.cost, welcome.online, welcome.private, welcome.budgets].map(({ text }) => text))(
    "%s: in German, all of it",
    (question) => {
      const answer = answerFor(question, "Embedded");
      expect(answer).toMatch(/^\*Es wurde kein Modell gefragt: Das ist .*simuliert\.\*\n\n## /);
      expect(answer).not.toContain("## Willkommen");
      expect(languageOf(answer)).toBe("de");
    },
  );

  test("a question that names no language is answered in that of the answer before it, and one that does in its own", () => {
    const first = answerFor("Was kostet eine Unterhaltung?", "Embedded");
    expect(answerFor("Budgets?", "Embedded", [first])).toMatch(/^## Budgets\n\nJede Person/);
    expect(answerFor("How do budgets work?", "Embedded", [first])).toMatch(/^## Budgets\n\nEach person/);
    expect(answerFor("Budgets?", "Embedded", [" w0 w1"])).toMatch(/^\*No model was asked.*\n\n## Budgets\n\nEach person/);
  });

  test("every language knows as many topics, and says what the welcome's cards ask for in its own words", () => {
    for (const [language, { topics, general }] of Object.entries(SAYINGS)) {
      expect(topics).toHaveLength(SAYINGS.en.topics.length);
      for (const text of [general, ...topics.map((topic) => topic.text)]) {
        expect(languageOf(text)).toBe(language);
        expect(text.match(/^```/gm)?.length).toBe(2);
        expect(text).toMatch(/^\| --- /m);
      }
    }
  });

  test("thoughts, titles, summaries and follow-up questions are in the language of what was asked", async () => {
    expect(thoughtsFor("high", "Wie funktionieren Budgets?")).toMatch(/^Hier denkt niemand nach/);
    expect(titleFor("Wie bringe ich die App auf mein eigenes Konto?")).toBe("Wie bringe ich die App");
    expect(summaryFor(["Was kostet das?"])).toMatch(/^\*Simulierte Zusammenfassung/);
    const { chunks } = await chunksOf(await ask(createTestWorld(), "Was ist Tee?\n\n---\n\nBlätter", { purpose: "suggestions" }));
    expect(readAll(createReader("workers-ai"), chunks).text).toMatch(/^Wie führt Tally/);
  });

  test("that no model was asked is said once in a conversation", () => {
    const first = answerFor("What does this cost?", "Embedded");
    expect(answerFor("How do budgets work?", "Embedded", ["w0 w1", first])).toMatch(/^## /);
    expect(answerFor("How do budgets work?", "Embedded", ["w0 w1"])).toMatch(/^\*No model was asked/);
  });

  test("a title does not end with a word that something has to follow", () => {
    expect(titleFor("How do I deploy **Tally** to my own account?")).toBe("How do I deploy Tally");
    expect(titleFor("What is it")).toBe("What is it");
    expect(titleFor("What can you do? Write a table and some code.")).toBe("What can you do");
    expect(titleFor("Hello! What is tea?")).toBe("Hello! What is tea");
  });

  test("answers differ with the question", () => {
    expect(new Set(questions.map((question) => answerFor(question, "Embedded"))).size).toBe(questions.length);
  });

  test("tokens together are the text again", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void expect(wordTokens(text).join("")).toBe(text)));
  });

  test("an ordinary question is answered at about 60 tokens a second", async () => {
    const world = createTestWorld();
    const before = world.clock.now();
    const { chunks } = await chunksOf(await ask(world, "What does this cost?"));
    const said = readAll(createReader("workers-ai"), chunks);
    expect(said.text).toBe(answerFor("What does this cost?", "Embedded"));
    const tokensPerSecond = (said.usage?.outputTokens ?? 0) / ((world.clock.now() - before) / 1000);
    expect(tokensPerSecond).toBeGreaterThan(50);
    expect(tokensPerSecond).toBeLessThan(65);
  });

  test("it says something apart where it is told to think, more with more effort, and nothing else changes", async () => {
    const none = await readAnswer(undefined, "answer");
    const [low, medium, high] = await Promise.all(["low", "medium", "high"].map((effort) => readAnswer(effort, "answer")));
    expect([none.reasoning, low?.reasoning]).toEqual(["", ""]);
    expect(medium?.reasoning).toMatch(/^Nobody thinks here/);
    expect(high?.reasoning.length).toBeGreaterThan(medium?.reasoning.length ?? 0);
    expect([low?.text, medium?.text, high?.text]).toEqual([none.text, none.text, none.text]);
    expect((await readAnswer("high", "title")).reasoning).toBe("");
  });

  test("a summary names what was asked, and follow-up questions are three lines", async () => {
    expect(summaryFor(["What does **this** cost?", "And tea? /gen tokens=5"])).toMatch(
      /^\*Simulated summary.*\n\n.*\n\n- What does this cost\n- And tea$/s,
    );
    const { chunks } = await chunksOf(await ask(createTestWorld(), "Tea?\n\n---\n\nLeaves /gen fail=3040", { purpose: "suggestions" }));
    expect(readAll(createReader("workers-ai"), chunks).text.split("\n")).toHaveLength(3);
  });

  test("a title is the first words, and obeys no directive it quotes", async () => {
    expect(titleFor("What does **this** cost, and who pays for it?")).toBe("What does this cost");
    expect(titleFor("/gen tokens=5")).toBe("A generated answer");
    const { chunks } = await chunksOf(await ask(createTestWorld(), "Tell me about tea /gen fail=3040", { purpose: "title" }));
    expect(readAll(createReader("workers-ai"), chunks).text).toBe("Tell me about tea");
  });
});
