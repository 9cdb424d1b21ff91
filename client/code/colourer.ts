/** Asks the worker for colours, one block at a time; a block that takes too long stays as it is, and its worker ends. */
import type { ColourAnswer, ColourRequest } from "./colour-worker.ts";
import type { Run } from "./runs.ts";

/** Longer code stays plain, in characters: its colours would be thousands of elements. */
export const MOST_COLOURED = 40_000;
/** After so many milliseconds nobody waits for a block's colours. */
const PATIENCE_MS = 2000;
/** So many coloured blocks are kept for when they come into sight again. */
const KEPT = 60;

interface Job extends ColourRequest {
  done: (runs: readonly Run[] | null) => void;
}

const kept = new Map<string, readonly Run[] | null>();
const waiting: Job[] = [];
let current: { job: Job; timer: ReturnType<typeof setTimeout> } | null = null;
let worker: Worker | null = null;
let lastId = 0;

const keyOf = (code: string, language: string): string => `${language}\n${code}`;

function finish(runs: readonly Run[] | null): void {
  if (current === null) return;
  const { job, timer } = current;
  clearTimeout(timer);
  current = null;
  kept.set(keyOf(job.code, job.language), runs);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && oldest.done !== true) kept.delete(oldest.value);
  job.done(runs);
  next();
}

function giveUp(): void {
  worker?.terminate();
  worker = null;
  finish(null);
}

function next(): void {
  const job = current === null ? waiting.shift() : undefined;
  if (job === undefined) return;
  current = { job, timer: setTimeout(giveUp, PATIENCE_MS) };
  if (worker === null) {
    worker = new Worker(new URL("colour-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<ColourAnswer>) => {
      if (data.id === current?.job.id) finish(data.runs);
    });
    worker.addEventListener("error", giveUp);
  }
  // A worker has no origin to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage({ id: job.id, code: job.code, language: job.language } satisfies ColourRequest);
}

/** What is known already; undefined: it has to be asked for. */
export function knownColours(code: string, language: string): readonly Run[] | null | undefined {
  return kept.get(keyOf(code, language));
}

/** The runs of a block of code; null where it cannot be coloured. */
export function coloursOf(code: string, language: string): Promise<readonly Run[] | null> {
  const known = knownColours(code, language);
  if (known !== undefined) return Promise.resolve(known);
  return new Promise((done) => {
    lastId += 1;
    waiting.push({ id: lastId, code, language, done });
    next();
  });
}
