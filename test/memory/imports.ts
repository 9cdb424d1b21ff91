/** Imports of the largest document that one request takes, of ChatGPT's shape and of ours: long conversations, and very many. */
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { MAX_IMPORT_BYTES, type ImportResult } from "../../src/protocol/transfer.ts";
import type { Server } from "../crash/server.ts";
import { Random } from "../fuzz/random.ts";
import { libraryOf } from "../roundtrip/library.ts";
import { MEGABYTE } from "./files.ts";
import { writeTable, type Measuring } from "./measuring.ts";

const MARKS = ["<!-- imports: written by npm run memory -- --imports -->", "<!-- imports: end -->"] as const;
const WORDS = "tea rain dahlia bridge 日本語 Köln what does “this” mean in a sentence of some length and why is it so".split(" ");
const BEGIN_SECONDS = 1_600_000_000;

function textOf(random: Random, characters: number): string {
  let text = random.of(WORDS);
  while (text.length < characters) text += ` ${random.of(WORDS)}`;
  return text;
}

/** A conversation as ChatGPT's `conversations.json` has it: a chain of nodes with what else stands in them. */
function chatgptOf(index: number, messages: number, characters: number): object {
  const random = new Random(5, index);
  const mapping: Record<string, object> = { root: { id: "root", message: null, parent: null, children: ["n0"] } };
  for (let nth = 0; nth < messages; nth += 1)
    mapping[`n${nth}`] = {
      id: `n${nth}`,
      parent: nth === 0 ? "root" : `n${nth - 1}`,
      children: nth === messages - 1 ? [] : [`n${nth + 1}`],
      message: {
        id: `n${nth}`,
        author: { role: nth % 2 === 0 ? "user" : "assistant", name: null, metadata: {} },
        create_time: BEGIN_SECONDS + index * 100_000 + nth * 60,
        update_time: null,
        content: { content_type: "text", parts: [textOf(random, characters)] },
        status: "finished_successfully",
        end_turn: true,
        weight: 1,
        metadata: { model_slug: "gpt-4o", request_id: `r${nth}`, timestamp_: "absolute", message_type: null },
        recipient: "all",
        channel: null,
      },
    };
  return {
    title: `Conversation ${index}`,
    create_time: BEGIN_SECONDS + index * 100_000,
    update_time: BEGIN_SECONDS + index * 100_000 + messages * 60,
    mapping,
    moderation_results: [],
    current_node: `n${messages - 1}`,
    conversation_id: `conversation-${index}`,
    default_model_slug: "gpt-4o",
  };
}

function* chatgptChats(messages: number, characters: number): Generator<object> {
  for (let index = 0; ; index += 1) yield chatgptOf(index, messages, characters);
}

/** Conversations without end, and what stands around them in a document. */
type Source = { chats: Iterable<object>; before: string; after: string };

/** Writes as many of the conversations as a request takes. @returns how many */
async function writeDocument(path: string, { chats, before, after }: Source): Promise<number> {
  let count = 0;
  function* pieces(): Generator<string> {
    yield before;
    let bytes = Buffer.byteLength(before) + Buffer.byteLength(after);
    for (const chat of chats) {
      const piece = `${count === 0 ? "" : ",\n"}${JSON.stringify(chat)}`;
      bytes += Buffer.byteLength(piece);
      if (bytes > MAX_IMPORT_BYTES) break;
      count += 1;
      yield piece;
    }
    yield after;
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path));
  return count;
}

/** Sends a document from the disk, as a browser does. */
async function send(server: Server, as: string, path: string): Promise<ImportResult> {
  const { size } = await stat(path);
  return new Promise((resolve, reject) => {
    const headers = { "x-tally-dev-user": as, "content-length": size };
    const sent = request(`${server.base}/api/import`, { method: "POST", agent: false, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode !== 200) return reject(new Error(`the import was answered ${answer.statusCode}: ${text.slice(0, 300)}`));
        const result: ImportResult = JSON.parse(text);
        resolve(result);
      });
    });
    sent.on("error", reject);
    createReadStream(path).on("error", reject).pipe(sent);
  });
}

const listed = (chats: Iterable<object>): Source => ({ chats, before: "[", after: "]" });

/** `npm run memory -- --imports` */
export async function largeImports(measuring: Measuring): Promise<void> {
  const ours: Source = {
    chats: libraryOf(1, Number.MAX_SAFE_INTEGER),
    before: '{"format":"tally","version":1,"exportedAt":"2026-01-01T00:00:00.000Z","chats":[',
    after: "]}",
  };
  const documents = [
    { what: "ChatGPT's shape, conversations of 1 MB", of: listed(chatgptChats(400, 2_000)) },
    { what: "ChatGPT's shape, conversations of 25 KB", of: listed(chatgptChats(20, 700)) },
    { what: "ours, the round trip's library with its files", of: ours },
  ];
  for (const [index, { what, of }] of documents.entries()) {
    const path = join(measuring.folder, `document-${index}.json`);
    const count = await writeDocument(path, of);
    const megabytes = ((await stat(path)).size / MEGABYTE).toFixed(1);
    // A state of its own: alarms that the import before it left due would all go off at once.
    await measuring.measure(
      `${megabytes} MB of ${what}: ${count.toLocaleString("en-US")} of them`,
      async (server) => {
        const { imported, skipped, warnings } = await send(server, `person${index}@example.com`, path);
        if (imported.length !== count || skipped.length > 0 || warnings.length > 0)
          throw new Error(
            `${imported.length} of ${count} came in, ${skipped.length} were skipped, ${warnings.length} warnings: ${warnings[0] ?? skipped[0]?.reason ?? ""}`,
          );
      },
      `state-${index}`,
    );
  }
  const remark =
    "Every conversation came in whole, without a warning. Each stays awake for some ten seconds in its own object; on Cloudflare's network those are elsewhere, and the Worker has what is under way alone.";
  writeTable(measuring.table("npm run memory -- --imports", remark), MARKS);
}
