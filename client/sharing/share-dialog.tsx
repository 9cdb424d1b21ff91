/** Links by which others of this Tally read the conversation: make one, copy it, take it back. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { asProblem } from "../http/request.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Field, Toggle } from "../ui/fields.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { chatSharesQuery, useShareActions } from "./queries.ts";
import { ShareRow } from "./share-row.tsx";

const DAY_MS = 86_400_000;
const ENDS = [
  { value: "never", label: "Until I take it back" },
  { value: "1", label: "For a day" },
  { value: "7", label: "For a week" },
  { value: "30", label: "For 30 days" },
  { value: "date", label: "Until a date" },
] as const;
type End = (typeof ENDS)[number]["value"];

/** When a link ends, ISO 8601; null: never; undefined: the date is missing or over. */
export function endOf(end: End, date: string, nowMs: number): string | null | undefined {
  if (end === "never") return null;
  if (end !== "date") return new Date(nowMs + Number(end) * DAY_MS).toISOString();
  // The whole of that day, where its reader is.
  const ms = new Date(`${date}T23:59:59`).getTime();
  return Number.isNaN(ms) || ms <= nowMs ? undefined : new Date(ms).toISOString();
}

export default function ShareDialog({ chatId, title, onClose }: { chatId: string; title: string; onClose: () => void }) {
  const { data, error } = useQuery(chatSharesQuery(chatId));
  const { make, takeBack, busy, problem } = useShareActions();
  const [withCosts, setWithCosts] = useState(false);
  const [end, setEnd] = useState<End>("never");
  const [date, setDate] = useState("");
  const [isLate, setLate] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const until = endOf(end, date, Date.now());
    setLate(until === undefined);
    if (until !== undefined) await make(chatId, { withCosts, until });
  };
  const complaint = problem ?? (error === null ? null : asProblem(error));
  return (
    <Dialog title="Share this conversation" onClose={onClose} wide>
      <p className="mt-2 text-sm text-pretty text-muted [overflow-wrap:anywhere]">
        Whoever can sign in here and has the link reads “{title}” as you see it now, and what is added while they look: the shown branch
        alone, not its system prompt, your draft or your address.
      </p>
      <form onSubmit={(event) => void submit(event)} className="mt-5 grid gap-4" data-testid="share-form">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="It can be read" complaint={isLate ? "Choose a day that is still to come." : null}>
            {(tie) => (
              <div className="flex gap-2">
                <select
                  {...tie}
                  value={end}
                  onChange={(event) => setEnd(ENDS.find(({ value }) => value === event.target.value)?.value ?? "never")}
                  className={`${tie.className} h-11 bg-raised`}
                >
                  {ENDS.map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </select>
                {end === "date" ? (
                  <input
                    type="date"
                    aria-label="Last day"
                    value={date}
                    onChange={(event) => setDate(event.target.value)}
                    className={`${tie.className} h-11`}
                  />
                ) : null}
              </div>
            )}
          </Field>
          <Toggle
            label="With costs"
            help="Readers see what each answer cost."
            checked={withCosts}
            onChange={setWithCosts}
            testId="share-costs"
          />
        </div>
        <div>
          <Button look="filled" type="submit" disabled={busy}>
            {busy ? "Working…" : "Make a link"}
          </Button>
        </div>
        {complaint === null ? null : (
          <Notice tone="danger" icon="warning">
            {complaint.detail}
          </Notice>
        )}
      </form>
      <section aria-labelledby="links-heading" className="mt-5">
        <h3 id="links-heading" className="text-sm font-medium">
          Links
        </h3>
        {data === undefined ? (
          error === null ? (
            <Loading className="mt-2 h-14 w-full" />
          ) : null
        ) : data.shares.length === 0 ? (
          <p className="mt-1 text-sm text-faint">None yet.</p>
        ) : (
          <ul className="mt-2 grid gap-2">
            {data.shares.toReversed().map((share) => (
              <ShareRow key={share.id} share={share} busy={busy} onTakeBack={() => void takeBack(chatId, share.id)} />
            ))}
          </ul>
        )}
      </section>
      <DialogActions>
        <Button look="plain" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}
