/** Values that programs trip over, and what is made of a well-formed body with them. */
import type { Random } from "./random.ts";

/** Stands in every text that a fuzzed input holds: none of it may appear in a log. */
export const MARK = "zqfuzzword";

/** Long, but within what a body may hold. */
const LONG = 300_000;

const STRINGS: readonly (() => string)[] = [
  () => "",
  () => " ",
  () => "\u0000",
  () => "\ud800",
  () => "\udfff\ud800",
  () => "\u202e\u2066",
  () => "é\u0301".repeat(50),
  () => "👩‍👩‍👧‍👦".repeat(20),
  () => "x".repeat(201),
  () => "x".repeat(LONG),
  () => "__proto__",
  () => "constructor",
  () => "null",
  () => "../../etc/passwd",
  () => "a.a",
  () => "%00",
  () => "' OR 1=1 --",
  () => '"; DROP TABLE turn; --',
  () => "NEAR(",
  () => "<script>alert(1)</script>",
  () => "2026-02-30",
  () => "9999-12-31T23:59:59.999Z",
  () => "-1",
  () => "1e309",
  () => "NaN",
  () => "0x10",
  () => "embedded/costly",
  () => "http://127.0.0.1:9/mcp",
  () => "javascript:alert(1)",
  () => "data:text/html,x",
  () => "web_search",
  () => "[".repeat(2_000),
];

const NUMBERS = [0, -0, -1, 1, 0.5, 1e21, 1e308, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 2, 2 ** 31, 2 ** 53, -(2 ** 63)];

/** A string that holds the mark where it holds words at all. */
export function oddString(random: Random): string {
  const made = random.of(STRINGS)();
  return made.length > 2 && random.isOneIn(2) ? `${MARK} ${made}` : made;
}

function deep(random: Random): unknown {
  let value: unknown = MARK;
  for (let at = 0; at < 200 + random.below(800); at += 1) value = random.isOneIn(2) ? [value] : { a: value };
  return value;
}

export function oddValue(random: Random): unknown {
  switch (random.below(9)) {
    case 0:
      return null;
    case 1:
      return random.of(NUMBERS);
    case 2:
      return random.isOneIn(2);
    case 3:
      return [];
    case 4:
      return Array.from({ length: random.of([1, 11, 2_000]) }, (_, at) => `${MARK}${at}`);
    case 5:
      return {};
    case 6:
      return random.isOneIn(4) ? deep(random) : { [oddString(random)]: oddString(random) };
    default:
      return oddString(random);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** The value with one thing about it changed, somewhere inside. */
export function mutated(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])];
    if (list.length === 0 || random.isOneIn(3)) return [...list, oddValue(random)];
    const at = random.below(list.length);
    list[at] = mutated(list[at], random);
    return list;
  }
  if (!isObject(value)) return oddValue(random);
  const copy: Record<string, unknown> = { ...value };
  const names = Object.keys(copy);
  if (names.length === 0 || random.isOneIn(5)) {
    copy[random.isOneIn(2) ? oddString(random) : random.of(MORE_NAMES)] = oddValue(random);
    return copy;
  }
  const name = random.of(names);
  if (random.isOneIn(5)) delete copy[name];
  else copy[name] = random.isOneIn(3) ? oddValue(random) : mutated(copy[name], random);
  return copy;
}

/** Names that bodies and queries know, for places where they do not belong. */
const MORE_NAMES = [
  "id",
  "parentId",
  "messageId",
  "text",
  "model",
  "system",
  "title",
  "effort",
  "maxCostNanoUsd",
  "files",
  "tools",
  "conversation",
  "temporary",
  "pinned",
  "archived",
  "projectId",
  "budget",
  "queue",
  "type",
  "receipt",
  "role",
  "costNanoUsd",
  "until",
  "withCosts",
  "stepId",
  "decision",
  "preferences",
  "limitNanoUsd",
  "allow",
  "default",
];

/** A body as bytes: mostly JSON, sometimes none any more. */
export function bodyOf(value: unknown, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
  switch (random.below(24)) {
    case 0:
      return bytes.slice(0, random.below(bytes.length + 1));
    case 1: {
      const flipped = bytes.slice();
      for (let at = 0; at < 3 && flipped.length > 0; at += 1) flipped[random.below(flipped.length)] = random.below(256);
      return flipped;
    }
    case 2:
      return Uint8Array.from({ length: random.below(400) }, () => random.below(256));
    case 3:
      return new Uint8Array([0xef, 0xbb, 0xbf, ...bytes]);
    case 4:
      return new Uint8Array([0xff, 0xfe, ...bytes]);
    case 5:
      return random.isOneIn(20) ? new TextEncoder().encode(`{"text":"${MARK}${"x".repeat(2_200_000)}"}`) : bytes;
    default:
      return bytes;
  }
}
