/** `npm run memory`: how much the Worker holds while files come and go; it fails where that is more than the platform gives. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, Server } from "../crash/server.ts";
import { again, bring, bringIn, download, manyWords, MEGABYTE, newChat, picture, saveExport, text, upload } from "./files.ts";
import { Heap } from "./heap.ts";

/** What the platform gives an isolate. */
const MOST_MB = 128;
/** Files that fill a conversation. */
const FILES = 8;
const PEOPLE = Array.from({ length: 10 }, (_, index) => `person${index}@example.com`);
const PAGE = fileURLToPath(new URL("../../docs/reliability.md", import.meta.url));
const MARKS = ["<!-- memory: written by npm run memory -->", "<!-- memory: end -->"] as const;

const state = mkdtempSync(join(tmpdir(), "tally-memory-"));
let inspector = 0;
let server: Server | null = null;
/** A new process on the same state, on ports that no connection of `fetch` leads to yet. */
async function anew(): Promise<Server> {
  await server?.kill();
  inspector = await freePort();
  server = await Server.start(join(state, "state"), {
    INSPECTOR_PORT: String(inspector),
    MONTHLY_LIMIT_USD: "1000",
    // With a larger heap V8 leaves what nobody needs lying about, and that would be measured.
    MINIFLARE_WORKERD_V8_FLAGS: `--max-old-space-size=${MOST_MB}`,
  });
  return server;
}
async function end(code: number): Promise<never> {
  await server?.kill();
  rmSync(state, { recursive: true, force: true });
  process.exit(code);
}
process.on("SIGINT", () => void end(130));

const residentMb = (workerd: number, line: "VmRSS" | "VmHWM"): number =>
  Number(new RegExp(`${line}:\\s+(\\d+)`).exec(readFileSync(`/proc/${workerd}/status`, "utf8"))?.[1] ?? 0) / 1024;

type Row = { what: string; before: number; most: number; heap: number; buffers: number; resident: [number, number]; seconds: number };
const rows: Row[] = [];

/** Does it in a server that was just started, so that nothing of what was before is counted. */
async function measure(what: string, work: (server: Server) => Promise<void>): Promise<void> {
  const started = await anew();
  const { workerd } = started;
  const heap = await Heap.of(inspector);
  const before = await heap.now();
  const residentBefore = residentMb(workerd, "VmRSS");
  const began = performance.now();
  heap.watch();
  await work(started);
  const { heapMb, buffersMb, sumMb } = await heap.most();
  heap.close();
  rows.push({
    what,
    before: before.heapMb + before.buffersMb,
    most: sumMb,
    heap: heapMb,
    buffers: buffersMb,
    resident: [residentBefore, residentMb(workerd, "VmHWM")],
    seconds: (performance.now() - began) / 1000,
  });
  console.log(`${what}: ${sumMb.toFixed(0)} MB at most`);
}

function check(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(what);
}

