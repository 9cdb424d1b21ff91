/**
 * The audit: asks D1 who there is, each person's object for their conversations, each conversation for its figures, and
 * compares (compare.ts). It reads while people go on writing, from one store after the other; so a conversation with a
 * difference is compared again, and only a difference that stays is reported.
 *
 * A person whose rows all still wait for D1 is not found in it; audit that person by address.
 */
import { LAST_CHAT_ID } from "../protocol/identifiers.ts";
import type { AccountAudit, ChatAudit, IdRange } from "../protocol/rooms.ts";
import { compare, type Findings, type Testimony } from "./compare.ts";
import type { StoredRow } from "./store.ts";
import type { SumDifference } from "./sums.ts";

/** Objects asked at once. */
const CONCURRENCY = 8;
/** Conversations asked in one request: the platform allows 1,000 subrequests, and a few are asked twice. */
export const CHATS_PER_REQUEST = 400;
const PEOPLE_PER_REQUEST = 100;

export interface AuditPorts {
  /** People in the order of their addresses, after the given one. */
  people(after: string, limit: number): Promise<string[]>;
  /** Ids of conversations that the person's object knows, in their order, after the given one; and those that D1 knows in a range. */
  known(person: string, after: string, limit: number): Promise<string[]>;
  stored(person: string, range: IdRange, limit: number): Promise<string[]>;
  /** What both have of the conversations in a range of ids: never of all, for a person may have any number. */
  account(person: string, range: IdRange): Promise<AccountAudit>;
  rows(person: string, range: IdRange): Promise<StoredRow[]>;
  chat(person: string, chatId: string): Promise<ChatAudit>;
  /** Differences between D1's sums and its rows: of one person, and of everybody. */
  sumsOf(person: string): Promise<SumDifference[]>;
  sums(): Promise<SumDifference[]>;
}

/** Where an audit continues: after this conversation of this person, or (`chatId` null) after the person. */
export type AuditCursor = { person: string; chatId: string | null };
export type AuditReport = Findings & {
  checkedPeople: number;
  checkedChats: number;
  /** Sum of everything checked, by the conversations' own books and by D1. Nano-dollars. */
  totalNanoUsd: number;
  storedNanoUsd: number;
  /** Null: everything was checked. */
  next: AuditCursor | null;
};

export async function auditBooks(ports: AuditPorts, from: AuditCursor | null, only: string | null = null): Promise<AuditReport> {
  const report: AuditReport = {
    checkedPeople: 0,
    checkedChats: 0,
    totalNanoUsd: 0,
    storedNanoUsd: 0,
    differences: [],
    waiting: [],
    orphanedHolds: [],
    next: null,
  };
  if (from === null && only === null)
    report.differences.push(...(await ports.sums()).map((difference) => ({ chatId: "", owner: "", ...difference })));
  const begun = from !== null && from.chatId !== null ? [from.person] : [];
  const people = only === null ? [...begun, ...(await ports.people(from?.person ?? "", PEOPLE_PER_REQUEST))] : [only];
  for (const person of people) {
    const left = CHATS_PER_REQUEST - report.checkedChats;
    if (left <= 0) return { ...report, next: { person: people[people.indexOf(person) - 1] ?? person, chatId: null } };
    const after = from?.person === person ? (from.chatId ?? "") : "";
    const last = await auditPerson(ports, person, after, left, report);
    if (last !== null) return { ...report, next: { person, chatId: last } };
    report.checkedPeople += 1;
  }
  const lastPerson = people.at(-1);
  const isAll = only !== null || people.length - begun.length < PEOPLE_PER_REQUEST || lastPerson === undefined;
  return { ...report, next: isAll ? null : { person: lastPerson, chatId: null } };
}

type PersonBooks = { account: AccountAudit; rows: StoredRow[] };

async function booksOf(ports: AuditPorts, person: string, range: IdRange): Promise<PersonBooks> {
  const [account, rows] = await Promise.all([ports.account(person, range), ports.rows(person, range)]);
  return { account, rows };
}

/** Returns the last conversation checked when there are more; null: that was all of this person. */
async function auditPerson(ports: AuditPorts, person: string, after: string, limit: number, report: AuditReport): Promise<string | null> {
  // One more than `limit` shows whether there are more. D1 is asked for the same range of ids only.
  const known = await ports.known(person, after, limit + 1);
  const last = known.length > limit ? (known[limit - 1] ?? LAST_CHAT_ID) : LAST_CHAT_ID;
  const stored = await ports.stored(person, { after, upTo: last }, limit + 1);
  const ordered = [...new Set([...known.slice(0, limit), ...stored])].toSorted();
  const asked = ordered.slice(0, limit);
  const range: IdRange = { after, upTo: asked.at(-1) ?? after };
  const books = await booksOf(ports, person, range);
  const testify = async (id: string, known: PersonBooks): Promise<Testimony> =>
    testimonyOf(person, id, await ports.chat(person, id), known);
  const testimonies = await mapBounded(asked, CONCURRENCY, (id) => testify(id, books));
  const doubtful = testimonies.filter((testimony) => compare(testimony).differences.length > 0).map(({ chatId }) => chatId);
  const again = doubtful.length === 0 ? books : await booksOf(ports, person, range);
  const second = new Map(
    (await mapBounded(doubtful, CONCURRENCY, (id) => testify(id, again))).map((testimony) => [testimony.chatId, testimony]),
  );
  for (const first of testimonies) {
    const testimony = second.get(first.chatId) ?? first;
    const findings = compare(testimony);
    report.differences.push(...findings.differences);
    report.waiting.push(...findings.waiting);
    report.orphanedHolds.push(...findings.orphanedHolds);
    const storedNanoUsd = testimony.rows.reduce((sum, row) => sum + row.costNanoUsd, 0);
    report.storedNanoUsd += storedNanoUsd;
    report.totalNanoUsd += testimony.chat.state === "open" ? testimony.chat.totalNanoUsd : storedNanoUsd;
  }
  report.checkedChats += asked.length;
  if (after === "") {
    compareSums(person, again.account, report);
    report.differences.push(...(await ports.sumsOf(person)).map((difference) => ({ chatId: "", owner: person, ...difference })));
  }
  return last !== LAST_CHAT_ID || ordered.length > asked.length ? (asked.at(-1) ?? null) : null;
}

/** Checks that the wallet's figure for this month is the sum of its conversations. */
function compareSums(person: string, { wallet, monthNanoUsd: expected }: AccountAudit, report: AuditReport): void {
  if (expected === wallet.spentNanoUsd) return;
  report.differences.push({
    chatId: "",
    owner: person,
    what: `the wallet's sum of ${wallet.period}`,
    expected,
    found: wallet.spentNanoUsd,
  });
}

function testimonyOf(owner: string, chatId: string, chat: ChatAudit, { account, rows }: PersonBooks): Testimony {
  return {
    owner,
    chatId,
    chat,
    rows: rows.filter((row) => row.chat === chatId),
    listed: account.conversations.find(({ id }) => id === chatId) ?? null,
    spent: account.spent.filter((row) => row.chat === chatId),
    holds: account.holds.filter((hold) => hold.chat === chatId),
  };
}

/** Maps in order, at most `limit` at a time. */
export async function mapBounded<In, Out>(items: readonly In[], limit: number, work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
