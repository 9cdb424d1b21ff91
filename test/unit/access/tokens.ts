/** Tokens as Access signs them, with keys made here: real RS256, no network. */
import { createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import type { JWK, JWTPayload } from "jose";
import { createAccessIdentify } from "../../../src/access/access-identity.ts";
import type { Refusal } from "../../../src/access/access-identity.ts";
import type { AccessSettings, Identity } from "../../../src/access/identity.ts";

export const ISSUER = "https://team.cloudflareaccess.com";
export const AUDIENCE = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";
export const NOW_MS = Date.parse("2026-11-01T12:00:00Z");
export const NOW_S = NOW_MS / 1000;

export const SETTINGS: AccessSettings = {
  ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com",
  ACCESS_AUDIENCE: AUDIENCE,
  ADMIN_EMAILS: "boss@example.com, Second@Example.com",
};

export interface SigningKey {
  kid: string;
  jwk: JWK;
  spki: string;
  privateKey: CryptoKey;
}

/** A key pair as Access publishes and uses it. */
export async function signingKey(kid: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" };
  return { kid, jwk, spki: await exportSPKI(publicKey), privateKey };
}

/** The claims of a person's token; an override of undefined leaves a claim out. */
export function claims(overrides: Record<string, unknown> = {}): JWTPayload {
  const all = {
    aud: [AUDIENCE],
    email: "Alice@Example.com",
    exp: NOW_S + 3600,
    iat: NOW_S - 10,
    nbf: NOW_S - 10,
    iss: ISSUER,
    type: "app",
    identity_nonce: "6ei69kawdKzMIAPF",
    sub: "7335d417-61da-459d-899c-0a01c76a2f94",
    country: "DE",
    ...overrides,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The claims of a service token: no e-mail, an empty subject, a common name. */
export function serviceClaims(commonName: string, overrides: Record<string, unknown> = {}): JWTPayload {
  return claims({ email: undefined, nbf: undefined, sub: "", common_name: commonName, ...overrides });
}

export async function sign(key: SigningKey, payload: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
  return await new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: key.kid, typ: "JWT", ...header }).sign(key.privateKey);
}

export interface Asked {
  identity: Identity | null;
  reason: Refusal | null;
}

/** Asks who a request is, with the published keys given, and says why it was refused. */
export async function ask(published: SigningKey[], headers: Record<string, string>, settings = SETTINGS): Promise<Asked> {
  let reason: Refusal | null = null;
  const keys = createLocalJWKSet({ keys: published.map((key) => key.jwk) });
  const identify = createAccessIdentify({
    keysFor: () => keys,
    now: () => NOW_MS,
    onRefused: (why) => {
      reason = why;
    },
  });
  const identity = await identify(new Request("https://tally.example.workers.dev/api/me", { headers }), settings);
  return { identity, reason };
}
