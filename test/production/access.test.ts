/** The bundle behind Access, with keys published by a team of our own: who enters, as whom, and that all others wake nothing. */
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { checkSettings } from "../../scripts/deploy/settings.mjs";
import { SESSION_HEADER } from "../../src/access/session.ts";
import { AUDIENCE, ISSUER, sign, signingKey, type SigningKey } from "../unit/access/tokens.ts";
import { Deployed } from "./deployed.ts";
import { readRoutes, SOCKETS } from "./routes.ts";
import { as, assertion, current, currentService, nowSeconds, Team } from "./team.ts";

const SETTINGS = {
  ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com",
  ACCESS_AUDIENCE: AUDIENCE,
  ADMIN_EMAILS: "Boss@example.com, audit.access@service-token",
  ACCESS_SERVICE_TOKENS: "ci.access, audit.access",
};

let key: SigningKey;
let stranger: SigningKey;
let team: Team;
let deployed: Deployed;
beforeAll(async () => {
  [key, stranger] = await Promise.all([signingKey("current"), signingKey("stranger")]);
});

async function start(): Promise<void> {
  team = new Team(key);
  deployed = await Deployed.start(inject("build"), team, SETTINGS);
}

const stop = (): Promise<void> => deployed.stop();

async function hs256(secret: string): Promise<string> {
  return await new SignJWT(current()).setProtectedHeader({ alg: "HS256", kid: key.kid }).sign(new TextEncoder().encode(secret));
}

async function changedAfterSigning(): Promise<string> {
  const [header, , signature] = (await sign(key, current())).split(".");
  return `${header}.${Buffer.from(JSON.stringify(current({ email: "boss@example.com" }))).toString("base64url")}.${signature}`;
}

/** Each of them must be nobody. */
const NOBODY: [string, () => Promise<Record<string, string>> | Record<string, string>][] = [
  ["no token", () => ({})],
  ["an empty token", () => assertion("")],
  ["garbage", () => assertion("a.b.c")],
  ["a token of another issuer", () => as(key, "alice@example.com", { iss: "https://evil.cloudflareaccess.com" })],
  ["a token for another application", () => as(key, "alice@example.com", { aud: ["another"] })],
  ["a token without a signature (alg none)", () => assertion(new UnsecuredJWT(current()).encode())],
  ["a token signed with HS256 and the public key (PEM)", async () => assertion(await hs256(key.spki))],
  ["a token signed with HS256 and the public key (JWK)", async () => assertion(await hs256(JSON.stringify(key.jwk)))],
  ["a token that expired", () => as(key, "alice@example.com", { exp: nowSeconds() - 10 })],
  ["a token that is not valid yet", () => as(key, "alice@example.com", { nbf: nowSeconds() + 60 })],
  ["a token that was issued in the future", () => as(key, "alice@example.com", { nbf: undefined, iat: nowSeconds() + 60 })],
  ["a token signed by an unknown key", () => as(stranger, "alice@example.com")],
  ["a token by an unknown key under the name of a known one", async () => assertion(await sign(stranger, current(), { kid: key.kid }))],
  ["a token that brings its own key", async () => assertion(await sign(stranger, current(), { kid: key.kid, jwk: stranger.jwk }))],
  ["a token whose claims were changed after signing", async () => assertion(await changedAfterSigning())],
  ["a token of the login page", () => as(key, "alice@example.com", { type: "org" })],
  ["a token without an end", () => as(key, "alice@example.com", { exp: undefined })],
  ["a token without an e-mail", async () => assertion(await sign(key, current({ email: undefined })))],
  ["a person called like a service token", () => as(key, "ci.access@service-token")],
  ["a service token that is not named in the settings", async () => assertion(await sign(key, currentService("other.access")))],
  ["a good token in the cookie alone", async () => ({ cookie: `CF_Authorization=${await sign(key, current())}` })],
  ["a good token as a bearer", async () => ({ authorization: `Bearer ${await sign(key, current())}` })],
  ["the header that carries identity inside", () => ({ [SESSION_HEADER]: `alice%40example.com ${Date.now() + 600_000}` })],
  [
    "the header and the cookie of local mode",
    () => ({ "x-tally-dev-user": "alice@example.com", cookie: "tally_dev_user=alice%40example.com" }),
  ],
];

