import { Buffer } from "node:buffer";
import { expect, test, vi } from "vitest";
import { importProgressed } from "../../../client/data/import-progress.ts";
import { importRun, startImport } from "../../../client/data/import-run.ts";

const answers = (bodies: readonly object[]): { sizes: number[] } => {
  const sizes: number[] = [];
  const waiting = [...bodies];
  vi.stubGlobal("fetch", async (_path: string, { body }: { body: Blob }) => {
    sizes.push(body.size);
    const said = waiting.shift() as { status?: number };
    return Response.json(said, { status: said.status ?? 200 });
  });
  return { sizes };
};
const came = (chatId: string) => ({ imported: [{ chatId, title: "T", messages: 1 }], skipped: [], warnings: [] });
const here = { imported: [], skipped: [{ title: "T", reason: "It is here already." }], warnings: ["A warning."] };

test("[P78] a conversation that goes in several requests came in once, and nothing of it was skipped", { timeout: 60_000 }, async () => {
  const data = Buffer.alloc(33 * 1024 * 1024, "Q");
  const file = (last: boolean) => ['{"id":"f","data":"', data, last ? '"}' : '"},'];
  const bytes = [
    '{"chats":[{"id":"one","messages":[],"files":[',
    ...file(false),
    ...file(false),
    ...file(false),
    ...file(true),
    ']},{"odd":1}]}',
  ];
  const { sizes } = answers([came("one"), here, here, here, { status: 400, type: "t", title: "t", detail: "No export." }]);
  await startImport(new File(bytes, "export.json"), () => undefined);
  expect(sizes).toHaveLength(5);
  expect(Math.max(...sizes)).toBeLessThan(48 * 1024 * 1024);
  expect(importRun.get()).toEqual({
    state: "done",
    name: "export.json",
    result: { ...came("one"), skipped: [{ title: "", reason: "No export." }], warnings: ["A warning.", "A warning.", "A warning."] },
  });
});

test("a file larger than a request that is no list of conversations is refused unsent", { timeout: 60_000 }, async () => {
  const { sizes } = answers([]);
  await startImport(new File([Buffer.alloc(101 * 1024 * 1024, "x")], "odd.json"), () => undefined);
  expect(sizes).toEqual([]);
  expect(importRun.get()).toMatchObject({ state: "failed", problem: { detail: expect.stringContaining("More than 100 MB") } });
});

test(
  "[P54] stopped, it ends the request that is under way, sends none of those that were to follow, and says how much had come in",
  { timeout: 60_000 },
  async () => {
    const data = Buffer.alloc(33 * 1024 * 1024, "Q");
    const bytes = [0, 1, 2, 3].flatMap((at) => [at === 0 ? '{"chats":[' : ",", `{"id":"${at}","messages":[{"text":"`, data, '"}]}']);
    const sent: AbortSignal[] = [];
    vi.stubGlobal("fetch", (_path: string, { signal }: { signal: AbortSignal }) => {
      sent.push(signal);
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    let ends = 0;
    const over = startImport(new File([...bytes, "]}"], "large.json"), () => (ends += 1));
    await vi.waitUntil(() => sent.length > 0, { timeout: 50_000 });
    importProgressed.publish({ imported: 3, skipped: 0, bytes: 1_000, of: 2_000, done: false });
    const run = importRun.get();
    if (run.state !== "running") throw new Error(`it is ${run.state}`);
    run.stop();
    await over;
    expect(sent.map(({ aborted }) => aborted)).toEqual([true]);
    expect(importRun.get()).toEqual({ state: "stopped", name: "large.json", imported: 3 });
    expect(ends).toBe(1);
    // What comes late is no import of this page's.
    importProgressed.publish({ imported: 4, skipped: 0, bytes: 2_000, of: 2_000, done: true });
    expect(importRun.get()).toMatchObject({ state: "stopped", imported: 3 });
  },
);