const load = [loadavg()[0] ?? 0];
try {
  const chats = new Map<string, string>();
  const first = await anew();
  for (const as of PEOPLE) chats.set(as, await newChat(first, as));
  const each = (work: (as: string, chat: string, index: number) => Promise<unknown>): Promise<unknown> =>
    Promise.all([...chats].map(([as, chat], index) => work(as, chat, index)));
  const texts = PEOPLE.map((_, index) => text(index));
  const ids: string[] = [];
  await measure("ten people upload a text of 25 MB each at once", async (server) => {
    await each(async (as, chat, index) => (ids[index] = await upload(server, as, chat, texts[index] ?? text(index), `${index}.txt`)));
  });
  await measure("ten people upload a picture of 9.9 MB each at once", async (server) => {
    await each((as, chat, index) => upload(server, as, chat, picture(), `${index}.png`));
  });
  await measure("ten people download 25 MB each at once, as fast as they come", async (server) => {
    await each(async (as, chat, index) =>
      check((await download(server, as, chat, ids[index] ?? "")) === 25 * MEGABYTE, "a short download"),
    );
  });
  const [owner, reader] = ["owner@example.com", "reader@example.com"];
  const full = await newChat(await anew(), owner);
  const named: string[] = [];
  let rowsOfFiles = 0;
  await measure(`${FILES} files of 25 MB into one conversation, one after the other`, async (server) => {
    for (let index = 0; index < FILES; index += 1) named.push(await upload(server, owner, full, text(100 + index), `${index}.txt`));
    rowsOfFiles = (await again(() => server.call<{ rowsWritten: number }>(`/api/chats/${full}/stats`, { as: owner }))).body.rowsWritten;
  });
  const asking = await anew();
  const question = { id: "m1", text: "/gen tokens=2", files: named };
  const { status } = await again(() => asking.call(`/api/chats/${full}/messages`, { as: owner, body: question }));
  check(status === 200 || status === 202, `the question was answered ${status}`);
  const document = join(state, "export.json");
  let exportedBytes = 0;
  await measure(`an export of that conversation, as fast as it comes`, async (server) => {
    exportedBytes = await saveExport(server, owner, full, document);
  });
  let requests = 0;
  await measure(`its import by somebody else, in the requests that the app makes of it`, async (server) => {
    const results = await bringIn(server, reader, document);
    requests = results.length;
    check(results.flatMap(({ imported }) => imported).length <= 1, "it came in twice");
    check(
      results.every(({ warnings }) => warnings.length === 0),
      "something was left out",
    );
  });
  const { base } = await anew();
  for (const [index, id] of named.entries()) {
    const bytes = await again(async () => {
      const response = await fetch(`${base}/api/chats/${full}/files/${id}`, { headers: { "x-tally-dev-user": reader } });
      return new Uint8Array(await response.arrayBuffer());
    });
    const digest = createHash("sha256").update(bytes).digest("hex");
    check(digest === id, `file ${index} is not what it was`);
  }
  await measure("an import of 24 MB of words, a letter beyond Latin-1 in each message", async (server) => {
    await bring(server, "writer@example.com", manyWords());
    const { status } = await again(() => server.call("/api/chats/words", { as: "writer@example.com" }));
    check(status === 200, "the words did not come in");
  });
  load.push(loadavg()[0] ?? 0);
  const table = [
    `\`npm run memory\`, ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores at a load of ${load.map((each) => each.toFixed(1)).join(" to ")}, Node ${process.version}, ${process.platform}. One isolate of one workerd has the Worker and every object in it; each line begins in a new one, whose heap is held to ${MOST_MB} MB.`,
    "",
    "| | JavaScript at most, MB | of it buffers | just started | process, from and at most, MB | seconds |",
    "|---|---:|---:|---:|---:|---:|",
    ...rows.map(
      ({ what, before, most, buffers, resident, seconds }) =>
        `| ${what} | ${most.toFixed(0)} | ${buffers.toFixed(0)} | ${before.toFixed(0)} | ${resident.map((mb) => mb.toFixed(0)).join(" → ")} | ${seconds.toFixed(0)} |`,
    ),
    "",
    `The export has ${(exportedBytes / MEGABYTE).toFixed(0)} MB and came in by ${requests} requests, every file byte for byte. ${FILES} files of 25 MB wrote ${rowsOfFiles} rows: ${(rowsOfFiles / FILES / 25).toFixed(2)} for each MB.`,
  ].join("\n");
  console.log(`\n${table}`);
  const page = readFileSync(PAGE, "utf8");
  const [from, to] = [page.indexOf(MARKS[0]), page.indexOf(MARKS[1])];
  if (from === -1 || to === -1) throw new Error("docs/reliability.md has no place for it");
  writeFileSync(PAGE, `${page.slice(0, from + MARKS[0].length)}\n${table}\n${page.slice(to)}`);
  const over = rows.filter(({ most }) => most > MOST_MB);
  for (const { what, most } of over) console.error(`More than ${MOST_MB} MB: ${what} (${most.toFixed(0)} MB)`);
  await end(over.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error);
  await end(1);
}