describe("[I9] nobody is", () => {
  beforeAll(start);
  afterEach(async () => {
    expect(await deployed.objects()).toEqual([]);
  });
  afterAll(stop);

  it.each(NOBODY)("whoever comes with %s: 401 on every route, 4401 on every socket, no object woken", async (_name, headersOf) => {
    const headers = await headersOf();
    for (const { method, path } of readRoutes()) {
      const response = await deployed.call(path, { method, headers, ...(method === "GET" ? {} : { body: {} }) });
      expect(response.status, `${method} ${path}`).toBe(401);
    }
    for (const path of SOCKETS) {
      const socket = deployed.socket(path, headers);
      expect(await socket.closed).toMatchObject({ code: 4401 });
      expect(socket.unread).toEqual([]);
    }
  });

  it("a page of another origin, whoever is signed in there", async () => {
    const headers = await as(key, "alice@example.com");
    for (const foreign of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: deployed.base.replace("http", "https") },
      { "sec-fetch-site": "cross-site" },
    ]) {
      for (const { method, path } of readRoutes()) {
        if (method === "GET") continue;
        const response = await deployed.call(path, { method, headers: { ...headers, ...foreign }, body: {} });
        expect(response.status, `${method} ${path}`).toBe(403);
        expect(response.headers.get("access-control-allow-origin")).toBeNull();
      }
      for (const path of SOCKETS) {
        const socket = deployed.socket(path, { ...headers, ...foreign });
        expect(await socket.closed).toMatchObject({ code: 4403 });
        expect(socket.unread).toEqual([]);
      }
    }
  });

  it("a script is told 401 with a problem, not sent to a login page", async () => {
    const response = await deployed.call("/api/me", { headers: { "x-requested-with": "XMLHttpRequest", accept: "text/html" } });
    expect(response.status).toBe(401);
    expect(response.headers.get("location")).toBeNull();
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status: 401, title: expect.any(String) as unknown });
  });

  it("the keys were fetched from the team and from nowhere else, once for all of this", () => {
    expect(team.asked).toEqual([`${ISSUER}/cdn-cgi/access/certs`]);
  });
});

