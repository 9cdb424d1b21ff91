import { describe, expect, test } from "vitest";
import { Alarm } from "../../../src/storage/alarm.ts";

function storage(stored: number | null = null): { set: number[]; getAlarm(): Promise<number | null>; setAlarm(ms: number): Promise<void> } {
  const set: number[] = [];
  return { set, getAlarm: () => Promise.resolve(stored), setAlarm: (ms) => Promise.resolve(void set.push(ms)) };
}

describe("the object's one alarm", () => {
  test("is moved to an earlier time only, and each setting is counted [I12]", () => {
    const kept = storage();
    const alarm = new Alarm(kept);
    for (const ms of [500, 700, 300, 300]) alarm.wakeAt(ms);
    expect(kept.set).toEqual([500, 300]);
    expect(alarm.timesSet).toBe(2);
  });

  test("that was set before the object slept is not moved to a later time", async () => {
    const kept = storage(100);
    const alarm = new Alarm(kept);
    await alarm.wakeNoLaterThan(900);
    alarm.wakeAt(200);
    expect(kept.set).toEqual([]);
  });

  test("that is set while storage is asked is not forgotten for what storage said", async () => {
    const kept = storage(null);
    const alarm = new Alarm(kept);
    const asked = alarm.wakeNoLaterThan(900);
    alarm.wakeAt(200);
    await asked;
    expect(kept.set).toEqual([200]);
  });

  test("is not set while it goes off, which would replace the platform's retry, but at the end of its work, once", async () => {
    const kept = storage();
    const alarm = new Alarm(kept);
    await alarm.goOff(async () => {
      await alarm.wakeNoLaterThan(9_000);
      alarm.wakeAt(400);
      alarm.wakeAt(600);
      expect(kept.set).toEqual([]);
    });
    expect(kept.set).toEqual([400]);
  });

  test("whose work fails is the platform's to repeat, and can be set again", async () => {
    const kept = storage();
    const alarm = new Alarm(kept);
    await expect(alarm.goOff(() => Promise.reject(new Error("D1 is down")))).rejects.toThrow("D1");
    expect(kept.set).toEqual([]);
    alarm.wakeAt(50);
    expect(kept.set).toEqual([50]);
  });
});
