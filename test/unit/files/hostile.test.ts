/** Files that nobody means well with: a refusal or some text, never a crash, and never more than their share of time and memory. */
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readArchive } from "../../../src/files/archive.ts";
import { audioType } from "../../../src/files/audio.ts";
import { BoundedText, MAX_DOCUMENT_CHARACTERS } from "../../../src/files/document.ts";
import { pictureSize } from "../../../src/files/image.ts";
import { DOCUMENT_TYPES, encodings, firstLook, textType } from "../../../src/files/kind.ts";
import { readLocally } from "../../../src/files/local-documents.ts";
import { safeName } from "../../../src/files/name.ts";
import { wordText } from "../../../src/files/office/word.ts";
import { inspect, type Bytes } from "../../../src/chat/files/inspect.ts";
import { disposition } from "../../../src/transfer/export.ts";
import { concat, docx, gif, jpeg, odt, pdf, png, pptx, SIDEWAYS, utf8, wav, webp, wordParagraph, xlsx } from "./samples.ts";

const now = (): number => performance.now();
const clock = { now, pause: () => new Promise<void>((resolve) => setImmediate(resolve)) };
const bytesOf = (data: Uint8Array): Bytes => ({
  head: data.slice(0, 512 * 1024),
  length: data.length,
  parts: () => [data],
});
const seen = (data: Uint8Array, name = "x", type = "") => inspect(bytesOf(data), { name, type }, readLocally, clock);

/** One entry of a zip as it stands in the file, whatever size it declares. */
function entry(name: string, packed: Uint8Array, declared: number): Uint8Array<ArrayBuffer> {
  const head = new DataView(new ArrayBuffer(30));
  head.setUint32(0, 0x04034b50, true);
  head.setUint16(4, 20, true);
  head.setUint16(8, packed.length === 0 ? 0 : 8, true);
  head.setUint32(18, packed.length, true);
  head.setUint32(22, declared, true);
  head.setUint16(26, name.length, true);
  return concat(new Uint8Array(head.buffer), utf8(name), packed);
}

/** Milliseconds of the processor within which any one of these files is refused or read, on a slow machine. */
const SHARE_MS = 10_000;

describe("a picture", () => {
  it.each([
    ["png", png(640, 480), 640, 480],
    ["jpeg", jpeg(640, 480), 640, 480],
    ["jpeg on its side", jpeg(640, 480, SIDEWAYS), 480, 640],
    ["gif", gif(300, 200), 300, 200],
    ["webp", webp(1_000, 10), 1_000, 10],
  ])("is measured by its header: %s", (_kind, data, width, height) => {
    expect(firstLook(data)).toMatchObject({ sort: "image" });
    expect(pictureSize(data)).toEqual({ width, height });
  });

  it.each([
    ["of one pixel by a million", png(1, 1_000_000)],
    ["of a size no memory holds", png(0x7fffffff, 0x7fffffff)],
    ["without any size", png(0, 0)],
    ["whose size stands behind 780 KB of EXIF", jpeg(10, 10, new Uint8Array(65_000).fill(1), 12)],
    ["that is cut off", jpeg(640, 480).slice(0, 20)],
  ])("%s is refused", async (_what, data) => {
    expect((await seen(data)).ok).toBe(false);
  });
});

/** An EXIF block whose directory says this of itself. */
const exif = (offset: number, entries: number, rest: number): Uint8Array => {
  const head = new DataView(new ArrayBuffer(10));
  head.setUint16(0, 0x4d4d);
  head.setUint16(2, 42);
  head.setUint32(4, offset);
  head.setUint16(8, entries);
  return concat(new Uint8Array(head.buffer), new Uint8Array(rest).fill(0xff));
};

describe("an EXIF block that is a bomb", () => {
  it.each([
    ["a directory that says it has 65,535 entries", exif(8, 65_535, 12)],
    ["65,000 bytes of entries that each point far outside", exif(8, 5_400, 65_000)],
    ["a directory that is its own beginning", exif(0, 1, 64)],
    ["a directory behind its end", exif(0xfffffff0, 1, 64)],
  ])("has its picture measured or refused at once: %s", async (_what, block) => {
    const begun = now();
    const result = await seen(jpeg(64, 48, block));
    if (result.ok) expect([result.value.width, result.value.height].toSorted()).toEqual([48, 64]);
    else expect(result.failure.reason).toBe("unreadable");
    expect(now() - begun).toBeLessThan(SHARE_MS);
  });
});

