/** Somebody who has spent nothing yet is in no book: named by their address, their budget and models are set beforehand. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { personAddress } from "../../src/protocol/http.ts";
import { Button } from "../ui/button.tsx";
import { personQuery } from "./admin-queries.ts";
import { useAttempt } from "../http/use-attempt.ts";
import { words } from "../words/words.ts";

export function FindPerson({ onFound }: { onFound: (email: string) => void }) {
  const client = useQueryClient();
  const [text, setText] = useState("");
  const { busy, failure, setFailure, attempt } = useAttempt();
  const find = (event: FormEvent) => {
    event.preventDefault();
    const email = personAddress.safeParse(text.trim());
    if (!email.success) return setFailure(words.admin.find.wrong);
    void attempt(async () => {
      await client.fetchQuery(personQuery(email.data));
      onFound(email.data);
      setText("");
    });
  };
  return (
    <form onSubmit={find} className="mt-4 flex flex-wrap items-center gap-2 text-sm" data-testid="find-person">
      <label className="flex min-w-0 flex-1 items-center gap-2 text-faint sm:flex-none">
        <span className="shrink-0">{words.admin.find.label}</span>
        <input
          type="email"
          value={text}
          placeholder={words.admin.find.example}
          autoComplete="off"
          aria-invalid={failure !== null}
          onChange={(event) => {
            setFailure(null);
            setText(event.target.value);
          }}
          className="h-9 w-full min-w-0 sm:w-64 rounded-lg border border-line bg-transparent px-3 text-text"
        />
      </label>
      <Button small look="tonal" type="submit" disabled={busy || text.trim() === ""}>
        {busy ? words.admin.find.looking : words.admin.find.show}
      </Button>
      {failure === null ? null : (
        <span role="alert" className="basis-full text-xs text-danger">
          {failure}
        </span>
      )}
    </form>
  );
}
