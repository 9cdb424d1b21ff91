/** How hard a model that reasons should think, in words. */
import type { Effort } from "../../src/protocol/commands.ts";
import { words } from "../words/words.ts";

export interface EffortChoice {
  label: string;
  detail: string;
}

/** A choice as a form's field names it: `auto` for as the model likes. */
export type EffortWord = Effort | "auto";

const EFFORTS: readonly EffortWord[] = ["auto", "low", "medium", "high"];

export function effortChoice(effort: Effort | null): EffortChoice {
  return words.models.effort[effort ?? "auto"];
}

export const effortOptions = (): { value: EffortWord; label: string }[] =>
  EFFORTS.map((value) => ({ value, label: words.models.effort[value].label }));
