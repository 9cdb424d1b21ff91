import { describe, expect, it } from "vitest";
import { pictureTypeOf, sizeToSend } from "../../../client/attachments/picture.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

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

  it("is at most 2,048 pixels long, keeps its shape, and its size where that is asked", () => {
    expect(sizeToSend(4096, 1024, false)).toEqual({ width: 2048, height: 512 });
    expect(sizeToSend(1, 100_000, false)).toEqual({ width: 1, height: 2048 });
    expect(sizeToSend(640, 480, false)).toEqual({ width: 640, height: 480 });
    expect(sizeToSend(4096, 1024, true)).toEqual({ width: 4096, height: 1024 });
  });
});
