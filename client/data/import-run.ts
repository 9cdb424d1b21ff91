/** The import of this page, at most one at a time. It goes on while its dialog is closed; the page's end ends it. */
import type { Problem } from "../../src/protocol/problem.ts";
import {
  importResult,
  MAX_IMPORT_BYTES,
  MAX_IMPORTED_CHAT_BYTES,
  type ImportProgress,
  type ImportResult,
} from "../../src/protocol/transfer.ts";
import { asProblem, ProblemError, request } from "../http/request.ts";
import { importParts, type ImportPart, type ImportParts } from "./import-parts.ts";
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

const ownProblem = (detail: string): Problem => ({ type: "about:blank", title: "", status: 400, detail });

/** What came of several requests, as if it had been one. */
class Outcome {
  readonly result: ImportResult = { imported: [], skipped: [], warnings: [] };

  constructor({ chatsTooLarge, filesTooLarge }: ImportParts) {
    const most = MAX_IMPORTED_CHAT_BYTES / 1024 / 1024;
    for (let count = 0; count < chatsTooLarge; count += 1) this.result.skipped.push({ title: "", reason: words.data.chatTooLarge(most) });
    if (filesTooLarge > 0) this.result.warnings.push(words.data.filesTooLarge(filesTooLarge));
  }

  add({ imported, skipped, warnings, presets }: ImportResult, { continues }: ImportPart): void {
    this.result.warnings.push(...warnings);
    if (presets !== undefined) this.result.presets = presets;
    // Of the conversation before it something was said already.
    if (continues) return;
    this.result.imported.push(...imported);
    this.result.skipped.push(...skipped);
  }
}

/** One of several requests in which nothing is a conversation: the others may be. */
function asSkipped(error: unknown): ImportResult {
  if (!(error instanceof ProblemError) || error.problem.status !== 400) throw error;
  return { imported: [], skipped: [{ title: "", reason: error.problem.detail }], warnings: [] };
}

/** @param onEnd is called however it ended: conversations may have come in */
export async function startImport(file: File, onEnd: () => void): Promise<void> {
  if (run.state === "running") return;
  const { name, size } = file;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stop = () => stopping.abort();
  become({ state: "running", name, size, progress: null, stop });
  let imported = 0;
  /** What the requests before this one came to. */
  let before = { bytes: 0, imported: 0, skipped: 0 };
  let of = size;
  const unsubscribe = importProgressed.subscribe((progress) => {
    imported = before.imported + progress.imported;
    const bytes = Math.min(before.bytes + progress.bytes, of);
    become({
      state: "running",
      name,
      size,
      progress: { ...progress, imported, skipped: before.skipped + progress.skipped, bytes, of },
      stop,
    });
  });
  try {
    const cut = await importParts(file, signal);
    if (cut === null) return become({ state: "failed", name, problem: ownProblem(words.data.noList(MAX_IMPORT_BYTES / 1024 / 1024)) });
    of = cut.parts.reduce((sum, { body }) => sum + body.size, 0);
    const outcome = new Outcome(cut);
    for (const part of cut.parts) {
      const sent = request(importResult, "/api/import", { method: "POST", file: part.body, signal });
      outcome.add(await (cut.parts.length === 1 ? sent : sent.catch(asSkipped)), part);
      const { result } = outcome;
      before = { bytes: before.bytes + part.body.size, imported: result.imported.length, skipped: result.skipped.length };
    }
    become({ state: "done", name, result: outcome.result });
  } catch (error) {
    become(signal.aborted ? { state: "stopped", name, imported } : { state: "failed", name, problem: asProblem(error) });
  } finally {
    unsubscribe();
    onEnd();
  }
}
