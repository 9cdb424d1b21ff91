/** A document in pieces: the same elements however the bytes are cut, and never more in memory than one of them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_IMPORTED_CHAT_BYTES, packTurns, unpackTurns } from "../../../src/protocol/transfer.ts";
import { jsonElements, NotJson } from "../../../src/transfer/json-elements.ts";
import type { JsonPiece } from "../../../src/transfer/json-piece.ts";

function streamOf(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

async function piecesOf(text: string | Uint8Array, size = 7): Promise<JsonPiece[]> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const pieces: JsonPiece[] = [];
  for await (const piece of jsonElements(streamOf(bytes, size))) pieces.push(piece);
  return pieces;
}

describe("a document in pieces", () => {
  test("every list of JSON values comes out as it went in, wherever the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 4 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (list, size, spaced) => {
          const text = JSON.stringify(list, null, spaced ? 2 : 0);
          const pieces = await piecesOf(text, size);
          expect(pieces).toEqual(JSON.parse(text).map((json: unknown) => ({ kind: "element", json })));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a list of nothing is a document by itself, which nobody can recognise", async () => {
    for (const text of ["[]", " [ ] ", "\ufeff[\n]"]) expect(await piecesOf(text, 1)).toEqual([{ kind: "document", json: [] }]);
  });

  test("a list that is the member `chats` or `conversations` of an object is found, whatever stands around it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((key) => !["chats", "conversations"].includes(key)),
          fc.jsonValue({ maxDepth: 2 }),
          { maxKeys: 3 },
        ),
        fc.integer({ min: 1, max: 9 }),
        async (list, rest, size) => {
          const text = JSON.stringify({ ...rest, chats: list, version: 1 });
          const pieces = await piecesOf(text, size);
          const frame: unknown = JSON.parse(JSON.stringify({ ...rest, chats: [], version: 1 }));
          expect(pieces.pop()).toEqual({ kind: "frame", json: frame });
          expect(pieces).toEqual(JSON.parse(JSON.stringify(list)).map((json: unknown) => ({ kind: "element", json })));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("presets of an export of ours are told apart, behind its conversations and nowhere else", async () => {
    expect(await piecesOf('{"chats":[{"presets":[1]}],"presets":[{"a":[2]},3],"x":[4]}', 3)).toEqual([
      { kind: "element", json: { presets: [1] } },
      { kind: "preset", json: { a: [2] } },
      { kind: "preset", json: 3 },
      { kind: "frame", json: { chats: [], presets: [], x: [4] } },
    ]);
    expect(await piecesOf('{"presets":[1],"messages":[]}')).toEqual([{ kind: "document", json: { presets: [1], messages: [] } }]);
  });

  test("an object without such a list is one document", async () => {
    expect(await piecesOf('\ufeff {"conversationId":"x","messages":[{"a":"[,]"}]} ')).toEqual([
      { kind: "document", json: { conversationId: "x", messages: [{ a: "[,]" }] } },
    ]);
  });

  test.each(["", "   ", "nonsense", '"text"', "7", "[1,", '{"a":1', "[1]]", "[1] x", "{}{}"])("%j is no document", async (text) => {
    await expect(piecesOf(text)).rejects.toBeInstanceOf(NotJson);
  });

  test("an element that is no JSON or too large is left out and the others come", async () => {
    const large = `{"x":"${"y".repeat(MAX_IMPORTED_CHAT_BYTES)}"}`;
    expect(await piecesOf(`[1,{bad},${large},"last"]`, 65_536)).toEqual([
      { kind: "element", json: 1 },
      { kind: "unreadable", reason: "not-json" },
      { kind: "unreadable", reason: "too-large" },
      { kind: "element", json: "last" },
    ]);
  });

  test("an element that is too large with its files comes without those that do not fit, and they follow, wherever the bytes are cut", async () => {
    // 64 KB stay free, so that 1,500 bytes may be taken by words and data.
    const limit = 64 * 1024 + 1_500;
    const data = fc.integer({ min: 0, max: 900 }).map((length) => "QUJD".repeat(length));
    await fc.assert(
      fc.asyncProperty(fc.array(data, { maxLength: 4 }), fc.integer({ min: 1, max: 700 }), fc.boolean(), async (all, size, spaced) => {
        const files = all.map((each, index) => ({ id: `f${index}`, name: `"data": ${index}`, data: each }));
        const chat = { id: "c", messages: [{ text: "data", files: [{ data: "of a message" }] }], files };
        const text = JSON.stringify({ chats: [chat, { id: "next" }] }, null, spaced ? 1 : 0);
        const pieces: JsonPiece[] = [];
        for await (const piece of jsonElements(streamOf(new TextEncoder().encode(text), size), undefined, limit)) pieces.push(piece);
        expect(pieces.pop()).toEqual({ kind: "frame", json: { chats: [] } });
        const [first] = pieces;
        expect(first?.kind === "element" || first?.kind === "head").toBe(true);
        const came = first?.kind === "element" || first?.kind === "head" ? (first.json as typeof chat) : chat;
        expect({ ...came, files: [] }).toEqual({ ...chat, files: [] });
        const late: typeof files = [];
        for (const piece of pieces.slice(1, -1)) {
          if (piece.kind === "file") late.push({ ...(piece.json as (typeof files)[0]), data: "" });
          const last = late.at(-1);
          if (piece.kind === "bytes" && last !== undefined) last.data += new TextDecoder().decode(piece.bytes);
        }
        expect([...came.files, ...late]).toEqual(files);
        expect(pieces.filter(({ kind }) => kind === "file-end")).toHaveLength(late.length);
        expect(pieces.at(-1)).toEqual({ kind: "element", json: { id: "next" } });
        if (files.reduce((sum, each) => sum + each.data.length, 0) > 1_500) expect(first?.kind).toBe("head");
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test("bytes that are no UTF-8 spoil their own element alone", async () => {
    expect(await piecesOf(Uint8Array.from([0x5b, 0x22, 0xff, 0x22, 0x2c, 0x31, 0x5d]))).toEqual([
      { kind: "unreadable", reason: "not-json" },
      { kind: "element", json: 1 },
    ]);
  });

  test("nobody who stops reading leaves the stream open", async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("[1,2,3,")),
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const piece of jsonElements(body)) {
      expect(piece.kind).toBe("element");
      break;
    }
    expect(isCancelled).toBe(true);
  });
});

test("what was read of a document is given back at once, and turns go to their conversation as they were, one after the other", async () => {
  const chunks = [`[{"a":"${"x".repeat(100)}`, `"},{"b":`, `1}]`].map((text) => new TextEncoder().encode(text));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const pieces: JsonPiece[] = [];
  for await (const piece of jsonElements(body)) pieces.push(piece);
  expect(pieces).toHaveLength(2);
  expect(chunks.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0]);
  const turn = { parent: null, question: null, reasoning: "", model: "m", status: "done" as const, askedAt: 1, answeredAt: 2 };
  const turns = ["line\nfeed\r\u2028", "🌊", ""].map((text, index) => ({ ...turn, id: `m${index}`, text, answer: text }));
  const unpacked = unpackTurns(packTurns(turns));
  expect(unpacked.length).toBe(3);
  expect([...unpacked]).toEqual(turns);
  expect([...unpacked]).toEqual(turns);
});
