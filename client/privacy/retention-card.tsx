/** Deletion by age: the person's choice, and what an administrator set for who has chosen none. */
import { useState, type FormEvent } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useSetPreferences } from "../account/actions.ts";
import { formatCount } from "../format/money.ts";
import { Card } from "../page/parts.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { showToast } from "../ui/toasts.ts";
import { daysText, parseDays, RetentionField } from "./retention-field.tsx";
import { storedQuery } from "./stored-query.ts";
import { words } from "../words/words.ts";

interface RetentionCardProps {
  /** What holds now; null: kept. */
  days: number | null;
  /** An administrator's, for whoever has chosen none; null: kept. */
  defaultDays: number | null;
  /** The most an administrator lets people choose; null: as long as they like. */
  limitDays: number | null;
}

export function RetentionCard({ days, defaultDays, limitDays }: RetentionCardProps) {
  const setPreferences = useSetPreferences();
  const client = useQueryClient();
  const [text, setText] = useState(daysText(days));
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const wished = parseDays(text, limitDays);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (wished === undefined) return;
    setBusy(true);
    const refusal = await setPreferences({ retentionDays: wished });
    setFailure(refusal?.detail ?? null);
    await client.invalidateQueries({ queryKey: storedQuery.queryKey });
    setBusy(false);
    if (refusal === null) showToast(wished === null ? words.privacy.age.kept : words.privacy.age.goAfter(formatCount(wished)));
  };
  return (
    <Card title={words.privacy.age.title} className="mt-4">
      <form onSubmit={(event) => void save(event)} className="grid max-w-md gap-4">
        <RetentionField text={text} onChange={setText} limitDays={limitDays} />
        <p className="text-xs text-pretty text-faint">
          {limitDays !== null
            ? words.privacy.age.limited(formatCount(limitDays))
            : defaultDays === null
              ? words.privacy.age.whoeverKeeps
              : words.privacy.age.byAdmin(formatCount(defaultDays))}{" "}
          {words.privacy.age.atNight}
        </p>
        {failure === null ? null : (
          <Notice tone="danger" icon="warning">
            {failure}
          </Notice>
        )}
        <Button look="tonal" type="submit" className="justify-self-start" disabled={busy || wished === undefined || wished === days}>
          {busy ? words.ui.saving : words.ui.save}
        </Button>
      </form>
    </Card>
  );
}
