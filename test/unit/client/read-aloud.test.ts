import { expect, test } from "vitest";
import { piecesOf, spokenText } from "../../../client/conversation/read-aloud.tsx";

test("marks are not read, words are", () => {
  expect(spokenText("# Tea\n\nPour **hot** water over `leaves`.\n\n- [Wait](https://a.example/b) *four* minutes")).toBe(
    "Tea\nPour hot water over leaves.\nWait four minutes",
  );
});

test("code is named instead of spelled out, an open fence too", () => {
  expect(spokenText("Run this:\n```sh\nrm -rf /tmp/x\n```\nDone.")).toBe("Run this:\n(A block of code.)\nDone.");
  expect(spokenText("So:\n```js\nlet a = 1;")).toBe("So:\n(A block of code.)");
});

test("pieces end with sentences and hold every word once", () => {
  const sentence = "One sentence has a good many words, and then it ends.";
  const text = Array.from({ length: 12 }, () => sentence).join(" ");
  const pieces = piecesOf(text);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.join(" ")).toBe(text);
  expect(pieces.every((piece) => piece.length <= 220 && piece.endsWith("."))).toBe(true);
  expect(piecesOf("")).toEqual([]);
});
