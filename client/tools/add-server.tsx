/** A server is added by its address and a name; what is secret of it goes to the person's object and comes back never. */
import { useState, type FormEvent } from "react";
import { useAttempt } from "../http/use-attempt.ts";
import { Dialog, DialogDeed } from "../ui/dialog.tsx";
import { Field } from "../ui/fields.tsx";
import { useServerActions } from "./servers.ts";
import { parseHeaders } from "./words.ts";
import { words } from "../words/words.ts";

interface AddServerProps {
  /** It is added, and was asked for its tools. @param signInUrl where it wants to be signed in to */
  onAdded: (id: string, signInUrl: string | null) => void;
  onClose: () => void;
}

export default function AddServer({ onAdded, onClose }: AddServerProps) {
  const { add, connect } = useServerActions();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [headersText, setHeadersText] = useState("");
  const { busy, failure, attempt } = useAttempt();
  const headers = parseHeaders(headersText);
  const isWrong = name.trim() === "" || url.trim() === "" || typeof headers === "string";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) return;
    void attempt(async () => {
      const id = await add({ name: name.trim(), url: url.trim(), headers });
      // It is there now, whatever becomes of the first question to it: its card says what did.
      const signInUrl = await connect(id).catch(() => null);
      onAdded(id, signInUrl);
    });
  };
  return (
    <Dialog title={words.tools.add.title} onClose={onClose} isChanged={!busy && (name !== "" || url !== "" || headersText !== "")}>
      <form onSubmit={submit} className="mt-5 grid grid-cols-1 gap-5" data-testid="add-server">
        <Field label={words.tools.add.address} help={words.tools.add.addressHelp}>
          {(tie) => (
            <input
              {...tie}
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              value={url}
              placeholder={words.tools.add.addressExample}
              onChange={(event) => setUrl(event.target.value)}
              className={`${tie.className} h-11`}
            />
          )}
        </Field>
        <Field label={words.tools.add.name} help={words.tools.add.nameHelp}>
          {(tie) => (
            <input
              {...tie}
              value={name}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
              className={`${tie.className} h-11`}
            />
          )}
        </Field>
        <Field label={words.tools.add.headers} help={words.tools.add.headersHelp} complaint={typeof headers === "string" ? headers : null}>
          {(tie) => (
            <textarea
              {...tie}
              rows={2}
              value={headersText}
              autoComplete="off"
              spellCheck={false}
              placeholder={words.tools.add.headersExample}
              onChange={(event) => setHeadersText(event.target.value)}
              className={`${tie.className} resize-y py-2 font-mono text-sm`}
            />
          )}
        </Field>
        <DialogDeed
          label={words.tools.add.connect}
          busyLabel={words.tools.add.connecting}
          busy={busy}
          isReady={!isWrong}
          failure={failure}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
