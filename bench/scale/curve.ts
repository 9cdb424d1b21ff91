/** What a step costs at growing sizes, and whether it grows faster than its work. */
import { format, markdown } from "../table.ts";

/**
 * What is done at a size, in units: a page of fifty is no more work with a thousand conversations than with fifty, an
 * export is as many as there are.
 */
export interface Work {
  /** Units at most; infinite: it grows with the size. */
  most: number;
  /** What the units are. */
  of: string;
}

/** Below this a figure is noise of the machine and the clock. Bytes and rows are counted, so that each of them counts. */
const FLOORS = { ms: 5, µs: 0, rows: 0, B: 0 } as const;
export type Unit = keyof typeof FLOORS;

export interface Step {
  what: string;
  unit: Unit;
  work: Work;
  points: { size: number; value: number }[];
}

/** Steeper than its work by so much is too steep. */
const TOLERANCE = 0.2;

const unitsOf = (work: Work, size: number): number => Math.min(work.most, size);
/** The power of the size with which something grows between two sizes. */
const slope = (from: number, to: number, sizes: number): number => (from > 0 && to > 0 ? Math.log(to / from) / Math.log(sizes) : 0);

/** Between neighbouring sizes: the exponent of the cost, and that of the work. */
export function exponents({ points, work }: Step): { cost: number; work: number }[] {
  return points.slice(1).map(({ size, value }, index) => {
    const before = points[index] ?? { size, value };
    const sizes = size / before.size;
    return { cost: slope(before.value, value, sizes), work: slope(unitsOf(work, before.size), unitsOf(work, size), sizes) };
  });
}

/** Whether it grows faster than its work where it costs enough to be seen. */
export function isTooSteep(step: Step): boolean {
  return exponents(step).some(({ cost, work }, index) => {
    const reached = step.points[index + 1]?.value ?? 0;
    return reached >= FLOORS[step.unit] && cost > work + TOLERANCE;
  });
}

const sized = (size: number): string => (size >= 1_000_000 ? `${size / 1_000_000}M` : size >= 1_000 ? `${size / 1_000}k` : String(size));
const rounded = (value: number): string => format(value, value !== 0 && value < 1 ? 3 : value < 100 ? 1 : 0);

/** A table of steps; what grows faster than its work is marked. */
export function curveTable(steps: readonly Step[]): string {
  const sizes = [...new Set(steps.flatMap(({ points }) => points.map(({ size }) => size)))].toSorted((a, b) => a - b);
  return markdown(
    ["", ...sizes.map(sized), "per unit, last", "exponents", ""],
    steps.map((step) => {
      const last = step.points.at(-1);
      const perUnit = last === undefined ? "" : `${rounded(last.value / unitsOf(step.work, last.size))} ${step.unit} / ${step.work.of}`;
      return [
        `${step.what}, ${step.unit}`,
        ...sizes.map((size) => {
          const point = step.points.find((one) => one.size === size);
          return point === undefined ? "—" : rounded(point.value);
        }),
        perUnit,
        exponents(step)
          .map(({ cost }) => format(cost, 1))
          .join(" · "),
        isTooSteep(step) ? "**faster than its work**" : "",
      ];
    }),
  );
}

/** Collects figures of steps as sizes are gone through. */
export class Curves {
  readonly #steps = new Map<string, Step>();

  add(what: string, unit: Unit, work: Work, size: number, value: number): void {
    const key = `${what}, ${unit}`;
    const step = this.#steps.get(key) ?? { what, unit, work, points: [] };
    this.#steps.set(key, step);
    step.points.push({ size, value });
  }

  get steps(): Step[] {
    return [...this.#steps.values()];
  }
}

/** One thing, whatever the size. */
export const one = (of: string): Work => ({ most: 1, of });
/** As many as the size says, up to a page. */
export const upTo = (most: number, of: string): Work => ({ most, of });
/** As many as the size says. */
export const each = (of: string): Work => ({ most: Number.POSITIVE_INFINITY, of });
