/**
 * Who is calling, according to Cloudflare Access.
 *
 * Access stands in front of the hostname and puts a signed token into the header
 * `Cf-Access-Jwt-Assertion`. Nothing but that header is read: the cookie `CF_Authorization` carries
 * the same token but travels with cross-site requests, and a team or an audience named by the token
 * itself would let any other Access customer in. A token that is not provably valid is refused.
 *
 * Not known here: routes, conversations, and what an identity may do.
 *
 * Accepted: a key that Access began to sign with less than 30 seconds after the keys were last
 * fetched is unknown until those 30 seconds are over (the resolver's cooldown, which keeps a flood
 * of made-up key ids from becoming a flood of fetches). Access publishes a new key weeks before use.
 */
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from "jose";
import type { JWTPayload, JWTVerifyGetKey, RemoteJWKSetOptions } from "jose";
import { asciiLowerCase, plainAddress } from "../protocol/address.ts";
import { isAdmin } from "./identity.ts";
import type { AccessSettings, Identify, Identity } from "./identity.ts";

/** The header Access sets, and strips from what the client sent. */
export const ASSERTION_HEADER = "Cf-Access-Jwt-Assertion";

/** How far the clocks of Access and the Worker may be apart, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** A service token has no e-mail; its data belongs to `<common name>@service-token`, an address nobody can have. */
export const SERVICE_TOKEN_DOMAIN = "service-token";

/** Why a request was refused. For tests and logs: never sent to the client, and without any part of the token. */
export type Refusal =
  | "not-configured"
  | "no-token"
  | "keys-unavailable"
  | "unknown-key"
  | "bad-token"
  | "expired"
  | "not-yet-valid"
  | "wrong-type"
  | "no-email"
  | "service-token-not-allowed";

/** Replacements for tests; a deployed Worker passes nothing. */
export interface AccessIdentifyOptions {
  /** Where signing keys come from, by issuer. Default: the team's published keys, fetched once and kept. */
  keysFor?: (issuer: string) => JWTVerifyGetKey;
  /** How published keys are fetched. Default: the global fetch. Given: keys are kept by this instance only. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Called with the reason of each refusal, for a counter or a log line. */
  onRefused?: (reason: Refusal) => void;
}

type Verdict = { identity: Identity } | { reason: Refusal };

/** One resolver per issuer for as long as the isolate lives: keys are fetched once, not per request. */
const publishedKeys = new Map<string, JWTVerifyGetKey>();

/** Builds the answer to "who is calling" for a Worker behind Access. */
export function createAccessIdentify(options: AccessIdentifyOptions = {}): Identify {
  const now = options.now ?? Date.now;
  const keysFor = options.keysFor ?? resolverOf(options.fetch);
  return async (request, settings) => {
    const verdict = await verify(request.headers.get(ASSERTION_HEADER), settings, keysFor, now());
    if ("identity" in verdict) return verdict.identity;
    options.onRefused?.(verdict.reason);
    return null;
  };
}

/**
 * The issuer of a team, as tokens spell it: `https://<team>.cloudflareaccess.com`.
 * Takes the bare team name, the domain or the URL; null for anything else, so that a typing mistake
 * never makes the Worker trust keys from a host that is not Cloudflare's.
 */
export function issuerOf(teamDomain: string): string | null {
  const host = asciiLowerCase(teamDomain.trim())
    .replace(/^https:\/\//, "")
    .replace(/\/$/, "");
  const domain = /^[a-z0-9-]+$/.test(host) ? `${host}.cloudflareaccess.com` : host;
  return /^([a-z0-9-]+\.)+cloudflareaccess\.com$/.test(domain) ? `https://${domain}` : null;
}

function resolverOf(fetchKeys: AccessIdentifyOptions["fetch"]): (issuer: string) => JWTVerifyGetKey {
  const kept = fetchKeys ? new Map<string, JWTVerifyGetKey>() : publishedKeys;
  const settings: RemoteJWKSetOptions = fetchKeys ? { [customFetch]: fetchKeys } : {};
  return (issuer) => {
    const known = kept.get(issuer);
    if (known) return known;
    const keys = createRemoteJWKSet(new URL("/cdn-cgi/access/certs", issuer), settings);
    kept.set(issuer, keys);
    return keys;
  };
}

async function verify(
  token: string | null,
  settings: AccessSettings,
  keysFor: (issuer: string) => JWTVerifyGetKey,
  nowMs: number,
): Promise<Verdict> {
  const issuer = issuerOf(settings.ACCESS_TEAM_DOMAIN ?? "");
  const audience = (settings.ACCESS_AUDIENCE ?? "").trim();
  if (issuer === null || audience === "") return { reason: "not-configured" };
  if (!token) return { reason: "no-token" };
  let claims: JWTPayload;
  try {
    const verified = await jwtVerify(token, keysFor(issuer), {
      issuer,
      audience,
      algorithms: ["RS256"],
      requiredClaims: ["exp", "iat"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(nowMs),
    });
    claims = verified.payload;
  } catch (error) {
    return { reason: refusalOf(error) };
  }
  return identityOf(claims, settings, nowMs);
}

function identityOf(claims: JWTPayload, settings: AccessSettings, nowMs: number): Verdict {
  const { exp, iat } = claims;
  // jose has checked both to be numbers; it compares `iat` with the clock only where a maximum age is asked for.
  if (exp === undefined || iat === undefined) return { reason: "bad-token" };
  if (iat > nowMs / 1000 + CLOCK_TOLERANCE_SECONDS) return { reason: "not-yet-valid" };
  // "org" is the token of the login page: valid for the team, not for this application.
  if (claims["type"] !== "app") return { reason: "wrong-type" };
  const name = claims["common_name"];
  const owner =
    claims.sub === "" && typeof name === "string" ? serviceOf(name, settings.ACCESS_SERVICE_TOKENS ?? "") : personOf(claims["email"]);
  if (owner.email === null) return { reason: owner.reason };
  const identity: Identity = {
    email: owner.email,
    admin: isAdmin(owner.email, settings.ADMIN_EMAILS ?? ""),
    expiresAtMs: exp * 1000,
    kind: "access",
  };
  return { identity };
}

type Owner = { email: string } | { email: null; reason: Refusal };

/** The address in its one spelling: identity providers differ in theirs, and this string owns the data. */
function personOf(claim: unknown): Owner {
  const email = typeof claim === "string" ? plainAddress(claim) : null;
  const isPerson = email !== null && !email.endsWith(`@${SERVICE_TOKEN_DOMAIN}`);
  return isPerson ? { email } : { email: null, reason: "no-email" };
}

/** A service token is accepted only where its common name (its client id) is in ACCESS_SERVICE_TOKENS. */
function serviceOf(name: string, allowed: string): Owner {
  const listed = name !== "" && allowed.split(",").some((entry) => entry.trim() === name);
  if (!listed) return { email: null, reason: "service-token-not-allowed" };
  const email = plainAddress(`${name}@${SERVICE_TOKEN_DOMAIN}`);
  return email === null ? { email, reason: "service-token-not-allowed" } : { email };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === "nbf" ? "not-yet-valid" : "bad-token";
  if (error instanceof errors.JWKSNoMatchingKey) return "unknown-key";
  // A timeout, a response that is no key set, or an exception of fetch: nothing was proven, so the request is refused.
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return "keys-unavailable";
  if (error instanceof errors.JOSEError && error.code !== "ERR_JOSE_GENERIC") return "bad-token";
  return "keys-unavailable";
}
