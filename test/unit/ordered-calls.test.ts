import { expect, test } from "vitest";
import { inOrder } from "../../src/ordered-calls.ts";

/** Everything that can go on has gone on. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A stub whose calls are answered by hand. */
function byHand() {
  const opened: string[] = [];
  const asked: { stub: string; name: string; answer: () => void; fail: () => void }[] = [];
  const ask = inOrder(() => {
    const stub = `stub ${opened.length + 1}`;
    opened.push(stub);
    return stub;
  });
  const call = (name: string): Promise<string> =>
    ask(
      (stub) =>
        new Promise((resolve, reject) =>
          asked.push({ stub, name, answer: () => resolve(name), fail: () => reject(new Error(`${name} broke`)) }),
        ),
    );
  const made = (): string[] => asked.map(({ stub, name }) => `${stub}: ${name}`);
  return { asked, call, made };
}

test("calls go out on one stub, in the order they were made, without waiting for one another", async () => {
  const { call, made } = byHand();
  for (const name of ["report", "hold", "report again"]) void call(name);
  await turn();
  expect(made()).toEqual(["stub 1: report", "stub 1: hold", "stub 1: report again"]);
});

test("[I8] a report that is under way on a stub that failed cannot overtake a hold on its successor", async () => {
  const { asked, call, made } = byHand();
  const first = call("hold one");
  const report = call("report");
  await turn();
  asked[0]?.fail();
  await expect(first).rejects.toThrow("hold one broke");
  const second = call("hold two");
  const third = call("hold three");
  await turn();
  expect(made()).toEqual(["stub 1: hold one", "stub 1: report"]);
  asked[1]?.answer();
  expect(await report).toBe("report");
  await turn();
  expect(made().slice(2)).toEqual(["stub 2: hold two", "stub 2: hold three"]);
  for (const { answer } of asked) answer();
  expect(await Promise.all([second, third])).toEqual(["hold two", "hold three"]);
});
