/** How hard a model that reasons should think, in words. */
import type { Effort } from "../../src/protocol/commands.ts";

export interface EffortChoice {
  effort: Effort | null;
  label: string;
  detail: string;
}

/** A choice as a form's field names it: `auto` for as the model likes. */
export type EffortWord = Effort | "auto";

const AUTO: EffortChoice = { effort: null, label: "Auto", detail: "as the model likes" };
export const EFFORTS: readonly EffortChoice[] = [
  AUTO,
  { effort: "low", label: "Low", detail: "quick and cheap" },
  { effort: "medium", label: "Medium", detail: "for questions with a catch" },
  { effort: "high", label: "High", detail: "slow and costly, thoughts are paid as output" },
];

export function effortChoice(effort: Effort | null): EffortChoice {
  return EFFORTS.find((choice) => choice.effort === effort) ?? AUTO;
}

export const EFFORT_OPTIONS: readonly { value: EffortWord; label: string }[] = EFFORTS.map(({ effort, label }) => ({
  value: effort ?? "auto",
  label,
}));
