/** How far the server is with an import, as the person's socket says. */
import type { ImportProgress } from "../../src/protocol/transfer.ts";

const listeners = new Set<(progress: ImportProgress) => void>();

export const importProgressed = {
  publish: (progress: ImportProgress): void => {
    for (const listener of listeners) listener(progress);
  },
  subscribe: (listener: (progress: ImportProgress) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
