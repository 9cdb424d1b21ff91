/** Files and long texts that come with an import: in several documents, beyond a call's 32 MiB, and beside a conversation that was deleted here (docs/protocol.md, P78). */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/protocol/message.ts";
import type { ImportResult } from "../../src/protocol/transfer.ts";
import { utf8 } from "../unit/files/samples.ts";
import { call, json } from "./tab.ts";

const AT = "2026-01-01T00:00:00.000Z";
const idOf = (words: string): string => createHash("sha256").update(words).digest("hex");
const fileOf = (words: string): object => ({
  id: idOf(words),
  name: `${words}.txt`,
  type: "text/plain",
  bytes: words.length,
  data: Buffer.from(words).toString("base64"),
});

/** A conversation whose one question names files. */
const chatWith = (id: string, named: readonly string[], brought: readonly string[]): object => ({
  partial: true,
  id,
  title: "Parted",
  model: "",
  system: "",
  createdAt: AT,
  pinned: false,
  archived: false,
  head: null,
  messages: [
    {
      id: "m1",
      parentId: null,
      role: "user",
      text: "Look",
      status: "done",
      createdAt: AT,
      files: named.map((words) => ({ id: idOf(words) })),
    },
  ],
  files: brought.map(fileOf),
});

const importAs = (as: string, chat: object): Promise<ImportResult> =>
  json(call("/api/import", { as, body: { format: "tally", version: 1, exportedAt: AT, chats: [chat] } }));
const namesOf = async (as: string, chat: string): Promise<string[] | undefined> => {
  const { messages } = await json<{ messages: Message[] }>(call(`/api/chats/${chat}/messages`, { as }));
  return messages[0]?.files?.map(({ name }) => name);
};

const HERE = { imported: [], skipped: [{ title: "Parted", reason: "It is here already." }] };

describe("a conversation in several documents [P78]", () => {
  it("is made by whichever comes first; every other brings its files, and again changes nothing", async () => {
    const as = "parts@example.com";
    const named = ["one", "two", "three"];
    const part = (...brought: string[]): Promise<ImportResult> => importAs(as, chatWith("parted", named, brought));
    expect(await part("two")).toEqual({ imported: [{ chatId: "parted", title: "Parted", messages: 1 }], skipped: [], warnings: [] });
    expect(await namesOf(as, "parted")).toEqual(["two.txt"]);
    expect(await part("one", "three")).toEqual({ ...HERE, warnings: [] });
    expect(await namesOf(as, "parted")).toEqual(["one.txt", "two.txt", "three.txt"]);
    expect(await part("one", "two")).toEqual({ ...HERE, warnings: [] });
    // What no message names does not come in this way.
    const stranger = await part("a stranger");
    expect(stranger).toEqual({ ...HERE, warnings: ["The file “a stranger.txt” is left out: no message names these bytes."] });
    expect((await call(`/api/chats/parted/files/${idOf("a stranger")}`, { as })).status).toBe(404);
    expect(await namesOf(as, "parted")).toEqual(["one.txt", "two.txt", "three.txt"]);
    // A document that is whole says that its files are all there are: nothing is taken into a conversation that is here.
    const { partial: _partial, ...whole } = chatWith("parted", named, ["one"]) as { partial: boolean };
    expect(await importAs(as, whole)).toEqual({ ...HERE, warnings: [] });
  });

  it("finds the copy of one that was deleted here", async () => {
    const as = "came-back@example.com";
    const part = (word: string): Promise<ImportResult> => importAs(as, chatWith("back", ["one", "two"], [word]));
    await part("one");
    expect((await call("/api/chats/back", { method: "DELETE", as })).status).toBe(200);
    expect((await part("one")).imported).toMatchObject([{ chatId: "back~2" }]);
    expect(await part("two")).toEqual({ ...HERE, warnings: [] });
    expect(await namesOf(as, "back~2")).toEqual(["one.txt", "two.txt"]);
  });
});

it("a text of 20 MB comes in though a letter in each message is beyond Latin-1, and a call takes 32 MiB", async () => {
  const as = "long-texts@example.com";
  const text = `${"x".repeat(200_000)}🌊`;
  const messages = Array.from({ length: 100 }, (_, index) => ({
    id: `m${index}`,
    parentId: index === 0 ? null : `m${index - 1}`,
    role: index % 2 === 0 ? "user" : "assistant",
    text,
    status: "done",
    createdAt: AT,
  }));
  const raw = utf8(JSON.stringify({ chats: [{ id: "long", title: "Long", model: "m", system: "", createdAt: AT, head: null, messages }] }));
  const { imported } = await json<ImportResult>(call("/api/import", { as, raw }));
  expect(imported).toEqual([{ chatId: "long", title: "Long", messages: 100 }]);
  const { messages: back } = await json<{ messages: Message[] }>(call("/api/chats/long/messages?limit=1", { as }));
  expect(back.at(-1)?.text).toBe(text);
});

it("a copy of what was shared has every file of its branch, and one that broke off among them is made whole [P60]", async () => {
  const [as, reader] = ["sharer@example.com", "taker@example.com"];
  await importAs(as, chatWith("mine", ["one", "two"], ["one", "two"]));
  const { id } = await json<{ id: string }>(call("/api/chats/mine/shares", { as, body: {} }));
  const copy = async (): Promise<number> => (await call(`/api/shared/${id}/copy`, { as: reader, body: { id: "theirs" } })).status;
  expect(await copy()).toBe(201);
  expect(await namesOf(reader, "theirs")).toEqual(["one.txt", "two.txt"]);
  const { messages } = await json<{ messages: Message[] }>(call("/api/chats/theirs/messages", { as: reader }));
  expect(messages[0]?.files?.[0]).toMatchObject({ id: idOf("one"), bytes: 3, kind: "text" });
  await runInDurableObject(env.CHAT.getByName(`${reader}/theirs`), (_chat, { storage }) => {
    storage.sql.exec("DELETE FROM file WHERE id = ?", idOf("two"));
  });
  expect(await copy()).toBe(200);
  expect(await (await call(`/api/chats/theirs/files/${idOf("two")}`, { as: reader })).text()).toBe("two");
});
