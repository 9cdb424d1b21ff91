/** Footnotes: the mark in the text, and the note. Their ids are the answer's own, and a click scrolls the messages, never the app. */
import { createContext, use, type MouseEvent, type ReactNode } from "react";
import { words } from "../words/words.ts";

/** What the ids of an answer's footnotes begin with. */
export const NoteIds = createContext("");

/** The nearest element around that scrolls. */
function scrollerOf(element: Element): Element | null {
  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement)
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  return null;
}

function jump(event: MouseEvent<HTMLAnchorElement>): void {
  const target = document.getElementById(decodeURIComponent(event.currentTarget.hash.slice(1)));
  event.preventDefault();
  if (target === null) return;
  target.focus({ preventScroll: true });
  const scroller = scrollerOf(target);
  if (scroller === null) return;
  const { top, bottom } = target.getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  if (top < view.top || bottom > view.bottom) scroller.scrollBy({ top: top - view.top - view.height / 3 });
}

function Jump({ to, id, label, children }: { to: string; id?: string | undefined; label: string; children: ReactNode }) {
  return (
    <a href={`#${to}`} id={id} aria-label={label} className="note-jump" onClick={jump}>
      {children}
    </a>
  );
}

export function NoteMark({ number, isFirst }: { number: string; isFirst: boolean }) {
  const ids = use(NoteIds);
  return (
    <sup>
      <Jump to={`${ids}note-${number}`} id={isFirst ? `${ids}mark-${number}` : undefined} label={words.markdown.footnote(number)}>
        {number}
      </Jump>
    </sup>
  );
}

export function Note({ number, children }: { number: number; children: ReactNode }) {
  const ids = use(NoteIds);
  return (
    // It is focused when its mark was followed, so that reading goes on there.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="note" aria-label={words.markdown.footnote(number)} id={`${ids}note-${number}`} tabIndex={-1} className="footnote">
      <span className="footnote-number">{number}.</span>
      <div className="footnote-text">{children}</div>
      <Jump to={`${ids}mark-${number}`} label={words.markdown.backToFootnote(number)}>
        ↩
      </Jump>
    </div>
  );
}
