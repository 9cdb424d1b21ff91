/** Presets and prompts as a file, out and in. */
import { useRef, useState } from "react";
import type { PresetsImported } from "../../src/protocol/presets.ts";
import { Icon } from "../icons.tsx";
import { Button } from "../ui/button.tsx";
import { words } from "../words/words.ts";
import type { PresetActions } from "./queries.ts";

/** What came of an import, as one sentence. */
export function importWords({ imported, skipped, warnings }: PresetsImported): string {
  const stayed = skipped.length === 0 ? [] : [words.presets.hereAlready(skipped.length)];
  return [words.presets.came(imported.length), ...stayed, ...warnings].join(" ");
}

export function TakeAlong({ actions, hasAny }: { actions: PresetActions; hasAny: boolean }) {
  const chooser = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setOutcome(null);
    let document: unknown;
    try {
      document = JSON.parse(await file.text());
    } catch {
      return setOutcome(words.presets.noJson);
    }
    const came = await actions.take(document);
    setOutcome(came === null ? null : importWords(came));
  };
  return (
    <div className="mt-6 flex flex-wrap items-center gap-2">
      {hasAny ? (
        <a
          href="/api/presets?format=json"
          download
          className="inline-flex h-8 items-center gap-2 rounded-lg border border-line px-3 text-sm font-medium hover:bg-hover pointer-coarse:h-10"
        >
          <Icon name="download" size={16} />
          {words.presets.export}
        </a>
      ) : null}
      <Button small disabled={actions.busy} onClick={() => chooser.current?.click()}>
        {words.presets.import}
      </Button>
      <input
        ref={chooser}
        type="file"
        hidden
        accept="application/json,.json"
        data-testid="presets-file"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          void take(file);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
      <output className="min-w-0 flex-1 text-xs text-pretty text-muted" data-testid="presets-outcome">
        {outcome}
      </output>
    </div>
  );
}
