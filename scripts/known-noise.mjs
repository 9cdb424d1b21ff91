/**
 * What a test run prints beside its results and why that is as it should be: it is left out. Everything else on stderr, and every other
 * report of an exception on stdout, is unexpected: it is shown, and counted at the end.
 */
import { stripVTControlCharacters } from "node:util";

/** How workerd begins a report of an exception: the same one comes in each of these forms, as it happens. */
const REPORTS = ["uncaught exception; ", "exception = "];

/** Each with the reason; a line must match from its beginning. */
const KNOWN = [
  { starts: ['Sourcemap for "'], has: "/node_modules/", why: "packages that ship source maps without the sources" },
  { starts: ["Using secrets defined in process.env"], has: "", why: "wrangler says so whenever it reads a configuration" },
  { starts: REPORTS, has: "crashed by a test", why: "tests abort objects on purpose, and workerd reports each" },
  { starts: REPORTS, has: "as it was asked to", why: "`/gen cut` and `/gen stall` break the embedded AI's stream" },
  { starts: REPORTS, has: "your Worker's code had hung", why: "calls into an object that a test aborts are never answered" },
  { starts: REPORTS, has: "the document ends in the middle of a file", why: "a test cuts an import off inside a file's stream" },
  { starts: REPORTS, has: "abortRead() has been called", why: "a person's stop cancels a stream that crosses RPC" },
  { starts: REPORTS, has: "read end of pipe was aborted", why: "the same, seen from the end that writes" },
  { starts: REPORTS, has: "other end of WebSocketPipe was destroyed", why: "tests drop tabs that read nothing" },
  { starts: REPORTS, has: "abortAllDurableObjects()", why: "tests abort all objects on purpose" },
  { starts: ["failed to invoke drain() on IncomingRequest"], has: "", why: "tests empty workerd while an object that they woke has work" },
  { starts: ["NOSENTRY SQLite alarm handler canceled"], has: "", why: "an alarm runs while a test aborts its object" },
];

/**
 * Whether a line begins a report of an exception. Workerd's reports come out of vitest on stdout where a test's own process holds it.
 * @param {string} line
 */
export const isReport = (line) => REPORTS.some((beginning) => stripVTControlCharacters(line).startsWith(beginning));

/** Lines that belong to the report before them: a stack, in workerd's form or V8's. */
const isContinued = (/** @type {string} */ line) => /^(?:stack: | {4}at )/.test(line);

/**
 * A reader of stderr, line by line.
 * @returns {{ isExpected(line: string): boolean, unexpected(): number }}
 */
export function createNoiseFilter() {
  let isWithinKnown = false;
  let unexpected = 0;
  return {
    /** Whether this line is known noise. */
    isExpected(line) {
      const plain = stripVTControlCharacters(line);
      if (plain.trim() === "") return isWithinKnown;
      if (!(isWithinKnown && isContinued(plain)))
        isWithinKnown = KNOWN.some(({ starts, has }) => starts.some((beginning) => plain.startsWith(beginning)) && plain.includes(has));
      if (!isWithinKnown) unexpected += 1;
      return isWithinKnown;
    },
    unexpected: () => unexpected,
  };
}
