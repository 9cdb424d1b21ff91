/** How fast a socket may speak (P55). */
import { describe, expect, test } from "vitest";
import { isFree, Paces, TOGETHER, type Pace } from "../../../src/chat/tabs/pace.ts";
import { FRAMES_AT_ONCE, FRAMES_PER_SECOND, FREE_AT_ONCE, FREE_PER_SECOND, REFUSED_FRAMES } from "../../../src/protocol/limits.ts";

const many = (paces: Paces, from: object, count: number, atMs: number): Pace[] =>
  Array.from({ length: count }, () => paces.count(from, atMs));

describe("a socket", () => {
  test("may send so many frames at once, then so many a second, and is heard again after a wait", () => {
    const paces = new Paces();
    const tab = {};
    expect(new Set(many(paces, tab, FRAMES_AT_ONCE, 0))).toEqual(new Set(["fine"]));
    expect(paces.count(tab, 0)).toBe("too-fast");
    const next = many(paces, tab, FRAMES_PER_SECOND + 1, 1_000);
    expect(next.filter((pace) => pace === "fine")).toHaveLength(FRAMES_PER_SECOND);
    expect(next.at(-1)).toBe("too-fast");
    expect(new Set(many(paces, tab, FRAMES_AT_ONCE, 60_000))).toEqual(new Set(["fine"]));
  });

  test("that never stops is told so at last, whatever trickles through meanwhile", () => {
    const paces = new Paces();
    const tab = {};
    const verdicts = Array.from({ length: 3_000 }, (_, index) => paces.count(tab, index));
    expect(verdicts.indexOf("gone-on-too-long")).toBeGreaterThan(FRAMES_AT_ONCE + REFUSED_FRAMES);
    expect(verdicts.slice(0, 100)).not.toContain("too-fast");
  });

  test("is not counted for another, and a clock that goes back takes nothing away", () => {
    const paces = new Paces();
    const [one, other] = [{}, {}];
    many(paces, one, FRAMES_AT_ONCE, 5_000);
    expect(paces.count(other, 5_000)).toBe("fine");
    expect(paces.count(one, 4_000)).toBe("too-fast");
    expect(paces.count(one, 5_000)).toBe("fine");
  });
});

test("P55 all that a person sends to a conversation may be more than one socket's, but not without end", () => {
  const paces = new Paces(TOGETHER);
  const conversation = {};
  expect(new Set(many(paces, conversation, FREE_AT_ONCE, 0))).toEqual(new Set(["fine"]));
  const next = many(paces, conversation, 2 * FREE_PER_SECOND, 1_000);
  expect(next.filter((pace) => pace === "fine")).toHaveLength(FREE_PER_SECOND);
});

test("P55 commands that ask a model are bounded by money and by how many may wait, not by this", () => {
  expect((["send", "edit", "regenerate", "continue", "compact"] as const).map(isFree)).not.toContain(true);
  expect((["stop", "cancel", "select", "set", "rate", "expand", "decide", "draft"] as const).map(isFree)).not.toContain(false);
});
