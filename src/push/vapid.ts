/**
 * VAPID (RFC 8292): the server signs each request with its own key. Browsers name that key when they subscribe, so that nobody
 * else can push to them.
 */
import { importJWK, SignJWT } from "jose";
import { z } from "zod";
import { joined } from "../protocol/bytes.ts";
import { fromBase64url, toBase64url } from "./bytes.ts";

const COORDINATE_BYTES = 32;
/** How long a token is valid; RFC 8292, section 2, allows 24 hours at most. Seconds. */
const TOKEN_SECONDS = 12 * 3600;

const coordinate = z.string().refine((text) => fromBase64url(text, COORDINATE_BYTES) !== null);
const privateKey = z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: coordinate, y: coordinate, d: coordinate });

export type VapidKey = {
  /** The `applicationServerKey` of a subscription: the point, base64url. */
  readonly publicKey: string;
  readonly jwk: z.infer<typeof privateKey>;
};

/** Reads the key, a JWK in JSON; null where there is none or it cannot be read. */
export function vapidKeyIn(text: string): VapidKey | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = privateKey.safeParse(json);
  if (!parsed.success) return null;
  const { x, y } = parsed.data;
  const [left, right] = [fromBase64url(x, COORDINATE_BYTES), fromBase64url(y, COORDINATE_BYTES)];
  if (left === null || right === null) return null;
  return { publicKey: toBase64url(joined([Uint8Array.of(4), left, right])), jwk: parsed.data };
}

/**
 * The `Authorization` header of a request to a push service.
 * @param contact Tally's own address, for the service's operators; sent only where it is https, as services require
 */
export async function authorization(key: VapidKey, endpoint: string, contact: string, nowMs: number): Promise<string> {
  const { kty, crv, x, y, d } = key.jwk;
  const token = new SignJWT()
    .setProtectedHeader({ typ: "JWT", alg: "ES256" })
    .setAudience(new URL(endpoint).origin)
    .setExpirationTime(Math.floor(nowMs / 1000) + TOKEN_SECONDS);
  if (contact.startsWith("https://")) token.setSubject(contact);
  return `vapid t=${await token.sign(await importJWK({ kty, crv, x, y, d }, "ES256"))}, k=${key.publicKey}`;
}
