/** Web Push against the examples of its RFCs, and against a browser of our own that decrypts. */
import { describe, expect, it } from "vitest";
import { fromBase64url, toBase64url } from "../../../src/push/bytes.ts";
import { browserKeysIn, encrypted, freshKeys } from "../../../src/push/encryption.ts";
import { PushBrowser } from "../../push-browser.ts";

const bytes = (text: string, length: number): Uint8Array<ArrayBuffer> => {
  const read = fromBase64url(text, length);
  if (read === null) throw new Error(`${text} has not ${length} bytes`);
  return read;
};
const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);

/** RFC 8291, section 5 and appendix A. */
const EXAMPLE = {
  plaintext: "When I grow up, I want to be a watermelon",
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
  browserPrivate: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
  senderPublic: "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
  senderPrivate: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
  salt: "DGv6ra1nlYgDCS1FRnbzlw",
  body: "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
};

async function exampleSender(): Promise<{ privateKey: CryptoKey; publicKey: CryptoKey }> {
  const point = bytes(EXAMPLE.senderPublic, 65);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const [x, y] = [toBase64url(point.slice(1, 33)), toBase64url(point.slice(33))];
  const privateKey = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y, d: EXAMPLE.senderPrivate }, curve, false, [
    "deriveBits",
  ]);
  return { privateKey, publicKey: await crypto.subtle.importKey("raw", point, curve, true, []) };
}

describe("what a browser is pushed", () => {
  it("is byte for byte the example of RFC 8291", async () => {
    const keys = await browserKeysIn(EXAMPLE.p256dh, EXAMPLE.auth);
    if (keys === null) throw new Error("the example's keys are refused");
    const body = await encrypted(text(EXAMPLE.plaintext), keys, { salt: bytes(EXAMPLE.salt, 16), sender: await exampleSender() });
    expect(toBase64url(body)).toBe(EXAMPLE.body);
    const browser = await PushBrowser.of(EXAMPLE.p256dh, EXAMPLE.browserPrivate, EXAMPLE.auth);
    expect(await browser.read(body)).toBe(EXAMPLE.plaintext);
  });

  it("is read by the browser it is for and by no other, differs each time, and says nothing by its length", async () => {
    const [browser, other] = [await PushBrowser.create(), await PushBrowser.create()];
    const { p256dh, auth } = browser.keys;
    const keys = await browserKeysIn(p256dh, auth);
    if (keys === null) throw new Error("the browser's keys are refused");
    const seal = async (words: string) => encrypted(text(words), keys, await freshKeys(), 1024);
    const [short, again, long] = [await seal("Tea"), await seal("Tea"), await seal("Über alles Mögliche 🍵 ".repeat(30))];
    expect(await browser.read(short)).toBe("Tea");
    expect(await browser.read(long)).toBe("Über alles Mögliche 🍵 ".repeat(30));
    expect(short.byteLength).toBe(long.byteLength);
    expect(toBase64url(short)).not.toBe(toBase64url(again));
    await expect(other.read(short)).rejects.toThrow();
    short[short.length - 1] = (short.at(-1) ?? 0) ^ 1;
    await expect(browser.read(short)).rejects.toThrow();
  });

  it.each([
    ["of another length", EXAMPLE.p256dh.slice(0, -2), EXAMPLE.auth],
    ["with a secret of another length", EXAMPLE.p256dh, "BTBZ"],
    ["on no curve", toBase64url(new Uint8Array(65).fill(4)), EXAMPLE.auth],
    ["in another alphabet", EXAMPLE.p256dh.replaceAll("_", "/"), EXAMPLE.auth],
    ["of nothing", "", ""],
  ])("takes no key %s", async (_, p256dh, auth) => {
    expect(await browserKeysIn(p256dh, auth)).toBeNull();
  });
});
