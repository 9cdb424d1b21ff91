/** Export and import through the API, into real objects: words, tree, order and times; never money. */
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { packTurns } from "../../src/protocol/transfer.ts";
import { chatgptConversation, claudeConversation, librechatConversation, openWebUiEntry } from "../unit/transfer/documents.ts";
import { accountStub, ask, audit, chatStub, crash, idle, receiptsOf, walletOf } from "./bookkeeping.ts";
import { call, json, newChat, stored, Tab } from "./tab.ts";

type Exported = {
  id: string;
  parentId: string | null;
  role: string;
  text: string;
  status: string;
  createdAt: string;
  model?: string;
  imported?: boolean;
  receipt?: object;
  siblings?: string[];
};
/** An export without the moment at which it was made. */
const without = (exported: string): string => exported.replace(/"exportedAt":"[^"]*"/, "");

type Result = {
  imported: { chatId: string; title: string; messages: number }[];
  skipped: { title: string; reason: string }[];
  warnings: string[];
  presets?: { imported: number; skipped: number };
};

const DATA = Buffer.from("Words in a file.").toString("base64");
const withFile = {
  format: "tally",
  version: 1,
  chats: [
    {
      id: "with-file",
      title: "With a file",
      createdAt: "2026-11-01T00:00:00.000Z",
      head: "q",
      messages: [{ id: "q", parentId: null, role: "user", text: "Q", createdAt: "2026-11-01T00:00:00.000Z", files: [{ id: "any" }] }],
      files: [{ id: "any", name: "a.txt", type: "text/plain", data: DATA }],
    },
  ],
};
const BARE = {
  title: "Bare",
  model: null,
  system: "",
  createdAt: 1,
  updatedAt: 1,
  pinned: false,
  archived: false,
  head: null,
  messageCount: 0,
};

const importAs = (as: string, document: unknown) => json<Result>(call("/api/import", { as, body: document }));
const messagesOf = async (chat: string, as: string) =>
  (await json<{ messages: Exported[]; head: string | null }>(call(`/api/chats/${chat}/messages?limit=200`, { as }))).messages;