describe("what a file claims", () => {
  it.each([
    ["a page that says it is a picture", utf8("<html><script>alert(1)</script>"), "image/png", { kind: "text", type: "text/html" }],
    ["a script in a drawing", utf8(`<?xml version="1.0"?><svg onload="alert(1)"/>`), "image/png", { kind: "text", type: "image/svg+xml" }],
    [
      "a picture that goes on as a page",
      concat(gif(9, 9), utf8("<script>alert(1)</script>")),
      "text/html",
      { kind: "image", type: "image/gif" },
    ],
    [
      "a pdf that begins as one and goes on as a zip",
      concat(pdf(["Hello"]), docx()),
      "application/zip",
      { kind: "document", type: DOCUMENT_TYPES.pdf },
    ],
    ["a text of another century", new Uint8Array([0x47, 0x72, 0xfc, 0xdf, 0x65]), "", { kind: "text", encoding: "windows-1252" }],
    ["a text in sixteen bits", new Uint8Array([0xff, 0xfe, 0x41, 0, 0x42, 0]), "", { kind: "text", encoding: "utf-16le" }],
  ])("decides nothing: %s [P71]", async (_what, data, type, expected) => {
    expect(await seen(data, "x.pdf", type)).toMatchObject({ ok: true, value: expected });
  });

  test("a type of text is one of the known ones", () => {
    expect(textType("a,b", "text/csv; charset=utf-8", "x")).toBe("text/csv");
    expect(textType("{}", "", "a.JSON")).toBe("application/json");
    expect(textType("x", "text/x-evil\r\nset-cookie: a=b", "a.constructor")).toBe("text/plain");
    expect(encodings(new Uint8Array())).toEqual(["utf-8", "windows-1252"]);
  });

  test("recordings are known by their bytes", () => {
    expect(audioType(wav(1))).toBe("audio/wav");
    expect(audioType(concat(new Uint8Array([0, 0, 0, 24]), utf8("ftypM4A \0\0\0\0M4A mp42isom")))).toBe("audio/mp4");
    expect(audioType(concat(utf8("OggS\0\x02\0\0\0\0\0\0\0\0"), new Uint8Array(14), utf8("OpusHead")))).toBe("audio/ogg");
    const ebml = [0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6d];
    expect(audioType(concat(new Uint8Array(ebml), new Uint8Array(64)))).toBe("audio/webm");
    expect(audioType(png(1, 1))).toBeNull();
  });
});

describe("a name", () => {
  it.each([
    ["../../../etc/passwd", "passwd"],
    ["C:\\Users\\me\\tides.pdf", "tides.pdf"],
    ["invoice\u202efdp.exe", "invoice fdp.exe"],
    ["a\r\nset-cookie: b=c.png", "a set-cookie b=c.png"],
    ["...", "file"],
    ["", "file"],
    [`${"n".repeat(300)}.pdf`, `${"n".repeat(196)}.pdf`],
    ["\ud800half.txt", "\ufffdhalf.txt"],
  ])("%j is kept as %j", (name, kept) => {
    expect(safeName(name)).toBe(kept);
  });

  test("of any characters makes a header of one line, which names no path [seeded]", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom("inline" as const, "attachment" as const), (name, how) => {
        const header = disposition(how, safeName(name));
        expect(header).toMatch(/^(inline|attachment); filename="[^"\\/\r\n]+"; filename\*=UTF-8''[^\s"/\\]+$/);
        expect(new Headers({ "content-disposition": header }).get("content-disposition")).toBe(header);
        expect(safeName(safeName(name))).toBe(safeName(name));
      }),
      { seed: 15, numRuns: 500 },
    );
  });
});

