import { describe, expect, it } from "vitest";
import { partsOfGif } from "../../../client/attachments/gif.ts";
import { pictureTypeOf, sizeToSend } from "../../../client/attachments/picture.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** What is left of a GIF, a letter for each byte; null: it is damaged. */
const shown = (text: string) => {
  const parts = partsOfGif(Uint8Array.from(bytes(text)));
  return parts === null ? null : parts.map((part) => String.fromCharCode(...part)).join("");
};

describe("a picture before it leaves the tab", () => {
  it.each([
    ["\xff\xd8\xff\xe1 Exif", "image/jpeg"],
    ["\x89PNG\r\n\x1a\n", "image/png"],
    ["RIFF\0\0\0\0WEBPVP8 ", "image/webp"],
    ["GIF89a", "image/gif"],
    ["\0\0\0\x18ftypheic", "other"],
    ["II*\0", "other"],
    ["%PDF-1.7", null],
    ["<svg xmlns=", null],
    ["", null],
  ])("is known by its bytes: %j", (head, type) => {
    expect(pictureTypeOf(bytes(head))).toBe(type);
  });

  it("is, as a GIF, its frames and how often they are shown, and nothing else that stands beside them", () => {
    const head = "GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    const loops = "!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    const control = "!\xf9\x04\0\0\0\0\0";
    const frame = ",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    const comment = "!\xfe\x05PLACE\0";
    const xmp = "!\xff\x0bXMP DataXMP\x05PLACE\0";
    expect(shown(`${head}${comment}${loops}${xmp}${control}${frame}${control}${comment}${frame};PLACE`)).toBe(
      `${head}${loops}${control}${frame}${control}${frame};`,
    );
    // Damaged: it is drawn anew.
    for (const text of [`${head}${frame}`, `${head}${frame.slice(0, 12)}`, `${head}?`, "GIF89a"]) expect(shown(text)).toBe(null);
  });

  it("is at most 2,048 pixels long, keeps its shape, and its size where that is asked", () => {
    expect(sizeToSend(4096, 1024, false)).toEqual({ width: 2048, height: 512 });
    expect(sizeToSend(1, 100_000, false)).toEqual({ width: 1, height: 2048 });
    expect(sizeToSend(640, 480, false)).toEqual({ width: 640, height: 480 });
    expect(sizeToSend(4096, 1024, true)).toEqual({ width: 4096, height: 1024 });
  });
});