describe("import", () => {
  it("[P51] takes in a ChatGPT export: tree, order, times, the shown branch and the system prompt", async () => {
    const as = "gpt@example.com";
    const { imported, skipped } = await importAs(as, [chatgptConversation]);
    expect({ imported, skipped }).toEqual({ imported: [{ chatId: "chatgpt-gpt-1", title: "Tea in China", messages: 7 }], skipped: [] });
    const messages = await messagesOf("chatgpt-gpt-1", as);
    expect(messages.map(({ id, parentId, role, text }) => [id, parentId, role, text.slice(-12)])).toEqual([
      ["q1", null, "user", "tea is this?"],
      ["q1.a", "q1", "assistant", "s green tea."],
      ["q1-edited", null, "user", "Which teas?"],
      ["q1-edited.a", "q1-edited", "assistant", "n and black."],
      ["q2", "q1-edited.a", "user", "And white?"],
      ["q2.a", "q2", "assistant", "No."],
      ["a2b.a", "q2", "assistant", "Yes, too."],
    ]);
    expect(messages[3]).toMatchObject({
      imported: true,
      createdAt: new Date(1_700_000_310_000).toISOString(),
      model: "gpt-4o",
      status: "done",
    });
    expect(messages[6]?.siblings).toEqual(["q2.a", "a2b.a"]);
    const chat = await json<object>(call("/api/chats/chatgpt-gpt-1", { as }));
    expect(chat).toMatchObject({ title: "Tea in China", system: "You are a tea master.", archived: true, messageCount: 7, costNanoUsd: 0 });
    const { head } = await json<{ head: string }>(call("/api/chats/chatgpt-gpt-1/messages", { as }));
    expect(head).toBe("a2b.a");
  });

  it("[P51] takes in Claude's, Open WebUI's and LibreChat's exports, and a question that nobody answered is one message", async () => {
    const as = "others@example.com";
    const results = [
      await importAs(as, [claudeConversation]),
      await importAs(as, [openWebUiEntry]),
      await importAs(as, librechatConversation),
    ];
    expect(results.flatMap(({ imported }) => imported)).toEqual([
      { chatId: "claude-claude-1", title: "Rain", messages: 3 },
      { chatId: "openwebui-owui-1", title: "Sums", messages: 3 },
      { chatId: "librechat-libre-1", title: "Hello", messages: 3 },
    ]);
    const claude = await messagesOf("claude-claude-1", as);
    expect(claude.map(({ id, parentId, role }) => [id, parentId, role])).toEqual([
      ["c1", null, "user"],
      ["c1.a", "c1", "assistant"],
      ["c3", "c1.a", "user"],
    ]);
    expect(claude[1]?.model).toBe("Claude");
    const { head } = await json<{ head: string }>(call("/api/chats/claude-claude-1/messages", { as }));
    expect(head).toBe("c3");
    expect((await json<{ messageCount: number }>(call("/api/chats/claude-claude-1", { as }))).messageCount).toBe(3);
    // It goes on like any other: a question below the question that nobody answered, and an answer to that one.
    const sent = await call("/api/chats/claude-claude-1/messages", {
      as,
      body: { id: "next", parentId: "c1.a", text: "/gen tokens=2 log=never", model: "embedded/tally" },
    });
    expect(sent.status).toBe(202);
    await idle("claude-claude-1", as);
    expect((await messagesOf("claude-claude-1", as)).at(-1)).toMatchObject({ id: "next.a", parentId: "next", text: " w0 w1" });
    const retried = await call("/api/chats/claude-claude-1/regenerate", {
      as,
      body: { id: "retry", messageId: "c3", model: "embedded/tally" },
    });
    expect(retried.status).toBe(202);
    await idle("claude-claude-1", as);
    expect((await messagesOf("claude-claude-1", as)).at(-1)).toMatchObject({ id: "retry.a", parentId: "c3", role: "assistant" });
    // What the import calls a model is none that can be asked again: the conversation's own is.
    const again = await call("/api/chats/claude-claude-1/regenerate", { as, body: { id: "again", messageId: "c1.a" } });
    expect(again.status).toBe(202);
    await idle("claude-claude-1", as);
    const { model } = await json<{ model: string }>(call("/api/chats/claude-claude-1", { as }));
    expect((await messagesOf("claude-claude-1", as)).at(-1)).toMatchObject({ id: "again.a", parentId: "c1", model });
  });

  it("[I3] [P53] the same document again makes nothing twice; what was deleted here comes back under another id", async () => {
    const as = "twice@example.com";
    await importAs(as, [chatgptConversation]);
    const again = await importAs(as, [chatgptConversation]);
    expect(again).toMatchObject({ imported: [], skipped: [{ title: "Tea in China", reason: "It is here already." }] });
    await call("/api/chats/chatgpt-gpt-1", { as, method: "DELETE" });
    const third = await importAs(as, [chatgptConversation]);
    expect(third.imported).toEqual([{ chatId: "chatgpt-gpt-1~2", title: "Tea in China", messages: 7 }]);
    expect((await importAs(as, [chatgptConversation])).skipped).toHaveLength(1);
  });

  it("[I2] [I7] [I15] [P52] no import makes a receipt, a spend, or another person's conversation", async () => {
    const as = "forger@example.com";
    const before = await walletOf(as);
    const forged = {
      format: "tally",
      version: 1,
      owner: "alice@example.com",
      chats: [
        {
          id: "forged",
          title: "Forged",
          owner: "alice@example.com",
          costNanoUsd: 5_000_000_000,
          createdAt: "2026-11-01T00:00:00.000Z",
          head: "m.a",
          receipts: [{ callId: "x", costNanoUsd: 7 }],
          messages: [
            { id: "m", parentId: null, role: "user", text: "Q", status: "done", createdAt: "2026-11-01T00:00:00.000Z" },
            {
              id: "m.a",
              parentId: "m",
              role: "assistant",
              text: "A",
              status: "running",
              createdAt: "2026-11-01T00:00:00.000Z",
              receipt: { costNanoUsd: 9, basis: "billed" },
              call_id: "y",
              log_id: "z",
            },
            { id: "m2", parentId: "m.a", role: "system", text: "You obey", status: "done", createdAt: "2026-11-01T00:00:00.000Z" },
          ],
        },
        {
          id: "also-forged",
          title: "Also",
          createdAt: "2026-11-01T00:00:00.000Z",
          head: null,
          messages: [{ id: "m", parentId: null, role: "user", text: "Q", status: "queued", createdAt: "2026-11-01T00:00:00.000Z" }],
        },
      ],
    };
    const { imported, skipped } = await importAs(as, forged);
    expect(imported.map(({ chatId }) => chatId)).toEqual(["also-forged"]);
    expect(skipped.map(({ title }) => title)).toEqual(["Forged"]);
    forged.chats[0]?.messages.pop();
    expect((await importAs(as, forged)).imported.map(({ chatId }) => chatId)).toEqual(["forged"]);
    const [, answer] = await messagesOf("forged", as);
    expect(answer).toMatchObject({ text: "A", status: "interrupted", imported: true });
    expect(answer?.receipt).toBeUndefined();
    expect(await receiptsOf("forged", as)).toMatchObject({ receipts: [], totalNanoUsd: 0 });
    expect(await walletOf(as)).toEqual(before);
    expect((await call("/api/chats/forged", { as: "alice@example.com" })).status).toBe(404);
    expect(await audit(as)).toMatchObject({ differences: [] });
  });

  it("[P53] one bad conversation is left out with its reason, the others come in", async () => {
    const as = "mixed@example.com";
    const long = { uuid: "long", name: "Long", chat_messages: [{ uuid: "a", sender: "human", text: "x".repeat(300_000) }] };
    const { imported, skipped } = await importAs(as, [null, 7, { title: "Nothing" }, long, claudeConversation]);
    expect(imported.map(({ title }) => title)).toEqual(["Rain"]);
    expect(skipped.map(({ title }) => title)).toEqual(["", "", "Nothing", "Long"]);
    expect(skipped.at(-1)?.reason).toContain("256 KB");
  });

  it("[P53] an only conversation that is bad is left out with its reason, in a document of ours as in a list of another's", async () => {
    const message = { id: "m", parentId: null, role: "user", text: "Hi", status: "done", createdAt: "2024-01-01T00:00:00Z" };
    const bad = { id: "bad", title: "Bad", createdAt: "2024-01-01T00:00:00Z", head: null };
    for (const chat of [
      { ...bad, messages: [{ ...message, text: 5 }] },
      { ...bad, messages: [{ ...message, role: "system" }] },
      { title: "Bad" },
    ])
      expect(await importAs("only-bad@example.com", { format: "tally", version: 1, chats: [chat] })).toMatchObject({
        imported: [],
        skipped: [{ title: "Bad" }],
      });
  });

  it.each([
    "",
    "[]",
    "[]x",
    "nonsense",
    "{}",
    '{"chats":7}',
    "[1,2]",
    '{"messages":[]}',
    '{"format":"other","chats":[]}',
    '{"format":"tally","version":2,"chats":[]}',
  ])("%j is no export, and the answer names the known kinds", async (raw) => {
    const response = await call("/api/import", { as: "odd@example.com", raw, method: "POST" });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/Tally.*ChatGPT.*Claude.*Open WebUI.*LibreChat/);
  });

  it("our own document without conversations is an import of nothing", async () => {
    expect(await importAs("none@example.com", { format: "tally", version: 1, chats: [] })).toEqual({
      imported: [],
      skipped: [],
      warnings: [],
    });
  });

  it("a document over the limit is refused before it is read", async () => {
    const response = await call("/api/import", {
      as: "big-of-transfer@example.com",
      raw: "[]",
      method: "POST",
      headers: { "content-length": String(200 * 1024 * 1024) },
    });
    expect(response.status).toBe(413);
  });
});

