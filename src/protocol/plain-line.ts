/**
 * Makes foreign text (titles, names, labels) safe to show as one line among our own text. Pure.
 *
 * Bidi marks, overrides and isolates would reorder the text around it, and control characters may have effects in a terminal
 * or a spreadsheet. Joiners stay: emoji and several scripts need them.
 */
const ORDERING = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u206F\uFFF9-\uFFFB\uFEFF\u200B]/gu;
/** Control characters and white space, line ends of every kind included; replaced by one blank. */
const CONTROLS_AND_BLANKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** One line, single blanks, nothing invisible that changes how its neighbours look. */
export function plainLine(text: string): string {
  return text.replaceAll(ORDERING, "").replaceAll(CONTROLS_AND_BLANKS, " ").trim();
}
