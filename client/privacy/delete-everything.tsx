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
import { isConfirmed } from "./stores.ts";
import { words } from "../words/words.ts";

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
        showToast(words.privacy.all.done);
      } finally {
        // What went is gone, also where it broke off.
        await client.invalidateQueries();
      }
    });
  };
  return (
    <Dialog title={words.privacy.all.question} onClose={onClose}>
      <form onSubmit={submit} className="mt-2 grid gap-4" data-testid="delete-everything">
        <p className="text-sm text-pretty text-muted">{words.privacy.all.what}</p>
        <p className="text-sm text-pretty text-muted">{words.privacy.all.books}</p>
        <Field label={words.privacy.all.type(words.privacy.all.confirmation)}>
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
          label={words.privacy.all.title}
          busyLabel={deleted === 0 ? words.privacy.all.deleting : words.privacy.all.deleted(formatCount(deleted))}
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
