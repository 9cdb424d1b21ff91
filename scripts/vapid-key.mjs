/** The key this server signs pushes with (VAPID, RFC 8292): a private key of P-256, as a JWK in JSON. */
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

/** A key that nobody has. */
export function newVapidKey() {
  const { kty, crv, x, y, d } = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  return JSON.stringify({ kty, crv, x, y, d });
}

/**
 * The key of a local state: made at the first start and kept with it, for browsers that subscribed name it.
 * @param {string} state the folder
 */
export function vapidKeyOf(state) {
  const file = `${state}/vapid.json`;
  try {
    return readFileSync(file, "utf8");
  } catch {
    const key = newVapidKey();
    mkdirSync(state, { recursive: true });
    // Of two servers that start on one state the first one's counts.
    try {
      writeFileSync(file, key, { mode: 0o600, flag: "wx" });
    } catch {
      return readFileSync(file, "utf8");
    }
    return key;
  }
}
