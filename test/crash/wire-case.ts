/** A case of what a model server sends: its script, and what the person must then see. */
import type { Reply, Script, Step } from "./wire-server.ts";

export interface Seen {
  status: "done" | "interrupted" | "error";
  text: string;
  reasoning?: string;
  /** Of the problem: its stable word, and what its sentence says; null: there is none. */
  problem?: { reason?: string; says: RegExp } | null;
  /** Figures of the one receipt. */
  receipt?: object;
}

export interface Case {
  script: Script;
  seen: Seen;
}

export const sends = (steps: readonly Step[], seen: Seen, type?: string): Case => ({
  script: (): Reply => ({ steps, ...(type === undefined ? {} : { type }) }),
  seen,
});
export const whole = (text: string, receipt?: object): Seen => ({
  status: "done",
  text,
  problem: null,
  ...(receipt === undefined ? {} : { receipt }),
});
export const listed = (inputTokens: number, outputTokens: number, more: object = {}): object => ({
  inputTokens,
  outputTokens,
  basis: "listed",
  ...more,
});
