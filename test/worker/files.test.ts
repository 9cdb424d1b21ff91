/** Files of a conversation, inside workerd: in and out, beside messages, in their estimates and calls, and gone with it (docs/protocol.md, "Files"). */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/protocol/message.ts";
import type { Receipt } from "../../src/protocol/http.ts";
import type { UploadedFile } from "../../src/protocol/files.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import { concat, docx, odt, pdf, png, pptx, utf8, wav, xlsx } from "../unit/files/samples.ts";
import { call, json, newChat, stored, Tab } from "./tab.ts";

type ExportedWithFiles = { files: { id: string; name: string; type: string; bytes: number; data: string }[] };
type Answered<T> = { status: number; body: T };

async function upload<T = UploadedFile>(chat: string, bytes: Uint8Array<ArrayBuffer>, name: string, type = ""): Promise<Answered<T>> {
  const response = await call(`/api/chats/${chat}/files?name=${encodeURIComponent(name)}`, {
    method: "POST",
    raw: bytes,
    headers: { "content-type": type },
  });
  return { status: response.status, body: await response.json<T>() };
}

async function statusOf(path: string, options: Parameters<typeof call>[1] = {}): Promise<number> {
  const response = await call(path, options);
  await response.arrayBuffer();
  return response.status;
}

/** Sends a message and waits for its answer. */
async function ask(chat: string, body: { id: string; text: string; files: string[]; model?: string }): Promise<Message> {
  const response = await call(`/api/chats/${chat}/messages`, { body });
  expect(response.status, await response.clone().text()).toBe(202);
  const tab = new Tab(chat);
  await tab.isLive();
  await tab.ended(`${body.id}.a`);
  tab.close();
  const { messages } = await stored(chat);
  const answer = messages.find(({ id }) => id === `${body.id}.a`);
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

describe("a file of a conversation", () => {
  it("whose upload a crash ended leaves nothing behind the next one [I6]", async () => {
    const chat = await newChat();
    const stub = env.CHAT.getByName(`alice@example.com/${chat}`);
    const numbers = (): Promise<unknown[]> =>
      runInDurableObject(stub, (_chat, { storage }) => storage.sql.exec("SELECT DISTINCT file FROM file_part").toArray());
    await runInDurableObject(stub, (_chat, { storage }) => {
      storage.sql.exec("INSERT INTO file_part (file, ordinal, data) VALUES (7, 0, x'00'), (7, 1, x'00')");
    });
    await upload(chat, utf8("words"), "a.txt");
    expect(await numbers()).toEqual([{ file: 1 }]);
  });

  it("costs a row, and one for each 1.89 MB: a picture of 5 MB four [I12]", async () => {
    const chat = await newChat();
    const rows = async (): Promise<number> => (await json<{ rowsWritten: number }>(call(`/api/chats/${chat}/stats`))).rowsWritten;
    const before = await rows();
    await upload(chat, png(640, 480, 5_000_000), "harbour.png");
    expect((await rows()) - before).toBe(4);
  });

  it("is one by its content: the same bytes are the same file under its first name [P70]", async () => {
    const chat = await newChat();
    const bytes = png(640, 480, 2_000_000);
    const first = await upload(chat, bytes, "../../etc/\u202eharbour\r\n.png", "text/html");
    expect(first).toMatchObject({ status: 201, body: { name: "harbour .png", type: "image/png", kind: "image", width: 640, height: 480 } });
    expect(first.body.tokens).toBeGreaterThan(100);
    expect(first.body.id).toBe(createHash("sha256").update(bytes).digest("hex"));
    const again = await upload(chat, bytes, "other.png");
    expect(again).toEqual({ status: 200, body: first.body });

    const got = await call(`/api/chats/${chat}/files/${first.body.id}`);
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": String(bytes.length),
      "content-disposition": `inline; filename="harbour .png"; filename*=UTF-8''harbour%20.png`,
      "x-content-type-options": "nosniff",
    });
    expect(got.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
    // Nobody else's, and of no other conversation.
    expect(await statusOf(`/api/chats/${chat}/files/${first.body.id}`, { as: "bob@example.com" })).toBe(404);
    expect(await statusOf(`/api/chats/${await newChat()}/files/${first.body.id}`)).toBe(404);
  });

  it.each([
    ["page.html", utf8("<!doctype html><script>alert(1)</script>"), "text/html"],
    ["evil.svg", utf8(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "image/svg+xml"],
  ])("that could run in a page is never served as what it is: %s [P71] [I14]", async (name, bytes, type) => {
    const chat = await newChat();
    const { body } = await upload(chat, bytes, name, "image/png");
    expect(body).toMatchObject({ kind: "text", type });
    const got = await call(`/api/chats/${chat}/files/${body.id}`);
    expect(got.headers.get("content-disposition")).toMatch(/^attachment; /);
    expect(got.headers.get("content-type")).toBe("text/plain");
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
  });

  it.each([
    ["tides.pdf", pdf(["The sea goes out", "and comes in"]), "application/pdf", 2, "The sea goes out"],
    [
      "tides.docx",
      docx(),
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      undefined,
      "# Tides\nThe sea goes out twice a day.",
    ],
    [
      "boats.xlsx",
      xlsx(),
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      1,
      "## Harbour\n\nBoat\t\t12.5\nMeeuwe\tin\tTRUE",
    ],
    ["talk.pptx", pptx(), "application/vnd.openxmlformats-officedocument.presentationml.presentation", 2, "## Slide 1\n\nFirst"],
    ["ebb.odt", odt(), "application/vnd.oasis.opendocument.text", undefined, "## Ebb\nLow  water"],
  ])("is read as text: %s [P72]", async (name, bytes, type, pages, words) => {
    const chat = await newChat();
    const { status, body } = await upload(chat, bytes, name, "application/octet-stream");
    expect({ status, body }).toMatchObject({ status: 201, body: { kind: "document", type } });
    expect(body.pages).toBe(pages);
    const text = await call(`/api/chats/${chat}/files/${body.id}?as=text`);
    expect(text.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await text.text()).toContain(words);
  });

  it.each([
    [415, "a program", concat(utf8("MZ"), new Uint8Array(100))],
    [415, "an empty file", new Uint8Array()],
    [415, "a zip that is no document", utf8("PK\u0003\u0004 and no more")],
    [413, "a picture of a million pixels' height", png(1, 1_000_000)],
    [413, "a picture of more than 10 MB", png(10, 10, 10 * 1024 * 1024)],
    [413, "a text of more than 25 MB", new Uint8Array(25 * 1024 * 1024 + 1).fill(97)],
  ])("is refused with %i: %s, and leaves nothing [P71]", async (status, _what, bytes) => {
    const chat = await newChat();
    const refused = await upload<Problem>(chat, bytes, "x.png", "image/png");
    expect(refused.status).toBe(status);
    expect(refused.body.detail.length).toBeGreaterThan(10);
    // What was stored of it was taken back: the next file is the first.
    const { body } = await upload(chat, utf8("words"), "a.txt");
    expect(await statusOf(`/api/chats/${chat}/files/${body.id}`)).toBe(200);
  });
});

describe("a message with files", () => {
  it("shows them to the model, and in every later question of its branch [P73]", async () => {
    const chat = await newChat();
    const picture = (await upload(chat, png(640, 480), "harbour.png")).body;
    const document = (await upload(chat, pdf(["The sea goes out twice a day"]), "tides.pdf")).body;
    const files = [picture.id, document.id];
    const price = await json<{ likelyNanoUsd: number; worstNanoUsd: number; inputTokens: number; models: { id: string }[] }>(
      call("/api/estimate", { body: { chatId: chat, text: "What is this?", model: "embedded/tally", files } }),
    );
    expect(price.inputTokens).toBeGreaterThan(picture.tokens + 20);
    // A model that does not see is not among those that could take it.
    expect(price.models.map(({ id }) => id)).not.toContain("embedded/costly");

    const answer = await ask(chat, { id: "m1", text: "What is this?", files });
    expect(answer.text).toContain("**harbour.png**: image/png, 640 × 480 pixels");
    expect(answer.text).toContain("**tides.pdf**: application/pdf");
    expect(answer.text).toContain("pages: 1; it begins with `Page 1 The sea goes out twice a day`");
    // The books: what was estimated is what was billed, within the guess of the answer's length, and below the worst case.
    expect(answer.receipt?.inputTokens).toBe(price.inputTokens);
    expect(answer.receipt?.costNanoUsd ?? 0).toBeLessThanOrEqual(price.worstNanoUsd);

    const later = await ask(chat, { id: "m2", text: "/gen tokens=3", files: [] });
    expect(later.receipt?.inputTokens ?? 0).toBeGreaterThan(price.inputTokens);
    const { messages } = await stored(chat);
    expect(messages.find(({ id }) => id === "m1")?.files).toEqual([
      { id: picture.id, name: "harbour.png", type: "image/png", bytes: picture.bytes, kind: "image", width: 640, height: 480 },
      { id: document.id, name: "tides.pdf", type: "application/pdf", bytes: document.bytes, kind: "document" },
    ]);
    // A summary of the branch is made with them too.
    const tab = new Tab(chat);
    await tab.isLive();
    await call(`/api/chats/${chat}/commands`, { body: { type: "compact", id: "k1" } });
    await tab.until(({ state }) => state.messages.get("m2.a")?.summary !== undefined);
    tab.close();
    // A message holds them.
    expect(await statusOf(`/api/chats/${chat}/files/${picture.id}`, { method: "DELETE" })).toBe(409);
  });

  it("is the same when it is sent again, and another with other files [P74] [I3]", async () => {
    const chat = await newChat();
    const { body: file } = await upload(chat, utf8("a,b\n1,2\n"), "table.csv");
    expect(file).toMatchObject({ kind: "text", type: "text/csv" });
    const body = { id: "m1", text: "", files: [file.id] };
    await ask(chat, body);
    expect((await call(`/api/chats/${chat}/messages`, { body })).status).toBe(200);
    expect((await call(`/api/chats/${chat}/messages`, { body: { ...body, text: "x", files: [] } })).status).toBe(409);
    // Without words and without files there is nothing to ask.
    expect((await call(`/api/chats/${chat}/messages`, { body: { id: "m2", text: " ", files: [] } })).status).toBe(400);
    // An edit keeps the files that it does not name, a regeneration has its question's.
    const commands = (command: object): Promise<Response> => call(`/api/chats/${chat}/commands`, { body: command });
    expect((await commands({ type: "edit", id: "e1", messageId: "m1", text: "Sum it" })).status).toBe(202);
    const tab = new Tab(chat);
    await tab.isLive();
    await tab.ended("e1.a");
    expect(tab.message("e1")?.files?.map(({ id }) => id)).toEqual([file.id]);
    expect((await commands({ type: "regenerate", id: "r1", messageId: "e1.a" })).status).toBe(202);
    await tab.ended("r1.a");
    expect(tab.message("r1.a")?.text).toContain("**table.csv**: text/csv");
    tab.close();
  });

  it("is refused before its money is held: unknown files, pictures for a model that cannot see [P75] [I8]", async () => {
    const chat = await newChat();
    const { body: picture } = await upload(chat, png(10, 10), "dot.png");
    const send = (body: object): Promise<Response> => call(`/api/chats/${chat}/messages`, { body: { id: "m1", text: "?", ...body } });
    const blind = await send({ files: [picture.id], model: "embedded/costly" });
    expect(blind.status).toBe(422);
    expect((await blind.json<Problem>()).detail).toContain("cannot see pictures");
    expect((await send({ files: ["0".repeat(64)] })).status).toBe(400);
    expect((await send({ files: Array.from({ length: 11 }, (_, index) => String(index).padStart(64, "0")) })).status).toBe(400);
    // What the tests before this one held is given back when their costs are known.
    await expect.poll(async () => (await json<{ wallet: { heldNanoUsd: number } }>(call("/api/me"))).wallet.heldNanoUsd).toBe(0);
    expect((await stored(chat)).messages).toEqual([]);
    // A picture of an earlier message is named to a model that cannot see, and not sent.
    await ask(chat, { id: "m2", text: "Look", files: [picture.id] });
    expect((await ask(chat, { id: "m3", text: "And?", files: [], model: "embedded/costly" })).status).toBe("done");
    // One that no message holds can be taken away.
    const { body: other } = await upload(chat, utf8("words"), "a.txt");
    expect(await statusOf(`/api/chats/${chat}/files/${other.id}`, { method: "DELETE" })).toBe(200);
    expect(await statusOf(`/api/chats/${chat}/files/${other.id}`)).toBe(404);
  });
});

/** Names of the files in a tab's composer. */
const namesIn = ({ state }: Tab): string[] => state.attached.files.map(({ name }) => name);
const attach = (chat: string, words: string, name: string): Promise<UploadedFile> =>
  json(call(`/api/chats/${chat}/files?draft=1&name=${name}`, { method: "POST", raw: utf8(words) }));

describe("files in the composer", () => {
  it("stand in every tab, once, until one tab takes them off: then the file is gone where no message holds it [P97]", async () => {
    const chat = await newChat();
    const one = new Tab(chat);
    await one.isLive();
    const file = await attach(chat, "a,b", "a.csv");
    await one.until((tab) => namesIn(tab).length === 1);
    expect(one.state.attached.files).toEqual([file]);
    // The same bytes from a second tab are the same file; of either tab, the other one may have it taken off.
    const two = new Tab(chat);
    await two.isLive();
    expect(await attach(chat, "a,b", "again.csv")).toEqual(file);
    expect(namesIn(two)).toEqual(["a.csv"]);
    const off = { method: "DELETE" };
    expect(await statusOf(`/api/chats/${chat}/draft/files/${file.id}`, off)).toBe(200);
    await Promise.all([one, two].map((tab) => tab.until((it) => namesIn(it).length === 0)));
    expect(await statusOf(`/api/chats/${chat}/files/${file.id}`)).toBe(404);
    expect(await statusOf(`/api/chats/${chat}/draft/files/${file.id}`, off)).toBe(200);
    expect(await statusOf(`/api/chats/${chat}/draft/files/${file.id}`, { method: "PUT" })).toBe(404);
    // What a script uploads and says nothing of stands in nobody's composer.
    await upload(chat, utf8("words"), "script.txt");
    expect(one.state.attached).toEqual({ files: [], version: 2 });
    one.close();
    two.close();
  });

  it("go with the message that takes them, and a tab that was away learns it with its cursor alone [P97] [I5]", async () => {
    const chat = await newChat();
    const [sent, left] = [await attach(chat, "one", "sent.txt"), await attach(chat, "two", "left.txt")];
    const tab = new Tab(chat);
    await tab.isLive();
    expect(namesIn(tab)).toEqual(["sent.txt", "left.txt"]);
    tab.sleep();
    await ask(chat, { id: "m1", text: "Read it", files: [sent.id] });
    tab.wake();
    await tab.until((it) => namesIn(it).length === 1);
    expect(namesIn(tab)).toEqual(["left.txt"]);
    const frames = tab.sockets.at(-1)?.frames ?? [];
    expect(frames.filter((frame) => frame.includes('"type":"snapshot"'))).toEqual([]);
    // A message that comes back from the queue puts its file there again; taken off, it stays with its message.
    expect(await statusOf(`/api/chats/${chat}/draft/files/${sent.id}`, { method: "PUT" })).toBe(200);
    expect(await statusOf(`/api/chats/${chat}/draft/files/${sent.id}`, { method: "DELETE" })).toBe(200);
    expect(await statusOf(`/api/chats/${chat}/files/${sent.id}`)).toBe(200);
    // Taken away altogether, it stands in no composer.
    expect(await statusOf(`/api/chats/${chat}/files/${left.id}`, { method: "DELETE" })).toBe(200);
    await tab.until((it) => namesIn(it).length === 0);
    tab.close();
  });
});

describe("a share", () => {
  it("shows the files of the branch that is shown, and no others [P56] [I9]", async () => {
    const chat = await newChat();
    const shown = (await upload(chat, png(3, 3), "shown.png")).body;
    const hidden = (await upload(chat, png(4, 4), "hidden.png")).body;
    await ask(chat, { id: "m1", text: "Look", files: [hidden.id] });
    const edit = { type: "edit", id: "e1", messageId: "m1", text: "Look here", files: [shown.id] };
    expect((await call(`/api/chats/${chat}/commands`, { body: edit })).status).toBe(202);
    const share = await json<{ id: string }>(call(`/api/chats/${chat}/shares`, { body: {} }));
    const as = "reader@example.com";
    const { messages } = await json<{ messages: Message[] }>(call(`/api/shared/${share.id}`, { as }));
    expect(messages[0]?.files?.map(({ name }) => name)).toEqual(["shown.png"]);
    const got = await call(`/api/shared/${share.id}/files/${shown.id}`, { as });
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(png(3, 3));
    expect(await statusOf(`/api/shared/${share.id}/files/${hidden.id}`, { as })).toBe(404);
    expect(await statusOf(`/api/shared/${share.id}/files/x`, { as })).toBe(404);
    expect(await statusOf(`/api/chats/${chat}/shares/${share.id}`, { method: "DELETE" })).toBe(200);
    expect(await statusOf(`/api/shared/${share.id}/files/${shown.id}`, { as })).toBe(404);
  });
});

describe("files on their way out and back", () => {
  it("are in the export byte for byte, come in again with their messages, and are gone with the conversation [P78] [I10]", async () => {
    const chat = await newChat({ title: "Harbour" });
    const bytes = png(20, 10, 2_000_000);
    const picture = (await upload(chat, bytes, "harbour.png")).body;
    const document = (await upload(chat, docx(), "tides.docx")).body;
    await ask(chat, { id: "m1", text: "What is this?", files: [picture.id, document.id] });
    const exported = await (await call(`/api/chats/${chat}/export?format=json`)).text();
    const [out] = (JSON.parse(exported) as { chats: ExportedWithFiles[] }).chats;
    expect(out?.files.map(({ id, name, type, bytes: size }) => ({ id, name, type, bytes: size }))).toEqual(
      [picture, document].map(({ id, name, type, bytes: size }) => ({ id, name, type, bytes: size })),
    );
    expect(new Uint8Array(Buffer.from(out?.files[0]?.data ?? "", "base64"))).toEqual(bytes);
    expect(await (await call(`/api/chats/${chat}/export?format=markdown`)).text()).toContain("Files: harbour.png, tides.docx");

    expect((await call(`/api/chats/${chat}`, { method: "DELETE" })).status).toBe(200);
    expect(await statusOf(`/api/chats/${chat}/files/${picture.id}`)).toBe(404);

    const forged = exported.replaceAll(document.id, "f".repeat(64));
    const { imported, warnings } = await json<{ imported: { chatId: string }[]; warnings: string[] }>(call("/api/import", { raw: forged }));
    expect(warnings).toEqual([]);
    const back = imported[0]?.chatId ?? "";
    const { messages } = await stored(back);
    // What a file is called, its bytes say, whatever the document claims.
    expect(messages[0]?.files?.map(({ id, name, kind }) => ({ id, name, kind }))).toEqual([
      { id: picture.id, name: "harbour.png", kind: "image" },
      { id: document.id, name: "tides.docx", kind: "document" },
    ]);
    const got = await call(`/api/chats/${back}/files/${picture.id}`);
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
    expect(await (await call(`/api/chats/${back}/files/${document.id}?as=text`)).text()).toContain("The sea goes out twice a day.");
  });
});

const large = (seed: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(10 * 1024 * 1024).map((_, at) => 97 + (((at * 2_654_435_761 + seed) >>> 13) % 26));
const bring = (document: ArrayBuffer): Promise<{ imported: { chatId: string }[]; skipped: object[]; warnings: string[] }> =>
  json(call("/api/import", { raw: document, as: "other@example.com" }));

describe("a conversation of more than 24 MB", () => {
  it(
    "comes in with all its files, each by itself; again it brings what an import that broke off left out [P78]",
    { timeout: 240_000 },
    async () => {
      const chat = await newChat({ title: "Large" });
      const files: UploadedFile[] = [];
      for (const seed of [1, 2]) files.push((await upload(chat, large(seed), `large ${seed}.txt`)).body);
      await ask(chat, { id: "m1", text: "/gen tokens=2", files: files.map(({ id }) => id) });
      const exported = await (await call(`/api/chats/${chat}/export?format=json`)).arrayBuffer();
      expect(exported.byteLength).toBeGreaterThan(26 * 1024 * 1024);
      const broken = await bring(exported.slice(0, exported.byteLength - 1024 * 1024));
      expect(broken).toMatchObject({
        imported: [{ chatId: chat }],
        warnings: ["The document ends in its middle: what came before its end is here."],
      });
      const statuses = (): Promise<number[]> =>
        Promise.all(files.map(({ id }) => statusOf(`/api/chats/${chat}/files/${id}`, { as: "other@example.com" })));
      expect(await statuses()).toEqual([200, 404]);
      expect(await bring(exported)).toEqual({ imported: [], skipped: [{ title: "Large", reason: "It is here already." }], warnings: [] });
      expect(await statuses()).toEqual([200, 200]);
      const { messages } = await json<{ messages: Message[] }>(call(`/api/chats/${chat}/messages`, { as: "other@example.com" }));
      expect(messages[0]?.files?.map(({ id, name }) => ({ id, name }))).toEqual(files.map(({ id, name }) => ({ id, name })));
    },
  );
});

describe("words read aloud", () => {
  it("are priced by the letter, held, booked and settled piece by piece, with the purpose speech [P98] [I7] [I8]", async () => {
    const as = "listener@example.com";
    const chat = await newChat({}, as);
    const text = "The sea goes out twice a day. 🌊";
    const speak = (body: object, id = chat): Promise<Response> => call(`/api/chats/${id}/speak`, { body, as });
    const { voice } = await json<{ voice: object }>(call("/api/models", { as }));
    expect(voice).toEqual({ model: "embedded/voice", usdPerMillionCharacters: 15, simulated: true });
    const response = await speak({ text });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("audio/wav");
    expect(new TextDecoder("latin1").decode(await response.arrayBuffer()).slice(0, 4)).toBe("RIFF");
    const cost = [...text].length * 15_000;
    expect(response.headers.get("x-tally-cost-nano-usd")).toBe(String(cost));
    const { receipts } = await json<{ receipts: Receipt[] }>(call(`/api/chats/${chat}/receipts`, { as }));
    expect(receipts).toMatchObject([
      {
        callId: response.headers.get("x-tally-call-id"),
        purpose: "speech",
        end: "done",
        basis: "listed",
        simulated: true,
        costNanoUsd: cost,
      },
    ]);
    const { wallet } = await json<{ wallet: { heldNanoUsd: number; spentNanoUsd: number } }>(call("/api/me", { as }));
    expect(wallet).toMatchObject({ heldNanoUsd: 0, spentNanoUsd: cost });

    // Ten letters are left, and eleven are asked for.
    await call(`/api/admin/people/${as}/budget`, { method: "PUT", body: { limitNanoUsd: cost + 150_000 }, as: "admin@localhost" });
    expect((await speak({ text: "x".repeat(11) })).status).toBe(402);
    expect((await speak({ text: "x".repeat(10) })).status).toBe(200);
    expect((await speak({ text: " " })).status).toBe(400);
    expect((await speak({ text: "x".repeat(2_001) })).status).toBe(400);
    expect((await speak({ text }, crypto.randomUUID())).status).toBe(404);
  });
});

describe("a recording", () => {
  it("is heard, held and booked like any call: 3 s of it have one receipt, and the wallet has its cost [P77] [I7]", async () => {
    const as = "speaker@example.com";
    const chat = await newChat({}, as);
    const transcribe = (raw: Uint8Array<ArrayBuffer>, query = ""): Promise<Response> =>
      call(`/api/chats/${chat}/transcribe${query}`, { method: "POST", raw, as, headers: { "content-type": "audio/wav" } });
    const response = await transcribe(wav(3), "?language=en");
    expect(response.status).toBe(200);
    const { text, receipt } = await response.json<{ text: string; receipt: Receipt }>();
    expect(text).toBe("No model has listened: a recording came here, audio/wav, 24,044 bytes, about 4 s.");
    // 0.00051 USD a minute: 8,500 nano-dollars a second.
    expect(receipt).toMatchObject({ purpose: "transcription", end: "done", basis: "listed", simulated: true, costNanoUsd: 4 * 8_500 });
    const { receipts, totalNanoUsd } = await json<{ receipts: Receipt[]; totalNanoUsd: number }>(
      call(`/api/chats/${chat}/receipts`, { as }),
    );
    expect(receipts).toEqual([receipt]);
    expect(totalNanoUsd).toBe(receipt.costNanoUsd);
    const { wallet } = await json<{ wallet: { heldNanoUsd: number; spentNanoUsd: number } }>(call("/api/me", { as }));
    expect(wallet).toMatchObject({ heldNanoUsd: 0, spentNanoUsd: receipt.costNanoUsd });

    expect((await transcribe(utf8("no recording"))).status).toBe(415);
    expect((await transcribe(wav(1), "?language=English")).status).toBe(400);
    expect((await transcribe(concat(wav(1), new Uint8Array(25 * 1024 * 1024)))).status).toBe(413);
    expect(await statusOf(`/api/chats/${crypto.randomUUID()}/transcribe`, { method: "POST", raw: wav(1), as })).toBe(404);
  });
});
