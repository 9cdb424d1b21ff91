/** Who pushes: the signature, by the example of RFC 8292 and by keys of our own. */
import { exportJWK, generateKeyPair, importJWK, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { fromBase64url, toBase64url } from "../../../src/push/bytes.ts";
import { authorization, vapidKeyIn } from "../../../src/push/vapid.ts";

/** RFC 8292, section 2.4. */
const EXAMPLE = {
  token:
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA",
  key: "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs",
};

const NOW_MS = 1_453_500_000_000;

async function verified(header: string, audience: string, nowMs: number) {
  const [, token = "", key = ""] = /^vapid t=([^,]+), k=(\S+)$/.exec(header) ?? [];
  const point = fromBase64url(key, 65);
  if (point === null) throw new Error("no key in the header");
  const jwk = { kty: "EC", crv: "P-256", x: toBase64url(point.slice(1, 33)), y: toBase64url(point.slice(33)) };
  return jwtVerify(token, await importJWK(jwk, "ES256"), { audience, currentDate: new Date(nowMs) });
}

async function newKey() {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = vapidKeyIn(JSON.stringify(await exportJWK(privateKey)));
  if (key === null) throw new Error("a fresh key is refused");
  return key;
}

describe("the key that signs", () => {
  it("is told in the form of the RFC's example, whose signature holds", async () => {
    const { payload, protectedHeader } = await verified(`vapid t=${EXAMPLE.token}, k=${EXAMPLE.key}`, "https://push.example.net", NOW_MS);
    expect(protectedHeader).toEqual({ typ: "JWT", alg: "ES256" });
    expect(payload).toEqual({ aud: "https://push.example.net", exp: 1_453_523_768, sub: "mailto:push@example.com" });
  });

  it("signs for the origin of the push service, for less than a day, and says whom one may turn to", async () => {
    const key = await newKey();
    const header = await authorization(key, "https://fcm.googleapis.com/fcm/send/abc", "https://chat.example.com", NOW_MS);
    const { payload, protectedHeader } = await verified(header, "https://fcm.googleapis.com", NOW_MS + 1000);
    expect(protectedHeader).toEqual({ typ: "JWT", alg: "ES256" });
    expect(payload).toEqual({ aud: "https://fcm.googleapis.com", exp: NOW_MS / 1000 + 12 * 3600, sub: "https://chat.example.com" });
    expect(header.endsWith(key.publicKey)).toBe(true);
    await expect(verified(header, "https://fcm.googleapis.com", NOW_MS + 86_400_000)).rejects.toThrow();
  });

  it("names no contact on one's own machine, whose address means nothing elsewhere", async () => {
    const header = await authorization(await newKey(), "http://127.0.0.1:9/push", "http://127.0.0.1:8787", NOW_MS);
    expect((await verified(header, "http://127.0.0.1:9", NOW_MS)).payload.sub).toBeUndefined();
  });

  it.each(["", "none", "{}", "[]", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}', '{"kty":"RSA"}'])(
    "is none where %j is kept",
    (text) => {
      expect(vapidKeyIn(text)).toBeNull();
    },
  );
});
