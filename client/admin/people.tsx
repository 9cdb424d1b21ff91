/** Everybody the books know: what they spent in the chosen days, and this month's budget, which can be changed here. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { PersonBudget, SpendRow } from "../../src/protocol/http.ts";
import { formatCount, formatMoney, formatMoneyExact, parseUsd, usdText } from "../format/money.ts";
import { asProblem } from "../http/request.ts";
import { WARN_AT_PERCENT } from "../ui/budget-bar.tsx";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { Failed } from "../usage/days.tsx";
import { Quiet } from "../usage/parts.tsx";
import { peopleQuery, setBudget } from "./admin-queries.ts";
import { PersonModelsForm } from "./person-models.tsx";

function BudgetForm({ person, onDone }: { person: PersonBudget; onDone: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(usdText(person.limitNanoUsd));
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const store = async (limitNanoUsd: number | null) => {
    setFailure(null);
    setBusy(true);
    try {
      await setBudget(person.email, limitNanoUsd);
      await client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      onDone();
    } catch (refusal) {
      setFailure(asProblem(refusal).detail);
    } finally {
      setBusy(false);
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const amount = parseUsd(draft);
    if (amount === null) setFailure("Write an amount in USD, like 12.50.");
    else void store(amount);
  };
  return (
    <form onSubmit={save} className="flex flex-wrap items-center justify-end gap-1">
      <label className="flex items-center gap-1 text-faint">
        $
        <input
          // The administrator asked to change it: this is where they want to be.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          aria-label={`Monthly budget of ${person.email} in USD`}
          aria-invalid={failure !== null}
          inputMode="decimal"
          value={draft}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") onDone();
          }}
          className="h-8 w-24 rounded-lg border border-line bg-transparent px-2 text-end text-text"
          data-testid="budget-input"
        />
      </label>
      <Button small look="tonal" type="submit" disabled={busy}>
        Save
      </Button>
      <Button small look="plain" disabled={busy} onClick={() => void store(null)} title="Back to the budget everybody has">
        Default
      </Button>
      {failure === null ? null : (
        <span role="alert" className="basis-full text-end text-xs text-danger">
          {failure}
        </span>
      )}
    </form>
  );
}

function Used({ person }: { person: PersonBudget }) {
  const { percent } = person;
  const tone = percent >= 100 ? "bg-danger-soft text-danger" : percent >= WARN_AT_PERCENT ? "bg-warn-soft text-warn" : "text-faint";
  return (
    <span
      title={`${formatMoneyExact(person.spentNanoUsd)} of ${formatMoneyExact(person.limitNanoUsd)} this month`}
      className={`inline-block rounded-full px-2 py-0.5 text-xs whitespace-nowrap ${tone}`}
    >
      {formatCount(percent)} %
    </span>
  );
}

function PersonRow({ person, spend }: { person: PersonBudget; spend: SpendRow | undefined }) {
  const [changing, setChanging] = useState<"budget" | "models" | null>(null);
  const toggle = (what: "budget" | "models") => setChanging(changing === what ? null : what);
  const { allow } = person.models;
  const mayAsk = allow === null ? "all" : formatCount(allow.length);
  return (
    <>
      <tr className="border-t border-line" data-testid="person" data-email={person.email}>
        <th scope="row" className="w-full max-w-0 min-w-28 truncate px-2 py-2.5 text-start font-normal" title={person.email}>
          {person.email}
        </th>
        <td className="hidden px-2 py-2.5 text-end text-muted sm:table-cell">{formatCount(spend?.calls ?? 0)}</td>
        <td className="px-2 py-2.5 text-end whitespace-nowrap" title={formatMoneyExact(spend?.costNanoUsd ?? 0)}>
          {spend?.simulated === true ? (
            <span className="me-2 hidden md:inline">
              <Simulated />
            </span>
          ) : null}
          {formatMoney(spend?.costNanoUsd ?? 0)}
        </td>
        <td className="px-2 py-2.5 text-end whitespace-nowrap">
          <button
            type="button"
            onClick={() => toggle("budget")}
            aria-expanded={changing === "budget"}
            aria-label={`Budget of ${person.email}: ${formatMoney(person.limitNanoUsd)}. Change it`}
            title="Change this person's monthly budget"
            className="rounded underline decoration-line underline-offset-4 hover:decoration-current"
            data-testid="budget"
          >
            {formatMoney(person.limitNanoUsd)}
          </button>
          <span className="block sm:hidden">
            <Used person={person} />
          </span>
        </td>
        <td className="hidden px-2 py-2.5 text-end sm:table-cell">
          <Used person={person} />
        </td>
        <td className="px-2 py-2.5 text-end whitespace-nowrap">
          <button
            type="button"
            onClick={() => toggle("models")}
            aria-expanded={changing === "models"}
            aria-label={`Models of ${person.email}: ${mayAsk}. Change them`}
            title={allow === null ? "May ask every model of this server" : allow.join(", ")}
            className="rounded underline decoration-line underline-offset-4 hover:decoration-current"
            data-testid="models"
          >
            {mayAsk}
          </button>
        </td>
      </tr>
      {changing === null ? null : (
        <tr>
          <td colSpan={6} className="px-2 pb-3">
            {changing === "budget" ? (
              <BudgetForm person={person} onDone={() => setChanging(null)} />
            ) : (
              <PersonModelsForm person={person} onDone={() => setChanging(null)} />
            )}
          </td>
        </tr>
      )}
    </>
  );
}

/** `spend`: by person, in the chosen days. */
export function People({ spend }: { spend: readonly SpendRow[] }) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(peopleQuery);
  if (data === undefined)
    return error === null ? <Loading className="h-28 w-full" /> : <Failed error={error} onRetry={() => void refetch()} />;
  const people = data.pages.flatMap((page) => page.people);
  const spendOf = new Map(spend.map((row) => [row.key, row]));
  const short = people.filter((person) => person.percent >= WARN_AT_PERCENT);
  if (people.length === 0) return <Quiet>Nobody has spent anything yet.</Quiet>;
  return (
    <>
      {short.length === 0 ? null : (
        <p className="mb-4 rounded-2xl bg-warn-soft px-4 py-2.5 text-sm text-warn" data-testid="people-short">
          {short.length === 1 ? "One person has" : `${formatCount(short.length)} people have`} used {WARN_AT_PERCENT} % of their budget or
          more. They stand first.
        </p>
      )}
      <div className="-mx-2 overflow-x-auto">
        <table className="w-full text-[13px] tabular-nums">
          <caption className="sr-only">Spend and budget by person</caption>
          <thead className="text-faint">
            <tr>
              <th scope="col" className="px-2 pb-2 text-start font-normal">
                Person
              </th>
              <th scope="col" className="hidden px-2 pb-2 text-end font-normal sm:table-cell">
                Calls
              </th>
              <th scope="col" className="px-2 pb-2 text-end font-normal">
                Spent
              </th>
              <th scope="col" className="px-2 pb-2 text-end font-normal whitespace-nowrap">
                Per month
              </th>
              <th scope="col" className="hidden px-2 pb-2 text-end font-normal sm:table-cell">
                Used
              </th>
              <th scope="col" className="px-2 pb-2 text-end font-normal">
                Models
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
          {isFetchingNextPage ? "Loading…" : "Show more people"}
        </Button>
      ) : null}
    </>
  );
}
