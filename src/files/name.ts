/** A file's name as it is kept, shown to a model and written into headers: one line, no path, nothing invisible. Pure. */
import { MAX_NAME_CHARACTERS } from "../protocol/files.ts";
import { plainLine } from "../protocol/plain-line.ts";

/** What no name may hold: they part paths, or stand for something to a file system or a header. */
const UNSAFE = /[\p{Cc}\p{Cf}"*/:<>?\\|]+/gu;

/** @param fallback where nothing is left of the name */
export function safeName(name: string, fallback = "file"): string {
  const last = name.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const line = plainLine(last.replaceAll(UNSAFE, " ")).replace(/^[. ]+/, "");
  if (line === "") return fallback;
  if (line.length <= MAX_NAME_CHARACTERS) return line;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(line)?.[0] ?? "";
  return line.slice(0, MAX_NAME_CHARACTERS - ending.length).toWellFormed() + ending;
}
