/** Which models one person may ask, and with which one their conversations begin. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { PersonBudget } from "../../src/protocol/http.ts";
import { useAccount } from "../account/account.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/fields.tsx";
import { peopleQuery, setAllowance } from "./admin-queries.ts";
import { useAttempt } from "../http/use-attempt.ts";
import { words } from "../words/words.ts";

/** One id or beginning (`@cf/*`) a line, also with commas between; null: everything. */
export function parseAllow(text: string): string[] | null {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
  return entries.length === 0 ? null : [...new Set(entries)];
}

export function PersonModelsForm({ person, onDone }: { person: PersonBudget; onDone: () => void }) {
  const client = useQueryClient();
  const { models } = useAccount();
  const [text, setText] = useState(person.models.allow?.join("\n") ?? "");
  const [wanted, setWanted] = useState(person.models.default ?? "");
  const { busy, failure, attempt } = useAttempt();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      await setAllowance(person.email, { allow: parseAllow(text), default: wanted === "" ? null : wanted });
      await client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      onDone();
    });
  };
  return (
    <form onSubmit={save} className="ms-auto grid max-w-md gap-4 py-2" data-testid="person-models">
      <Field label={words.admin.models.label} help={words.admin.models.help} complaint={failure}>
        {(tie) => (
          <textarea
            {...tie}
            rows={3}
            value={text}
            spellCheck={false}
            placeholder={words.admin.models.everything}
            onChange={(event) => setText(event.target.value)}
            className={`${tie.className} resize-y py-2 font-mono text-sm`}
            data-testid="allow-input"
          />
        )}
      </Field>
      <Field label={words.admin.models.begin} help={words.admin.models.beginHelp}>
        {(tie) => (
          <select {...tie} value={wanted} onChange={(event) => setWanted(event.target.value)} className={`${tie.className} h-11 bg-raised`}>
            <option value="">{words.admin.models.default}</option>
            {models.some((model) => model.id === wanted) || wanted === "" ? null : <option value={wanted}>{wanted}</option>}
            {models
              .filter((model) => model.available)
              .map((model) => (
                <option key={model.id} value={model.id}>
                  {model.name} ({model.id})
                </option>
              ))}
          </select>
        )}
      </Field>
      <div className="flex justify-end gap-1">
        <Button small look="plain" onClick={onDone} disabled={busy}>
          {words.ui.cancel}
        </Button>
        <Button small look="tonal" type="submit" disabled={busy}>
          {words.ui.save}
        </Button>
      </div>
    </form>
  );
}
