/** Bringing conversations in: choose a file or drop it, watch it come, stop it, and read what came of it. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, useSyncExternalStore, type DragEvent } from "react";
import { formatBytes } from "../format/bytes.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { ImportOutcome } from "./import-outcome.tsx";
import { importRun, startImport, type ImportRun } from "./import-run.ts";
import { words } from "../words/words.ts";

function Progress({ run }: { run: Extract<ImportRun, { state: "running" }> }) {
  const bytes = run.progress?.bytes ?? 0;
  const of = run.progress?.of ?? run.size;
  const skipped = run.progress?.skipped ?? 0;
  return (
    <div className="mt-3 rounded-2xl border border-line px-4 py-3" data-testid="import-progress">
      <div className="flex items-center gap-3 text-sm">
        <span className="min-w-0 flex-1 truncate font-medium">{run.name}</span>
        <Button small onClick={run.stop}>
          {words.data.stop}
        </Button>
      </div>
      <progress value={bytes} max={Math.max(of, 1)} aria-label={words.data.read} className="mt-2 block h-1.5 w-full accent-accent" />
      <output className="mt-1.5 block text-xs text-muted tabular-nums">
        {words.data.of(formatBytes(bytes), formatBytes(of))} · {words.data.conversations(run.progress?.imported ?? 0)}
        {skipped === 0 ? "" : `, ${words.data.skipped(skipped)}`}
      </output>
    </div>
  );
}

export function ImportPart({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const run = useSyncExternalStore(importRun.subscribe, importRun.get);
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const isRunning = run.state === "running";
  const take = (file: File | undefined) => {
    if (file !== undefined) void startImport(file, () => void client.invalidateQueries({ queryKey: ["chats"] }));
  };
  const onDrag = (event: DragEvent) => {
    if (isRunning || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <section aria-labelledby="import-heading" className="mt-6">
      <h3 id="import-heading" className="text-sm font-medium">
        {words.data.import}
      </h3>
      <p className="mt-1 text-sm text-pretty text-muted">{words.data.importHelp}</p>
      {isRunning ? (
        <Progress run={run} />
      ) : (
        // Dropping a file is a shortcut; the button inside does the same for the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div
          onDragEnter={onDrag}
          onDragOver={onDrag}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            take(event.dataTransfer.files[0]);
          }}
          data-testid="import-drop"
          className={`mt-3 grid place-items-center gap-1 rounded-2xl border border-dashed px-4 py-5 text-sm ${isOver ? "border-accent bg-hover" : "border-line"}`}
        >
          <Button look="tonal" onClick={() => input.current?.click()}>
            {words.data.choose}
          </Button>
          <span className="text-xs text-faint pointer-coarse:hidden">{words.data.orDrop}</span>
          <input
            ref={input}
            type="file"
            accept=".json,application/json"
            hidden
            data-testid="import-file"
            onChange={(event) => {
              take(event.target.files?.[0]);
              // The same file may be chosen again.
              event.target.value = "";
            }}
          />
        </div>
      )}
      {run.state === "failed" ? (
        <Notice tone="danger" icon="warning" className="mt-3" onDismiss={importRun.clear}>
          {run.problem.detail}
        </Notice>
      ) : null}
      {run.state === "stopped" ? (
        <Notice icon="stop" className="mt-3" onDismiss={importRun.clear} testId="import-stopped">
          {words.data.stopped(run.imported === 0 ? null : words.data.conversations(run.imported))}
        </Notice>
      ) : null}
      {run.state === "done" ? <ImportOutcome name={run.name} result={run.result} onLeave={onClose} /> : null}
    </section>
  );
}
