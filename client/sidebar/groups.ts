/** The list of conversations in groups: pinned, today, yesterday, the last seven days, then month by month. Pure. */
import type { ChatSummary } from "../../src/protocol/http.ts";
import { locale, words } from "../words/words.ts";

export type ListRow = { kind: "heading"; key: string; label: string } | { kind: "chat"; key: string; chat: ChatSummary };

const DAY_MS = 24 * 60 * 60 * 1000;

/** The beginning of the reader's day. */
function dayStart(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/**
 * What a conversation that was last changed at `atMs` stands under. Days are the reader's.
 * @param months what months are called, as far as it was asked: naming one takes longer than all else here
 */
export function groupOf(atMs: number, nowMs: number, months = new Map<number, string>()): string {
  // Whole days by the calendar: one with a change of the clock is longer or shorter than others.
  const days = Math.round((dayStart(nowMs) - dayStart(atMs)) / DAY_MS);
  if (days <= 0) return words.sidebar.today;
  if (days === 1) return words.sidebar.yesterday;
  if (days <= 7) return words.sidebar.week;
  const at = new Date(atMs);
  const month = at.getFullYear() * 12 + at.getMonth();
  const known = months.get(month);
  if (known !== undefined) return known;
  const isThisYear = at.getFullYear() === new Date(nowMs).getFullYear();
  const name = at.toLocaleDateString(locale, isThisYear ? { month: "long" } : { month: "long", year: "numeric" });
  months.set(month, name);
  return name;
}

/** @param chats pinned first, then newest first; one heading before each group */
export function groupedRows(chats: readonly ChatSummary[], nowMs: number): ListRow[] {
  const rows: ListRow[] = [];
  const months = new Map<number, string>();
  let last: string | null = null;
  for (const chat of chats) {
    const label = chat.pinned ? words.sidebar.pinned : groupOf(Date.parse(chat.updatedAt), nowMs, months);
    if (label !== last) rows.push({ kind: "heading", key: `heading ${label}`, label });
    last = label;
    rows.push({ kind: "chat", key: chat.id, chat });
  }
  return rows;
}
