/** One person among all: spend, budget, models; the last two are changed below the row. */
import { useState } from "react";
import type { PersonBudget, SpendRow } from "../../src/protocol/http.ts";
import { WARN_AT_PERCENT } from "../../src/protocol/limits.ts";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import { Simulated } from "../ui/simulated.tsx";
import { BudgetForm } from "./budget-form.tsx";
import { PersonModelsForm } from "./person-models.tsx";
import { words } from "../words/words.ts";

function Used({ person }: { person: PersonBudget }) {
  const { percent } = person;
  const tone = percent >= 100 ? "bg-danger-soft text-danger" : percent >= WARN_AT_PERCENT ? "bg-warn-soft text-warn" : "text-faint";
  return (
    <span
      title={words.admin.budget.used(formatMoneyExact(person.spentNanoUsd), formatMoneyExact(person.limitNanoUsd))}
      className={`inline-block rounded-full px-2 py-0.5 text-xs whitespace-nowrap ${tone}`}
    >
      {formatCount(percent)} %
    </span>
  );
}

export function PersonRow({ person, spend }: { person: PersonBudget; spend: SpendRow | undefined }) {
  const [changing, setChanging] = useState<"budget" | "models" | null>(null);
  const toggle = (what: "budget" | "models") => setChanging(changing === what ? null : what);
  const { allow } = person.models;
  const mayAsk = allow === null ? words.admin.models.all : formatCount(allow.length);
  const modelsButton = (
    <button
      type="button"
      onClick={() => toggle("models")}
      aria-expanded={changing === "models"}
      aria-label={words.admin.models.of(person.email, mayAsk)}
      title={allow === null ? words.admin.models.mayAll : allow.join(", ")}
      className="min-h-6 min-w-6 rounded underline pointer-coarse:min-h-10 pointer-coarse:min-w-10 decoration-line underline-offset-4 hover:decoration-current"
      data-testid="models"
    >
      {mayAsk}
    </button>
  );
  return (
    <>
      <tr className="border-t border-line" data-testid="person" data-email={person.email}>
        <th scope="row" className="w-full max-w-0 min-w-28 px-2 py-2.5 text-start font-normal" title={person.email}>
          <span className="block truncate">{person.email}</span>
          <span className="flex items-baseline gap-1 text-xs text-faint sm:hidden">
            {words.admin.table.models}: {modelsButton}
          </span>
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
            aria-label={words.admin.budget.label(person.email, formatMoney(person.limitNanoUsd))}
            title={words.admin.budget.help}
            className="min-h-6 min-w-6 rounded underline pointer-coarse:min-h-10 pointer-coarse:min-w-10 decoration-line underline-offset-4 hover:decoration-current"
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
        <td className="hidden px-2 py-2.5 text-end whitespace-nowrap sm:table-cell">{modelsButton}</td>
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
