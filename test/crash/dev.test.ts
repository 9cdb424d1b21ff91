/** `npm run dev` as it is started: what it serves is for its own page, and for no other origin or name. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "./server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const state = mkdtempSync(join(tmpdir(), "tally-dev-"));
const EVIL = "https://evil.example";
let dev: ChildProcess;
let port: number;

type Answer = { status: number; headers: Record<string, string | string[] | undefined> };

/** A request with any header, `Host` and `Origin` among them, which `fetch` does not let one say. */
function ask(path: string, headers: Record<string, string>, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      response.resume();
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    // An upgrade that is accepted.
    sent.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    sent.once("error", reject);
    sent.end();
  });
}

beforeAll(async () => {
  port = await freePort();
  dev = spawn(process.execPath, [join(root, "scripts/dev.mjs")], {
    cwd: root,
    env: { ...process.env, PORT: String(port), STATE_DIR: state, LOCAL_AI_URL: "off" },
    stdio: "ignore",
  });
  // Looked at again and again until it serves: vite builds as it is asked.
  for (let status = 0; status !== 200;) {
    status = await ask("/api/health", {}).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 250));
  }
}, 130_000);

afterAll(async () => {
  const ended = new Promise((resolve) => dev.once("exit", resolve));
  dev.kill("SIGTERM");
  await ended;
  rmSync(state, { recursive: true, force: true });
});

it.each(["/", "/main.tsx", "/@vite/client", "/api/me", "/api/models", "/manifest.webmanifest"])(
  "lets no other origin read %s",
  async (path) => {
    const { headers } = await ask(path, { origin: EVIL });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["access-control-allow-credentials"]).toBeUndefined();
  },
);

it.each(["/", "/main.tsx", "/api/me"])(
  "answers no other name than its own on %s: a name that was pointed here reads nothing",
  async (path) => {
    expect((await ask(path, { host: "evil.example" })).status).toBe(403);
    expect((await ask(path, { host: `127.0.0.1:${port}` })).status).toBe(200);
    expect((await ask(path, { host: `localhost:${port}` })).status).toBe(200);
  },
);

it("lets another origin neither ask beforehand nor change anything", async () => {
  const asked = await ask("/api/chats", { origin: EVIL, "access-control-request-method": "POST" }, "OPTIONS");
  expect(asked.headers["access-control-allow-origin"]).toBeUndefined();
  expect(asked.headers["access-control-allow-methods"]).toBeUndefined();
  expect((await ask("/api/chats", { origin: EVIL }, "POST")).status).toBe(403);
});

it("lets another origin's page open no socket of the live reload", async () => {
  const upgrade = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-protocol": "vite-hmr",
  };
  const { status } = await ask("/", { ...upgrade, origin: EVIL });
  expect(status).not.toBe(101);
});
