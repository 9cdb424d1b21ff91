/** Imports as large as one request takes, in every shape that is read, and what follows them when the server starts again. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { MAX_IMPORT_BYTES, MAX_IMPORTED_CHAT_BYTES, type ImportResult } from "../../src/protocol/transfer.ts";
import type { Server } from "../crash/server.ts";
import { markOf } from "../roundtrip/library.ts";
import { documentIn, libraryDocument, writeDocument, type Size, type Source } from "./documents.ts";
import { again, MEGABYTE } from "./files.ts";
import { writeTable, type Measuring } from "./measuring.ts";

const MARKS = ["<!-- imports: written by npm run memory -- --imports -->", "<!-- imports: end -->"] as const;
const FOREIGN_BYTES = 60 * MEGABYTE;
const MIDDLING: Size = { messages: 100, characters: 2_000 };
/** Whatever the shape adds to the words, this is little less than one conversation may have. */
const LARGEST: Size = { messages: 800, characters: MAX_IMPORTED_CHAT_BYTES / 930 };
/** In shapes that write each message twice. */
const LARGEST_TWICE: Size = { ...LARGEST, messages: LARGEST.messages / 2 };
/** By then every conversation's alarm is due. */
const AWAY_MS = 90_000;
const POLL_MS = 500;

/** @param away what is measured after it: the server is killed at once, started when everything is due, and indexes all of it */
type Case = { what: string; of: Source; most: number; away: boolean };

const CASES: readonly Case[] = [
  {
    what: "ChatGPT's shape, conversations of 1 MB",
    of: documentIn("ChatGPT", { messages: 400, characters: 2_000 }),
    most: MAX_IMPORT_BYTES,
    away: true,
  },
  {
    what: "ChatGPT's shape, conversations of 25 KB",
    of: documentIn("ChatGPT", { messages: 20, characters: 700 }),
    most: MAX_IMPORT_BYTES,
    away: true,
  },
  { what: "ours, the round trip's library with its files", of: libraryDocument(), most: MAX_IMPORT_BYTES, away: false },
  {
    what: "ours, the first one of 23 MB, the others of 200 KB",
    of: documentIn("Tally", MIDDLING, LARGEST),
    most: FOREIGN_BYTES,
    away: false,
  },
  { what: "ChatGPT's shape, the same", of: documentIn("ChatGPT", MIDDLING, LARGEST), most: FOREIGN_BYTES, away: false },
  { what: "Claude's shape, the same", of: documentIn("Claude", MIDDLING, LARGEST_TWICE), most: FOREIGN_BYTES, away: false },
  { what: "Open WebUI's shape, the same", of: documentIn("Open WebUI", MIDDLING, LARGEST_TWICE), most: FOREIGN_BYTES, away: false },
  { what: "LibreChat's shape, the same", of: documentIn("LibreChat", MIDDLING, LARGEST), most: FOREIGN_BYTES, away: false },
];

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

type Hits = { hits: object[] };

/** Settles when each of so many conversations is found by its mark. */
async function indexed(server: Server, as: string, count: number): Promise<void> {
  // Each as late as the one before it or later, as a rule: few of them are asked for twice.
  for (let index = 0; index < count; index += 1)
    while ((await again(() => server.call<Hits>(`/api/search?q=${markOf(index)}`, { as }))).body.hits.length === 0)
      await setTimeout(POLL_MS);
}

async function measureCase(measuring: Measuring, { what, of, most, away }: Case, index: number): Promise<void> {
  const path = join(measuring.folder, `document-${index}.json`);
  const count = await writeDocument(path, of, most);
  const megabytes = ((await stat(path)).size / MEGABYTE).toFixed(1);
  const as = `person${index}@example.com`;
  // A state of its own: alarms that the import before it left due would all go off at once.
  const state = `state-${index}`;
  const label = `${megabytes} MB of ${what}: ${count.toLocaleString("en-US")} of them`;
  const work = async (server: Server): Promise<void> => {
    const { imported, skipped, warnings } = await send(server, as, path);
    if (imported.length !== count || skipped.length > 0 || warnings.length > 0)
      throw new Error(
        `${imported.length} of ${count} came in, ${skipped.length} were skipped, ${warnings.length} warnings: ${warnings[0] ?? skipped[0]?.reason ?? ""}`,
      );
  };
  await measuring.measure(label, work, state);
  if (!away) return;
  await measuring.stop();
  await setTimeout(AWAY_MS);
  await measuring.measure(
    "the same state, started again when all of them were due, until all are found",
    (server) => indexed(server, as, count),
    state,
  );
}

/** `npm run memory -- --imports`; with `--only 1,4` some of the documents, and nothing is written. */
export async function largeImports(measuring: Measuring, only: readonly number[] | null): Promise<void> {
  for (const [index, each] of CASES.entries()) if (only === null || only.includes(index + 1)) await measureCase(measuring, each, index);
  const remark =
    "Every conversation came in whole, without a warning. Each stays awake for some ten seconds in its own object; on Cloudflare's network many of those are elsewhere, and the Worker has what is under way alone.";
  const table = measuring.table("npm run memory -- --imports", remark);
  if (only === null) writeTable(table, MARKS);
  else console.log(`\n${table}`);
}
