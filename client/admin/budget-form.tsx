/** One person's monthly budget, to be changed. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { PersonBudget } from "../../src/protocol/http.ts";
import { parseUsd, usdText } from "../format/money.ts";
import { Button } from "../ui/button.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { peopleQuery, setBudget } from "./admin-queries.ts";
import { useAttempt } from "../http/use-attempt.ts";
import { words } from "../words/words.ts";

export function BudgetForm({ person, onDone }: { person: PersonBudget; onDone: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(usdText(person.limitNanoUsd));
  const { busy, failure, setFailure, attempt } = useAttempt();
  const store = (limitNanoUsd: number | null) =>
    attempt(async () => {
      await setBudget(person.email, limitNanoUsd);
      await client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      onDone();
    });
  const save = (event: FormEvent) => {
    event.preventDefault();
    const amount = parseUsd(draft);
    if (amount === null) setFailure(words.admin.budget.wrong);
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
          aria-label={words.admin.budget.of(person.email)}
          aria-invalid={failure !== null}
          inputMode="decimal"
          value={draft}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && !belongsToInputMethod(event)) onDone();
          }}
          className="h-8 w-24 rounded-lg border border-line bg-transparent px-2 text-end text-text"
          data-testid="budget-input"
        />
      </label>
      <Button small look="tonal" type="submit" disabled={busy}>
        {words.ui.save}
      </Button>
      <Button small look="plain" disabled={busy} onClick={() => void store(null)} title={words.admin.budget.defaultHelp}>
        {words.admin.budget.default}
      </Button>
      {failure === null ? null : (
        <span role="alert" className="basis-full text-end text-xs text-danger">
          {failure}
        </span>
      )}
    </form>
  );
}
