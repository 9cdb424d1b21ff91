/**
 * Link definitions and footnotes of an answer. Blocks are parsed one by one, so each is given the definitions that it uses;
 * a block is drawn again when one of those changes, and no other.
 */
import { normalizeIdentifier } from "micromark-util-normalize-identifier";
import type { Block } from "./split-blocks.ts";

const DEFINITION = /^ {0,3}\[([^\]^\n][^\]\n]{0,199})\]:[ \t]*(\S[^\n]*)$/gm;
const LABEL = /\[([^[\]\n]{1,200})\]/g;
const NOTE = /^ {0,3}\[\^([^\]\s]{1,200})\]:/;
/** Definitions that one answer may have. */
const MOST = 500;

/** What one block defines and uses; `uses` are normalized labels, those of footnotes with their `^`, in order. */
interface Mentions {
  defines: readonly (readonly [label: string, line: string])[];
  uses: readonly string[];
  /** Of a footnote: its own label. */
  label: string | null;
}

const mentionsOf = new WeakMap<Block, Mentions>();

function mentions(block: Block): Mentions {
  const known = mentionsOf.get(block);
  if (known !== undefined) return known;
  const label = block.kind === "note" ? NOTE.exec(block.text)?.[1] : undefined;
  const isText = block.kind !== "code" && block.kind !== "plain";
  const made: Mentions = {
    defines: isText
      ? [...block.text.matchAll(DEFINITION)].slice(0, MOST).map((match) => [normalizeIdentifier(match[1] ?? ""), match[0]] as const)
      : [],
    uses: isText ? [...new Set([...block.text.matchAll(LABEL)].map((match) => normalizeIdentifier(match[1] ?? "")))] : [],
    label: label === undefined ? null : normalizeIdentifier(label),
  };
  mentionsOf.set(block, made);
  return made;
}

/** The label of the footnote that a block is, normalized. */
export function noteLabel(block: Block): string | null {
  return mentions(block).label;
}

/** What a block needs of the others. A text, so that it can be compared. */
export interface Context {
  /** Definitions to parse the block with, and a stub for each footnote that it may mention. */
  definitions: string;
  /** `label number` of each footnote it may mention, `!` before those that no earlier block mentions, a line each. */
  notes: string;
}

export const NO_CONTEXT: Context = { definitions: "", notes: "" };

/** The context of each block, in their order. */
export function contextsOf(blocks: readonly Block[]): readonly Context[] | null {
  const lines = new Map<string, string>();
  const notes = new Set<string>();
  for (const block of blocks) {
    const label = noteLabel(block);
    if (label !== null && notes.size < MOST) notes.add(`^${label}`);
    else for (const [name, line] of mentions(block).defines) if (lines.size < MOST && !lines.has(name)) lines.set(name, line);
  }
  if (lines.size === 0 && notes.size === 0) return null;
  const numbers = new Map<string, number>();
  const mentioned = new Set<string>();
  return blocks.map((block) => {
    const own = noteLabel(block);
    const stubs: string[] = [];
    const definitions: string[] = [];
    const found: string[] = [];
    for (const use of mentions(block).uses) {
      const line = lines.get(use);
      if (line !== undefined) definitions.push(line);
      if (!notes.has(use)) continue;
      const label = use.slice(1);
      const number = numbers.get(label) ?? numbers.size + 1;
      numbers.set(label, number);
      // The mark at the beginning of a footnote is no mention of it.
      if (label === own) {
        found.push(`${label} ${number}`);
        continue;
      }
      found.push(`${mentioned.has(label) ? "" : "!"}${label} ${number}`);
      mentioned.add(label);
      stubs.push(`[^${label}]: .`);
    }
    return definitions.length + found.length === 0
      ? NO_CONTEXT
      : { definitions: [...stubs, ...definitions].join("\n\n"), notes: found.join("\n") };
  });
}

export interface NoteNumber {
  number: number;
  /** True in the first block that mentions it: the note leads back to there. */
  isFirst: boolean;
}

/** The footnotes of a context by their normalized labels. */
export function noteNumbers(context: Context): Map<string, NoteNumber> {
  const numbers = new Map<string, NoteNumber>();
  for (const line of context.notes.split("\n")) {
    const [, mark, label, number] = /^(!?)(.*) (\d+)$/.exec(line) ?? [];
    if (label !== undefined) numbers.set(label, { number: Number(number), isFirst: mark === "!" });
  }
  return numbers;
}
