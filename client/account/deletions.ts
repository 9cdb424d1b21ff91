/**
 * Conversations that were deleted a moment ago: out of sight at once, and really deleted when the time to undo is over or
 * the page is hidden. What waits is kept in this browser until the server has said that it is gone: a page that dies in
 * between sends it when it is next opened. Free of React.
 */
import { z } from "zod";
import { Notifier } from "../live/notifier.ts";

/** How long a deletion can be undone, in milliseconds. */
export const UNDO_MS = 8000;
/** Another page's deletion is sent so much after its own time, in milliseconds: that page may just be at it. */
const MARGIN_MS = 4000;
const KEY = "tally-deletions";

const keptEntry = z.object({ person: z.string(), id: z.string(), dueAtMs: z.number() });
const keptEntries = z.array(keptEntry);
type KeptEntry = z.infer<typeof keptEntry>;

export interface DeletionPorts {
  storage: Pick<Storage, "getItem" | "setItem">;
  nowMs: () => number;
  /** Calls back after so many milliseconds; returns what prevents it. */
  after: (ms: number, run: () => void) => () => void;
  /** Deletes on the server. `gone`: it is no more. `refused`: it stays, for that reason. `unreachable`: to be tried again. */
  remove: (id: string) => Promise<{ outcome: "gone" | "unreachable" } | { outcome: "refused"; reason: string }>;
  /** A deletion was refused: the conversation is back in sight. */
  onRefused: (reason: string) => void;
  onGone: (id: string) => void;
}

export class Deletions {
  readonly #ports: DeletionPorts;
  readonly #changed = new Notifier();
  /** What is out of sight, and what ends its wait. */
  readonly #waiting = new Map<string, () => void>();
  #hidden: ReadonlySet<string> = new Set();

  constructor(ports: DeletionPorts) {
    this.#ports = ports;
  }

  /** The ids that are out of sight: the same set until it changes. */
  readonly hidden = (): ReadonlySet<string> => this.#hidden;
  readonly subscribe = (listener: () => void): (() => void) => this.#changed.subscribe(listener);

  /** Out of sight now, deleted after `UNDO_MS`. */
  begin(person: string, ids: readonly string[]): void {
    const dueAtMs = this.#ports.nowMs() + UNDO_MS;
    this.#keep([...this.#kept().filter((entry) => !ids.includes(entry.id)), ...ids.map((id) => ({ person, id, dueAtMs }))]);
    for (const id of ids) this.#wait(id, UNDO_MS);
    this.#notify();
  }

  undo(ids: readonly string[]): void {
    for (const id of ids) {
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    }
    this.#keep(this.#kept().filter((entry) => !ids.includes(entry.id)));
    this.#notify();
  }

  /** The page is about to be hidden or left: nothing waits any longer. */
  flush(): void {
    const ids = [...this.#waiting.keys()];
    for (const id of ids) void this.#send(id);
  }

  /** What another page of this browser left undone for this person. */
  resume(person: string): void {
    for (const { id, dueAtMs, person: whose } of this.#kept()) {
      if (whose !== person || this.#waiting.has(id)) continue;
      this.#wait(id, Math.max(0, dueAtMs + MARGIN_MS - this.#ports.nowMs()));
    }
    this.#notify();
  }

  #wait(id: string, ms: number): void {
    this.#waiting.get(id)?.();
    this.#waiting.set(
      id,
      this.#ports.after(ms, () => void this.#send(id)),
    );
  }

  async #send(id: string): Promise<void> {
    this.#waiting.get(id)?.();
    // Undone on another page meanwhile.
    if (!this.#kept().some((entry) => entry.id === id)) return this.undo([id]);
    const answer = await this.#ports.remove(id);
    if (answer.outcome === "unreachable") return this.#wait(id, UNDO_MS);
    if (answer.outcome === "gone") this.#ports.onGone(id);
    this.undo([id]);
    if (answer.outcome === "refused") this.#ports.onRefused(answer.reason);
  }

  #notify(): void {
    this.#hidden = new Set(this.#waiting.keys());
    this.#changed.notify();
  }

  #kept(): KeptEntry[] {
    try {
      return keptEntries.parse(JSON.parse(this.#ports.storage.getItem(KEY) ?? "[]"));
    } catch {
      return [];
    }
  }

  #keep(entries: readonly KeptEntry[]): void {
    try {
      this.#ports.storage.setItem(KEY, JSON.stringify(entries));
    } catch {
      // Storage may be forbidden: the deletion then lives as long as the page, and is sent when that is hidden.
    }
  }
}
