/** Opens the search from anywhere; search-host.tsx receives it. */
export interface SearchScope {
  chatId: string;
  title: string;
}

type Listener = (scope: SearchScope | null) => void;
const listeners = new Set<Listener>();

/** @param scope the one conversation to look into; null: all of them */
export function openSearch(scope: SearchScope | null): void {
  for (const listener of listeners) listener(scope);
}

export function onOpenSearch(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
