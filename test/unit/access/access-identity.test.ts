/** The verifier of Access tokens: one good token, and everything else that must be nobody. Names carry the invariants of docs/design.md. */
import { SignJWT, UnsecuredJWT } from "jose";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createAccessIdentify, issuerOf } from "../../../src/access/access-identity.ts";
import type { Refusal } from "../../../src/access/access-identity.ts";
import { ask, AUDIENCE, claims, ISSUER, NOW_MS, NOW_S, serviceClaims, SETTINGS, sign, signingKey } from "./tokens.ts";
import type { SigningKey } from "./tokens.ts";

const HEADER = "Cf-Access-Jwt-Assertion";
let key: SigningKey;
let stranger: SigningKey;

beforeAll(async () => {
  [key, stranger] = await Promise.all([signingKey("current"), signingKey("stranger")]);
});

afterEach(() => {
  vi.useRealTimers();
});

async function refused(token: string, settings = SETTINGS): Promise<Refusal | null> {
  const { identity, reason } = await ask([key], { [HEADER]: token }, settings);
  expect(identity).toBeNull();
  return reason;
}

describe("a good token", () => {
  it("[I9] [P1] names its owner by lower-cased e-mail and ends when the token ends", async () => {
    const { identity } = await ask([key], { [HEADER]: await sign(key, claims()) });
    expect(identity).toEqual({ email: "alice@example.com", admin: false, expiresAtMs: (NOW_S + 3600) * 1000, kind: "access" });
  });

  it("makes an administrator of whoever stands in ADMIN_EMAILS, however the address is spelled", async () => {
    for (const email of ["boss@example.com", "SECOND@example.COM"]) {
      const { identity } = await ask([key], { [HEADER]: await sign(key, claims({ email })) });
      expect(identity?.admin).toBe(true);
    }
  });

  it("is accepted when clocks are a few seconds apart", async () => {
    const early = await ask([key], { [HEADER]: await sign(key, claims({ iat: NOW_S + 3, nbf: NOW_S + 3 })) });
    const late = await ask([key], { [HEADER]: await sign(key, claims({ exp: NOW_S - 3 })) });
    expect(early.identity?.email).toBe("alice@example.com");
    expect(late.identity?.email).toBe("alice@example.com");
  });

  it("is accepted whether the audience is one string or a list that holds it", async () => {
    for (const aud of [AUDIENCE, ["another", AUDIENCE]]) {
      expect((await ask([key], { [HEADER]: await sign(key, claims({ aud })) })).identity).not.toBeNull();
    }
  });
});

