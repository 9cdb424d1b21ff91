/** `npm run memory`: how much the Worker holds while files come and go; it fails where that is more than the platform gives. `-- --imports`: large imports alone. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { again, bring, bringIn, download, manyWords, MEGABYTE, newChat, picture, saveExport, text, upload } from "./files.ts";
import { largeImports } from "./imports.ts";
import { Measuring, writeTable } from "./measuring.ts";

/** Files that fill a conversation. */
const FILES = 8;
const PEOPLE = Array.from({ length: 10 }, (_, index) => `person${index}@example.com`);
const MARKS = ["<!-- memory: written by npm run memory -->", "<!-- memory: end -->"] as const;

const measuring = new Measuring();
process.on("SIGINT", () => void measuring.end(130));

function check(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(what);
}

try {
  if (process.argv.includes("--imports")) {
    const only = process.argv.indexOf("--only");
    await largeImports(measuring, only === -1 ? null : (process.argv[only + 1] ?? "").split(",").map(Number));
    await measuring.over();
  }
  const chats = new Map<string, string>();
  const first = await measuring.anew();
  for (const as of PEOPLE) chats.set(as, await newChat(first, as));
  const each = (work: (as: string, chat: string, index: number) => Promise<unknown>): Promise<unknown> =>
    Promise.all([...chats].map(([as, chat], index) => work(as, chat, index)));
  const texts = PEOPLE.map((_, index) => text(index));
  const ids: string[] = [];
  await measuring.measure("ten people upload a text of 25 MB each at once", async (server) => {
    await each(async (as, chat, index) => (ids[index] = await upload(server, as, chat, texts[index] ?? text(index), `${index}.txt`)));
  });
  await measuring.measure("ten people upload a picture of 9.9 MB each at once", async (server) => {
    await each((as, chat, index) => upload(server, as, chat, picture(), `${index}.png`));
  });
  await measuring.measure("ten people download 25 MB each at once, as fast as they come", async (server) => {
    await each(async (as, chat, index) =>
      check((await download(server, as, chat, ids[index] ?? "")) === 25 * MEGABYTE, "a short download"),
    );
  });
  const [owner, reader] = ["owner@example.com", "reader@example.com"];
  const full = await newChat(await measuring.anew(), owner);
  const named: string[] = [];
  let rowsOfFiles = 0;
  await measuring.measure(`${FILES} files of 25 MB into one conversation, one after the other`, async (server) => {
    for (let index = 0; index < FILES; index += 1) named.push(await upload(server, owner, full, text(100 + index), `${index}.txt`));
    rowsOfFiles = (await again(() => server.call<{ rowsWritten: number }>(`/api/chats/${full}/stats`, { as: owner }))).body.rowsWritten;
  });
  const asking = await measuring.anew();
  const question = { id: "m1", text: "/gen tokens=2", files: named };
  const { status } = await again(() => asking.call(`/api/chats/${full}/messages`, { as: owner, body: question }));
  check(status === 200 || status === 202, `the question was answered ${status}`);
  const document = join(measuring.folder, "export.json");
  let exportedBytes = 0;
  await measuring.measure(`an export of that conversation, as fast as it comes`, async (server) => {
    exportedBytes = await saveExport(server, owner, full, document);
  });
  let requests = 0;
  await measuring.measure(`its import by somebody else, in the requests that the app makes of it`, async (server) => {
    const results = await bringIn(server, reader, document);
    requests = results.length;
    check(results.flatMap(({ imported }) => imported).length <= 1, "it came in twice");
    check(
      results.every(({ warnings }) => warnings.length === 0),
      "something was left out",
    );
  });
  const { base } = await measuring.anew();
  for (const [index, id] of named.entries()) {
    const bytes = await again(async () => {
      const response = await fetch(`${base}/api/chats/${full}/files/${id}`, { headers: { "x-tally-dev-user": reader } });
      return new Uint8Array(await response.arrayBuffer());
    });
    const digest = createHash("sha256").update(bytes).digest("hex");
    check(digest === id, `file ${index} is not what it was`);
  }
  await measuring.measure("an import of 24 MB of words, a letter beyond Latin-1 in each message", async (server) => {
    await bring(server, "writer@example.com", manyWords());
    const { status } = await again(() => server.call("/api/chats/words", { as: "writer@example.com" }));
    check(status === 200, "the words did not come in");
  });
  const remark = `The export has ${(exportedBytes / MEGABYTE).toFixed(0)} MB and came in by ${requests} requests, every file byte for byte. ${FILES} files of 25 MB wrote ${rowsOfFiles} rows: ${(rowsOfFiles / FILES / 25).toFixed(2)} for each MB.`;
  writeTable(measuring.table("npm run memory", remark), MARKS);
  await measuring.over();
} catch (error) {
  console.error(error, measuring.output);
  await measuring.end(1);
}
