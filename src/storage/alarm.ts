/**
 * The object's one alarm. What is set is kept in memory, because reading it is not free of races: an alarm that goes off
 * reads as none. While the alarm's own work runs nothing is set, for that would replace the platform's retry of it; the
 * work's end says when the next one is due.
 */

/**
 * While a model call runs there is an alarm, so often: one is set with the call, the last one finds it ended and does what
 * follows an answer. It wakes an object that died, and keeps one awake that nobody asks anything (such a one is evicted,
 * locally after 110 to 140 s). Milliseconds; with the time between checkpoints it keeps invariant 12.
 */
export const ALARM_EVERY_MS = 6_000;

/** The platform's alarm, milliseconds since the epoch. */
type AlarmStorage = { getAlarm(): Promise<number | null>; setAlarm(ms: number): Promise<void> };

export class Alarm {
  readonly #storage: AlarmStorage;
  #atMs: number | null = null;
  /** Whether `#atMs` is what storage has: not before it was asked or set. */
  #isKnown = false;
  #isGoingOff = false;
  #timesSet = 0;

  constructor(storage: AlarmStorage) {
    this.#storage = storage;
  }

  /** Since the object woke. */
  get timesSet(): number {
    return this.#timesSet;
  }

  /** Goes off then at the latest. w 1 when it sets one */
  wakeAt(ms: number): void {
    if (this.#isGoingOff) {
      if (this.#atMs === null || ms < this.#atMs) this.#atMs = ms;
      return;
    }
    if (this.#isKnown && this.#atMs !== null && this.#atMs <= ms) return;
    this.#isKnown = true;
    this.#atMs = ms;
    this.#timesSet += 1;
    void this.#storage.setAlarm(ms);
  }

  /** The same for a time far off: an alarm set before this object slept may be earlier, and must not be moved. */
  async wakeNoLaterThan(ms: number): Promise<void> {
    if (!this.#isKnown && !this.#isGoingOff) {
      const stored = await this.#storage.getAlarm();
      // Meanwhile it may have been set, or have gone off.
      if (!this.#isKnown && !this.#isGoingOff) {
        this.#isKnown = true;
        this.#atMs = stored;
      }
    }
    this.wakeAt(ms);
  }

  /** It goes off: runs its work, then sets what was asked for meanwhile. Work that throws is repeated by the platform. */
  async goOff(work: () => Promise<void>): Promise<void> {
    this.#isKnown = true;
    this.#isGoingOff = true;
    this.#atMs = null;
    try {
      await work();
    } catch (error) {
      this.#isGoingOff = false;
      this.#isKnown = false;
      this.#atMs = null;
      throw error;
    }
    this.#isGoingOff = false;
    const wanted = this.#atMs;
    this.#atMs = null;
    if (wanted !== null) this.wakeAt(wanted);
  }

  /** There is none: storage is new, or was wiped. */
  forget(): void {
    this.#isKnown = true;
    this.#atMs = null;
  }
}
