/** A library made of a seed, in and out again: words, tree, order, times and files are what they were. `npm run roundtrip` takes 5,000. */
import { expect, it } from "vitest";
import { documentOf, essenceOf, libraryOf, markOf, type LibraryChat } from "../roundtrip/library.ts";
import { call, json } from "./tab.ts";

const CHATS = 50;
const FIRST = "roundtrip@example.com";
const SECOND = "roundtrip-again@example.com";

const exported = async (as: string): Promise<string> => (await call("/api/export", { as })).text();
/** An export without the moment at which it was made. */
const without = (text: string): string => text.replace(/"exportedAt":"[^"]*"/, "");
const bring = (as: string, raw: string) =>
  json<{ imported: object[]; skipped: object[]; warnings: string[] }>(call("/api/import", { as, raw, method: "POST" }));

async function chatsWith(word: string): Promise<string[]> {
  const { hits } = await json<{ hits: { chatId: string }[] }>(call(`/api/search?q=${word}`, { as: FIRST }));
  return hits.map(({ chatId }) => chatId);
}

it("[P51] [P53] a library of 50 conversations comes back as it went in, into an empty Tally byte for byte, and is found", async () => {
  const library = [...libraryOf(7, CHATS)];
  const { imported, skipped, warnings } = await bring(FIRST, documentOf(library));
  expect([imported.length, skipped, warnings]).toEqual([CHATS, [], []]);
  const text = await exported(FIRST);
  const { chats } = JSON.parse(text) as { chats: LibraryChat[] };
  expect(chats.map(essenceOf)).toEqual(library.map(essenceOf));
  expect(await bring(SECOND, text)).toMatchObject({ skipped: [], warnings: [] });
  expect(without(await exported(SECOND))).toBe(without(text));
  expect((await bring(SECOND, text)).skipped).toHaveLength(CHATS);
  expect(without(await exported(SECOND))).toBe(without(text));
  await expect.poll(() => chatsWith(markOf(CHATS - 1))).toEqual([library.at(-1)?.id]);
});
