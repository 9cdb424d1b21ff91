/**
 * A line of somebody else's text where it stands among ours: titles, names, labels. Pure.
 *
 * Characters that order text (bidi marks, overrides and isolates) would turn round what stands beside it, and controls
 * do whatever a terminal or a spreadsheet makes of them. The joiners stay: emoji and several scripts are spelled with them.
 */
const ORDERING = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u206F\uFFF9-\uFFFB\uFEFF\u200B]/gu;
/** Line ends of every kind are among them; a blank takes their place. */
const CONTROLS_AND_BLANKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** One line, single blanks, nothing invisible that changes how its neighbours look. */
export function plainLine(text: string): string {
  return text.replaceAll(ORDERING, "").replaceAll(CONTROLS_AND_BLANKS, " ").trim();
}
