/**
 * `npm run roundtrip -- --chats 5000 --seed 1`: a library into a server as `npm start` serves it, out of it, into an empty
 * person's and out of that: what went in must come out. `--write` puts the figures into docs/reliability.md.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { cpus, loadavg } from "node:os";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { Server } from "../crash/server.ts";
import { stateFolder } from "../fuzz/state.ts";
import { residentMb } from "../soak/figures.ts";
import { documentOf, essenceOf, libraryOf, markOf, type LibraryChat } from "./library.ts";

const { values } = parseArgs({
  options: {
    chats: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
  },
});
const count = Number(values.chats);
const seed = Number(values.seed);
const FIRST = "first@example.com";
const SECOND = "second@example.com";
const SAMPLE_EVERY_MS = 200;
const FOUND_WITHIN_MS = 1_200_000;
/** So many answers within so many milliseconds each: the server has nothing else to do. */
const QUICK_ANSWERS = 10;
const QUICK_MS = 500;
const MEGABYTE = 1024 * 1024;
const wrong: string[] = [];

/** Each on a connection of its own, for the server ends those that are idle. Without a limit of time, which Node's `fetch` has: five minutes. */
function ask(as: string, method: string, path: string, body = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(`${server.base}${path}`, { method, agent: false, headers: { "x-tally-dev-user": as } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode === 200) resolve(text);
        else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`));
      });
      answer.on("error", reject);
    });
    const startedAt = performance.now();
    sent.on("error", (error) =>
      reject(
        new Error(
          `${method} ${path} after ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${error.message}\n${server.output.slice(-2_000)}`,
        ),
      ),
    );
    sent.end(body);
  });
}

/** Runs it, and says how long it took and how much memory workerd had at most. */
async function measured<T>(work: Promise<T>): Promise<{ value: T; seconds: number; mostMb: number }> {
  const startedAt = performance.now();
  let mostMb = residentMb(server.workerd);
  const sampling = setInterval(() => (mostMb = Math.max(mostMb, residentMb(server.workerd))), SAMPLE_EVERY_MS);
  try {
    return { value: await work, seconds: (performance.now() - startedAt) / 1000, mostMb };
  } finally {
    clearInterval(sampling);
  }
}

type Imported = { imported: object[]; skipped: { title: string; reason: string }[]; warnings: string[] };
const bring = async (as: string, document: string): Promise<Imported> => JSON.parse(await ask(as, "POST", "/api/import", document));
const exported = (as: string): Promise<string> => ask(as, "GET", "/api/export");
const without = (text: string): string => text.replace(/"exportedAt":"[^"]*"/, "");

const figure = (value: number, digits = 0): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Searches whose connection was closed unanswered. */
let unanswered = 0;

/**
 * Seconds until the last conversation is found by a word that stands in it alone. While the index takes the others in,
 * workerd reads no request as long as it has anything to do, and closes a connection whose request it has not read after
 * 15 s (the `headerTimeout` of its HTTP server): such a search is asked again.
 */
async function secondsUntilFound(): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await ask(FIRST, "GET", `/api/search?q=${markOf(count - 1)}`).catch((error: unknown) => {
      if (!String(error).includes("hang up") && !String(error).includes("ECONNRESET")) throw error;
      unanswered += 1;
      return '{"hits":[]}';
    });
    const { hits } = JSON.parse(answer) as { hits: object[] };
    const seconds = (performance.now() - startedAt) / 1000;
    if (hits.length === 1) return seconds;
    if (seconds * 1000 > FOUND_WITHIN_MS) {
      wrong.push("the last conversation is not found");
      return seconds;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/**
 * Comes when the server answers at once again, several times in a row: what an import leaves to be done is done, and the next
 * thing is measured by itself. A connection that it closed unread in the meantime is none of the next thing's.
 */
async function atRest(): Promise<void> {
  for (let quick = 0; quick < QUICK_ANSWERS;) {
    const startedAt = performance.now();
    const isAnswered = await ask(FIRST, "GET", "/api/health").then(
      () => true,
      () => false,
    );
    quick = isAnswered && performance.now() - startedAt < QUICK_MS ? quick + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, QUICK_MS));
  }
}

const state = stateFolder("roundtrip");
const server = await Server.start(state);
try {
  const library = [...libraryOf(seed, count)];
  const document = documentOf(library);
  const messages = library.reduce((sum, chat) => sum + chat.messages.length, 0);
  const freshMb = residentMb(server.workerd);
  const first = await measured(bring(FIRST, document));
  if (first.value.imported.length !== count) wrong.push(`${first.value.imported.length} of ${count} came in`);
  for (const { title, reason } of first.value.skipped.slice(0, 5)) wrong.push(`skipped: ${title}: ${reason}`);
  wrong.push(...first.value.warnings.slice(0, 5));
  const foundAfter = await secondsUntilFound();
  await atRest();
  const out = await measured(exported(FIRST));
  const { chats } = JSON.parse(out.value) as { chats: LibraryChat[] };
  const differing = library.filter((chat, index) => {
    const other = chats[index];
    return other === undefined || !isDeepStrictEqual(essenceOf(chat), essenceOf(other));
  });
  if (differing.length > 0 || chats.length !== count)
    wrong.push(`${differing.length} conversations differ, the first is ${differing[0]?.id ?? "one too many"}`);
  const second = await measured(bring(SECOND, out.value));
  await atRest();
  const again = await measured(exported(SECOND));
  if (without(again.value) !== without(out.value)) wrong.push("the export of the second is not that of the first");
  const twice = await measured(bring(SECOND, out.value));
  if (twice.value.skipped.length !== count || twice.value.imported.length > 0)
    wrong.push(`the same again: ${twice.value.imported.length} came in, ${twice.value.skipped.length} were skipped`);
  if (without(await exported(SECOND)) !== without(out.value)) wrong.push("the same document again changed something");
  const row = (what: string, { seconds, mostMb }: { seconds: number; mostMb: number }): string =>
    `| ${what} | ${figure(seconds, 1)} | ${figure(count / seconds)} | ${figure(mostMb)} |`;
  const text = [
    `\`npm run roundtrip -- --chats ${count} --seed ${seed}\`, ${new Date().toISOString().slice(0, 10)}: ${figure(count)} conversations with ${figure(messages)} messages, a document of ${figure(Buffer.byteLength(document) / MEGABYTE, 1)} MB; ${cpus().length} cores, load ${figure(loadavg()[0] ?? 0, 1)}. ${
      wrong.length === 0
        ? "Words, tree, order, times and files are equal; the second export is the first byte for byte but for `exportedAt`, and the same document again makes nothing."
        : `**${wrong.join("; ")}.**`
    }`,
    "",
    `| | seconds | conversations a second | memory of workerd at most, MB (just started: ${figure(freshMb)}) |`,
    "|---|---:|---:|---:|",
    row("into a Tally", first),
    row("out of it", out),
    row("into an empty one", second),
    row("out of that", again),
    row("the same again", twice),
    "",
    `The last conversation was found ${figure(foundAfter, 1)} s after the import had ended${unanswered === 0 ? "" : `; ${unanswered} searches before that were closed unanswered, for one thread serves everything and was indexing`}. The memory is that of one workerd with the Worker and every conversation's object in it, each awake for ten seconds; on Cloudflare's network objects are elsewhere.`,
  ].join("\n");
  console.log(text);
  if (values.write) {
    const page = new URL("../../docs/reliability.md", import.meta.url);
    const before = readFileSync(page, "utf8");
    const [begin, end] = ["<!-- roundtrip: written by npm run roundtrip -->", "<!-- roundtrip: end -->"];
    const [from, to] = [before.indexOf(begin), before.indexOf(end)];
    if (from === -1 || to < from) throw new Error("docs/reliability.md has no place for the round trip");
    writeFileSync(page, `${before.slice(0, from + begin.length)}\n${text}\n${before.slice(to)}`);
  }
} finally {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
}
process.exitCode = wrong.length === 0 ? 0 : 1;