describe("[I2] [I9] a good token", () => {
  beforeAll(start);
  afterAll(stop);

  it("wakes the objects of its own person and no others, however the e-mail is spelled", async () => {
    const me = await deployed.call("/api/me", { headers: await as(key, "Alice@Example.COM") });
    expect(me.status).toBe(200);
    expect(await me.json()).toMatchObject({ email: "alice@example.com", admin: false, identity: "access" });
    expect(await deployed.objects()).toEqual([await deployed.objectOf("ACCOUNT", "alice@example.com")]);
    // This is also the proof that the lists of the tests above would have shown an object that was only looked at.
    expect((await deployed.call("/api/chats/unknown", { headers: await as(key, "alice@example.com") })).status).toBe(404);
    expect(await deployed.objects()).toContain(await deployed.objectOf("CHAT", "alice@example.com/unknown"));
  });

  it("owns what it makes: the same person sees it, another learns nothing", async () => {
    const made = await deployed.call("/api/chats", { headers: await as(key, "ALICE@example.com"), body: { id: "c1", title: "Mine" } });
    expect(made.status).toBe(201);
    expect(await deployed.objects()).toContain(await deployed.objectOf("CHAT", "alice@example.com/c1"));
    const mine = await deployed.call("/api/chats", { headers: await as(key, "alice@example.com") });
    expect(await mine.json()).toMatchObject({ chats: [{ id: "c1", title: "Mine" }] });

    const bob = await as(key, "bob@example.com");
    expect(await (await deployed.call("/api/chats", { headers: bob })).json()).toMatchObject({ chats: [] });
    const foreign = await deployed.call("/api/chats/c1", { headers: bob });
    const unknown = await deployed.call("/api/chats/c2", { headers: bob });
    expect([foreign.status, await foreign.text()]).toEqual([unknown.status, await unknown.text()]);
    expect(foreign.status).toBe(404);
    expect(await deployed.socket("/api/chats/c1/live?v=1", bob).closed).toMatchObject({ code: 4404 });
  });

  it("is who it says, whatever cookie and whatever inner header come with it", async () => {
    await deployed.call("/api/chats", { headers: await as(key, "carol@example.com"), body: { id: "carols", title: "Carol's" } });
    const carols = await sign(key, current({ email: "carol@example.com" }));
    const headers = {
      ...(await as(key, "bob@example.com")),
      cookie: `CF_Authorization=${carols}; tally_dev_user=carol%40example.com`,
      [SESSION_HEADER]: `carol%40example.com ${Date.now() + 600_000}`,
      "x-tally-dev-user": "carol@example.com",
      "Cf-Access-Authenticated-User-Email": "carol@example.com",
    };
    expect(await (await deployed.call("/api/me", { headers })).json()).toMatchObject({ email: "bob@example.com" });
    expect((await deployed.call("/api/chats/carols/messages", { headers })).status).toBe(404);
    expect(await deployed.socket("/api/chats/carols/live?v=1", headers).closed).toMatchObject({ code: 4404 });
    const listening = deployed.socket("/api/live", headers);
    expect(await listening.frame()).not.toContain("carols");
    listening.close();
  });

  it("of its own page opens a socket and may write; a command line without an origin may too", async () => {
    const headers = await as(key, "dora@example.com");
    expect((await deployed.call("/api/chats", { headers: { ...headers, origin: deployed.base }, body: { id: "d1" } })).status).toBe(201);
    const page = deployed.socket("/api/chats/d1/live?v=1", { ...headers, origin: deployed.base });
    const script = deployed.socket("/api/chats/d1/live?v=1", headers);
    expect([await page.frame(), await script.frame()].every((frame) => frame.length > 0)).toBe(true);
    page.close();
    script.close();
  });

  it("of a service that is named in the settings owns its own data and no person's", async () => {
    const headers = assertion(await sign(key, { ...currentService("ci.access"), email: "boss@example.com" }));
    expect(await (await deployed.call("/api/me", { headers })).json()).toMatchObject({ email: "ci.access@service-token", admin: false });
    expect(await deployed.objects()).toContain(await deployed.objectOf("ACCOUNT", "ci.access@service-token"));
  });

  it("administers only if its address stands in ADMIN_EMAILS; for others those routes do not exist", async () => {
    const boss = await as(key, "boss@EXAMPLE.com");
    expect((await deployed.call("/api/admin/spend", { headers: boss })).status).toBe(200);
    const alice = await as(key, "alice@example.com");
    const before = await deployed.objects();
    for (const { method, path } of readRoutes().filter((route) => route.path.startsWith("/api/admin"))) {
      const response = await deployed.call(path.replace("alice", "zoe"), {
        method,
        headers: alice,
        ...(method === "GET" ? {} : { body: {} }),
      });
      expect(response.status, `${method} ${path}`).toBe(404);
    }
    expect(await deployed.objects()).toEqual(before);
  });

  it("of a service that is named in both settings may audit, and the deployment takes such settings", async () => {
    const headers = assertion(await sign(key, currentService("audit.access")));
    const audit = await deployed.call("/api/admin/audit", { headers });
    expect(audit.status).toBe(200);
    expect(await audit.json()).toMatchObject({ differences: [], next: null });
    expect((await deployed.call("/api/admin/audit", { headers: assertion(await sign(key, currentService("ci.access"))) })).status).toBe(
      404,
    );
    expect(checkSettings(SETTINGS).filter((problem) => problem.startsWith("ADMIN_EMAILS"))).toEqual([]);
    expect(checkSettings({ ACCESS_ALLOWED_EMAILS: "audit.access@service-token" }).join()).toContain("ACCESS_ALLOWED_EMAILS");
  });

  it("finds a promised answer also where no model can be reached: it ends in an error and nothing stays held", async () => {
    const headers = await as(key, "eve@example.com");
    await deployed.call("/api/chats", { headers, body: { id: "e1" } });
    const live = deployed.socket("/api/chats/e1/live?v=1", headers);
    const sent = await deployed.call("/api/chats/e1/messages", { headers, body: { id: "m1", text: "Anybody there?" } });
    expect(sent.status).toBe(202);
    const { answerId } = (await sent.json()) as { answerId: string };
    await expect
      .poll(async () => {
        const page = (await (await deployed.call("/api/chats/e1/messages", { headers })).json()) as {
          messages: { id: string; status: string }[];
        };
        return page.messages.find(({ id }) => id === answerId)?.status;
      })
      .toBe("error");
    await expect
      .poll(
        async () =>
          ((await (await deployed.call("/api/me", { headers })).json()) as { wallet: { heldNanoUsd: number } }).wallet.heldNanoUsd,
      )
      .toBe(0);
    live.close();
  });
});