describe("a document", () => {
  test("that unfolds to gigabytes costs what the bound allows", { timeout: 60_000 }, () => {
    // A hundred million of one letter are a hundred thousand bytes.
    const bomb = entry("word/document.xml", deflateRawSync(new Uint8Array(100_000_000).fill(97)), 100_000_000);
    const archive = readArchive([bomb], () => true, 1024 * 1024);
    expect(archive).toMatchObject({ isCut: true });
    expect([...(archive?.entries.values() ?? [])].reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(1024 * 1024);
  });

  test.each([0xfffffff0, 0])("that lies about its size (%d bytes) is inflated no further", (declared) => {
    const lie = entry("mimetype", deflateRawSync(new Uint8Array(100_000).fill(97)), declared);
    expect(readArchive([lie], () => true, 50_000)?.isCut).toBe(true);
  });

  test("with thousands of entries is looked at no further", () => {
    const many = concat(...Array.from({ length: 6_000 }, (_, index) => entry(`f${index}`, new Uint8Array(), 0)));
    expect(readArchive([many], () => true)).toMatchObject({ isCut: true, names: { size: 5_000 } });
  });

  test("whose text has no end is kept as far as the bound, and says so", async () => {
    const long = docx(wordParagraph("word ".repeat(1_000)).repeat(800));
    const read = await readLocally({ name: "x", type: DOCUMENT_TYPES.docx, parts: () => [long] }, clock);
    expect(read.ok && read.text.length).toBeLessThan(MAX_DOCUMENT_CHARACTERS + 100);
    expect(read.ok && read.text.endsWith("[The document goes on; only its beginning is kept here.]")).toBe(true);
  });

  test("with entities that multiply (a billion laughs) is what it was before them", () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><w:p><w:t>one</w:t><w:t>&b;&b;</w:t></w:p>`;
    const out = new BoundedText();
    wordText(utf8(laughs), out);
    expect(out.toString()).not.toContain("haha");
  });

  test("of ten thousand pages is read as far as its time goes, and says how far", { timeout: 60_000 }, async () => {
    const long = pdf(Array.from({ length: 10_000 }, (_, page) => `Line ${page}`));
    let at = 0;
    const slow = { now: () => (at += 100), pause: clock.pause };
    const read = await readLocally({ name: "x", type: DOCUMENT_TYPES.pdf, parts: () => [long] }, slow);
    expect(read).toMatchObject({ ok: true, pages: 10_000 });
    expect(read.ok && read.text).toMatch(/Line 0[\s\S]*\[\d{3} of 10000 pages were read; the rest is not here\.\]$/);
  });

  test.each([
    ["docx", docx()],
    ["xlsx", xlsx()],
    ["pptx", pptx()],
    ["odt", odt()],
    ["pdf", pdf(["One", "Two"])],
    ["png", png(64, 64)],
    ["jpeg", jpeg(64, 64)],
    ["gif", gif(64, 64)],
    ["webp", webp(64, 64)],
    ["jpeg with EXIF", jpeg(64, 64, SIDEWAYS)],
  ])("with any bytes of it changed, cut or doubled is refused or read: %s [seeded]", { timeout: 60_000 }, async (_kind, sample) => {
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
      how: fc.constantFrom("change" as const, "cut" as const, "insert" as const, "double" as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
        let data: Uint8Array = sample.slice();
        for (const { at, bytes, how } of damages) {
          const place = Math.floor(at * data.length);
          if (how === "change") data.set(bytes.slice(0, data.length - place), place);
          if (how === "cut") data = data.slice(0, place);
          if (how === "insert") data = concat(data.slice(0, place), bytes, data.slice(place));
          if (how === "double") data = concat(data, data.slice(place));
        }
        const begun = now();
        const result = await seen(data, "x.docx");
        if (result.ok) expect(["image", "document", "text"]).toContain(result.value.kind);
        else expect(["unreadable", "too-large"]).toContain(result.failure.reason);
        expect(now() - begun).toBeLessThan(SHARE_MS);
      }),
      { seed: 15, numRuns: 40 },
    );
  });

  test("of bytes at random is refused or taken for text [seeded]", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.constantFrom("", "PK\u0003\u0004", "%PDF-1.7\n", "\u0089PNG\r\n\u001a\n", "GIF89a"),
        async (data, magic) => {
          const result = await seen(
            concat(
              Uint8Array.from(magic, (letter) => letter.charCodeAt(0)),
              data,
            ),
          );
          if (!result.ok) expect(["unreadable", "too-large"]).toContain(result.failure.reason);
        },
      ),
      { seed: 16, numRuns: 200 },
    );
  });
});
