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
import { words } from "../words/words.ts";

const DAY_MS = 86_400_000;
const ENDS = ["never", "1", "7", "30", "date"] as const;
type End = (typeof ENDS)[number];

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
    <Dialog title={words.sharing.title} onClose={onClose} wide>
      <p className="mt-2 text-sm text-pretty text-muted [overflow-wrap:anywhere]">{words.sharing.help(title)}</p>
      <form onSubmit={(event) => void submit(event)} className="mt-5 grid gap-4" data-testid="share-form">
        <div className="grid max-w-md gap-4">
          <Field label={words.sharing.canBeRead} complaint={isLate ? words.sharing.late : null}>
            {(tie) => (
              <div className="flex gap-2">
                <select
                  {...tie}
                  value={end}
                  onChange={(event) => setEnd(ENDS.find((value) => value === event.target.value) ?? "never")}
                  className={`${tie.className} h-11 bg-raised`}
                >
                  {ENDS.map((value) => (
                    <option key={value} value={value}>
                      {words.sharing.ends[value]}
                    </option>
                  ))}
                </select>
                {end === "date" ? (
                  <input
                    type="date"
                    aria-label={words.sharing.lastDay}
                    value={date}
                    onChange={(event) => setDate(event.target.value)}
                    className={`${tie.className} h-11`}
                  />
                ) : null}
              </div>
            )}
          </Field>
          <Toggle
            label={words.sharing.withCosts}
            help={words.sharing.withCostsHelp}
            checked={withCosts}
            onChange={setWithCosts}
            testId="share-costs"
          />
        </div>
        <div>
          <Button look="filled" type="submit" disabled={busy}>
            {busy ? words.answer.working : words.sharing.make}
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
          {words.sharing.links}
        </h3>
        {data === undefined ? (
          error === null ? (
            <Loading className="mt-2 h-14 w-full" />
          ) : null
        ) : data.shares.length === 0 ? (
          <p className="mt-1 text-sm text-faint">{words.sharing.noneYet}</p>
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
          {words.ui.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
