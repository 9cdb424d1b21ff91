/** Letters choose an item of a menu: what is typed quickly is one word, one letter again and again walks its items. Pure. */

/** Letters that follow each other faster belong together, in milliseconds. */
const TOGETHER_MS = 700;

export interface Typed {
  text: string;
  /** The time of its last letter, as events tell it. */
  atMs: number;
}

export const NOTHING_TYPED: Typed = { text: "", atMs: Number.NEGATIVE_INFINITY };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "timeStamp">;

/** What has been typed with this key; nothing when it is no letter. A space begins no word: it presses the item. */
export function withKey(typed: Typed, { key, ctrlKey, metaKey, altKey, timeStamp }: Key): Typed {
  const before = timeStamp - typed.atMs < TOGETHER_MS ? typed.text : "";
  const isLetter = [...key].length === 1 && !ctrlKey && !metaKey && !altKey;
  if (!isLetter || (key === " " && before === "")) return NOTHING_TYPED;
  return { text: before + key.toLowerCase(), atMs: timeStamp };
}

/** Which item is meant: the next that begins so, round and round; null: none. `at`: the one that has the focus, or -1. */
export function matchOf(labels: readonly string[], at: number, typed: string): number | null {
  const letters = [...typed];
  const isOneLetter = letters.every((letter) => letter === letters[0]);
  const wanted = isOneLetter ? (letters[0] ?? "") : typed;
  // A longer word may still mean the item where the focus is.
  const from = isOneLetter ? at + 1 : Math.max(0, at);
  for (let step = 0; step < labels.length; step += 1) {
    const index = (from + step) % labels.length;
    if (labels[index]?.toLowerCase().startsWith(wanted) === true) return index;
  }
  return null;
}
