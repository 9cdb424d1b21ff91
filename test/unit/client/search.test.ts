import { describe, expect, test } from "vitest";
import { placeOf } from "../../../client/conversation/looked-at.ts";
import { wordsPattern } from "../../../client/conversation/found-row.ts";
import { EMPTY, withMessages } from "../../../client/live/fold.ts";
import type { Message } from "../../../client/live/state.ts";
import { foundWords, piecesOf, plainPiece } from "../../../client/search/pieces.ts";

const found = (words: string[], text: string) => [...text.matchAll(wordsPattern(words) ?? /$^/g)].map(([word]) => word);
const message = (id: string, parentId: string | null): Message => ({
  id,
  parentId,
  seq: 1,
  role: "user",
  text: id,
  status: "done",
  createdAt: "2026-11-23T00:00:00Z",
});

describe("a snippet", () => {
  test("is shown without the marks of Markdown: cells of a table with dots between them, a bar in code as it is", () => {
    const table = "…| Cost | Notes | |---|--:| | Train | 79 € |";
    expect(plainPiece("…| Cost | Notes | |---|--:| | ", table)).toBe("… · Cost  · Notes  · ");
    expect(plainPiece("It is **bold** and `code`, ## Then", "")).toBe("It is bold and code, Then");
    expect(plainPiece("a || b, 2**3", "a || b, 2**3")).toBe("a || b, 2**3");
  });

  test("is cut where matches begin and end, and loses no character, whatever the places are", () => {
    const text = "Dahlias need sun";
    expect(piecesOf(text, [[0, 7]])).toEqual([
      { text: "Dahlias", isMatch: true },
      { text: " need sun", isMatch: false },
    ]);
    for (const matches of [
      [],
      [
        [13, 16],
        [0, 7],
      ],
      [
        [0, 5],
        [3, 7],
      ],
      [[10, 99]],
      [[9, 4]],
    ] as [number, number][][])
      expect(
        piecesOf(text, matches)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
  });

  test("names the words that were found, each once", () => {
    expect(
      foundWords("Tea, tea and teapots", [
        [0, 3],
        [5, 8],
        [13, 20],
      ]),
    ).toEqual(["tea", "teapots"]);
  });
});

describe("words in a message", () => {
  test("are found at the beginning of words, whatever their case; signs mean themselves", () => {
    expect(found(["tea"], "Tea instead of teapots")).toEqual(["Tea", "tea"]);
    expect(found(["c++", "a.b"], "C++ and axb")).toEqual(["C++"]);
    expect(found([], "anything")).toEqual([]);
  });

  test("of scripts without blanks are found anywhere", () => {
    expect(found(["東京"], "私は東京に住む")).toEqual(["東京"]);
  });
});

describe("the place of a message", () => {
  const chain = Array.from({ length: 1000 }, (_, index) => message(`m${index}`, index === 0 ? null : `m${index - 1}`));
  const fork = [message("other", "m9"), message("below", "other")];
  const tree = withMessages(EMPTY, [...chain, ...fork], "m999");

  test("near the end of the shown branch widens its window; far up only what is around it is shown", () => {
    expect(placeOf(tree, "m990")).toMatchObject({ kind: "shown" });
    const older = placeOf(tree, "m500");
    expect(older?.kind).toBe("older");
    expect(older?.kind === "older" ? older.path.at(-1)?.id : null).toBe("m540");
  });

  test("on another branch is that branch down to its end; one that is not loaded has none", () => {
    const place = placeOf(tree, "other");
    expect(place).toMatchObject({ kind: "branch" });
    expect(place?.kind === "branch" ? place.path.slice(-3).map(({ id }) => id) : null).toEqual(["m9", "other", "below"]);
    expect(placeOf(tree, "never")).toBeNull();
  });
});
