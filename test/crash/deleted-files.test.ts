/**
 * [I10] The bytes of deleted files as they lie on the disk. With its conversation a file leaves nothing anywhere; taken away
 * by itself it leaves no row. What free pages keep of it then stands in docs/operations.md.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { docx, utf8, wordParagraph } from "../unit/files/samples.ts";
import { Server } from "./server.ts";

const state = mkdtempSync(join(tmpdir(), "tally-deleted-files-"));
let server: Server;
beforeAll(async () => {
  server = await Server.start(state);
});
afterAll(async () => {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
});

const everyFile = (): string[] =>
  readdirSync(state, { recursive: true, encoding: "utf8" })
    .map((name) => join(state, name))
    .filter((path) => statSync(path).isFile());

/** Files of the whole state in which these bytes stand, in whatever page. */
const filesWith = (words: string): string[] => everyFile().filter((path) => readFileSync(path).includes(words));

/** Databases in which a row has these words. */
function rowsWith(words: string): string[] {
  return everyFile()
    .filter((path) => path.endsWith(".sqlite"))
    .filter((path) => {
      const database = new DatabaseSync(path);
      const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").all();
      const isThere = tables.some(({ name }) =>
        database
          .prepare(`SELECT * FROM "${String(name)}"`)
          .all()
          .some((row) =>
            Object.values(row).some((value) => (value instanceof Uint8Array ? Buffer.from(value) : String(value)).includes(words)),
          ),
      );
      database.close();
      return isThere;
    });
}

/** A text of some 2 MB, two rows, in which these words stand again and again. */
const textOf = (words: string): Uint8Array<ArrayBuffer> => utf8(`${words} `.repeat(Math.ceil(2_000_000 / words.length)));

async function upload(chat: string, bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  const response = await fetch(`${server.base}/api/chats/${chat}/files?name=${name}`, {
    method: "POST",
    headers: { "x-tally-dev-user": "alice@example.com" },
    body: bytes,
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}
const newChat = async (): Promise<string> => (await server.call<{ id: string }>("/api/chats", { body: {} })).body.id;

it("[I10] deleted with its conversation, a file's bytes, its text and its name stand in no page of any file of the state", async () => {
  const [gone, stays] = [await newChat(), await newChat()];
  const files = [
    await upload(gone, textOf("Quittengelee"), "Mirabellenmus.txt"),
    await upload(gone, docx(wordParagraph("Hagebuttenmark ".repeat(1_000))), "words.docx"),
  ];
  await upload(stays, textOf("Birnenkraut"), "stays.txt");
  const sent = await server.call(`/api/chats/${gone}/messages`, { body: { id: "m1", text: "/gen tokens=3", files } });
  expect(sent.status).toBe(202);
  const words = ["Quittengelee", "Hagebuttenmark", "Mirabellenmus"];
  for (const each of [...words, "Birnenkraut"]) expect(filesWith(each).length, each).toBeGreaterThan(0);
  expect((await server.call(`/api/chats/${gone}`, { method: "DELETE" })).status).toBe(200);
  await server.kill();
  for (const each of words) expect(filesWith(each), each).toEqual([]);
  expect(filesWith("Birnenkraut").length).toBeGreaterThan(0);
  await server.start();
});

it("[I10] taken away by itself, a file stands in no row, whoever looks for it later", async () => {
  const chat = await newChat();
  const id = await upload(chat, textOf("Holundersirup"), "syrup.txt");
  expect((await server.call(`/api/chats/${chat}/files/${id}`, { method: "DELETE" })).status).toBe(200);
  await server.kill();
  expect(rowsWith("Holundersirup")).toEqual([]);
  await server.start();
  expect((await server.call(`/api/chats/${chat}/files/${id}`)).status).toBe(404);
});
