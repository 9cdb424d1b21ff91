/** What the person does in a history, as data: decided before it begins, so that leaving one out moves no other. */
import type { Random } from "./random.ts";

export type DeedKind =
  | "send"
  /** Over HTTP, again and again with the same id until it is answered. */
  | "send-until-answered"
  /** Over HTTP, given up at the first failure; whether it happened is asked later. */
  | "send-and-give-up"
  | "edit"
  | "regenerate"
  | "continue"
  | "stop"
  | "stop-queue"
  | "cancel"
  | "select"
  | "draft"
  | "rename"
  | "compact"
  | "expand"
  | "reload"
  | "look-at-wallet"
  /** Over HTTP, an answer that may cost little. */
  | "send-with-cap"
  /** A step that waits is decided on, in whichever tab. */
  | "decide"
  | "set-policy"
  | "share"
  | "unshare"
  | "read-share"
  | "search"
  | "delete"
  /** A document from elsewhere, again until it is answered. */
  | "import"
  /** Stopped in its middle, and not tried again. */
  | "import-and-stop"
  /** A file is uploaded, and sent with a message. */
  | "attach"
  /** The same file to two conversations. */
  | "attach-to-two"
  /** A file is uploaded for a message that nobody writes. */
  | "upload"
  | "take-file-away"
  /** The conversation is deleted while a file comes. */
  | "upload-and-delete";

const WEIGHTS: { readonly [kind in DeedKind]: number } = {
  send: 6,
  "send-until-answered": 4,
  "send-and-give-up": 2,
  edit: 2,
  regenerate: 2,
  continue: 3,
  stop: 3,
  "stop-queue": 1,
  cancel: 1,
  select: 1,
  draft: 1,
  rename: 1,
  compact: 1,
  expand: 0.5,
  reload: 1,
  "look-at-wallet": 1,
  "send-with-cap": 1,
  decide: 4,
  "set-policy": 0.5,
  share: 0.7,
  unshare: 0.4,
  "read-share": 0.7,
  search: 0.7,
  delete: 0.5,
  // Drawn apart (importsOf), so that seeds of before mean what they meant.
  import: 0,
  "import-and-stop": 0,
  // Drawn apart as well (filesOf).
  attach: 0,
  "attach-to-two": 0,
  upload: 0,
  "take-file-away": 0,
  "upload-and-delete": 0,
};

/** `which`: of the messages, tabs or conversations there are then, by its remainder. */
export type Deed = { number: number; atMs: number; kind: DeedKind; tab: number; which: number };

export type Plan = {
  /** How each conversation begins: asked for, or made by its first message; and what it may cost (null: any amount). */
  conversations: {
    begins: "asked" | "by-message";
    model: string | null;
    temporary: boolean;
    tabs: number;
    hasTools: boolean;
    limitNanoUsd: number | null;
  }[];
  suggestions: boolean;
  /** What the project may cost in which the conversations are, in nano-dollars; null: they are in none. */
  project: { limitNanoUsd: number; per: "month" | "total" } | null;
  deeds: Deed[];
};

const MAX_DEEDS = 14;

/** @param only deeds with these numbers; null: all @param tools every conversation has tools */
export function planOf(random: Random, only: ReadonlySet<number> | null, tools = false): Plan {
  // Of their own, so that seeds of before mean what they meant but for this.
  const limits = random.fork("limits");
  const conversations = Array.from({ length: random.chance(0.25) ? 2 : 1 }, () => ({
    begins: random.pick(["asked", "asked", "by-message"] as const),
    model: random.pick([null, null, "embedded/tally", "openai/sim"] as const),
    temporary: random.chance(0.1),
    tabs: random.between(1, 2),
    hasTools: random.chance(0.4) || tools,
    limitNanoUsd: limits.chance(0.2) ? limits.pick([300_000, 700_000, 3_000_000]) : null,
  }));
  const suggestions = random.chance(0.3);
  const project = random.chance(0.25)
    ? { limitNanoUsd: random.pick([1_000_000, 4_000_000, 20_000_000]), per: random.pick(["month", "total"] as const) }
    : null;
  const deeds: Deed[] = [];
  const count = random.between(2, MAX_DEEDS);
  let atMs = 0;
  for (let number = 1; number <= count; number += 1) {
    atMs += random.pick([0, 5, 100, 1_500, 4_000, 12_000]);
    deeds.push({ number, atMs, kind: kindOf(random), tab: random.between(0, 7), which: random.between(0, 50) });
  }
  const imports = importsOf(random.fork("imports"), count, atMs);
  const files = filesOf(random.fork("files"), count + imports.length, atMs);
  const all = [...deeds, ...imports, ...files].toSorted((a, b) => a.atMs - b.atMs || a.number - b.number);
  return { conversations, suggestions, project, deeds: all.filter(({ number }) => only === null || only.has(number)) };
}

/** Deeds of some histories, beside the others. @param after the last number of those @param endMs when the last of them is done */
function importsOf(random: Random, after: number, endMs: number): Deed[] {
  if (!random.chance(0.35)) return [];
  return Array.from({ length: random.between(1, 4) }, (_, index) => ({
    number: after + 1 + index,
    atMs: random.between(0, Math.max(endMs, 2_000)),
    kind: random.pick(["import", "import", "import", "import-and-stop"] as const),
    tab: random.between(0, 7),
    which: random.between(0, 50),
  }));
}

const FILE_DEEDS = [
  "upload-and-delete",
  ...Array.from({ length: 8 }, () => "attach" as const),
  ...Array.from({ length: 3 }, () => "attach-to-two" as const),
  ...Array.from({ length: 4 }, () => "upload" as const),
  ...Array.from({ length: 4 }, () => "take-file-away" as const),
] as const;

/** Files of some histories, beside the other deeds. @param after the last number of those @param endMs when the last of them is done */
function filesOf(random: Random, after: number, endMs: number): Deed[] {
  if (!random.chance(0.35)) return [];
  return Array.from({ length: random.between(1, 5) }, (_, index) => ({
    number: after + 1 + index,
    atMs: random.between(0, Math.max(endMs, 4_000)),
    kind: random.pick(FILE_DEEDS),
    tab: random.between(0, 7),
    which: random.between(0, 50),
  }));
}

function kindOf(random: Random): DeedKind {
  const entries = Object.entries(WEIGHTS).filter((entry): entry is [DeedKind, number] => entry[0] in WEIGHTS);
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of entries) {
    left -= weight;
    if (left < 0) return kind;
  }
  return "send";
}
