/**
 * Cuts Markdown into blocks that can be rendered on their own, so that a growing answer parses only its last block again.
 * Pure; joining the blocks gives the input back, character for character.
 *
 * A cut is made after blank lines outside code fences. A block that would begin with a list marker or an indent stays
 * with the one before (it may continue a list), and a text that defines references (`[a]: …`) stays whole, because
 * definitions and uses may stand in different blocks.
 */

const FENCE = /^\s*(`{3,}|~{3,})(.*)$/;
const CONTINUES_LIST = /^(\s|[-*+](\s|$)|\d{1,9}[.)](\s|$))/;
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:/m;

interface Fence {
  mark: string;
  length: number;
}

/** The fence after a line: opened, closed or unchanged. */
function fenceAfter(line: string, open: Fence | null): Fence | null {
  const match = FENCE.exec(line);
  const run = match?.[1];
  if (run === undefined) return open;
  const rest = match?.[2] ?? "";
  const mark = run.charAt(0);
  if (open === null) return mark === "`" && rest.includes("`") ? null : { mark, length: run.length };
  return mark === open.mark && run.length >= open.length && rest.trim() === "" ? null : open;
}

export function splitBlocks(text: string): string[] {
  if (text === "") return [];
  if (DEFINITION.test(text)) return [text];
  const blocks: string[] = [];
  let blockStart = 0;
  let fence: Fence | null = null;
  let afterBlank = false;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline + 1;
    const line = text.slice(at, end);
    const blank = fence === null && line.trim() === "";
    if (!blank) {
      if (afterBlank && !CONTINUES_LIST.test(line)) {
        const block = text.slice(blockStart, at);
        // Blank lines at the very beginning are no block.
        if (block.trim() !== "") {
          blocks.push(block);
          blockStart = at;
        }
      }
      fence = fenceAfter(line.replace(/\r?\n$/, ""), fence);
    }
    afterBlank = blank;
    at = end;
  }
  blocks.push(text.slice(blockStart));
  return blocks;
}
