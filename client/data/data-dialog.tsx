/** Everything a person has here, to take along; and what they have elsewhere, to bring in. */
import { useState } from "react";
import { Link } from "wouter";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Toggle } from "../ui/fields.tsx";
import { SharesPart } from "../sharing/shares-part.tsx";
import { ImportPart } from "./import-part.tsx";
import { words } from "../words/words.ts";

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
    <Dialog title={words.data.title} onClose={onClose} wide>
      <Link
        href="/privacy"
        onClick={onClose}
        className="mt-2 mb-3 -ms-2 flex min-h-8 w-fit items-center rounded-lg px-2 text-sm text-accent hover:underline pointer-coarse:min-h-10"
      >
        {words.data.privacy}
      </Link>
      <section aria-labelledby="export-heading" className="mt-2">
        <h3 id="export-heading" className="text-sm font-medium">
          {words.data.export}
        </h3>
        <p className="mt-1 text-sm text-pretty text-muted">{words.data.exportHelp}</p>
        <div className="mt-3 grid gap-2 sm:grid-cols-2">
          <Download href="/api/export?format=json" label={words.data.asJson} detail={words.data.asJsonHelp} />
          <Download href={`/api/export?format=zip${costs ? "&costs=1" : ""}`} label={words.data.asZip} detail={words.data.asZipHelp} />
        </div>
        <div className="mt-3">
          <Toggle label={words.data.withCosts} help={words.data.withCostsHelp} checked={costs} onChange={setCosts} />
        </div>
      </section>
      <ImportPart onClose={onClose} />
      <SharesPart onClose={onClose} />
      <DialogActions>
        <Button look="plain" onClick={onClose}>
          {words.ui.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
