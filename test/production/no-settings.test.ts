/** The bundle as it stands right after the first upload, before anybody has set up Access: it refuses everybody (I9). */
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { ASSERTION_HEADER } from "../../src/access/access-identity.ts";
import { SESSION_HEADER } from "../../src/access/session.ts";
import { AUDIENCE, sign, signingKey, type SigningKey } from "../unit/access/tokens.ts";
import { Deployed } from "./deployed.ts";
import { HEALTH, readRoutes, SOCKETS } from "./routes.ts";
import { assertion, current, Team } from "./team.ts";

const UNFINISHED = [
  ["no Access settings", {}],
  ["a team and no audience", { ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com" }],
  ["an audience and no team", { ACCESS_AUDIENCE: AUDIENCE }],
  ["a team on a host that is not Cloudflare's", { ACCESS_TEAM_DOMAIN: "team.example.com", ACCESS_AUDIENCE: AUDIENCE }],
] as const;

const session = `${encodeURIComponent("alice@example.com")} ${Date.now() + 3_600_000}`;
let key: SigningKey;
beforeAll(async () => {
  key = await signingKey("current");
});

/** What a stranger could send to be taken for somebody. */
const PRETENCES: [string, () => Promise<Record<string, string>> | Record<string, string>][] = [
  ["nothing", () => ({})],
  ["the header of local mode", () => ({ "x-tally-dev-user": "admin@localhost" })],
  ["the cookie of local mode", () => ({ cookie: "tally_dev_user=admin%40localhost" })],
  ["the header of local mode and the host localhost", () => ({ "x-tally-dev-user": "admin@localhost", host: "localhost" })],
  ["the header that carries identity inside", () => ({ [SESSION_HEADER]: session })],
  ["headers that Access sets", () => ({ "Cf-Access-Authenticated-User-Email": "alice@example.com", "Cf-Access-Client-Id": "ci.access" })],
  ["a well-made token", async () => assertion(await sign(key, current()))],
  ["a token for an empty audience", async () => assertion(await sign(key, current({ aud: "" })))],
  ["a token without an audience and an issuer", async () => assertion(await sign(key, current({ aud: undefined, iss: undefined })))],
  ["a token without a signature", () => assertion(new UnsecuredJWT(current({ aud: "" })).encode())],
  [
    "a token signed with an empty-ish secret",
    async () => assertion(await new SignJWT(current({ aud: "" })).setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32))),
  ],
  ["a well-made token in the cookie of Access", async () => ({ cookie: `CF_Authorization=${await sign(key, current())}` })],
  ["a well-made token as a bearer", async () => ({ authorization: `Bearer ${await sign(key, current())}` })],
];

it("the routes that are tried are the routes there are", () => {
  const routes = readRoutes().map(({ method, path }) => `${method} ${path}`);
  expect(routes).toEqual(
    expect.arrayContaining([
      "GET /api/me",
      "PATCH /api/me",
      "GET /api/models",
      "POST /api/estimate",
      "POST /api/chats",
      "GET /api/chats",
      "GET /api/chats/c1",
      "DELETE /api/chats/c1",
      "POST /api/chats/c1/messages",
      "GET /api/chats/c1/live",
      "GET /api/live",
      "GET /api/spend.csv",
      "PUT /api/admin/people/alice@example.com/budget",
      "GET /api/admin/audit",
    ]),
  );
});

describe.each(UNFINISHED)("[I9] a deployment with %s", (_name, settings) => {
  const team = new Team();
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await Deployed.start(inject("build"), team, settings);
  });
  afterAll(async () => {
    await deployed.stop();
  });

  it("answers whether it lives, and says no more than that", async () => {
    const response = await deployed.call(HEALTH);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true, version: expect.any(String) as unknown });
  });

  it.each(PRETENCES)("answers 401 on every route to whoever sends %s", async (_pretence, headersOf) => {
    const headers = await headersOf();
    for (const { method, path } of readRoutes()) {
      const response = await deployed.call(path, { method, headers, ...(method === "GET" ? {} : { body: {} }) });
      expect(response.status, `${method} ${path}`).toBe(401);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(response.headers.get("location")).toBeNull();
    }
    expect(await deployed.objects()).toEqual([]);
  });

  it.each(PRETENCES)("closes every socket with 4401 for whoever sends %s, before a frame", async (_pretence, headersOf) => {
    const headers = await headersOf();
    for (const path of SOCKETS) {
      const socket = deployed.socket(path, headers);
      expect(await socket.closed).toMatchObject({ code: 4401 });
      expect(socket.unread).toEqual([]);
    }
    expect(await deployed.objects()).toEqual([]);
  });

  it.each([
    "/API/me",
    "/api//me",
    "//api/me",
    "/%61pi/me",
    "/api/%6de",
    "/api/me/",
    "/api/../api/me",
    "/x/../api/me",
    "/api",
    "/api/nothing",
  ])("tells nothing at %s, a spelling that a router may take for another", async (path) => {
    const response = await deployed.call(path, { headers: { "x-tally-dev-user": "admin@localhost", [SESSION_HEADER]: session } });
    const isApp = response.status === 200 && response.headers.get("content-type")?.startsWith("text/html") === true;
    const isElsewhere =
      response.status >= 300 &&
      response.status < 400 &&
      new URL(response.headers.get("location") ?? "", deployed.base).origin === deployed.base;
    expect(isApp || isElsewhere || response.status === 401 || response.status === 404, `${response.status}`).toBe(true);
    expect(await response.text()).not.toMatch(/wallet|admin@localhost/);
    expect(await deployed.objects()).toEqual([]);
  });

  it.each(["OPTIONS", "HEAD"])("answers %s without data and without inviting other origins", async (method) => {
    const response = await deployed.call("/api/me", { method, headers: { origin: "https://evil.example" } });
    expect([401, 403]).toContain(response.status);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("asked nobody for keys and woke no object in all of this", async () => {
    expect(team.asked).toEqual([]);
    expect(await deployed.objects()).toEqual([]);
  });
});

it("[I9] a request without a token is refused whatever the name of its header's neighbour", () => {
  // The name the Worker reads is the one Access sets: a change of it would let every test above pass for the wrong reason.
  expect(ASSERTION_HEADER).toBe("Cf-Access-Jwt-Assertion");
});
