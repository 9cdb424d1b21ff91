/**
 * `/gen …` in the last user message: the directives of docs/protocol.md, for people who develop or measure. A key that
 * is unknown or a value that makes no sense is ignored; its default stands.
 */

export type StreamShape = "response" | "choices" | "both" | "reasoning-field" | "think" | "lone-close";

export interface Directives {
  /** Answer tokens: ` w0 w1 …`. */
  tokens: number;
  /** Tokens per second; 0: as fast as they are read. */
  rate: number;
  /** Milliseconds before the first token. */
  ttftMs: number;
  /** Milliseconds until the response's headers come; the model is at work meanwhile. */
  headersMs: number;
  /** Tokens in one part of the stream. */
  parts: number;
  /** Each token carries the time it left the model. */
  stamp: boolean;
  shape: StreamShape;
  /** Reasoning tokens before the answer: ` r0 r1 …`. */
  reasoning: number;
  usage: "last" | "every" | "none";
  /** `usage.neurons` in the last chunk. */
  neurons: boolean;
  /** Prompt tokens that count as cached. */
  cached: number;
  /** The code the call is refused with; null: it is not. */
  fail: number | null;
  /** Tokens (reasoning counted) after which the stream breaks; null: never. */
  cut: number | null;
  /** Tokens (reasoning counted) after which nothing more comes; null: never. */
  stall: number | null;
  /** Milliseconds after the call's end until the gateway's log can be read; null: never. */
  logMs: number | null;
  /** The tool that is asked for before the words; null: none. */
  tool: string | null;
  /** Rounds in which it is asked for. */
  rounds: number;
  /** Calls in each of them. */
  calls: number;
  /** The arguments as they are written; null: `{"query":"w<round>"}`. */
  args: string | null;
}

export const DEFAULTS: Directives = {
  tokens: 100,
  rate: 0,
  ttftMs: 0,
  headersMs: 0,
  parts: 1,
  stamp: false,
  shape: "choices",
  reasoning: 0,
  usage: "every",
  neurons: true,
  cached: 0,
  fail: null,
  cut: null,
  stall: null,
  logMs: 2000,
  tool: null,
  rounds: 1,
  calls: 1,
  args: null,
};

/** Largest count, and longest wait in milliseconds, that is taken for meant. */
const LARGEST = 100_000_000;

function whole(value: string): number | undefined {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : LARGEST + 1;
  return number <= LARGEST ? number : undefined;
}

function flag(value: string): boolean | undefined {
  return value === "1" ? true : value === "0" ? false : undefined;
}

function oneOf<const Word extends string>(value: string, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === value);
}

/** What one `key=value` changes. */
function directive(key: string, value: string): Partial<Directives> {
  const number = whole(value);
  switch (key) {
    case "tokens":
    case "reasoning":
    case "cached":
    case "cut":
    case "stall":
      return number === undefined ? {} : { [key]: number };
    case "rate":
      return /^\d{1,9}(\.\d{1,9})?$/.test(value) ? { rate: Number(value) } : {};
    case "ttft":
      return number === undefined ? {} : { ttftMs: number };
    case "headers":
      return number === undefined ? {} : { headersMs: number };
    case "tool":
      return /^[a-zA-Z0-9_-]{1,64}$/.test(value) ? { tool: value } : {};
    case "args":
      return value === "" ? {} : { args: value };
    case "rounds":
    case "calls":
      return number === undefined || number === 0 ? {} : { [key]: number };
    case "parts":
      return number === undefined || number === 0 ? {} : { parts: number };
    case "stamp":
    case "neurons": {
      const set = flag(value);
      return set === undefined ? {} : { [key]: set };
    }
    case "shape": {
      const shape = oneOf(value, ["response", "choices", "both", "reasoning-field", "think", "lone-close"]);
      return shape === undefined ? {} : { shape };
    }
    case "usage": {
      const usage = oneOf(value, ["last", "every", "none"]);
      return usage === undefined ? {} : { usage };
    }
    case "fail":
      // HTTP statuses have three digits, Workers AI's and the gateway's codes four.
      return number !== undefined && ((number >= 400 && number < 600) || (number >= 1000 && number < 100_000)) ? { fail: number } : {};
    case "log":
      return value === "never" ? { logMs: null } : number === undefined ? {} : { logMs: number };
    default:
      return {};
  }
}

/** Punctuation of the surrounding text right after a value. No value but JSON (`args`) ends in such a character. */
const BEHIND = /[.,;:!?)\]}"'`*]$/;

function bare(value: string): string {
  let end = value.length;
  while (end > 0 && BEHIND.test(value.slice(end - 1, end))) end -= 1;
  return value.slice(0, end);
}

/** The directives of a message, from `/gen` to the end of its line; null: it has none. A path or a longer word is none. */
export function parseDirectives(message: string): Directives | null {
  const found = /(?:^|[^\p{L}\p{N}_/.-])\/gen(?![\p{L}\p{N}_/-])([^\n]*)/u.exec(message);
  if (found === null) return null;
  let directives = DEFAULTS;
  for (const word of (found[1] ?? "").split(/\s+/)) {
    const at = word.indexOf("=");
    if (at === -1) continue;
    const key = word.slice(0, at);
    const value = word.slice(at + 1);
    directives = { ...directives, ...directive(key, key === "args" ? value : bare(value)) };
  }
  return directives;
}
