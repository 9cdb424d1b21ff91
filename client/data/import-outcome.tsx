/** What an import made: links to what came in, what was left out and why. */
import { Link } from "wouter";
import type { ImportResult } from "../../src/protocol/transfer.ts";
import { words } from "../words/words.ts";

/** Links that are shown at once: more of them stand in the list of conversations. */
const MOST_LINKS = 200;

const titled = (title: string): string => (title === "" ? words.app.newChat : title);

function Folded({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <details className="mt-2 text-sm">
      <summary className="text-muted">{label}</summary>
      <ul className="mt-1 grid max-h-48 gap-1 overflow-y-auto ps-4 text-muted [overflow-wrap:anywhere]">{children}</ul>
    </details>
  );
}

interface ImportOutcomeProps {
  name: string;
  result: ImportResult;
  onLeave: () => void;
}

export function ImportOutcome({ name, result: { imported, skipped, warnings, presets }, onLeave }: ImportOutcomeProps) {
  return (
    <output className="mt-3 block rounded-2xl bg-hover px-4 py-3" data-testid="import-result">
      <p className="text-sm font-medium [overflow-wrap:anywhere]">
        {imported.length === 0 && (presets?.imported ?? 0) === 0 ? words.data.nothingNew(name) : words.data.cameIn(imported.length, name)}
      </p>
      {imported.length === 0 ? null : (
        <ul className="mt-2 grid max-h-48 gap-0.5 overflow-y-auto">
          {imported.slice(0, MOST_LINKS).map(({ chatId, title, messages }) => (
            <li key={chatId}>
              <Link
                href={`/c/${chatId}`}
                onClick={onLeave}
                className="flex items-baseline gap-2 rounded-lg px-2 py-1 text-sm hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate text-accent" dir="auto">
                  {titled(title)}
                </span>
                <span className="text-xs text-faint tabular-nums">{words.data.messages(messages)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {imported.length <= MOST_LINKS ? null : (
        <p className="mt-1 px-2 text-xs text-faint">{words.data.andMore(imported.length - MOST_LINKS)}</p>
      )}
      {presets === undefined || presets.imported === 0 ? null : <p className="mt-2 text-sm">{words.data.presets(presets.imported)}</p>}
      {skipped.length === 0 ? null : (
        <Folded label={words.data.skipped(skipped.length)}>
          {skipped.map(({ title, reason }, index) => (
            // The list never changes, and two of them may be alike.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <span className="font-medium" dir="auto">
                {titled(title)}
              </span>
              : {reason}
            </li>
          ))}
        </Folded>
      )}
      {warnings.length === 0 ? null : (
        <Folded label={words.data.remarks(warnings.length)}>
          {[...new Set(warnings)].map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </Folded>
      )}
    </output>
  );
}
