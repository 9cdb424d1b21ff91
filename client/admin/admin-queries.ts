/** What administrators ask, and its answers. Never a title or a word of a conversation. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { personBudget, type PersonBudget } from "../../src/protocol/http.ts";
import { reindexed } from "../../src/protocol/stored.ts";
import { nanoUsd } from "../../src/protocol/money.ts";
import { listOf } from "../http/lists.ts";
import { request } from "../http/request.ts";

const peoplePage = z.object({ people: listOf("people", personBudget), next: z.string().nullable() });

const PEOPLE_KEY = ["admin-people"] as const;

/** Everybody the books know, those who are short of money first. */
export const peopleQuery = infiniteQueryOptions({
  queryKey: PEOPLE_KEY,
  queryFn: ({ pageParam, signal }) =>
    request(peoplePage, `/api/admin/people${pageParam === "" ? "" : `?after=${encodeURIComponent(pageParam)}`}`, { signal }),
  initialPageParam: "",
  getNextPageParam: (page) => page.next,
  refetchInterval: 15_000,
});

/** One person, also one the books do not know yet: everybody who may sign in has a budget. */
export const personQuery = (email: string) =>
  queryOptions({
    queryKey: [...PEOPLE_KEY, email],
    queryFn: ({ signal }) => request(personBudget, `/api/admin/people/${encodeURIComponent(email)}/budget`, { signal }),
  });

/** Null: the configured default again. */
export function setBudget(email: string, limitNanoUsd: number | null): Promise<PersonBudget> {
  return request(personBudget, `/api/admin/people/${encodeURIComponent(email)}/budget`, { method: "PUT", body: { limitNanoUsd } });
}

export function setAllowance(email: string, body: PersonBudget["models"]): Promise<PersonBudget> {
  return request(personBudget, `/api/admin/people/${encodeURIComponent(email)}/models`, { method: "PUT", body });
}

const place = { chatId: z.string(), owner: z.string() };
const auditPage = z.object({
  checkedPeople: z.int(),
  checkedChats: z.int(),
  totalNanoUsd: nanoUsd,
  storedNanoUsd: nanoUsd,
  differences: listOf("differences", z.object({ ...place, what: z.string(), expected: z.number(), found: z.number() })),
  waiting: listOf("waiting", z.object({ ...place, what: z.string() })),
  orphanedHolds: listOf("holds", z.object({ ...place, runId: z.string(), nanoUsd })),
  next: z.object({ person: z.string(), chatId: z.string().nullable() }).nullable(),
});
export type Audit = Omit<z.infer<typeof auditPage>, "next">;

function together(a: Audit, b: Audit): Audit {
  return {
    checkedPeople: a.checkedPeople + b.checkedPeople,
    checkedChats: a.checkedChats + b.checkedChats,
    totalNanoUsd: a.totalNanoUsd + b.totalNanoUsd,
    storedNanoUsd: a.storedNanoUsd + b.storedNanoUsd,
    differences: [...a.differences, ...b.differences],
    waiting: [...a.waiting, ...b.waiting],
    orphanedHolds: [...a.orphanedHolds, ...b.orphanedHolds],
  };
}

/** The whole audit: the server checks some hundred conversations per request and says where to go on. */
async function askAudit(signal: AbortSignal): Promise<Audit> {
  let page = await request(auditPage, "/api/admin/audit", { signal });
  let audit: Audit = page;
  while (page.next !== null) {
    const { person, chatId } = page.next;
    const query = new URLSearchParams({ after: person, ...(chatId === null ? {} : { afterChat: chatId }) });
    page = await request(auditPage, `/api/admin/audit?${query.toString()}`, { signal });
    audit = together(audit, page);
  }
  return audit;
}

/** Asked only when an administrator presses the button: it looks at every conversation. */
export const auditQuery = queryOptions({
  queryKey: ["admin-audit"],
  queryFn: ({ signal }) => askAudit(signal),
  enabled: false,
  retry: false,
});

export type Reindexed = { chats: number; people: number };

/** Has everybody's conversations reported to the index anew; the server does some per request and says where to go on. Throws `ProblemError`. */
export async function reindexAll(onPart: (soFar: Reindexed) => void): Promise<Reindexed> {
  let all: Reindexed = { chats: 0, people: 0 };
  for (let query = "", isMore = true; isMore;) {
    const part = await request(reindexed, `/api/admin/reindex${query}`, { method: "POST" });
    all = { chats: all.chats + part.chats, people: all.people + part.people };
    onPart(all);
    isMore = part.next !== null;
    if (part.next !== null) {
      const { person, chatId } = part.next;
      query = `?${new URLSearchParams({ after: person, ...(chatId === null ? {} : { afterChat: chatId }) }).toString()}`;
    }
  }
  return all;
}
