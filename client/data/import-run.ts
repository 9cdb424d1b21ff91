/** The import of this page, at most one at a time. It goes on while its dialog is closed; the page's end ends it. */
import type { Problem } from "../../src/protocol/problem.ts";
import { importResult, MAX_IMPORT_BYTES, type ImportProgress, type ImportResult } from "../../src/protocol/transfer.ts";
import { asProblem, request } from "../http/request.ts";
import { importProgressed } from "./import-progress.ts";
import { words } from "../words/words.ts";

export type ImportRun =
  | { state: "idle" }
  | { state: "running"; name: string; size: number; progress: ImportProgress | null; stop: () => void }
  | { state: "done"; name: string; result: ImportResult }
  /** What had come in stays. */
  | { state: "stopped"; name: string; imported: number }
  | { state: "failed"; name: string; problem: Problem };

let run: ImportRun = { state: "idle" };
const listeners = new Set<() => void>();

function become(next: ImportRun): void {
  run = next;
  for (const listener of listeners) listener();
}

export const importRun = {
  get: (): ImportRun => run,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  clear: (): void => {
    if (run.state !== "running") become({ state: "idle" });
  },
};

function tooLarge(file: File): Problem | null {
  if (file.size <= MAX_IMPORT_BYTES) return null;
  const megabytes = MAX_IMPORT_BYTES / 1024 / 1024;
  return { type: "about:blank", title: "", status: 413, detail: words.data.tooLarge(megabytes) };
}

/** @param onEnd is called however it ended: conversations may have come in */
export async function startImport(file: File, onEnd: () => void): Promise<void> {
  if (run.state === "running") return;
  const { name, size } = file;
  const problem = tooLarge(file);
  if (problem !== null) return become({ state: "failed", name, problem });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  become({ state: "running", name, size, progress: null, stop });
  let imported = 0;
  const unsubscribe = importProgressed.subscribe((progress) => {
    imported = progress.imported;
    become({ state: "running", name, size, progress, stop });
  });
  try {
    const result = await request(importResult, "/api/import", { method: "POST", file, signal: stopping.signal });
    become({ state: "done", name, result });
  } catch (error) {
    become(stopping.signal.aborted ? { state: "stopped", name, imported } : { state: "failed", name, problem: asProblem(error) });
  } finally {
    unsubscribe();
    onEnd();
  }
}
