/** A document larger than a request takes: nothing of it is lost or doubled, wherever its bytes are cut. */
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importParts } from "../../../client/data/import-parts.ts";
import { LayoutReader, type Layout } from "../../../client/data/layout.ts";

const never = new AbortController().signal;

function layoutOf(text: string, size: number): Layout | null {
  const bytes = Buffer.from(text);
  const reader = new LayoutReader();
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.end();
}

async function partsOf(document: object): Promise<unknown[]> {
  const cut = await importParts(new Blob([`${JSON.stringify(document)}\n`]), never, 1, 1_000);
  return Promise.all((cut?.parts ?? []).map(async ({ body }) => JSON.parse(await body.text()) as unknown));
}

type Chat = { partial?: true; id: string; messages: unknown; files?: { id: string; data: string }[] };
const oddText = fc.string({ unit: fc.constantFrom("a", '"', "\\", "[", "]", "{", "}", ",", ":", "é", "🌊", "\n") });
const chatOf = fc.record({
  id: fc.uuid(),
  messages: fc.array(fc.record({ text: oddText, files: fc.array(fc.record({ id: oddText })) }), { maxLength: 3 }),
  files: fc.array(fc.record({ id: oddText, data: fc.nat(600).map((length) => "Q".repeat(length)) }), { maxLength: 5 }),
});

describe("a document larger than a request [P78]", () => {
  test("goes in several, each within its bounds and a document of its own, and together they are what it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(chatOf, { maxLength: 5 }), fc.boolean(), fc.boolean(), async (chats, isInObject, isSpaced) => {
        const document = isInObject ? { format: "tally", note: 'chats":[', chats, after: [1] } : chats;
        const text = JSON.stringify(document, null, isSpaced ? 2 : 0);
        const cut = await importParts(new Blob([text]), never, 1, 1_000);
        expect(cut).not.toBeNull();
        const back: Chat[] = [];
        for (const { body, continues } of cut?.parts ?? []) {
          const read = JSON.parse(await body.text()) as Chat[] | { chats: Chat[] };
          const come = Array.isArray(read) ? read : read.chats;
          const [first] = come;
          if (come.length > 1) expect(come.some(({ partial }) => partial)).toBe(false);
          const last = back.at(-1);
          if (continues) {
            expect({ ...first, files: [] }).toEqual({ ...last, files: [] });
            last?.files?.push(...(first?.files ?? []));
          } else back.push(...come);
          const files = come.flatMap((chat) => chat.files ?? []);
          const isOne = come.length === 1 && files.length <= 1;
          if (!isOne && !isSpaced) expect(body.size).toBeLessThanOrEqual(1_000 + 100);
        }
        expect(back.map(({ partial: _partial, ...chat }) => chat)).toEqual(chats);
        expect([cut?.chatsTooLarge, cut?.filesTooLarge]).toEqual([0, 0]);
      }),
      { seed: 78, numRuns: 200 },
    );
  });

  test("is laid out alike wherever its bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(chatOf, { maxLength: 3 }), fc.integer({ min: 1, max: 9 }), (chats, size) => {
        const text = JSON.stringify({ chats });
        expect(layoutOf(text, size)).toEqual(layoutOf(text, text.length * 4));
      }),
      { seed: 79, numRuns: 200 },
    );
  });

  test.each(["", "nonsense", '{"mapping":{"chats":[1]}}', '[{"id":1},', '{"chats":[{"files":[{"data":"QQ'])(
    "%j is no list of conversations",
    async (text) => {
      expect(await importParts(new Blob([text]), never, -1)).toBeNull();
    },
  );

  test("one that a request takes goes as it is, unread", async () => {
    const file = new Blob(["anything"]);
    expect(await importParts(file, never)).toEqual({ parts: [{ body: file, continues: false }], chatsTooLarge: 0, filesTooLarge: 0 });
  });

  test("presets behind the conversations go by themselves, last; where nothing follows, nothing more is sent", async () => {
    const chats = [{ id: "a" }, { id: "b" }];
    const presets = [{ id: "p", name: "]}" }];
    expect(await partsOf({ format: "tally", chats, presets })).toEqual([
      { format: "tally", chats },
      { chats: [], presets },
    ]);
    expect(await partsOf({ format: "tally", chats })).toEqual([{ format: "tally", chats }]);
  });

  test("what no request takes is counted: a conversation of more words, a file of more bytes", { timeout: 60_000 }, async () => {
    const words = { id: "words", messages: "x".repeat(25 * 1024 * 1024) };
    const file = { id: "files", messages: [], files: [{ data: "Q".repeat(34 * 1024 * 1024) }, { data: "QQ" }] };
    const cut = await importParts(new Blob([JSON.stringify([words, file, { id: "last" }])]), never, 1, 24 * 1024 * 1024);
    expect([cut?.chatsTooLarge, cut?.filesTooLarge]).toEqual([1, 1]);
    const texts = await Promise.all((cut?.parts ?? []).map(({ body }) => body.text()));
    expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual([
      [{ partial: true, id: "files", messages: [], files: [{ data: "QQ" }] }],
      [{ id: "last" }],
    ]);
  });
});
