/** What the page of speed says of a conversation: figures of its messages and of its frames, by arithmetic alone. */
import { describe, expect, test } from "vitest";
import { Arrivals, firstTokenTimes, FrameReader, percentile, spreadOf } from "../../../client/perf/figures.ts";
import type { Message } from "../../../client/live/index.ts";

const AT = "2026-11-27T10:00:00.000Z";
const after = (ms: number): string => new Date(Date.parse(AT) + ms).toISOString();

function answer(id: string, fields: Partial<Message> = {}): Message {
  return { id, parentId: null, seq: 1, role: "assistant", text: "", status: "done", createdAt: AT, ...fields };
}

const receipt = (calls: number) => ({
  costNanoUsd: 0,
  basis: "listed" as const,
  simulated: true,
  inputTokens: 1,
  cachedTokens: 0,
  outputTokens: 1,
  savedNanoUsd: 0,
  calls,
});

test("a percentile is one of the values; of none there is none", () => {
  expect([percentile([4, 1, 3, 2], 50), percentile([4, 1, 3, 2], 99), percentile([7], 1), percentile([], 50)]).toEqual([2, 4, 7, null]);
  expect([spreadOf([3, 1, 2]), spreadOf([])]).toEqual([{ count: 3, middle: 2, most: 3 }, null]);
});

test("the time to the first token is that of answers of one call, the last twenty", () => {
  const timed = (id: string, ms: number, fields: Partial<Message> = {}) =>
    answer(id, { startedAt: AT, firstTokenAt: after(ms), ...fields });
  const path = [
    timed("one", 120),
    timed("continued", 5, { receipt: receipt(2) }),
    timed("elsewhere", 5, { imported: true }),
    answer("refused", { startedAt: AT, status: "error" }),
    answer("question", { role: "user" }),
    timed("two", 80, { receipt: receipt(1) }),
  ];
  expect(firstTokenTimes(path)).toEqual([120, 80]);
  expect(firstTokenTimes(Array.from({ length: 30 }, (_, index) => timed(`a${index}`, index)))).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 10),
  );
});

describe("frames", () => {
  const begins = JSON.stringify({
    type: "messages",
    seq: 4,
    messages: [answer("m1.a", { status: "running" })],
    head: "m1.a",
    running: "m1.a",
  });
  const ends = JSON.stringify({
    type: "closed",
    seq: 5,
    id: "m1.a",
    status: "done",
    length: 5,
    reasoningLength: 0,
    finishedAt: AT,
    costNanoUsd: 0,
  });

  test("an answer costs the bytes of every frame from its beginning to its end, words in UTF-8", () => {
    const reader = new FrameReader();
    const read = [begins, "tGrün", "s3 40", "t!", ends].map((frame) => reader.take(frame));
    expect(read.map(({ place }) => place)).toEqual([null, "m1.a 4", null, "m1.a 5", null]);
    expect(read.at(-1)?.ended).toEqual({ words: 6, all: begins.length + 6 + 5 + 2 + ends.length });
    expect(reader.seq).toBe(5);
  });

  test("an answer that was not received from its beginning is not counted, and its places are known all the same", () => {
    const reader = new FrameReader();
    reader.take(
      JSON.stringify({
        type: "snapshot",
        seq: 4,
        chat: {
          id: "c",
          title: "",
          model: "m",
          system: "",
          createdAt: AT,
          temporary: false,
          costNanoUsd: 0,
          simulated: true,
          messageCount: 2,
        },
        head: "m1.a",
        messages: [answer("m1.a", { status: "running", text: "Gr" })],
        earlier: null,
        running: "m1.a",
        draft: "",
        draftVersion: 0,
        tabs: 1,
      }),
    );
    expect(reader.take("tün").place).toBe("m1.a 4");
    expect(reader.take(ends).ended).toBeNull();
  });

  test("the lag between two connections is that of the same place, whichever was first", () => {
    const arrivals = new Arrivals();
    expect([arrivals.take(0, "a 4", 10), arrivals.take(1, "a 4", 12.5), arrivals.take(1, "a 5", 13), arrivals.take(0, "a 5", 14)]).toEqual([
      null,
      2.5,
      null,
      1,
    ]);
    expect([arrivals.take(0, "a 6", 20), arrivals.take(0, "a 6", 21)]).toEqual([null, null]);
  });
});
