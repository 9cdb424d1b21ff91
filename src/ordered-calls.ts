/**
 * Calls of one object by another, in the order they were made. On one stub the platform keeps that order; a stub that
 * failed may be broken and is replaced, and then what is still under way on it could arrive after what is asked of its
 * successor. So nothing is asked of a new stub before everything on the old one has been answered or has failed.
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
