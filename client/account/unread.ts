/** Conversations whose answer ended while nobody looked at them, as this browser remembers it. */
import { Notifier } from "../live/notifier.ts";

const KEY = "tally-unread";
/** More than these are not remembered, oldest first. */
const MOST = 200;
const changed = new Notifier();
let unread: ReadonlySet<string> = read();

function read(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string") : []);
  } catch {
    return new Set();
  }
}

function set(next: ReadonlySet<string>): void {
  unread = next;
  try {
    localStorage.setItem(KEY, JSON.stringify([...next].slice(-MOST)));
  } catch {
    // Storage may be forbidden: the marks then last as long as the page.
  }
  changed.notify();
}

export const unreadChats = {
  get: (): ReadonlySet<string> => unread,
  /** Also told when another tab of this browser changes it. */
  subscribe: (listener: () => void): (() => void) => {
    const onStorage = (event: StorageEvent) => {
      if (event.key !== KEY) return;
      unread = read();
      listener();
    };
    window.addEventListener("storage", onStorage);
    const end = changed.subscribe(listener);
    return () => {
      window.removeEventListener("storage", onStorage);
      end();
    };
  },
};

export function markUnread(id: string): void {
  if (!unread.has(id)) set(new Set([...unread, id]));
}

export function markRead(id: string): void {
  if (unread.has(id)) set(new Set([...unread].filter((each) => each !== id)));
}
