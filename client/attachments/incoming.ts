/** Who takes files that are dropped or pasted anywhere on the page: the composer, where there is one. */
type Taker = (files: File[]) => void;

let taker: Taker | null = null;

/** Takes them until the returned function is called. */
export function takeFiles(take: Taker): () => void {
  taker = take;
  return () => {
    if (taker === take) taker = null;
  };
}

/** True when somebody took them. */
export function offerFiles(files: File[]): boolean {
  taker?.(files);
  return taker !== null;
}

export function isSomebodyThere(): boolean {
  return taker !== null;
}
