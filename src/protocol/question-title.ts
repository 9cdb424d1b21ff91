/** The title that a conversation has of its first question. Pure. */
import { plainLine } from "./plain-line.ts";

/** The beginning of a text, never half a surrogate pair. */
export const beginningOf = (text: string, characters: number): string => text.trim().slice(0, characters).toWellFormed();

/** The beginning of a line with an ellipsis, cut before a word where there is one. */
export function cutBetweenWords(line: string, characters: number): string {
  const kept = line.slice(0, characters);
  const end = kept.lastIndexOf(" ");
  return `${(end > 0 ? kept.slice(0, end) : kept).trimEnd()}…`.toWellFormed();
}

/** The longest title made of a question. Characters. */
const QUESTION_TITLE_CHARACTERS = 60;
/** So much of a question is looked at for it. Characters. */
const READ_FOR_TITLE = 2_000;

/** What Markdown puts around words: the words alone. Code in a fence is no title as long as there is anything else. */
export function withoutMarkdown(text: string): string {
  const unfenced = text.replaceAll(/^ {0,3}(```|~~~)[\s\S]*?(?:^ {0,3}\1[`~]*\s*$|(?![\s\S]))/gm, " ");
  const words = unfenced.trim() === "" ? text.replaceAll(/^ {0,3}(?:```|~~~).*$/gm, " ") : unfenced;
  return words
    .replaceAll(/!?\[([^[\]\n]{1,300})\]\([^)\n]{0,2000}\)/g, "$1")
    .replaceAll(/^ {0,3}(?:#{1,6}|>|[-*+]|\d{1,9}[.)])\s+/gm, "")
    .replaceAll(/(\*\*|__|~~|`+)(?=\S)([^\n]{1,400}?\S?)\1/g, "$2")
    .replaceAll(/(?<![\p{L}\p{N}*_])([*_])(?=\S)([^\n*_]{1,400}?)(?<=\S)\1(?![\p{L}\p{N}*_])/gu, "$2");
}

/** A title made of a question: its words without Markdown, cut before a word; null when it has none. */
export function titleOf(question: string): string | null {
  const beginning = beginningOf(question, READ_FOR_TITLE);
  const line = plainLine(withoutMarkdown(beginning)) || plainLine(beginning);
  if (line === "") return null;
  return line.length <= QUESTION_TITLE_CHARACTERS ? line : cutBetweenWords(line, QUESTION_TITLE_CHARACTERS);
}
