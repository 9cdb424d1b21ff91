import { describe, expect, test } from "vitest";
import { endOfOpened, receiptOf } from "../../../src/chat/calls/receipt.ts";
import type { GenerationLimits } from "../../../src/chat/calls/generation-types.ts";
import { Generation, MAX_ANSWER_BYTES } from "../../../src/chat/calls/generation.ts";
import { mostOf } from "../../../src/chat/calls/ledger.ts";
import { embeddedModels } from "../../../src/models/catalogue-config.ts";
import { createOpenAiReader } from "../../../src/models/wire/openai.ts";
import { listedCost } from "../../../src/models/money.ts";
import { likelyTokens } from "../../../src/models/tokens.ts";

const SENTENCE =
  "The kettle sings while the rain draws long grey lines on the window of the kitchen, and nobody in the house says anything at all for a while. ";

function generation(
  limits: Partial<GenerationLimits> = {},
  checkpoint: () => void = () => undefined,
): { made: Generation; sent: string[] } {
  const sent: string[] = [];
  let nowMs = 0;
  const made = new Generation(
    {
      now: () => (nowMs += 2_000),
      after: () => () => undefined,
      send: (frame) => sent.push(frame) && 1,
      restated: () => undefined,
      checkpoint,
      progress: () => undefined,
    },
    { maxOutputTokens: 8_192, isMaxByMoney: false, stallMs: 1_000_000, firstByteMs: 1_000_000, ...limits },
  );
  return { made, sent };
}

const chunk = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const stream = (...contents: string[]): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  const pieces = contents.map((content) => encoder.encode(content));
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
};
const END = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;

