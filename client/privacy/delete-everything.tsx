/** Everything deleted at once: said beforehand what goes and what stays, and typed, so that no slip of the finger does it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { forgetAllWords } from "../drafts/kept-words.ts";
import { formatCount } from "../format/money.ts";
import { useAttempt } from "../http/use-attempt.ts";
import { Dialog, DialogDeed } from "../ui/dialog.tsx";
import { Field } from "../ui/fields.tsx";
import { showToast } from "../ui/toasts.ts";
import { deleteEverything } from "./stored-query.ts";
import { CONFIRMATION, isConfirmed } from "./stores.ts";

export default function DeleteEverything({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const [deleted, setDeleted] = useState(0);
  const { busy, failure, attempt } = useAttempt();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isConfirmed(typed)) return;
    void attempt(async () => {
      try {
        await deleteEverything(setDeleted);
        forgetAllWords();
        onClose();
        showToast("Everything you wrote was deleted. The books keep numbers.");
      } finally {
        // What went is gone, also where it broke off.
        await client.invalidateQueries();
      }
    });
  };
  return (
    <Dialog title="Delete everything?" onClose={onClose}>
      <form onSubmit={submit} className="mt-2 grid gap-4" data-testid="delete-everything">
        <p className="text-sm text-pretty text-muted">
          Every conversation with its files, its place in the search index and the links to it; projects, presets, servers with their keys,
          and preferences. Running answers are ended and paid for. It cannot be undone: export first what you want to keep.
        </p>
        <p className="text-sm text-pretty text-muted">
          The books keep numbers: what was spent when, on which model, under your e-mail address. The receipts of deletions stay, too.
        </p>
        <Field label={`Type “${CONFIRMATION}”`}>
          {(tie) => (
            <input
              {...tie}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setTyped(event.target.value)}
              className={`${tie.className} h-11`}
            />
          )}
        </Field>
        <DialogDeed
          label="Delete everything"
          busyLabel={deleted === 0 ? "Deleting…" : `${formatCount(deleted)} deleted…`}
          busy={busy}
          isReady={isConfirmed(typed)}
          isDanger
          failure={failure}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
