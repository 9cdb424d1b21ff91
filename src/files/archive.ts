/**
 * Inflates entries of a zip piece by piece, up to a bound. Sizes that the archive declares are not trusted, so a zip bomb
 * costs no more than the bound allows.
 */
import { Unzip, UnzipInflate } from "fflate";
import { joined } from "../protocol/bytes.ts";

/** Entries an archive may have. A document of a thousand pages has some hundreds. */
const MAX_ENTRIES = 5_000;
/** Bytes that are inflated of all wanted entries together: far more than the text of a document that anybody reads. */
export const MAX_INFLATED_BYTES = 48 * 1024 * 1024;
/**
 * Bytes passed to the inflater at once. Each byte inflates to at most 1,032, which limits how far the bound can be exceeded.
 * The library also recurses once for every entry in them.
 */
const STEP_BYTES = 4_096;

export type Archive = {
  names: ReadonlySet<string>;
  /** The wanted entries that could be inflated, by name. */
  entries: ReadonlyMap<string, Uint8Array>;
  /** The bound was reached: some of what was wanted is missing. */
  isCut: boolean;
};

/**
 * Reads an archive part by part; null: it is none, or broken. Never throws.
 * @param isWanted which entries are inflated
 */
export function readArchive(
  archive: Iterable<Uint8Array>,
  isWanted: (name: string) => boolean,
  limit = MAX_INFLATED_BYTES,
): Archive | null {
  const names = new Set<string>();
  const pieces = new Map<string, Uint8Array[]>();
  let left = limit;
  const reached = { bound: false };
  const unzip = new Unzip((file) => {
    if (names.size >= MAX_ENTRIES) reached.bound = true;
    if (reached.bound) return;
    names.add(file.name);
    if (!isWanted(file.name) || pieces.has(file.name)) return;
    const parts: Uint8Array[] = [];
    pieces.set(file.name, parts);
    file.ondata = (error, chunk) => {
      if (error !== null || reached.bound) return;
      left -= chunk.length;
      if (left < 0) reached.bound = true;
      else parts.push(chunk);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (const bytes of archive) {
      for (let at = 0; at < bytes.length && !reached.bound; at += STEP_BYTES) unzip.push(bytes.subarray(at, at + STEP_BYTES));
    }
    unzip.push(new Uint8Array(), true);
  } catch {
    // The entries read before the archive broke may be all that is wanted.
  }
  if (names.size === 0) return null;
  const entries = new Map([...pieces].filter(([, parts]) => parts.length > 0).map(([name, parts]) => [name, joined(parts)]));
  return { names, entries, isCut: reached.bound };
}
