/** Streams of servers' own routes, and oddities that mean nothing, cut anywhere: the words, the end and the figures (the cases of test/crash). */
import { expect, test } from "vitest";
import { createOpenAiReader } from "../../../src/models/wire/openai.ts";
import { oddities, ownRoutes } from "../../crash/wire-oddities.ts";
import { readAll } from "./recorded.ts";

const whole = Object.entries({ ...oddities, ...ownRoutes }).filter(([, { seen }]) => seen.status === "done");

test.each(whole)("%s", (_name, { script, seen }) => {
  const reply = script({ model: "m", messages: [] }, 0);
  const steps = "steps" in reply ? reply.steps : [];
  const bytes = new TextEncoder().encode(steps.filter((step) => typeof step === "string").join(""));
  for (const size of [1, 7, 64, 100_000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
    const heard = readAll(createOpenAiReader("local"), pieces);
    expect(heard).toMatchObject({ text: seen.text, failures: [] });
    expect(heard.usage).toMatchObject({ outputTokens: 7 });
    expect(["stop", "length"]).toContain(heard.finish);
  }
});

const heard = (...values: readonly object[]) =>
  readAll(createOpenAiReader("local"), [new TextEncoder().encode(values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join(""))]);

test("what a model thought on its server's own route is told apart, and a failure is told", () => {
  expect(
    heard(
      { type: "content-delta", delta: { message: { content: { thinking: "Why." } } } },
      { type: "content-delta", delta: { message: { content: { text: "So." } } } },
    ),
  ).toMatchObject({ text: "So.", reasoning: "Why." });
  expect(heard({ candidates: [{ content: { parts: [{ text: "Why.", thought: true }, { text: "So." }] } }] })).toMatchObject({
    text: "So.",
    reasoning: "Why.",
  });
  expect(
    heard({ type: "response.reasoning_summary_text.delta", delta: "Why." }, { type: "response.output_text.delta", delta: "So." }),
  ).toMatchObject({ text: "So.", reasoning: "Why." });
  expect(
    heard(
      { type: "response.output_text.delta", delta: "So" },
      { type: "response.failed", response: { error: { code: "server_error", message: "The model is overloaded" } } },
    ),
  ).toMatchObject({ text: "So", finish: null, failures: ["out-of-capacity"] });
});
