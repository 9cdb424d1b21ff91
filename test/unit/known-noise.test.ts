/** `npm test` is silent about what its tests provoke, and about nothing else. */
import { expect, it } from "vitest";
import { createNoiseFilter } from "../../scripts/known-noise.mjs";

/** What is shown of these lines, and how many are called unexpected. */
function shown(lines: readonly string[]): { lines: string[]; unexpected: number } {
  const filter = createNoiseFilter();
  return { lines: lines.filter((line) => !filter.isExpected(line)), unexpected: filter.unexpected() };
}

it("leaves out a known report with its stack, coloured or not", () => {
  expect(
    shown([
      "uncaught exception; exception = workerd/api/actor-state.c++:1235: failed: broken.outputGateBroken; jsg.Error: crashed by a test",
      "stack: /bin/workerd@3888c90",
      "exception = workerd/api/actor-state.c++:1235: failed: broken.outputGateBroken; jsg.Error: crashed by a test",
      "\u001B[31muncaught exception; source = Uncaught; stack = Error: the embedded AI broke the stream, as it was asked to\u001B[39m",
      "    at interrupt (src/embedded-ai/stream.ts:140:24)",
      "",
      'Sourcemap for "/project/node_modules/cron-schedule/dist/cron.js" points to missing source files',
    ]),
  ).toEqual({ lines: [], unexpected: 0 });
});

it("shows and counts an exception that nobody asked for, with its stack, also right behind a known one", () => {
  const odd = ["uncaught exception; source = Uncaught; stack = TypeError: x is undefined", "    at Chat.alarm (src/chat/chat.ts:1:1)"];
  expect(shown(["exception = kj/async-io.c++:1705: disconnected: abortRead() has been called", "stack: /bin/workerd@1", ...odd])).toEqual({
    lines: odd,
    unexpected: 2,
  });
  expect(shown(['Sourcemap for "/project/src/index.ts" points to missing source files']).unexpected).toBe(1);
  expect(shown(["An RPC result was not disposed properly."]).unexpected).toBe(1);
});
