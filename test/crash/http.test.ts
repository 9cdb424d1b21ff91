/** The served Worker, from outside: it is ready when it says so, and every request gets its answer. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Server } from "./server.ts";

const state = mkdtempSync(join(tmpdir(), "tally-http-"));
let server: Server;
/** What the first request after the first "ok" of a server with no state was answered. */
let first: { health: unknown; spend: number };

beforeAll(async () => {
  server = await Server.at(state);
  const started = server.start();
  let health: unknown = null;
  while (health === null) {
    const response = await fetch(`${server.base}/api/health`).catch(() => null);
    if (response?.status === 200) health = await response.json();
    else await new Promise((resolve) => setTimeout(resolve, 5));
  }
  first = { health, spend: (await fetch(`${server.base}/api/spend`)).status };
  await started;
});
afterAll(async () => {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
});

it("is ready for everything from the moment it says that it is", () => {
  expect(first).toMatchObject({ health: { ok: true }, spend: 200 });
});

const REFUSALS: readonly [name: string, path: string, init: RequestInit & { headers?: Record<string, string> }, status: number][] = [
  ["an unknown route", "/api/nowhere", { method: "POST" }, 404],
  ["an administrator's route", "/api/admin/people/a@example.com/budget", { method: "PUT" }, 404],
  ["an unknown conversation's id", "/api/chats/no%20id/messages", { method: "POST" }, 404],
  ["another website", "/api/chats", { method: "POST", headers: { origin: "https://evil.example" } }, 403],
];

it.each(REFUSALS)("answers every request of a burst that is refused before its body is read: %s", async (_name, path, init, status) => {
  for (const bytes of [200, 150_000]) {
    const body = JSON.stringify({ text: "x".repeat(bytes) });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        fetch(`${server.base}${path}`, { ...init, body, headers: { "content-type": "application/json", ...init.headers } }).then(
          async (response) => {
            await response.arrayBuffer();
            return response.status;
          },
          (error: unknown) => String(error instanceof Error ? (error.cause ?? error) : error),
        ),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([status]));
  }
});

it("answers a body that is too large, announced or not, instead of breaking the connection", async () => {
  const large = "x".repeat(3_000_000);
  const unannounced = (): ReadableStream<Uint8Array> => new Blob([large]).stream();
  for (const body of [large, unannounced()]) {
    const response = await fetch(`${server.base}/api/chats`, { method: "POST", body, duplex: "half" } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ type: "urn:tally:problem:too-large" });
  }
});

it("leaves the connection whole behind a file that an unknown conversation refuses before it was read", async () => {
  const body = new Uint8Array(2_200_000);
  const answers: string[] = [];
  for (let round = 0; round < 15; round += 1)
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (const [path, init] of [
          ["/api/chats/nowhere/files?name=a.png", { method: "POST", body }],
          ["/api/health", {}],
        ] as const)
          answers.push(
            await fetch(`${server.base}${path}`, init).then(
              async (response) => {
                await response.arrayBuffer();
                return String(response.status);
              },
              (error: unknown) => String(error instanceof Error ? (error.cause ?? error) : error),
            ),
          );
      }),
    );
  expect(new Set(answers)).toEqual(new Set(["404", "200"]));
});

const streamOf = (bytes: number): ReadableStream<Uint8Array> => new Blob([new Uint8Array(bytes).fill(97)]).stream();

it("answers an import and a file that are refused at their beginning, however much of them is still to come", async () => {
  const megabyte = 1024 * 1024;
  const chat = await fetch(`${server.base}/api/chats`, { method: "POST" }).then((response) => response.json() as Promise<{ id: string }>);
  const refused: [path: string, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>, status: number][] = [
    ["/api/import", new Uint8Array(20 * megabyte).fill(97), 400],
    ["/api/import", streamOf(40 * megabyte), 400],
    [`/api/chats/${chat.id}/files?name=a.txt`, streamOf(60 * megabyte), 413],
    [`/api/chats/${chat.id}/files?name=a.bin`, new Uint8Array(20 * megabyte).fill(1), 415],
    [`/api/chats/${chat.id}/transcribe`, streamOf(20 * megabyte), 415],
  ];
  for (const [path, body, status] of refused) {
    // A connection each: workerd ends one that has been busy for five seconds, which is another matter.
    const init = { method: "POST", body, duplex: "half", headers: { connection: "close" } } as RequestInit;
    const answered = await fetch(`${server.base}${path}`, init).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      (error: unknown) => String(error instanceof Error ? (error.cause ?? error) : error),
    );
    expect([path, answered]).toEqual([path, status]);
  }
});
