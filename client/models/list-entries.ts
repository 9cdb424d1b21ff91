/** The rows of the list as the arrow keys walk them. Pure. */
import type { ModelInfo } from "../../src/protocol/http.ts";
import type { GroupedModels } from "./groups.ts";

export type Entry =
  /** No model of its own: what is usual. */
  | { type: "usual"; key: "usual" }
  | { type: "model"; key: string; model: ModelInfo }
  /** The line behind which models are folded that cannot be asked. */
  | { type: "fold"; key: "fold" };

const asEntry = (model: ModelInfo): Entry => ({ type: "model", key: model.id, model });

/** @param hasUsual the first row stands for no choice · @param isOpen the folded ones are shown */
export function entriesOf({ groups, unable }: GroupedModels, hasUsual: boolean, isOpen: boolean): Entry[] {
  return [
    ...(hasUsual ? [{ type: "usual", key: "usual" } as const] : []),
    ...groups.flatMap(({ models }) => models.map(asEntry)),
    ...(unable.length > 0 ? [{ type: "fold", key: "fold" } as const] : []),
    ...(isOpen ? unable.map(asEntry) : []),
  ];
}

/** Where a key leads from the row at that place; null: the key means nothing here. */
export function placeAfter(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowUp":
      return (at - 1 + count) % count;
    case "PageDown":
      return Math.min(count - 1, at + 8);
    case "PageUp":
      return Math.max(0, at - 8);
    default:
      return null;
  }
}
