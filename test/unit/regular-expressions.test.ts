/**
 * No regular expression of ours takes more than linear time, whatever a model, a server or a person writes: each one
 * that stands in the sources is run on texts that make bad ones backtrack, of one length and of eight times that.
 * Linear work grows eightfold, quadratic sixty-fourfold.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url).pathname;
/** Begun with the shortest, so that a cubic one is known before it takes for ever. */
const LENGTHS = [512, 2_048, 8_192];
const GROWTH = 8;
/** Between the eightfold of linear work and the sixty-fourfold of quadratic work. */
const TOO_MUCH = 24;
/** Below this one run says nothing: linear work at the long length is some microseconds. Milliseconds. */
const NOISE_MS = 2;
const RUNS = 5;

/** Quadratic ones that only ever see a short text, and why it is short. */
const BOUNDED: Record<string, string> = {
  "src/models/money.ts /0+$/": "five digits",
  "client/format/money.ts /0+$/": "nine digits",
  "client/markdown/split-blocks.ts /\\n\\s*\\n$/": "the last 200 characters of a block",
  "src/transfer/export.ts /0+$/": "nine digits",
  "src/embedded-ai/canned-answers.ts /[\\s,;:.!?-]+$/": "a title of some sixty characters",
  "src/local-models/address.ts /\\/{1,200}$/": "the operator's own address, not foreign",
  "src/local-models/address.ts /^([^@]*:\\/\\/)?[^@]*@/": "the operator's own address, not foreign",
  "client/live/conversation.ts /\\/+$/": "the address of this server, given by the page",
  "scripts/audit.mjs /\\/+$/": "an argument of the command line",
  "scripts/models-compare.mjs /\\.?0+$/": "a number's digits",
};

type Found = { at: string; pattern: RegExp };

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".")) return [];
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

/** Every regular expression in a syntax tree; one that is put together at run time stops the test. */
function literalsIn(node: unknown, found: RegExp[] = []): RegExp[] {
  if (typeof node !== "object" || node === null) return found;
  if ("regex" in node && typeof node.regex === "object" && node.regex !== null) {
    const { pattern, flags } = node.regex as { pattern: string; flags: string };
    found.push(new RegExp(pattern, flags));
  }
  for (const child of Object.values(node)) literalsIn(child, found);
  return found;
}

const everywhere: Found[] = ["src", "client", "scripts"].flatMap(sources).flatMap((path) => {
  const tree = parseAst(readFileSync(join(ROOT, path), "utf8"), { lang: path.endsWith("x") ? "tsx" : "ts" });
  return literalsIn(tree).map((pattern) => ({ at: `${path} ${String(pattern)}`, pattern }));
});

/** What is repeated: the characters and words the pattern itself names, alone and in pairs, and some of every kind. */
function seedsOf({ source }: RegExp): string[] {
  const words = source.match(/[A-Za-z]{2,}/g) ?? [];
  const signs = new Set([..." \na0", ...source.replaceAll(/\\[a-zA-Z]|[A-Za-z0-9]/g, "").slice(0, 40)]);
  const letters = [...signs].slice(0, 10);
  return [...new Set([...letters, ...words, ...letters.flatMap((one) => letters.map((other) => one + other)), "[](", "|\n", "::", "a."])];
}

const TAILS = ["", "\u0001", "\nx"];

/** The shortest of several runs, in milliseconds: other work on the machine only ever adds. */
function fastest(pattern: RegExp, text: string, runs: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    text.replace(pattern, "");
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

/** The first text that makes a pattern slow, and by how much; null: none does. */
function slowText(pattern: RegExp): string | null {
  for (const seed of seedsOf(pattern)) {
    for (const tail of TAILS) {
      const text = (length: number): string => seed.repeat(Math.ceil(length / seed.length)) + tail;
      const length = LENGTHS.find((one) => fastest(pattern, text(one), 1) > NOISE_MS && fastest(pattern, text(one), RUNS) > NOISE_MS);
      if (length === undefined) continue;
      const ratio = fastest(pattern, text(length), RUNS) / fastest(pattern, text(length / GROWTH), RUNS);
      if (ratio > TOO_MUCH) return `${JSON.stringify(seed)} × n + ${JSON.stringify(tail)}: ${ratio.toFixed(0)} times`;
    }
  }
  return null;
}

describe("a regular expression", { timeout: 120_000 }, () => {
  it("is found wherever one stands", () => {
    expect(everywhere.length).toBeGreaterThan(80);
    expect(everywhere.map(({ at }) => at)).toContain("src/protocol/address.ts /[A-Z]/g");
  });

  it("that is quadratic is recognized as such", () => {
    for (const pattern of [/\s+$/, /\s*\|/, /\[[^\]]*\]\(/]) expect(slowText(pattern), String(pattern)).not.toBeNull();
    for (const pattern of [/\s+/g, /^\s+/, /(?<!\s)\s+$/]) expect(slowText(pattern), String(pattern)).toBeNull();
  });

  it("of ours takes linear time on foreign text", () => {
    const slow = everywhere
      .filter(({ at }) => BOUNDED[at] === undefined)
      .flatMap(({ at, pattern }) => {
        const worst = slowText(pattern);
        return worst === null ? [] : [`${at}: ${worst}`];
      });
    expect(slow).toEqual([]);
  });

  it("that is excused still exists", () => {
    const known = new Set(everywhere.map(({ at }) => at));
    expect(Object.keys(BOUNDED).filter((at) => !known.has(at))).toEqual([]);
  });
});
