/** The words of the interface: all there in every language, none outside of the catalogues, figures as each language writes them. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { LANGUAGES, type Language } from "../../../src/protocol/languages.ts";
import { formatBytes } from "../../../client/format/bytes.ts";
import { formatMoney, formatMoneyShort, formatPricePerMillion, parseUsd, usdText } from "../../../client/format/money.ts";
import { formatAgo, formatDate, formatDay, formatDuration, formatMonth } from "../../../client/format/time.ts";
import { LANGUAGE_INFO } from "../../../client/words/languages.ts";
import { pluralsOf } from "../../../client/words/plural.ts";
import { languageOf, speak, words } from "../../../client/words/words.ts";
import { moduleOf, readAtTop, textIn } from "./words-scan.ts";

afterEach(() => speak("en"));

const ROOT = join(import.meta.dirname, "../../..");
/** What is no text of the app: catalogues, and the connection, a package of its own whose sentences come with a kind (docs/design.md). */
const NO_TEXT = ["words", "live"];

test("no text stands in the app's code, outside of the catalogues", () => {
  const found = globSync("client/**/*.{ts,tsx}", { cwd: ROOT }).flatMap((file) => {
    const room = file.split("/")[1] ?? "";
    if (NO_TEXT.includes(room)) return [];
    return textIn(file, readFileSync(join(ROOT, file), "utf8")).map(({ line, text }) => `${file}:${line} ${text}`);
  });
  expect(found).toEqual([]);
});

const files = globSync("client/**/*.{ts,tsx}", { cwd: ROOT }).map((file) => ({ file, code: readFileSync(join(ROOT, file), "utf8") }));

test("no module reads the words at its top, before there are any", () => {
  expect(files.flatMap(({ file, code }) => readAtTop(file, code).map((line) => `${file}:${line}`))).toEqual([]);
  expect(readAtTop("case.ts", "const A = { a: words.a.b };\nexport const b = () => words.a.b;\n")).toEqual([1]);
});

test("whatever is loaded has its words: those of the first page, or of the part that comes with it", async () => {
  const modules = new Map(files.map(({ file, code }) => [file, moduleOf(file, code)]));
  const rooms = new Map<string, string[]>();
  for (const [part, load] of Object.entries(LANGUAGE_INFO.en.parts)) rooms.set(part, Object.keys(await load()));
  const all = new Set([...rooms.values()].flat());
  const missing: string[] = [];
  const seen = new Set<string>();
  const load = (entry: string, parts: readonly string[]): void => {
    if (seen.has(`${entry} ${parts.join()}`)) return;
    seen.add(`${entry} ${parts.join()}`);
    const module = modules.get(entry);
    // Styles and data.
    if (module === undefined) return;
    const has = new Set(parts.flatMap((part) => rooms.get(part) ?? []));
    missing.push(
      ...module.rooms.filter((room) => all.has(room) && !has.has(room)).map((room) => `${entry} reads ${room} with ${parts.join()}`),
    );
    for (const specifier of module.imports) load(join(dirname(entry), specifier), parts);
    for (const { specifier, part } of module.later)
      load(join(dirname(entry), specifier), part === null ? parts : [...new Set([...parts, part])]);
  };
  load("client/main.tsx", ["first"]);
  expect(seen.size).toBeGreaterThan(100);
  expect(missing).toEqual([]);
});

test.each([
  ["export const a = <p>Hello there</p>;", ["Hello there"]],
  ["export const a = <input placeholder='your name' aria-label={isNew ? 'new one' : 'old one'} />;", ["your name", "new one", "old one"]],
  ["export const a = <p>{count} {busy && `is busy ${count}`}</p>;", ["is busy"]],
  ["export const say = () => toast('Not sent');", ["Not sent"]],
  ["const facts = [isOpen ? 'opened just now, by you' : 'not opened yet'];", ["opened just now, by you", "not opened yet"]],
  ["export const LOOK = 'flex items-center truncate'; export const PLACE = 'of-the-page in_it';", []],
  ["export const row = { key: 'send', label: 'send it' };", ["send it"]],
  ["export const a = <p className='Flex one' data-testid='Some id' style={{}}>{words.a} · {count}</p>;", []],
  ["import { A } from 'Some where'; if (key === 'Enter' || key === 'Some Key') throw new Error('Programmers read this');", []],
])("text is found, and nothing else: %s", (code, expected) => {
  expect(textIn("case.tsx", code).map(({ text }) => text)).toEqual(expected);
});

