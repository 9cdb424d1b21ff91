/**
 * Brings a message into the middle of the view, marks it for a moment, and its found words for as long as it is visited.
 * The words are marked by the browser (CSS Custom Highlight): what React has drawn stays as it is.
 */
import { belongsToInputMethod } from "../ui/input-method.ts";
import type { Visit } from "./use-found.ts";

const HIGHLIGHT = "found";
const MOST_MARKS = 500;
const MARKED_FOR_MS = 2000;
const MARK = "color-mix(in srgb, var(--send) 50%, transparent)";
/** Scripts without blanks: a word of theirs may begin anywhere. */
const UNSPACED = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** Finds the words at the beginning of words, whatever their case; null without any. */
export function wordsPattern(words: readonly string[]): RegExp | null {
  const patterns = words
    .filter((word) => word !== "")
    .toSorted((a, b) => b.length - a.length)
    .map((word) => {
      const literal = word.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, "\\$&").replaceAll(/\s+/g, "\\s+");
      return UNSPACED.test(word) || !/^[\p{L}\p{N}]/u.test(word) ? literal : `(?<![\\p{L}\\p{N}])${literal}`;
    });
  return patterns.length === 0 ? null : new RegExp(patterns.join("|"), "giu");
}

function rangesIn(row: Element, pattern: RegExp | null): Range[] {
  const ranges: Range[] = [];
  if (pattern === null) return ranges;
  for (const text of row.querySelectorAll("[data-testid=message-text]")) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      for (const { index, 0: found } of (node.nodeValue ?? "").matchAll(pattern)) {
        if (ranges.length >= MOST_MARKS) return ranges;
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + found.length);
        ranges.push(range);
      }
  }
  return ranges;
}

/** Puts a place of the row into the middle of the view; of a row that is higher than the view, its beginning at the top. */
function reveal(viewport: HTMLElement, row: Element, range: Range | undefined): void {
  const view = viewport.getBoundingClientRect();
  const box = row.getBoundingClientRect();
  const fits = box.height <= view.height;
  const place = fits || range === undefined ? box : range.getBoundingClientRect();
  const offset = fits || range !== undefined ? (view.height - place.height) / 2 : 16;
  viewport.scrollTop += place.top - view.top - offset;
}

/**
 * @param hold keeps the row where it is while what is above it gets its height
 * @returns what ends it
 */
export function showRow(viewport: HTMLElement, { messageId, words }: Visit, hold: (row: Element) => void): () => void {
  const pattern = wordsPattern(words);
  const listening = new AbortController();
  let row: HTMLElement | null = null;
  let isReaders = false;
  const followed = new MutationObserver(() => look());
  const look = () => {
    if (row === null) {
      row = viewport.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(messageId)}"]`);
      if (row === null) return;
      // From here on its own changes count: Markdown is drawn a moment later.
      followed.disconnect();
      followed.observe(row, { childList: true, subtree: true, characterData: true });
      row.tabIndex = -1;
      row.focus({ preventScroll: true });
      const colours = { backgroundColor: [MARK, MARK, "transparent"], borderRadius: ["16px", "16px", "16px"] };
      row.animate(colours, { duration: MARKED_FOR_MS, easing: "ease-in" });
    }
    const ranges = rangesIn(row, pattern);
    if (typeof Highlight !== "undefined") CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
    if (isReaders) return;
    reveal(viewport, row, ranges[0]);
    hold(row);
  };
  followed.observe(viewport, { childList: true, subtree: true });
  // Whatever the person does next ends the following, not the marks.
  const onInput = (event: Event) => {
    if (!(event instanceof KeyboardEvent && belongsToInputMethod(event))) isReaders = true;
  };
  for (const type of ["wheel", "touchmove", "pointerdown", "keydown"])
    window.addEventListener(type, onInput, { capture: true, passive: true, signal: listening.signal });
  look();
  return () => {
    followed.disconnect();
    listening.abort();
    if (typeof Highlight !== "undefined") CSS.highlights.delete(HIGHLIGHT);
  };
}
