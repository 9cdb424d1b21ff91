/**
 * [I10] A deleted conversation's title in the databases as they lie on the disk: every row that can be read, those of the
 * search index's own tables among them (what free pages may keep of it stands in docs/operations.md); and the words of its
 * messages, which no page has.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Server } from "./server.ts";

const state = mkdtempSync(join(tmpdir(), "tally-title-"));
let server: Server;
beforeAll(async () => {
  server = await Server.start(state);
});
afterAll(async () => {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
});

const files = (): string[] =>
  readdirSync(state, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sqlite"))
    .map((name) => join(state, name));

/** Every value of every row of every database, as text. */
function liveRows(): string {
  return files()
    .flatMap((file) => {
      const database = new DatabaseSync(file);
      const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").all();
      const rows = tables.flatMap(({ name }) =>
        database
          .prepare(`SELECT * FROM "${String(name)}"`)
          .all()
          .flatMap((row) =>
            Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value))),
          ),
      );
      database.close();
      return rows;
    })
    .join("\n");
}

it("[I10] a deleted title stands in no row of any database, another one does", async () => {
  const title = "Zweiundvierzig-Quittenmarmelade";
  const { body } = await server.call<{ id: string }>("/api/chats", { body: { title } });
  await server.call("/api/chats", { body: { title: "Another one, which stays" } });
  await server.call(`/api/chats/${body.id}/messages`, { body: { id: "m1", text: "/gen tokens=3" } });
  const found = async (): Promise<number> => (await server.call<{ hits: unknown[] }>("/api/search?q=Quittenmarmelade")).body.hits.length;
  await expect.poll(found, { timeout: 60_000 }).toBe(1);
  expect((await server.call(`/api/chats/${body.id}`, { method: "DELETE" })).status).toBe(200);
  await server.kill();
  expect(liveRows()).toContain("Another one, which stays");
  expect(liveRows().toLowerCase()).not.toContain("quittenmarmelade");
  await server.start();
});

/** Databases and write-ahead logs in which these words stand, in whatever page. */
const filesWith = (words: string): string[] =>
  readdirSync(state, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.includes(".sqlite") && readFileSync(join(state, name)).includes(words),
  );

it("[I10] once the index has been written down, the words of deleted messages stand in no page of any file", async () => {
  const { body } = await server.call<{ id: string }>("/api/chats", { body: { title: "Jam" } });
  const long = `Mispelgelee ${"and so on ".repeat(3_000)} Schlehenmus`;
  await server.call(`/api/chats/${body.id}/messages`, { body: { id: "m1", text: `${long} /gen tokens=3` } });
  const found = async (): Promise<number> => (await server.call<{ hits: unknown[] }>("/api/search?q=Schlehenmus")).body.hits.length;
  await expect.poll(found, { timeout: 60_000 }).toBe(1);
  expect(filesWith("Mispelgelee").length).toBeGreaterThan(0);
  expect((await server.call(`/api/chats/${body.id}`, { method: "DELETE" })).status).toBe(200);
  // The log is taken in when the object goes to sleep.
  await expect.poll(() => [...filesWith("Mispelgelee"), ...filesWith("Schlehenmus")], { timeout: 60_000 }).toEqual([]);
});