describe("[I9] nobody is", () => {
  it("a request without a token", async () => {
    expect(await ask([key], {})).toEqual({ identity: null, reason: "no-token" });
  });

  it("a request whose token stands only in the cookie", async () => {
    const token = await sign(key, claims());
    expect(await ask([key], { Cookie: `CF_Authorization=${token}` })).toEqual({ identity: null, reason: "no-token" });
  });

  it("a request with a good token in another header", async () => {
    const token = await sign(key, claims());
    expect((await ask([key], { Authorization: `Bearer ${token}`, "X-Tally-Identity": "boss@example.com" })).reason).toBe("no-token");
  });

  it("a request with two tokens, the client's own before the one of Access", async () => {
    const token = await sign(key, claims());
    expect(await refused(`${token}, ${token}`)).toBe("bad-token");
  });

  it.each(["", " ", "x", "a.b.c", "..", "eyJhbGciOiJSUzI1NiJ9..", "null", `${"A".repeat(20_000)}.e30.`])(
    "garbage: %.20s",
    async (garbage) => {
      expect(["bad-token", "no-token"]).toContain(await refused(garbage));
    },
  );

  it("a token of another issuer", async () => {
    expect(await refused(await sign(key, claims({ iss: "https://evil.cloudflareaccess.com" })))).toBe("bad-token");
    expect(await refused(await sign(key, claims({ iss: `${ISSUER}/` })))).toBe("bad-token");
    expect(await refused(await sign(key, claims({ iss: undefined })))).toBe("bad-token");
  });

  it("a token for another application", async () => {
    expect(await refused(await sign(key, claims({ aud: ["another"] })))).toBe("bad-token");
    expect(await refused(await sign(key, claims({ aud: undefined })))).toBe("bad-token");
    expect(await refused(await sign(key, claims({ aud: [] })))).toBe("bad-token");
  });

  it("a token without a signature (alg none)", async () => {
    expect(await refused(new UnsecuredJWT(claims()).encode())).toBe("bad-token");
  });

  it("a token signed with HS256 and the public key as the secret", async () => {
    const secrets = [key.spki, JSON.stringify(key.jwk), String(key.jwk.n)];
    for (const secret of secrets) {
      const forged = await new SignJWT(claims()).setProtectedHeader({ alg: "HS256", kid: key.kid }).sign(new TextEncoder().encode(secret));
      expect(await refused(forged)).toBe("bad-token");
    }
  });

  it("a token whose header brings its own key", async () => {
    expect(await refused(await sign(stranger, claims(), { kid: "current", jwk: stranger.jwk }))).toBe("bad-token");
  });

  it("a token signed by an unknown key", async () => {
    expect(await refused(await sign(stranger, claims()))).toBe("unknown-key");
  });

  it("a token whose claims were changed after signing", async () => {
    const [header, , signature] = (await sign(key, claims())).split(".");
    const changed = btoa(JSON.stringify(claims({ email: "boss@example.com" }))).replaceAll("=", "");
    expect(await refused(`${header}.${changed}.${signature}`)).toBe("bad-token");
  });

  it("an expired token", async () => {
    expect(await refused(await sign(key, claims({ exp: NOW_S - 6 })))).toBe("expired");
  });

  it("a token that is not yet valid", async () => {
    expect(await refused(await sign(key, claims({ nbf: NOW_S + 60 })))).toBe("not-yet-valid");
    expect(await refused(await sign(key, claims({ nbf: undefined, iat: NOW_S + 60 })))).toBe("not-yet-valid");
  });

  it.each(["exp", "iat"])("a token without %s", async (claim) => {
    expect(await refused(await sign(key, claims({ [claim]: undefined })))).toBe("bad-token");
  });

  it("a token of the login page instead of the application", async () => {
    expect(await refused(await sign(key, claims({ type: "org" })))).toBe("wrong-type");
    expect(await refused(await sign(key, claims({ type: undefined })))).toBe("wrong-type");
  });

  it.each([undefined, "", " ", 7, ["a@example.com"], "no-at-sign", "two words@example.com", "x@service-token"])(
    "a person with the e-mail %j",
    async (email) => {
      expect(await refused(await sign(key, claims({ email })))).toBe("no-email");
    },
  );

  it.each([
    ["no team", { ACCESS_TEAM_DOMAIN: "" }],
    ["blanks for a team", { ACCESS_TEAM_DOMAIN: "  " }],
    ["a team on somebody else's host", { ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com.evil.example" }],
    ["no audience", { ACCESS_AUDIENCE: "" }],
    ["blanks for an audience", { ACCESS_AUDIENCE: " " }],
  ])("anybody while the settings have %s", async (_name, broken) => {
    expect(await refused(await sign(key, claims()), { ...SETTINGS, ...broken })).toBe("not-configured");
  });

  it("anybody while a setting is missing altogether, as in a Worker deployed without variables", async () => {
    const empty = {} as unknown as typeof SETTINGS;
    expect(await refused(await sign(key, claims({ aud: undefined })), empty)).toBe("not-configured");
  });
});

describe("service tokens", () => {
  const allowing = { ...SETTINGS, ACCESS_SERVICE_TOKENS: "ci.access, Backup.access" };

  it("are refused unless one is named", async () => {
    expect(await refused(await sign(key, serviceClaims("ci.access")))).toBe("service-token-not-allowed");
    expect(await refused(await sign(key, serviceClaims("ci.access")), { ...SETTINGS, ACCESS_SERVICE_TOKENS: "" })).toBe(
      "service-token-not-allowed",
    );
    expect(await refused(await sign(key, serviceClaims("other.access")), allowing)).toBe("service-token-not-allowed");
    expect(await refused(await sign(key, serviceClaims("")), { ...SETTINGS, ACCESS_SERVICE_TOKENS: "," })).toBe(
      "service-token-not-allowed",
    );
  });

  it("[P1] enter by common name and own data under an address no person can have", async () => {
    const ci = await ask([key], { [HEADER]: await sign(key, serviceClaims("ci.access")) }, allowing);
    const backup = await ask([key], { [HEADER]: await sign(key, serviceClaims("Backup.access")) }, allowing);
    expect(ci.identity).toMatchObject({ email: "ci.access@service-token", admin: false });
    expect(backup.identity?.email).toBe("backup.access@service-token");
  });

  it("cannot speak for a person by carrying an e-mail too", async () => {
    const both = await sign(key, serviceClaims("ci.access", { email: "boss@example.com" }));
    expect((await ask([key], { [HEADER]: both }, allowing)).identity?.email).toBe("ci.access@service-token");
  });
});

describe("the keys of a team", () => {
  it.each(["team", "team.cloudflareaccess.com", "https://team.cloudflareaccess.com", " HTTPS://Team.CloudflareAccess.com/ "])(
    "belong to one issuer, spelled as %j or otherwise",
    (spelling) => {
      expect(issuerOf(spelling)).toBe(ISSUER);
    },
  );

  it.each([
    "http://team.cloudflareaccess.com",
    "cloudflareaccess.com",
    "evil.example",
    "team.cloudflareaccess.com:8443",
    "a@team.cloudflareaccess.com",
  ])("are never looked for at %j", (spelling) => {
    expect(issuerOf(spelling)).toBeNull();
  });

  it("are fetched once and kept, and a rotated key is found once the cooldown is over", async () => {
    const rotated = await signingKey("rotated");
    const asked: string[] = [];
    let published = [key.jwk];
    const identify = createAccessIdentify({
      now: () => NOW_MS,
      fetch: async (url) => {
        asked.push(url);
        return Response.json({ keys: published });
      },
    });
    const who = async (token: string) =>
      (await identify(new Request("https://tally.example/", { headers: { [HEADER]: token } }), SETTINGS))?.email ?? null;
    const [old, made, fresh] = await Promise.all([sign(key, claims()), sign(stranger, claims()), sign(rotated, claims())]);
    vi.useFakeTimers({ toFake: ["Date"], now: NOW_MS });

    expect(await who(old)).toBe("alice@example.com");
    expect(await who(old)).toBe("alice@example.com");
    expect(asked).toEqual([`${ISSUER}/cdn-cgi/access/certs`]);
    // Made-up key ids do not become a flood of fetches.
    published = [rotated.jwk];
    expect(await who(made)).toBeNull();
    expect(await who(fresh)).toBeNull();
    expect(asked).toHaveLength(1);

    vi.setSystemTime(NOW_MS + 31_000);
    expect(await who(fresh)).toBe("alice@example.com");
    expect(await who(old)).toBeNull();
    expect(asked).toHaveLength(2);
  });

  it.each([
    ["the network fails", async () => await Promise.reject(new TypeError("network"))],
    ["the answer is an error", async () => new Response("oops", { status: 503 })],
    ["the answer is no JSON", async () => new Response("<html>")],
    ["the answer holds no keys", async () => Response.json({})],
    ["the answer leads elsewhere", async () => Response.redirect("https://evil.example/keys", 302)],
  ])("when %s: nobody enters", async (_name, fetch) => {
    const reasons: Refusal[] = [];
    const identify = createAccessIdentify({ now: () => NOW_MS, fetch, onRefused: (reason) => reasons.push(reason) });
    const request = new Request("https://tally.example/", { headers: { [HEADER]: await sign(key, claims()) } });
    expect(await identify(request, SETTINGS)).toBeNull();
    expect(reasons).toEqual(["keys-unavailable"]);
  });
});
