/** Where a message stands among what is shown, and what to show so that it is seen without selecting anything. Pure. */
import { pathTo } from "../live/fold.ts";
import type { ConversationState, Message } from "../live/index.ts";

/** Messages of the shown branch that its window may grow by, so that an older one is seen in its place. */
const MOST_ROWS = 400;
/** Messages that are shown around it elsewhere. */
const AROUND = 40;

export type Place =
  /** On the branch everybody sees: a window of this size holds it. */
  | { kind: "shown"; size: number }
  /** So far up that only a part of that branch around it is shown, or on another branch. */
  | { kind: "older" | "branch"; path: readonly Message[]; size: number };

/** The newest end of the branch through a message, as far as it is loaded. */
function endThrough({ messages, children }: Tree, id: string): string {
  let end = id;
  for (;;) {
    const next = children.get(end)?.findLast((child) => messages.has(child));
    if (next === undefined) return end;
    end = next;
  }
}

type Tree = Pick<ConversationState, "messages" | "children" | "path">;

/** Null: the message is not loaded. */
export function placeOf(tree: Tree, id: string): Place | null {
  if (!tree.messages.has(id)) return null;
  const index = tree.path.findIndex((message) => message.id === id);
  if (index !== -1) {
    const fromEnd = tree.path.length - index;
    return fromEnd <= MOST_ROWS ? { kind: "shown", size: fromEnd + AROUND } : around("older", tree.path, index);
  }
  const path = pathTo(tree.messages, endThrough(tree, id));
  return around(
    "branch",
    path,
    path.findIndex((message) => message.id === id),
  );
}

function around(kind: "older" | "branch", path: readonly Message[], index: number): Place {
  return { kind, path: path.slice(0, index + 1 + AROUND), size: 2 * AROUND };
}
