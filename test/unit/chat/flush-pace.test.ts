import { describe, expect, test } from "vitest";
import { COALESCE_MS, FlushPace, MAX_COALESCE_MS, MOST_PER_TAB_MS } from "../../../src/chat/calls/flush-pace.ts";

/** A clock that stands still but for `work`, and a pace whose every fan-out keeps the event loop busy for `fanOutMs`. */
function world(): {
  fanOutMs: number;
  tabs: number;
  flushes: number[];
  /** A chunk every so many milliseconds, for so long. */
  stream: (everyMs: number, forMs: number) => void;
} {
  let nowMs = 1_000;
  let timers: { at: number; callback: () => void }[] = [];
  const clock = {
    now: () => nowMs,
    after(ms: number, callback: () => void) {
      const timer = { at: nowMs + ms, callback };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
  };
  const runTimers = (): void => {
    const due = timers.filter(({ at }) => at <= nowMs);
    timers = timers.filter(({ at }) => at > nowMs);
    for (const { callback } of due) callback();
  };
  const made = {
    fanOutMs: 0,
    tabs: 100,
    flushes: [] as number[],
    stream(everyMs: number, forMs: number) {
      const end = nowMs + forMs;
      for (let next = nowMs; nowMs < end;) {
        runTimers();
        if (nowMs >= next) {
          pace.wait();
          next += everyMs;
        }
        // Sockets write after the caller returned: the loop is busy then.
        nowMs += Math.max(1, busyMs);
        busyMs = 0;
      }
    },
  };
  let busyMs = 0;
  const pace = new FlushPace(clock, () =>
    pace.sending(() => {
      made.flushes.push(nowMs);
      busyMs += made.fanOutMs;
      return made.tabs;
    }),
  );
  return made;
}

const shortestGap = (flushes: readonly number[]): number =>
  flushes.slice(1).reduce((least, at, index) => Math.min(least, at - (flushes[index] ?? 0)), Infinity);

describe("text that waits to be sent", () => {
  test("is sent at once when nothing was sent just now", () => {
    const { flushes, stream } = world();
    stream(1_000, 1);
    expect(flushes).toEqual([1_000]);
  });

  test("goes out every 5 ms while sending is fast", () => {
    const { flushes, stream } = world();
    stream(1, 1_000);
    expect(flushes.length).toBeGreaterThan(190);
    expect(shortestGap(flushes)).toBe(COALESCE_MS);
  });

  test("is gathered for four times as long as sending took, so that a slow fan-out is not made for every chunk", () => {
    const made = world();
    made.fanOutMs = 8;
    made.stream(1, 2_000);
    const settled = made.flushes.slice(4);
    expect(shortestGap(settled)).toBe(32);
    expect(settled.length * made.fanOutMs).toBeLessThan(2_000 / 4 + made.fanOutMs);
  });

  test("is not held back for one fan-out that was slow", () => {
    const made = world();
    made.stream(10, 500);
    made.fanOutMs = 9;
    made.stream(10, 10);
    made.fanOutMs = 0;
    made.flushes.length = 0;
    made.stream(10, 500);
    expect(made.flushes.length).toBe(50);
  });

  test("waits 50 ms at most, however slow sending is", () => {
    const made = world();
    made.fanOutMs = 30;
    made.stream(1, 2_000);
    expect(shortestGap(made.flushes.slice(4))).toBe(MAX_COALESCE_MS);
  });

  test("goes out every 5 ms again when sending is fast again", () => {
    const made = world();
    made.fanOutMs = 20;
    made.stream(1, 500);
    made.fanOutMs = 0;
    made.stream(1, 100);
    made.flushes.length = 0;
    made.stream(1, 500);
    expect(shortestGap(made.flushes)).toBe(COALESCE_MS);
    expect(made.flushes.length).toBeGreaterThan(90);
  });

  test("goes to one tab every 5 ms at the latest, however busy other conversations keep the process", () => {
    const made = world();
    made.tabs = 1;
    made.fanOutMs = 20;
    made.stream(1, 1_000);
    made.fanOutMs = 0;
    made.flushes.length = 0;
    made.stream(1, 50);
    expect(shortestGap(made.flushes)).toBe(COALESCE_MS);
    expect(made.flushes.length).toBeGreaterThanOrEqual(9);
  });

  test("is not held back for longer than frames to so many tabs can have taken", () => {
    const made = world();
    made.tabs = 10;
    made.fanOutMs = 40;
    made.stream(1, 2_000);
    made.fanOutMs = 0;
    made.flushes.length = 0;
    made.stream(1, 3 * 4 * 10 * MOST_PER_TAB_MS);
    expect(shortestGap(made.flushes)).toBeLessThanOrEqual(4 * 10 * MOST_PER_TAB_MS);
  });
});
