/** Whoever shows a composer says here how its model is chosen, so that a command can choose it. */
type Choose = (modelId: string) => void;

let current: Choose | null = null;

/** Returns what takes it back. */
export function offerModelChoice(choose: Choose): () => void {
  current = choose;
  return () => {
    if (current === choose) current = null;
  };
}

/** Null: no page with a composer is open. */
export function modelChoice(): Choose | null {
  return current;
}
