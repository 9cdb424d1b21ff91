/** Everybody who spent: how much, against which budget; the budget can be changed here. From 80 % on a person is marked. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { SpendRow } from "../../src/protocol/http.ts";
import { formatCount, formatMoney, formatMoneyExact, percentOf } from "../format/money.ts";
import { asProblem } from "../http/request.ts";
import { WARN_AT_PERCENT } from "../ui/budget-bar.tsx";
import { Button } from "../ui/button.tsx";
import { Quiet } from "../usage/parts.tsx";
import { budgetQuery, parseUsd, setBudget, usdText } from "./admin-queries.ts";

function BudgetField({ email }: { email: string }) {
  const client = useQueryClient();
  const { data, error } = useQuery(budgetQuery(email));
  const [draft, setDraft] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  if (error !== null && data === undefined) return <span className="text-faint">not available</span>;
  if (data === undefined) return <span className="skeleton inline-block h-4 w-16" />;
  if (draft === null)
    return (
      <button
        type="button"
        onClick={() => setDraft(usdText(data.limitNanoUsd))}
        title="Change this person's monthly budget"
        className="rounded underline decoration-line underline-offset-4 hover:decoration-current"
      >
        {formatMoney(data.limitNanoUsd)}
      </button>
    );
  const amount = parseUsd(draft);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (amount === null) {
      setFailure("Write an amount in USD, like 12.50.");
      return;
    }
    setFailure(null);
    try {
      client.setQueryData(budgetQuery(email).queryKey, await setBudget(email, amount));
      setDraft(null);
    } catch (refusal) {
      setFailure(asProblem(refusal).detail);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)} className="flex items-center justify-end gap-1">
      <span className="text-faint">$</span>
      <input
        // The administrator asked to change it: this is where they want to be.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        aria-label={`Monthly budget of ${email} in USD`}
        aria-invalid={failure !== null}
        inputMode="decimal"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setDraft(null);
        }}
        className="h-8 w-20 rounded-lg border border-line bg-transparent px-2 text-end"
      />
      <Button small look="tonal" type="submit">
        Save
      </Button>
      {failure === null ? null : (
        <span role="alert" className="ps-1 text-xs text-danger">
          {failure}
        </span>
      )}
    </form>
  );
}

/** How much of this month's budget is used; known only when the range is this month. */
function Used({ row }: { row: SpendRow }) {
  const { data } = useQuery(budgetQuery(row.key));
  if (data === undefined) return null;
  const spent = data.spentNanoUsd ?? row.costNanoUsd;
  const used = percentOf(spent, data.limitNanoUsd);
  const warns = used >= WARN_AT_PERCENT;
  return (
    <span
      title={`${formatMoneyExact(spent)} this month`}
      className={`inline-block rounded-full px-2 py-0.5 text-xs ${used >= 100 ? "bg-danger-soft text-danger" : warns ? "bg-warn-soft text-warn" : "text-faint"}`}
    >
      {Math.floor(used)} %
    </span>
  );
}

/** `showUsed`: the rows are this month's, so they can be held against the monthly budget. */
export function People({ rows, showUsed }: { rows: readonly SpendRow[]; showUsed: boolean }) {
  if (rows.length === 0) return <Quiet>Nobody spent anything in these days.</Quiet>;
  return (
    <div className="-mx-2 overflow-x-auto">
      <table className="w-full text-[13px] tabular-nums">
        <caption className="sr-only">Spend and budget by person</caption>
        <thead className="text-faint">
          <tr>
            {["Person", "Calls", "Spent", "Monthly budget", ...(showUsed ? ["Used"] : [])].map((heading, index) => (
              <th key={heading} scope="col" className={`px-2 pb-2 font-normal ${index === 0 ? "text-start" : "text-end"}`}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            .toSorted((a, b) => b.costNanoUsd - a.costNanoUsd)
            .map((row) => (
              <tr key={row.key} className="border-t border-line">
                <th scope="row" className="px-2 py-2.5 text-start font-normal">
                  {row.key}
                </th>
                <td className="px-2 py-2.5 text-end text-muted">{formatCount(row.calls)}</td>
                <td className="px-2 py-2.5 text-end" title={formatMoneyExact(row.costNanoUsd)}>
                  {formatMoney(row.costNanoUsd)}
                </td>
                <td className="px-2 py-2.5 text-end">
                  <BudgetField email={row.key} />
                </td>
                {showUsed ? (
                  <td className="px-2 py-2.5 text-end">
                    <Used row={row} />
                  </td>
                ) : null}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
