/**
 * Lists of the server's, parsed entry by entry: one that this page cannot read is left out, costs the others nothing, and
 * is said (left-out.tsx).
 */
import { z } from "zod";
import { Notifier } from "../live/notifier.ts";
import type { Words } from "../words/languages.ts";
import { words } from "../words/words.ts";

export type ListName = keyof Words["http"]["lists"];

const changed = new Notifier();
let leftOut: ReadonlyMap<ListName, number> = new Map();

/** The most that was left out of one answer, list by list, since the page was loaded. */
export const leftOutLists = {
  get: (): ReadonlyMap<ListName, number> => leftOut,
  subscribe: (listener: () => void): (() => void) => changed.subscribe(listener),
};

function note(what: ListName, count: number): void {
  if (count <= (leftOut.get(what) ?? 0)) return;
  leftOut = new Map(leftOut).set(what, count);
  changed.notify();
}

/** @param what the list is; what its entries are called, the words say */
export function listOf<Entry extends z.ZodType>(what: ListName, entry: Entry): z.ZodType<z.infer<Entry>[]> {
  return z.array(z.unknown()).transform((values): z.infer<Entry>[] => {
    const entries = values.map((value) => entry.safeParse(value)).flatMap((parsed) => (parsed.success ? [parsed.data] : []));
    note(what, values.length - entries.length);
    return entries;
  });
}

/** The sentence for what was left out; null: nothing was. */
export function leftOutSentence(lists: ReadonlyMap<ListName, number>): string | null {
  if (lists.size === 0) return null;
  const parts = [...lists].map(([what, count]) => `${count} ${words.http.lists[what]}`);
  return words.http.leftOut(parts.join(", "));
}
