/**
 * Short notes about what was just done, with one thing that can be done about it. Shown at the top of the page, where they cover no button that is in use, and said
 * to screen readers (toast-region.tsx). Free of React, so that anything may say something.
 */
import { Notifier } from "../live/notifier.ts";

export interface Toast {
  id: number;
  text: string;
  tone: "info" | "danger";
  action: { label: string; run: () => void } | null;
}

/** How long a note without an action stays, in milliseconds; one with an action says its own time. */
const NOTE_MS = 5000;

const changed = new Notifier();
let toasts: readonly Toast[] = [];
let lastId = 0;

function set(next: readonly Toast[]): void {
  toasts = next;
  changed.notify();
}

export const shownToasts = {
  get: (): readonly Toast[] => toasts,
  subscribe: (listener: () => void): (() => void) => changed.subscribe(listener),
};

export function dismissToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

interface ToastOptions {
  tone?: Toast["tone"];
  action?: Toast["action"];
  /** Milliseconds until it goes by itself; null: only when it is dismissed. */
  forMs?: number | null;
}

/** Shows a note; returns what takes it away again. */
export function showToast(text: string, { tone = "info", action = null, forMs = NOTE_MS }: ToastOptions = {}): () => void {
  lastId += 1;
  const id = lastId;
  set([...toasts, { id, text, tone, action }]);
  if (forMs !== null) setTimeout(() => dismissToast(id), forMs);
  return () => dismissToast(id);
}
