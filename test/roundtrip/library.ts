/**
 * A library of conversations as an export of Tally has it, made of a seed: branches, versions of questions and answers,
 * questions without an answer, reasoning, ratings, files, many scripts, times over years. In the order and with the ids that
 * Tally itself would give them, so that what comes back can be compared with what went in. Pure.
 */
import { createHash } from "node:crypto";
import { Random } from "../fuzz/random.ts";

export type LibraryMessage = {
  id: string;
  parentId: string | null;
  role: "user" | "assistant";
  text: string;
  reasoning?: string;
  model?: string;
  status: "done" | "stopped" | "interrupted";
  createdAt: string;
  rating?: { value: "up" | "down"; reasons: string[]; note: string };
  files?: { id: string }[];
};
export type LibraryFile = { id: string; name: string; type: string; bytes: number; data: string };
export type LibraryChat = {
  id: string;
  title: string;
  model: string;
  system: string;
  createdAt: string;
  pinned: boolean;
  archived: boolean;
  head: string;
  messages: LibraryMessage[];
  files?: LibraryFile[];
};

const WORDS = (
  "the of and to in is it you that was for on are with as they be at one have this from or had by hot but some what there we can out other " +
  'Grüße Köln naïve façade Ångström œuvre здравствуй мир 日本語 漢字 かな 서울 กรุงเทพ مرحبا שלום 🌊 👩‍🚀 c++ `code` **bold** $x^2$ 1,234.5 “quoted” "plain" \\ \t'
).split(" ");
const MODELS = ["embedded/tally", "gpt-4o", "claude-opus", "@cf/maker/model", "un modèle"];
const BEGIN_MS = Date.parse("2019-03-01T08:00:00.000Z");
const DAY_MS = 86_400_000;

/** A word that stands in the first question of this conversation and nowhere else. */
export const markOf = (index: number): string => `mark${index.toString(36)}zq`;

function textOf(random: Random, most: number): string {
  const lines: string[] = [];
  for (let left = 1 + random.below(most); left > 0; left -= 12)
    lines.push(Array.from({ length: Math.min(left, 12) }, () => random.of(WORDS)).join(" "));
  return lines.join(random.isOneIn(3) ? "\n\n" : "\n");
}

/** Conversations in the order in which they were made. @param seed decides everything */
export function* libraryOf(seed: number, count: number): Generator<LibraryChat> {
  let atMs = BEGIN_MS;
  for (let index = 0; index < count; index += 1) {
    const random = new Random(seed, index);
    atMs += 1 + random.below(DAY_MS);
    yield chatOf(random, index, atMs);
  }
}

function chatOf(random: Random, index: number, createdMs: number): LibraryChat {
  const messages: LibraryMessage[] = [];
  const files: LibraryFile[] = [];
  /** Answers that may be followed, and questions that have one. */
  const answers: string[] = [];
  const answered: string[] = [];
  let atMs = createdMs;
  const now = (): string => new Date((atMs += 1 + random.below(random.isOneIn(20) ? DAY_MS : 90_000))).toISOString();
  const answer = (id: string, parentId: string): void => {
    messages.push({
      id: `${id}.a`,
      parentId,
      role: "assistant",
      text: textOf(random, random.isOneIn(40) ? 2_000 : 90),
      ...(random.isOneIn(5) ? { reasoning: textOf(random, 60) } : {}),
      model: random.of(MODELS),
      status: random.isOneIn(12) ? random.of(["stopped", "interrupted"] as const) : "done",
      createdAt: now(),
      ...(random.isOneIn(15) ? { rating: { value: "down" as const, reasons: ["incorrect"], note: textOf(random, 5) } } : {}),
    });
    answers.push(`${id}.a`);
  };
  const turns = random.isOneIn(50) ? 100 + random.below(200) : 1 + random.below(8);
  for (let turn = 0; turn < turns; turn += 1) {
    if (answered.length > 0 && random.isOneIn(6)) {
      answer(`r${turn}`, random.of(answered));
      continue;
    }
    const id = `q${turn}`;
    const parentId = answers.length === 0 || random.isOneIn(15) ? null : random.isOneIn(5) ? random.of(answers) : (answers.at(-1) ?? null);
    const text = turn === 0 ? `${markOf(index)} ${textOf(random, 40)}` : textOf(random, 40);
    const file = random.isOneIn(25) ? fileOf(random, `${index}-${turn}`) : null;
    if (file !== null) files.push(file);
    messages.push({
      id,
      parentId,
      role: "user",
      text,
      status: "done",
      createdAt: now(),
      ...(file === null ? {} : { files: [{ id: file.id }] }),
    });
    if (turn > 0 && random.isOneIn(20)) continue;
    answer(id, id);
    answered.push(id);
  }
  return {
    id: `library-${index.toString(36).padStart(4, "0")}`,
    title: `${random.of(WORDS)} ${random.of(WORDS)} ${index}`.replaceAll(/\s+/g, " ").trim(),
    model: "embedded/tally",
    system: random.isOneIn(4) ? textOf(random, 30) : "",
    createdAt: new Date(createdMs).toISOString(),
    pinned: random.isOneIn(30),
    archived: random.isOneIn(10),
    // A branch ends in an answer, or in a question that has none.
    head: random.isOneIn(4) ? random.of(answers) : (messages.at(-1)?.id ?? ""),
    messages,
    ...(files.length === 0 ? {} : { files }),
  };
}

function fileOf(random: Random, name: string): LibraryFile {
  const bytes = Buffer.from(`${name} ${textOf(random, random.isOneIn(30) ? 40_000 : 300)}`);
  return {
    id: createHash("sha256").update(bytes).digest("hex"),
    name: `${name}.txt`,
    type: "text/plain",
    bytes: bytes.length,
    data: bytes.toString("base64"),
  };
}

/** The document of these conversations. */
export function documentOf(chats: Iterable<LibraryChat>): string {
  return `{"format":"tally","version":1,"exportedAt":"2026-01-01T00:00:00.000Z","chats":[${[...chats].map((chat) => JSON.stringify(chat)).join(",\n")}]}`;
}

/** What must be the same of a conversation that went in and came out: words, tree, order, times, files. */
export function essenceOf({ messages, files, ...chat }: LibraryChat): object {
  return {
    ...pick(chat, ["id", "title", "model", "system", "createdAt", "pinned", "archived", "head"]),
    messages: messages.map(({ files: beside, ...message }) => ({
      ...pick(message, ["id", "parentId", "role", "text", "reasoning", "model", "status", "createdAt", "rating"]),
      files: (beside ?? []).map(({ id }) => id),
    })),
    files: (files ?? []).map((file) => pick(file, ["id", "name", "bytes", "data"])),
  };
}

/** Members in this order; what is not there is undefined. */
function pick(from: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, Reflect.get(from, name) as unknown]));
}
