/**
 * A closing mark without its opening: the template wrote `<think>` into the prompt, so all that was said before the mark
 * was reasoning. An answer that only speaks of such a mark keeps its words: the mark counts at the beginning of a line
 * or right after a sentence, with a line feed or the answer right behind it, and never in code.
 */
import { LONE_CLOSES } from "./think-marks.ts";

export type LoneClose =
  | { found: "no"; /** One was there, and is a word. */ spokenOf: boolean }
  /** It depends on what follows: everything from `at` on is to be held back. */
  | { found: "undecided"; at: number }
  | { found: "yes"; at: number; after: number };

/** A text that holds more closing marks speaks of them; each look costs a pass over it. */
const MAX_LOOKS = 20;

/** True where code is open at the end of this text: a fence of its lines, or a back quote of its last line. */
function isInCode(text: string): boolean {
  let fence = "";
  const lines = text.split("\n");
  for (const line of lines) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark === undefined) continue;
    if (fence === "") fence = mark;
    else if (mark.startsWith(fence)) fence = "";
  }
  return fence !== "" || ((lines.at(-1) ?? "").split("`").length - 1) % 2 === 1;
}

/**
 * @param before what was said before `text`. @param isEnd nothing follows
 */
export function findLoneClose(before: string, text: string, isEnd: boolean): LoneClose {
  const lower = text.toLowerCase();
  let spokenOf = false;
  let looks = 0;
  for (const close of LONE_CLOSES) {
    for (let at = lower.indexOf(close); at !== -1; at = lower.indexOf(close, at + 1)) {
      const said = before + text.slice(0, at);
      // An answer in which the opening stands speaks of both.
      if (said.toLowerCase().includes(close.replace("/", "").replace("end", "begin"))) return { found: "no", spokenOf: true };
      spokenOf = true;
      looks += 1;
      if (looks > MAX_LOOKS) return { found: "no", spokenOf };
      if (!/(^|\n)[ \t]*$|[.!?:)…。！？"”]$/.test(said.slice(-200)) || isInCode(said)) continue;
      const after = text.slice(at + close.length);
      const next = after.replace(/^[ \t]+/, "");
      if (next === "" && !isEnd) return { found: "undecided", at };
      const isAlone = next.startsWith("\n") || next.startsWith("\r");
      if (isAlone || (said.trim() !== "" && /^[\p{L}\p{N}#*_>]/u.test(after))) return { found: "yes", at, after: at + close.length };
    }
  }
  return { found: "no", spokenOf };
}
