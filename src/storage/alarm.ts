/**
 * The object's one alarm. Its time is kept in memory, because reading it is racy: an alarm that is going off reads as none.
 * While the alarm's own work runs, nothing is set, because that would replace the platform's retry; the next time is set
 * when the work has ended.
 */

/**
 * The interval of alarms while a model call runs. The first is set with the call; the last finds it ended and does what
 * follows an answer. They wake an object that crashed, and keep one without requests from being evicted (locally after 110 to
 * 140 s). Milliseconds; together with the time between checkpoints it satisfies invariant 12.
 */
export const ALARM_EVERY_MS = 6_000;

/** The platform's alarm, milliseconds since the epoch. */
type AlarmStorage = { getAlarm(): Promise<number | null>; setAlarm(ms: number): Promise<void> };

export class Alarm {
  readonly #storage: AlarmStorage;
  #atMs: number | null = null;
  /** Whether `#atMs` is known to equal the stored alarm: true once it was read or set. */
  #isKnown = false;
  #isGoingOff = false;
  #timesSet = 0;

  constructor(storage: AlarmStorage) {
    this.#storage = storage;
  }

  /** How often an alarm was set since the object woke. */
  get timesSet(): number {
    return this.#timesSet;
  }

  /** Makes sure that the alarm goes off by then, milliseconds since the epoch. w 1 when it sets one */
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

  /** The same for a distant time: it first reads the stored alarm, which may be earlier and must not be moved. */
  async wakeNoLaterThan(ms: number): Promise<void> {
    if (!this.#isKnown && !this.#isGoingOff) {
      const stored = await this.#storage.getAlarm();
      // It may have been set, or have gone off, during the read.
      if (!this.#isKnown && !this.#isGoingOff) {
        this.#isKnown = true;
        this.#atMs = stored;
      }
    }
    this.wakeAt(ms);
  }

  /** Runs the alarm's work, then sets the alarm that was asked for meanwhile. If the work throws, the platform retries it. */
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

  /** Notes that there is no alarm: storage is new, or was wiped. */
  forget(): void {
    this.#isKnown = true;
    this.#atMs = null;
  }
}
