/** Opens a dialog of the app from anywhere; panels.tsx receives it. */
export type Panel = "preferences" | "data" | "presets" | "shortcuts";

type Listener = (panel: Panel) => void;
const listeners = new Set<Listener>();

export function openPanel(panel: Panel): void {
  for (const listener of listeners) listener(panel);
}

export function onOpenPanel(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