const calls = (piece: object): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "more", tool_calls: [{ index: 0, ...piece }] }, finish_reason: null }] })}\n\n`;

test("[I6] no checkpoint stands between the pieces of a call of a tool: whoever went on from there would miss its beginning", async () => {
  let checkpoints = 0;
  const { made } = generation({ mayCall: true }, () => void (checkpoints += 1));
  const pieces = [
    chunk("words"),
    calls({ id: "a", function: { name: "f", arguments: "" } }),
    calls({ function: { arguments: "{}" } }),
    END,
  ];
  const end = await made.run(stream(...pieces), createOpenAiReader());
  expect(end.asked?.calls).toMatchObject([{ id: "a", name: "f", arguments: "{}" }]);
  expect(checkpoints).toBe(1);
});

describe("the count of output tokens", () => {
  test("[I13] is that of the text where a part holds many tokens, and the log can only make it what is still held [I8]", () => {
    const [, costly] = embeddedModels();
    if (costly === undefined || costly.price === null) throw new Error("no costly model");
    const { made } = generation({ tokenizer: "gemma" });
    for (let part = 0; part < 100; part += 1) made.text(SENTENCE);
    const real = likelyTokens(SENTENCE.repeat(100), "gemma");
    expect(made.tokens).toBe(real);
    const call = {
      turn: 1,
      callId: "c",
      purpose: "answer" as const,
      model: costly,
      rate: { by: "tokens" as const, price: costly.price, likelyInputTokens: 100 },
    };
    const end = endOfOpened(
      { end: "stopped", usage: null, problem: null, shortened: false },
      { logId: "log", cacheHit: false },
      made.tokens,
    );
    const receipt = { ...receiptOf(call, end, 0), changed: 1 };
    const logged = listedCost({ inputTokens: 100, cachedTokens: 0, outputTokens: Math.ceil(real * 1.4) }, costly.price).costNanoUsd;
    expect(mostOf(receipt, { find: () => costly })).toBeGreaterThan(logged);
  });

  test("is that of the parts where each is a token, whatever tokens look like", () => {
    const { made } = generation();
    for (let part = 0; part < 500; part += 1) made.text(` w${part}@mb2k${part}`);
    expect(made.tokens).toBe(500);
  });

  test("is that of the text where parts are smaller than tokens", () => {
    const { made } = generation({ tokenizer: "llama" });
    const text = "word ".repeat(1_000);
    for (const letter of text) made.text(letter);
    expect(made.tokens).toBe(likelyTokens(text, "llama"));
    expect(made.tokens).toBeLessThan(1_500);
  });

  test("does not depend on where the text is cut", () => {
    const whole = generation({ tokenizer: "qwen" }).made;
    const cut = generation({ tokenizer: "qwen" }).made;
    whole.text(SENTENCE.repeat(20));
    for (let at = 0; at < SENTENCE.length * 20; at += 37) cut.text(SENTENCE.repeat(20).slice(at, at + 37));
    expect(cut.tokens).toBe(whole.tokens);
  });
});

describe("the most an answer may cost", () => {
  test("ends one whose provider does not keep to its maximum, whether a part is a token or a sentence [I8]", async () => {
    const words = generation({ maxOutputTokens: 100 });
    expect(
      await words.made.run(stream(...Array.from({ length: 500 }, (_, index) => chunk(` w${index}`)), END), createOpenAiReader()),
    ).toMatchObject({
      end: "stopped",
      problem: { reason: "cap-reached" },
    });
    expect(words.made.tokens).toBe(102);
    const sentences = generation({ maxOutputTokens: 100 });
    const end = await sentences.made.run(stream(...Array.from({ length: 50 }, () => chunk(SENTENCE)), END), createOpenAiReader());
    expect(end).toMatchObject({ end: "stopped", problem: { reason: "cap-reached" } });
    expect(sentences.made.sentText.length).toBeLessThanOrEqual(5 * SENTENCE.length);
  });

  test("does not end one that keeps to it in parts smaller than tokens, nor any on a free model", async () => {
    const letters = [..."word ".repeat(1_000)].map(chunk);
    const small = generation({ maxOutputTokens: 1_300 });
    expect(await small.made.run(stream(...letters, END), createOpenAiReader())).toMatchObject({ end: "done", problem: null });
    expect(small.made.sentText).toHaveLength(5_000);
    const free = generation({ maxOutputTokens: 10, isFree: true });
    expect(await free.made.run(stream(...letters, END), createOpenAiReader())).toMatchObject({ end: "done", problem: null });
  });
});

describe("what storage can take", () => {
  test("an answer longer than a row, in one piece, is kept to what a row holds and says so", async () => {
    const { made } = generation({ isFree: true });
    const end = await made.run(stream(chunk("€".repeat(1_000_000)), END), createOpenAiReader());
    expect(end.problem?.reason).toBe("cap-reached");
    const bytes = Buffer.byteLength(made.sentText);
    expect(bytes).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    expect(bytes).toBeGreaterThan(MAX_ANSWER_BYTES - 3);
  });

  test("[I1] a checkpoint that fails ends no answer; the next one holds what it missed", async () => {
    const stored: number[] = [];
    let tries = 0;
    const { made } = generation({}, () => {
      tries += 1;
      if (tries === 1) throw new Error("storage is full");
      stored.push(tries);
    });
    const end = await made.run(stream(chunk("one "), chunk("two "), chunk("three"), END), createOpenAiReader());
    expect([end.end, made.sentText]).toEqual(["done", "one two three"]);
    expect(stored.length).toBeGreaterThan(0);
  });
});

/** A line that breaks after the last piece instead of ending. */
const broken = (...contents: string[]): ReadableStream<Uint8Array> => {
  const source = stream(...contents).getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.read();
      if (done) controller.error(new Error("the line broke"));
      else controller.enqueue(value);
    },
  });
};

describe("the end of an answer", () => {
  const FINISH = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n`;
  const FAILURE = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"code":502,"message":"x"}}]}\n\n`;
  const USAGE = `data: {"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7}}\n\n`;

  test("is its finish reason, also where the line breaks afterwards instead of ending", async () => {
    expect(await generation().made.run(broken(chunk("Whole."), FINISH), createOpenAiReader())).toMatchObject({
      end: "done",
      problem: null,
    });
  });

  test("is a cut where the line breaks before, and no character that came is lost", async () => {
    const { made } = generation();
    expect(await made.run(broken(chunk("a <"), chunk("/thi")), createOpenAiReader())).toMatchObject({ end: "cut" });
    expect(made.sentText).toBe("a </thi");
  });

  test("[I13] that is a failure has the figures that came with it, not those of a piece before it", async () => {
    const after = await generation().made.run(stream(chunk("Half"), FAILURE, USAGE, "data: [DONE]\n\n"), createOpenAiReader());
    expect(after).toMatchObject({ end: "cut", usage: { inputTokens: 11, outputTokens: 7 } });
    const before = await generation().made.run(stream(chunk("Half"), USAGE, FAILURE), createOpenAiReader());
    expect(before).toMatchObject({ end: "cut", usage: null });
  });
});
