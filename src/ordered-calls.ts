/**
 * Calls from one object to another arrive in the order in which they were made. On one stub the platform keeps that order. A
 * stub that failed may be broken and is replaced, and calls still under way on it could then arrive after calls on its
 * successor; so a new stub is used only once every call on the old one has returned or failed.
 */
export function inOrder<Stub>(open: () => Stub): <T>(call: (stub: Stub) => Promise<T>) => Promise<T> {
  let current: { stub: Stub; underWay: Set<Promise<unknown>> } | null = null;
  let gate: Promise<unknown> = Promise.resolve();
  return async (call) => {
    for (let passed: Promise<unknown> | null = null; passed !== gate;) {
      passed = gate;
      await passed;
    }
    const used = (current ??= { stub: open(), underWay: new Set() });
    const answer = call(used.stub);
    used.underWay.add(answer);
    try {
      return await answer;
    } catch (error) {
      if (current === used) {
        current = null;
        gate = Promise.allSettled(used.underWay);
      }
      throw error;
    } finally {
      used.underWay.delete(answer);
    }
  };
}
