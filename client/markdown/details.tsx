/** `<details>`: its summary, and what it folds away. */
import type { ReactNode } from "react";
import { words } from "../words/words.ts";

export interface DetailsParts {
  summary: string;
  body: string;
  isOpen: boolean;
}

const WHOLE = /^\s*<details(\s[^>\n]{0,100})?>/i;
const SUMMARY = /^\s*<summary(?:\s[^>\n]{0,100})?>/i;
const SUMMARY_END = "</summary>";
const END = /<\/details>\s*$/i;

/** The parts of a block that `<details>` begins. */
export function detailsParts(text: string): DetailsParts {
  const [whole = "", attributes = ""] = WHOLE.exec(text) ?? [];
  const inside = text.slice(whole.length).replace(END, "");
  const isOpen = /\sopen\b/i.test(attributes);
  const opening = SUMMARY.exec(inside)?.[0];
  const end = inside.toLowerCase().indexOf(SUMMARY_END);
  if (opening === undefined || end === -1) return { summary: words.markdown.details, body: inside, isOpen };
  return { summary: inside.slice(opening.length, end).trim(), body: inside.slice(end + SUMMARY_END.length), isOpen };
}

export function Details({ summary, isOpen, children }: { summary: ReactNode; isOpen: boolean; children: ReactNode }) {
  return (
    <details open={isOpen}>
      <summary dir="auto">{summary}</summary>
      <div className="details-body">{children}</div>
    </details>
  );
}