/** `{ a: { b: "…", c: f } }` → `["a.b string", "a.c function"]` */
function shapeOf(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [`${path} ${value === "" ? "empty" : typeof value}`];
  return Object.entries(value)
    .flatMap(([key, inner]) => shapeOf(inner, `${path}.${key}`))
    .toSorted();
}

const partsOf = async (language: Language) =>
  Object.fromEntries(
    await Promise.all(Object.entries(LANGUAGE_INFO[language].parts).map(async ([part, load]) => [part, { ...(await load()) }])),
  );

test.each(LANGUAGES)("%s has every word, and none is empty", async (language) => {
  const shape = shapeOf(await partsOf(language), "");
  expect(shape).toEqual(shapeOf(await partsOf("en"), ""));
  expect(shape.filter((each) => each.endsWith(" empty"))).toEqual([]);
});

test("the language is the chosen one, else the first of the browser's that there is, else English", () => {
  expect(languageOf("de", ["en-GB"])).toBe("de");
  expect(languageOf("browser", ["fr-CA", "de-AT", "en"])).toBe("de");
  expect(languageOf("browser", ["fr", "en-GB", "de"])).toBe("en");
  expect(languageOf("browser", ["ja"])).toBe("en");
});

test("of two languages asked for at once the later one is spoken", async () => {
  await Promise.all([speak("en"), speak("de")]);
  expect(words.ui.cancel).toBe("Abbrechen");
  await Promise.all([speak("de"), speak("en")]);
  expect(words.ui.cancel).toBe("Cancel");
});

test("a count takes the form that its language has for it", () => {
  const forms = { one: "один", few: "два", many: "пять", other: "1,5" };
  const russian = pluralsOf("ru");
  expect([1, 2, 5, 21, 1.5].map((count) => russian(count, forms))).toEqual(["один", "два", "пять", "один", "1,5"]);
  const english = pluralsOf("en");
  expect([0, 1, 2].map((count) => english(count, { one: "file", other: "files" }))).toEqual(["files", "file", "files"]);
  expect(english(1, { other: "sheep" })).toBe("sheep");
});

test("money, sizes and times are written as in German", async () => {
  await speak("de");
  expect([1_200_000, 1_500_000_000, 12_345_678_901_234].map(formatMoney)).toEqual(["0,0012\u00A0$", "1,50\u00A0$", "12.345,68\u00A0$"]);
  expect([0, 1, 4_000_000, 99_600_000].map(formatMoneyShort)).toEqual(["0 ¢", "< 0,1 ¢", "0,4 ¢", "10 ¢"]);
  expect([0, 0.27].map(formatPricePerMillion)).toEqual(["kostenlos", "0,27\u00A0$"]);
  expect(usdText(12_500_000_000)).toBe("12,5");
  expect(parseUsd(usdText(12_500_000_000))).toBe(12_500_000_000);
  expect(formatBytes(5_242_880)).toBe("5,0 MB");
  expect(formatDuration(1240)).toBe("1,2 s");
  expect([formatDate("2026-11-23"), formatDay("2026-11-23"), formatMonth("2026-11")]).toEqual(["23.11.2026", "23. Nov.", "November 2026"]);
  const now = Date.parse("2026-11-23T12:00:00Z");
  expect(formatAgo(new Date(now - 30 * 3_600_000).toISOString(), now)).toBe("gestern");
});

test("and in English they stay what they were", () => {
  expect([formatMoney(12_345_678_901_234), formatMoneyShort(4_000_000), formatBytes(5_242_880)]).toEqual(["$12,345.68", "0.4 ¢", "5.0 MB"]);
  expect([formatDate("2026-11-23"), formatDay("2026-11-23"), formatMonth("2026-11")]).toEqual(["Nov 23, 2026", "Nov 23", "November 2026"]);
});
