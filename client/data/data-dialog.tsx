/** Everything a person has here, to take along; and what they have elsewhere, to bring in. */
import { useState } from "react";
import { Link } from "wouter";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Toggle } from "../ui/fields.tsx";
import { SharesPart } from "../sharing/shares-part.tsx";
import { ImportPart } from "./import-part.tsx";

function Download({ href, label, detail }: { href: string; label: string; detail: string }) {
  return (
    <a href={href} download className="flex items-center gap-3 rounded-2xl border border-line px-4 py-2.5 hover:bg-hover">
      <Icon name="download" className="text-muted" />
      <span className="min-w-0">
        <span className="block text-sm font-medium">{label}</span>
        <span className="block text-xs text-pretty text-faint">{detail}</span>
      </span>
    </a>
  );
}

export default function DataDialog({ onClose }: { onClose: () => void }) {
  const [costs, setCosts] = useState(false);
  return (
    <Dialog title="Your data" onClose={onClose} wide>
      <Link
        href="/privacy"
        onClick={onClose}
        className="mt-2 flex min-h-8 w-fit items-center text-sm text-accent hover:underline pointer-coarse:min-h-10"
      >
        What is stored about you, deleted by age, and all of it deleted
      </Link>
      <section aria-labelledby="export-heading" className="mt-2">
        <h3 id="export-heading" className="text-sm font-medium">
          Export
        </h3>
        <p className="mt-1 text-sm text-pretty text-muted">
          Every conversation with all of its branches, but temporary ones. The download grows while it is read; to stop it, stop it in the
          browser.
        </p>
        <div className="mt-3 grid gap-2 sm:grid-cols-2">
          <Download href="/api/export?format=json" label="Everything as JSON" detail="One document. Any Tally takes it in again." />
          <Download
            href={`/api/export?format=zip${costs ? "&costs=1" : ""}`}
            label="Everything as zip"
            detail="A file to read for each conversation, and the same document."
          />
        </div>
        <div className="mt-3">
          <Toggle
            label="With costs"
            help="Writes below each answer of the zip’s readable files what it cost. The document always has its receipts."
            checked={costs}
            onChange={setCosts}
          />
        </div>
      </section>
      <ImportPart onClose={onClose} />
      <SharesPart onClose={onClose} />
      <DialogActions>
        <Button look="plain" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}