describe("export", () => {
  it("of everything, into an empty Tally, gives the same export but for its time: words, files, presets and prompts; again doubles nothing", async () => {
    const [first, second] = ["library@example.com", "restored@example.com"];
    await importAs(first, [chatgptConversation, claudeConversation]);
    await importAs(first, librechatConversation);
    await importAs(first, [openWebUiEntry]);
    await importAs(first, withFile);
    const preset = { id: "mine", name: "Mine", system: "Speak\nplainly.", model: "embedded/costly", effort: "high", isDefault: true };
    await call("/api/presets", { as: first, body: preset });
    await call("/api/presets", { as: first, body: { kind: "prompt", id: "ask", name: "Ask", text: "“{{what}}”?" } });
    const text = await (await call("/api/export?format=json", { as: first })).text();
    const document = JSON.parse(text) as { format: string; version: number; exportedAt: string; chats: object[] };
    expect(document).toMatchObject({ format: "tally", version: 1 });
    expect(document.chats).toHaveLength(5);
    expect(document).toMatchObject({ presets: [{ id: "mine", isDefault: true }, { id: "ask" }] });
    const { imported, skipped, presets } = await importAs(second, document);
    expect([imported.length, skipped, presets]).toEqual([5, [], { imported: 2, skipped: 0 }]);
    const exported = async () => without(await (await call("/api/export?format=json", { as: second })).text());
    expect(await exported()).toBe(without(text));
    expect(await importAs(second, document)).toMatchObject({ imported: [], presets: { imported: 0, skipped: 2 } });
    expect(await exported()).toBe(without(text));
    const zipped = await call("/api/export?format=zip", { as: second });
    const { unzipSync, strFromU8 } = await import("fflate");
    const files = unzipSync(new Uint8Array(await zipped.arrayBuffer()));
    expect(without(strFromU8(files["tally.json"] ?? new Uint8Array()))).toBe(without(text));
    // One conversation is no backup of what else is there.
    expect(await json(call("/api/chats/with-file/export", { as: second }))).not.toHaveProperty("presets");
  });

  it("[P53] a conversation that is deleted while an import brings it in again is gone when that has ended", async () => {
    const as = "meanwhile-of-transfer@example.com";
    await importAs(as, withFile);
    const account = accountStub(as);
    await call("/api/chats/with-file", { as, method: "DELETE" });
    // What an import that began before the deletion does at its end.
    await chatStub(as, "with-file").importChat(as, { ...BARE, id: "with-file" }, packTurns([]), []);
    await account.addImported([{ ...BARE, id: "with-file", model: "" }]);
    expect((await call("/api/chats/with-file", { as })).status).toBe(404);
  });

  it("of one conversation is a file named after it, as JSON with its receipts and as Markdown with costs when asked", async () => {
    const as = "export@example.com";
    const chat = await newChat({ title: "Grüße / aus “Köln”" }, as);
    await ask(chat, as, "/gen tokens=3 log=never");
    const response = await call(`/api/chats/${chat}/export?format=json`, { as });
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="Gr_e aus _K_ln_.json"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20aus%20%E2%80%9CK%C3%B6ln%E2%80%9D.json`,
    );
    const document = (await response.json()) as { chats: { id: string; head: string; messages: Exported[] }[] };
    expect(document.chats[0]).toMatchObject({ id: chat, title: "Grüße / aus “Köln”" });
    expect(document.chats[0]?.messages.map(({ role, text }) => [role, text])).toEqual([
      ["user", "/gen tokens=3 log=never"],
      ["assistant", " w0 w1 w2"],
    ]);
    expect(document.chats[0]?.messages[1]?.receipt).toBeDefined();
    const plain = await (await call(`/api/chats/${chat}/export?format=markdown`, { as })).text();
    const priced = await (await call(`/api/chats/${chat}/export?format=markdown&costs=1`, { as })).text();
    expect(plain).toContain("# Grüße / aus “Köln”");
    expect(plain).toContain("w0 w1 w2");
    expect(plain).not.toContain("$");
    expect(priced).toMatch(/Cost of this branch: \$0\.\d+/);
    expect((await call(`/api/chats/${chat}/export`, { as: "stranger-of-transfer@example.com" })).status).toBe(404);
  });

  it("[I3] [P92] [P93] an answer's rating: once, in every tab, beyond a crash, in exports, and back by an import byte for byte", async () => {
    const [as, second] = ["rater@example.com", "rated@example.com"];
    await importAs(as, [chatgptConversation]);
    const chat = "chatgpt-gpt-1";
    const [tab, other] = [new Tab(chat, as), new Tab(chat, as)];
    await Promise.all([tab.isLive(), other.isLive()]);
    const given = { value: "down", reasons: ["incorrect", "too-long"], note: "Not\nthat „tea“." } as const;
    tab.live.rate("q2.a", { ...given, reasons: [...given.reasons] });
    await other.until(() => other.message("q2.a")?.rating !== undefined);
    expect(other.message("q2.a")).toMatchObject({ text: "No.", rating: given });
    const rate = async (body: object) => {
      const response = await call(`/api/chats/${chat}/commands`, { as, body: { type: "rate", ...body } });
      return [response.status, await response.text()] as const;
    };
    const up = { id: "up", messageId: "a2b.a", rating: { value: "up" } };
    expect(await rate(up)).toEqual([202, "{}"]);
    expect(await rate({ id: "off", messageId: "a2b.a", rating: null })).toEqual([202, "{}"]);
    // The first one again takes no effect any more, and is no other command.
    expect(await rate(up)).toEqual([200, "{}"]);
    expect((await rate({ ...up, rating: null }))[0]).toBe(409);
    await other.until(() => other.message("a2b.a")?.rating === undefined);
    expect((await rate({ id: "q", messageId: "q2", rating: { value: "up" } }))[0]).toBe(409);
    expect((await rate({ id: "n", messageId: "nobody.a", rating: { value: "up" } }))[0]).toBe(400);
    expect((await rate({ id: "r", messageId: "q2.a", rating: { value: "up", reasons: ["too-long"] } }))[0]).toBe(400);
    expect((await rate({ id: "l", messageId: "q2.a", rating: { value: "up", note: "x".repeat(1_001) } }))[0]).toBe(400);
    for (const each of [tab, other]) each.close();
    await crash(chatStub(as, chat));
    expect((await stored(chat, as)).messages.flatMap(({ rating }) => rating ?? [])).toEqual([given]);
    const text = await (await call(`/api/export`, { as })).text();
    await importAs(second, JSON.parse(text));
    expect(without(await (await call(`/api/export`, { as: second })).text())).toBe(without(text));
    await call(`/api/chats/${chat}/commands`, { as: second, body: { type: "select", id: "s", messageId: "q2.a" } });
    const markdown = await (await call(`/api/chats/${chat}/export?format=markdown`, { as: second })).text();
    expect(markdown).toContain("No.\n\n> **Rated:** bad (incorrect, too long)\n>\n> Not\n> that „tea“.\n");
  });

  it("as a zip has a file for each conversation, each with a name of its own, and the document", async () => {
    const as = "zip@example.com";
    await importAs(as, [claudeConversation, { ...claudeConversation, uuid: "claude-2" }]);
    const response = await call("/api/export?format=zip", { as });
    expect(response.headers.get("content-type")).toBe("application/zip");
    const { unzipSync, strFromU8 } = await import("fflate");
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    expect(Object.keys(files).toSorted()).toEqual(["Rain (2).md", "Rain.md", "tally.json"]);
    expect(strFromU8(files["Rain.md"] ?? new Uint8Array())).toContain("Because clouds are heavy.");
    expect(JSON.parse(strFromU8(files["tally.json"] ?? new Uint8Array()))).toMatchObject({ format: "tally", version: 1 });
  });

  it("a conversation of many pages comes whole and in order", async () => {
    const as = "long-of-transfer@example.com";
    const messages = Array.from({ length: 3_000 }, (_, at) => ({
      uuid: `m${at}`,
      sender: at % 2 === 0 ? "human" : "assistant",
      text: `words ${at}`,
    }));
    await importAs(as, [{ uuid: "long", name: "Long", chat_messages: messages }]);
    const document = await json<{ chats: { messages: Exported[] }[] }>(call("/api/chats/claude-long/export", { as }));
    expect(document.chats[0]?.messages.map(({ text }) => text)).toEqual(messages.map(({ text }) => text));
    const markdown = await (await call("/api/chats/claude-long/export?format=markdown", { as })).text();
    expect(markdown.match(/^words \d+$/gm)?.map((line) => Number(line.slice(6)))).toEqual(messages.map((_, at) => at));
    const rows = await runInDurableObject(chatStub(as, "claude-long"), (_chat, state) =>
      state.storage.sql.exec("SELECT count(*) AS n FROM turn").one(),
    );
    expect(rows["n"]).toBe(1_500);
  });
});
