/** Everybody the books know and whoever was looked up: what they spent in the chosen days, and this month's budget, which can be changed here. */
import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import type { SpendRow } from "../../src/protocol/http.ts";
import { WARN_AT_PERCENT } from "../../src/protocol/limits.ts";
import { formatCount } from "../format/money.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Failed, Quiet } from "../page/parts.tsx";
import { peopleQuery, personQuery } from "./admin-queries.ts";
import { FindPerson } from "./find-person.tsx";
import { PersonRow } from "./person-row.tsx";
import { words } from "../words/words.ts";

/** `spend`: by person, in the chosen days. */
export function People({ spend }: { spend: readonly SpendRow[] }) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(peopleQuery);
  const [sought, setSought] = useState<readonly string[]>([]);
  const found = useQueries({ queries: sought.map(personQuery) }).flatMap(({ data: person }) => person ?? []);
  if (data === undefined)
    return error === null ? <Loading className="h-28 w-full" /> : <Failed error={error} onRetry={() => void refetch()} />;
  const known = data.pages.flatMap((page) => page.people);
  const emails = new Set(known.map(({ email }) => email));
  const people = [...known, ...found.filter(({ email }) => !emails.has(email))];
  const spendOf = new Map(spend.map((row) => [row.key, row]));
  const short = people.filter((person) => person.percent >= WARN_AT_PERCENT);
  return (
    <>
      {short.length === 0 ? null : (
        <p className="mb-4 rounded-2xl bg-warn-soft px-4 py-2.5 text-sm text-warn" data-testid="people-short">
          {words.admin.short(short.length, formatCount(short.length), WARN_AT_PERCENT)}
        </p>
      )}
      {people.length === 0 ? <Quiet>{words.admin.nobody}</Quiet> : null}
      <div className={`-mx-2 overflow-x-auto ${people.length === 0 ? "hidden" : ""}`}>
        <table className="w-full text-sm tabular-nums">
          <caption className="sr-only">{words.admin.table.caption}</caption>
          <thead className="text-faint">
            <tr>
              <th scope="col" className="px-2 pb-2 text-start font-normal">
                {words.admin.table.person}
              </th>
              <th scope="col" className="hidden px-2 pb-2 text-end font-normal sm:table-cell">
                {words.usage.calls}
              </th>
              <th scope="col" className="px-2 pb-2 text-end font-normal">
                {words.admin.table.spent}
              </th>
              <th scope="col" className="px-2 pb-2 text-end font-normal whitespace-nowrap">
                {words.admin.table.perMonth}
              </th>
              <th scope="col" className="hidden px-2 pb-2 text-end font-normal sm:table-cell">
                {words.admin.table.used}
              </th>
              <th scope="col" className="hidden px-2 pb-2 text-end font-normal sm:table-cell">
                {words.admin.table.models}
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <PersonRow key={person.email} person={person} spend={spendOf.get(person.email)} />
            ))}
          </tbody>
        </table>
      </div>
      {hasNextPage ? (
        <Button small look="plain" className="mx-auto mt-2 flex" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? words.ui.loadingMore : words.admin.more}
        </Button>
      ) : null}
      <FindPerson onFound={(email) => setSought((before) => [...new Set([...before, email])])} />
    </>
  );
}
