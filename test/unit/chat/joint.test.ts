import { expect, test } from "vitest";
import { createReader } from "../../../src/models/provider-client.ts";
import type { PartSink } from "../../../src/models/parts.ts";
import { joinedReader, joint } from "../../../src/chat/calls/joint.ts";

test.each([
  ["a fox named Felix", "I'm taking", " I'm taking"],
  ["It ended.", "Then it began", " Then it began"],
  ["one, two,", "three", " three"],
  ["It ended. ", " Then", "Then"],
  ["It ended.", " Then", " Then"],
  ["the fo", "x ran", "x ran"],
  ["the fox", " ran", " ran"],
  ["3.", "14 is pi", "14 is pi"],
  ["A paragraph.\n\n", "\n\nAnother", "Another"],
  ["- one\n", "- two", "- two"],
  ["see example.", "com", " com"],
  ["see https://example.", "com", "com"],
  ["call `object.", "method`", "method`"],
  ["```js\nobject.", "Method()", "Method()"],
  ["```py\nif x:\n", "    return", "    return"],
  ["e.", "g. this", "g. this"],
  ["東京は。", "次は", "次は"],
  ["camel", "Case", " Case"],
])("%j goes on with %j as %j", (begun, piece, joined) => {
  expect(joint(begun, piece)).toBe(joined);
});

test("only the first words of a continuation are touched, however they are cut", () => {
  const reader = joinedReader(createReader("openai"), "It ended. ");
  let text = "";
  const sink: PartSink = {
    text: (said) => (text += said),
    reasoning() {},
    textWasReasoning() {},
    usage() {},
    finish() {},
    failure() {},
    done() {},
  };
  const encoder = new TextEncoder();
  for (const content of [" ", " Then", " it", " ", " began"])
    reader.read(encoder.encode(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`), sink);
  reader.end(sink);
  expect(text).toBe("Then it  began");
});

test("words that turn out to be reasoning leave the joint to those that follow them", () => {
  const reader = joinedReader(createReader("openai"), "It ended.");
  let text = "";
  let reasoning = "";
  const sink: PartSink = {
    text: (said) => (text += said),
    reasoning: (said) => (reasoning += said),
    textWasReasoning() {
      reasoning += text;
      text = "";
    },
    usage() {},
    finish() {},
    failure() {},
    done() {},
  };
  const encoder = new TextEncoder();
  for (const content of ["I go", " on.", "\n</think>\n\n", "Then it", " began"])
    reader.read(encoder.encode(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`), sink);
  reader.end(sink);
  expect(text).toBe(" Then it began");
  expect(reasoning.trim()).toBe("I go on.");
});
