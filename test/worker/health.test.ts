import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { devIdentify } from "../../src/access/dev-identity.ts";
import { configurationProblems } from "../../src/models/configured.ts";
import { createApp } from "../../src/worker.ts";
import { breakD1, mendD1 } from "./bookkeeping.ts";
import { call, json } from "./tab.ts";

describe("health", () => {
  it("means ready: not before the tables of D1 are there, and from then on", async () => {
    // A Worker that has just started: the one that the other tests ask was ready long ago.
    const app = createApp(devIdentify);
    const health = async (): Promise<Response> => app.request("/api/health", {}, env);
    await breakD1();
    const before = await health();
    expect([before.status, await before.json()]).toMatchObject([503, { ok: false }]);
    await mendD1();
    expect(await json(health())).toMatchObject({ ok: true });
    await breakD1();
    expect((await health()).status).toBe(200);
    await mendD1();
    expect(await json(call("/api/health"))).toMatchObject({ ok: true });
  });
});

describe("a D1 that is down", () => {
  it("is no bug of ours: what asks the books says to try again, and the rest goes on", async () => {
    await breakD1();
    const asked = await call("/api/spend");
    const made = await call("/api/chats", { body: {} });
    await mendD1();
    expect([asked.status, asked.headers.get("retry-after"), await asked.json()]).toMatchObject([
      503,
      "5",
      { type: "urn:tally:problem:overloaded" },
    ]);
    expect(made.status).toBe(201);
    expect((await call("/api/spend")).status).toBe(200);
  });
});

describe("problems", () => {
  it("name at most 20 unknown keys and 20 errors, in few words whatever was sent", async () => {
    const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 1]));
    const response = await call("/api/chats", { body: { ...keys, ["k".repeat(10_000)]: 1 } });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text.length).toBeLessThan(2_000);
    expect(text).toContain("and 99981 more");
    const allow = Array.from({ length: 150 }, () => "not, an id");
    const admin = await call("/api/admin/people/a@example.com/models", {
      as: "admin@localhost",
      method: "PUT",
      body: { allow, default: null },
    });
    const problem = (await admin.json()) as { status: number; errors: { path: string; message: string }[] };
    expect(problem.status).toBe(400);
    expect(problem.errors).toHaveLength(20);
    expect(problem.errors.at(-1)?.message).toBe("and 131 more");
  });
});

describe("a configuration", () => {
  it("that cannot be read is said, each setting by its name", () => {
    expect(configurationProblems(env)).toEqual([]);
    const said = configurationProblems(
      Object.assign({}, env, { MONTHLY_LIMIT_USD: "1O0", THIRD_PARTY_MODELS: '{"nobody/model":{}}', MCP_SERVERS: "secretword" }),
    );
    expect(said).toHaveLength(3);
    expect(said[0]).toContain('MONTHLY_LIMIT_USD: "1O0" is no amount in USD');
    expect(said[1]).toContain("MCP_SERVERS: no JSON");
    expect(said.join()).not.toContain("secretword");
    expect(said[2]).toContain("nobody/model");
  });
});
