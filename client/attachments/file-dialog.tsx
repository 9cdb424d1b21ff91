/** One file, large: a picture as it is; of a document what the model sees of it. Both can be saved. */
import { useEffect, useState } from "react";
import type { MessageFile } from "../../src/protocol/files.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatCount } from "../format/money.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Picture } from "./shown-picture.tsx";
import { words } from "../words/words.ts";

/** More than this is not shown here, in UTF-16 code units; the file can be saved. */
const SHOWN = 100_000;

type Seen = { status: "loading" } | { status: "failed" } | { status: "read"; text: string };

function useSeen(address: string | null): Seen {
  const [seen, setSeen] = useState<Seen>({ status: "loading" });
  useEffect(() => {
    if (address === null) return;
    const abort = new AbortController();
    fetch(`${address}?as=text`, { signal: abort.signal })
      .then(async (response) => {
        const text = await response.text();
        setSeen(response.ok ? { status: "read", text } : { status: "failed" });
      })
      .catch(() => {
        if (!abort.signal.aborted) setSeen({ status: "failed" });
      });
    return () => abort.abort();
  }, [address]);
  return seen;
}

function SeenText({ seen }: { seen: Seen }) {
  switch (seen.status) {
    case "loading":
      return <p className="text-muted">{words.attachments.loading}</p>;
    case "failed":
      return <p className="text-danger">{words.attachments.notLoaded}</p>;
    case "read":
      return (
        <>
          <pre
            className="max-h-[55dvh] overflow-auto rounded-xl bg-code p-4 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]"
            dir="auto"
          >
            {seen.text.slice(0, SHOWN)}
          </pre>
          {seen.text.length > SHOWN ? (
            <p className="mt-2 text-xs text-faint">{words.attachments.firstOf(formatCount(SHOWN), formatCount(seen.text.length))}</p>
          ) : null}
        </>
      );
  }
}

interface FileDialogProps {
  file: MessageFile;
  /** Where its bytes are. */
  address: string;
  onClose: () => void;
}

export default function FileDialog({ file, address, onClose }: FileDialogProps) {
  const isPicture = file.kind === "image";
  const seen = useSeen(isPicture ? null : address);
  return (
    <Dialog title={file.name} wide onClose={onClose}>
      <div className="mt-4" data-testid="file-dialog">
        {isPicture ? (
          <Picture
            address={address}
            alt={file.name}
            width={file.width}
            height={file.height}
            className="mx-auto h-auto max-h-[60dvh] w-auto max-w-full rounded-xl"
          />
        ) : (
          <>
            <h3 className="mb-2 text-sm font-medium">{words.attachments.seen}</h3>
            <SeenText seen={seen} />
          </>
        )}
        <p className="mt-3 text-xs text-faint">
          {formatBytes(file.bytes)}
          {file.width === undefined ? "" : ` · ${file.width} × ${file.height}`}
        </p>
      </div>
      <DialogActions>
        <a
          href={address}
          download={file.name}
          className="inline-flex h-10 items-center rounded-xl px-4 text-sm font-medium text-accent hover:bg-hover"
        >
          {words.attachments.save}
        </a>
        <Button look="filled" onClick={onClose}>
          {words.ui.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
