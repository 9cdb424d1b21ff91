/** Medians, percentiles, and the ledger of everything that was measured. */
import type { SubjectName } from "./subject.ts";

/** The middle of a sorted copy; NaN of nothing. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest-rank percentile with the two middles averaged for even medians. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  if (percent === 50 && sorted.length % 2 === 0) {
    return ((sorted[sorted.length / 2 - 1] ?? Number.NaN) + (sorted[sorted.length / 2] ?? Number.NaN)) / 2;
  }
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** Every figure of every repetition, by metric and subject. */
export class Figures {
  readonly #values = new Map<string, number[]>();

  add(metric: string, subject: SubjectName, value: number): void {
    const key = `${metric} ${subject}`;
    const known = this.#values.get(key);
    if (known === undefined) this.#values.set(key, [value]);
    else known.push(value);
  }

  /** The median over the repetitions; null: not measured. */
  of(metric: string, subject: SubjectName): number | null {
    const values = this.#values.get(`${metric} ${subject}`);
    return values === undefined ? null : median(values);
  }
}
