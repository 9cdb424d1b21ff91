import { describe, expect, test } from "vitest";
import { GroupCommit } from "../../../src/storage/group-commit.ts";

/** Storage whose commits end when the test says so. */
function storage(): { transactionSync: <T>(run: () => T) => T; sync: () => Promise<void>; syncs: number; end: () => Promise<void> } {
  const ended: (() => void)[] = [];
  return {
    syncs: 0,
    transactionSync: (run) => run(),
    sync() {
      this.syncs += 1;
      return new Promise((resolve) => void ended.push(resolve));
    },
    async end() {
      ended.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("writes that arrive at once", () => {
  test("share a commit, in their order; the first waits for nobody", async () => {
    const disk = storage();
    const group = new GroupCommit(disk);
    const done: number[] = [];
    const all = [1, 2, 3].map((number) => group.run(() => done.push(number)));
    expect(done).toEqual([1]);
    await disk.end();
    expect(done).toEqual([1, 2, 3]);
    const late = group.run(() => done.push(4));
    expect(done).toEqual([1, 2, 3]);
    await disk.end();
    await disk.end();
    expect(done).toEqual([1, 2, 3, 4]);
    await Promise.all([...all, late]);
    expect(disk.syncs).toBe(3);
    void group.run(() => done.push(5));
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });

  test("fail one by one: the others are written", async () => {
    const disk = storage();
    const group = new GroupCommit(disk);
    const first = group.run(() => 1);
    const broken = group.run(() => {
      throw new Error("full");
    });
    const last = group.run(() => 3);
    const outcomes = Promise.allSettled([first, broken, last]);
    await disk.end();
    expect((await outcomes).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});
