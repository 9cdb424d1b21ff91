/**
 * Whether the books of one conversation agree (invariant 7): receipts → the conversation's sums → D1's rows → the person's
 * wallet. Pure: figures in, findings out. Figures that are not reported yet, because they are not due or D1 is down, are no
 * difference and are listed apart. Knows figures, ids and places in a log, but no text.
 */
import type { AccountAudit, ChatAudit } from "../protocol/rooms.ts";
import type { StoredRow } from "./store.ts";

export type Difference = { chatId: string; owner: string; what: string; expected: number; found: number };
export type Waiting = { chatId: string; owner: string; what: string };
export type OrphanedHold = { chatId: string; owner: string; runId: string; nanoUsd: number };
export type Findings = { differences: Difference[]; waiting: Waiting[]; orphanedHolds: OrphanedHold[] };

/** The figures of each store about one conversation. */
export type Testimony = {
  owner: string;
  chatId: string;
  chat: ChatAudit;
  /** D1's rows of it. */
  rows: readonly StoredRow[];
  /** What the person's object has of it. */
  listed: AccountAudit["conversations"][number] | null;
  spent: AccountAudit["spent"];
  holds: AccountAudit["holds"];
};

type OpenChat = Extract<ChatAudit, { state: "open" }>;
type Say = { differs: (what: string, expected: number, found: number) => void; waits: (what: string) => void };

export function compare(testimony: Testimony): Findings {
  const { owner, chatId, chat } = testimony;
  const findings: Findings = { differences: [], waiting: [], orphanedHolds: [] };
  const say: Say = {
    differs: (what, expected, found) => {
      if (expected !== found) findings.differences.push({ chatId, owner, what, expected, found });
    },
    waits: (what) => findings.waiting.push({ chatId, owner, what }),
  };
  switch (chat.state) {
    case "open":
      compareInside(chat, say);
      compareWithD1(chat, testimony.rows, say);
      compareWithWallet(chat, testimony, say);
      break;
    case "leaving":
      say.waits("deleted, its numbers not flushed yet");
      break;
    case "none":
      compareWhatStayed(testimony, say);
  }
  const open = chat.state === "none" ? [] : (chat.openRuns ?? []);
  for (const hold of testimony.holds) {
    if (!open.includes(hold.run)) findings.orphanedHolds.push({ chatId, owner, runId: hold.run, nanoUsd: hold.cost });
  }
  return findings;
}

function compareInside(chat: OpenChat, { differs }: Say): void {
  for (const { what, expected, found } of chat.differences) differs(what, expected, found);
  differs("receipts against the conversation's total", chat.receiptsNanoUsd, chat.totalNanoUsd);
  differs("days against the conversation's total", sum(chat.days), chat.totalNanoUsd);
}

function compareWithD1(chat: OpenChat, rows: readonly StoredRow[], { differs, waits }: Say): void {
  const stored = new Map(rows.map((row) => [`${row.day} ${row.model}`, row]));
  for (const day of chat.days) {
    const key = `${day.day} ${day.model}`;
    const row = stored.get(key);
    stored.delete(key);
    if (row?.seq === day.seq) {
      differs(`D1 against the conversation, cost of ${key}`, day.costNanoUsd, row.costNanoUsd);
      differs(`D1 against the conversation, calls of ${key}`, day.calls, row.calls);
    } else if (day.seq > chat.flushedSeq && (row === undefined || row.seq < day.seq)) waits(`${key}: not flushed yet`);
    else differs(`D1 against the conversation, place in the log of ${key}`, day.seq, row?.seq ?? 0);
  }
  for (const [key, row] of stored) differs(`D1 has a row the conversation does not know, ${key}`, 0, row.calls);
}

function compareWithWallet(chat: OpenChat, { listed, spent, holds }: Testimony, { differs, waits }: Say): void {
  const lastSeq = Math.max(0, ...chat.days.map(({ seq }) => seq));
  const isReported = chat.settledSeq >= lastSeq;
  const months = new Map<string, number>();
  for (const { day, costNanoUsd } of chat.days) months.set(day.slice(0, 7), (months.get(day.slice(0, 7)) ?? 0) + costNanoUsd);
  const known = new Map(spent.map(({ period, cost }) => [period, cost]));
  for (const period of new Set([...months.keys(), ...known.keys()])) {
    const [expected, found] = [months.get(period) ?? 0, known.get(period) ?? 0];
    if (expected === found) continue;
    if (isReported) differs(`the wallet against the conversation, ${period}`, expected, found);
    else waits(`${period}: the wallet is not told yet`);
  }
  if (listed === null) {
    if (chat.days.length > 0) differs("the person's list lacks this conversation", 1, 0);
  } else if (listed.deleted === 1) differs("deleted in the list, and its words are still there: delete it again", 0, 1);
  else if (listed.cost !== chat.totalNanoUsd) {
    if (isReported) differs("the list against the conversation's total", chat.totalNanoUsd, listed.cost);
    else waits("the list is not told yet");
  }
  const held = new Set(holds.map(({ run }) => run));
  for (const run of chat.runningRuns) if (!held.has(run)) differs("a model call runs without a hold", 1, 0);
}

/** For a deleted conversation: the figures that D1 and the wallet keep must agree. */
function compareWhatStayed({ rows, spent, listed }: Testimony, { differs }: Say): void {
  const stored = new Map<string, number>();
  for (const { day, costNanoUsd } of rows) stored.set(day.slice(0, 7), (stored.get(day.slice(0, 7)) ?? 0) + costNanoUsd);
  const known = new Map(spent.map(({ period, cost }) => [period, cost]));
  for (const period of new Set([...stored.keys(), ...known.keys()])) {
    differs(`the wallet against D1, ${period}, of a deleted conversation`, stored.get(period) ?? 0, known.get(period) ?? 0);
  }
  if (listed?.deleted === 0) differs("listed, and its storage is empty", 1, 0);
}

const sum = (days: readonly { costNanoUsd: number }[]): number => days.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0);
