/** An import that its person stops in its middle: over HTTP that is the end of the request (P54). */
import { mkdtempSync, rmSync } from "node:fs";
import { request, type ClientRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { documentOf, libraryOf } from "../roundtrip/library.ts";
import { Server } from "./server.ts";

const state = mkdtempSync(join(tmpdir(), "tally-stopped-"));
let server: Server;
beforeAll(async () => {
  server = await Server.start(state);
});
afterAll(async () => {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
});

const CHATS = 30;
/** Fewer than the list is told of at once. */
const SENT = 7;
/** Characters of each message of a conversation that is still on its way when the one before it is there. */
const LARGE = 200_000;

type Listed = { id: string; pinned: boolean; archived: boolean };
const listed = async (as: string): Promise<Listed[]> => {
  const open = await server.call<{ chats: Listed[] }>("/api/chats", { as });
  const archived = await server.call<{ chats: Listed[] }>("/api/chats?archived=true", { as });
  return inOrder([...open.body.chats, ...archived.body.chats]);
};
/** As the list shows conversations, by their ids. */
const inOrder = (chats: readonly Listed[]): Listed[] =>
  chats.map(({ id, pinned, archived }) => ({ id, pinned, archived })).toSorted((a, b) => a.id.localeCompare(b.id));
const exists = async (as: string, id: string): Promise<boolean> => (await server.call(`/api/chats/${id}/messages`, { as })).status === 200;

/** Sends the beginning of a document and leaves the request open. */
function begin(as: string, text: string): ClientRequest {
  const sent = request(`${server.base}/api/import`, { method: "POST", agent: false, headers: { "x-tally-dev-user": as } });
  // Its end is ours.
  sent.on("error", () => undefined);
  sent.write(text);
  return sent;
}

/** A document up to one of its conversations. */
const beforeOf = (document: string, chat: { id: string } | undefined): string =>
  document.slice(0, document.indexOf(JSON.stringify(chat?.id)) - '{"id":'.length);

type Outcome = { imported: { chatId: string }[]; skipped: { reason: string }[]; warnings: string[] };

it("[I10] [P54] what had come in when it was stopped stays and is listed with its pin and in the archive, nothing more comes, and the same document brings the rest", async () => {
  const as = "stopper@example.com";
  // Only the document and the list know of pins and of the archive: a conversation that tells the list by itself brings neither.
  const library = [...libraryOf(3, CHATS)].map((chat, index) => ({ ...chat, pinned: index === 1, archived: index === 2 }));
  const document = documentOf(library);
  const sent = begin(as, beforeOf(document, library[SENT]));
  for (const { id } of library.slice(0, SENT)) await expect.poll(() => exists(as, id), { timeout: 30_000 }).toBe(true);
  sent.destroy();
  await expect.poll(() => listed(as), { timeout: 30_000 }).toEqual(inOrder(library.slice(0, SENT)));
  const { status, body } = await server.call<Outcome>("/api/import", { as, body: JSON.parse(document) as unknown });
  expect(status).toBe(200);
  expect(body.imported.map(({ chatId }) => chatId)).toEqual(library.slice(SENT).map(({ id }) => id));
  expect(body.skipped.map(({ reason }) => reason)).toEqual(Array.from({ length: SENT }, () => "It is here already."));
  expect(body.warnings).toEqual([]);
  expect(await listed(as)).toEqual(inOrder(library));
});

it("[I10] [P54] what was on its way when it was stopped is either not there, or listed with its pin", async () => {
  const as = "hasty@example.com";
  const library = [...libraryOf(4, SENT)].map((chat) => ({
    ...chat,
    pinned: true,
    archived: false,
    messages: chat.messages.map((message) => ({ ...message, text: "tea ".repeat(LARGE / 4) })),
  }));
  const document = documentOf(library);
  const sent = begin(as, document.slice(0, document.lastIndexOf("]}")));
  await expect.poll(() => exists(as, library[0]?.id ?? ""), { timeout: 30_000, interval: 1 }).toBe(true);
  sent.destroy();
  const there = async (): Promise<Listed[]> => {
    const some = await Promise.all(library.map(async (chat) => ({ chat, isThere: await exists(as, chat.id) })));
    return inOrder(some.flatMap(({ chat, isThere }) => (isThere ? [chat] : [])));
  };
  await expect
    .poll(async () => ({ there: await there(), listed: await listed(as) }), { timeout: 30_000 })
    .toSatisfy(({ there, listed }: { there: Listed[]; listed: Listed[] }) => JSON.stringify(there) === JSON.stringify(listed));
});
