/**
 * A browser that is pushed to, for tests: it has keys as `PushSubscription` has them, and reads what its push service hands
 * it as RFC 8291 tells a browser to. Written from the RFC, without a line of src/push.
 */
const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const encode = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

async function hkdf(secret: BufferSource, salt: BufferSource, info: BufferSource, bytes: number): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, bytes * 8);
}

export class PushBrowser {
  readonly #privateKey: CryptoKey;
  readonly #point: Uint8Array<ArrayBuffer>;
  readonly #auth: Uint8Array<ArrayBuffer>;

  private constructor(privateKey: CryptoKey, point: Uint8Array<ArrayBuffer>, auth: Uint8Array<ArrayBuffer>) {
    this.#privateKey = privateKey;
    this.#point = point;
    this.#auth = auth;
  }

  static async create(): Promise<PushBrowser> {
    const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
    if (!("privateKey" in pair)) throw new Error("no pair of keys");
    const point = await crypto.subtle.exportKey("raw", pair.publicKey);
    if (!(point instanceof ArrayBuffer)) throw new Error("no point");
    return new PushBrowser(pair.privateKey, new Uint8Array(point), crypto.getRandomValues(new Uint8Array(16)));
  }

  /** With keys that are known. */
  static async of(p256dh: string, d: string, auth: string): Promise<PushBrowser> {
    const point = bytesOf(p256dh);
    const jwk = { kty: "EC", crv: "P-256", x: base64url(point.slice(1, 33)), y: base64url(point.slice(33)), d };
    return new PushBrowser(await crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]), point, bytesOf(auth));
  }

  get keys(): { p256dh: string; auth: string } {
    return { p256dh: base64url(this.#point), auth: base64url(this.#auth) };
  }

  /** The text of a message; rejects where it is not for this browser, or was changed. */
  async read(body: Uint8Array<ArrayBuffer>): Promise<string> {
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    const salt = body.slice(0, 16);
    const idLength = view.getUint8(20);
    const sender = body.slice(21, 21 + idLength);
    const sealed = body.slice(21 + idLength);
    if (view.getUint32(16) < sealed.byteLength) throw new Error("more than one record");
    const agreement = { name: "ECDH", public: await crypto.subtle.importKey("raw", sender, CURVE, true, []) };
    const shared = await crypto.subtle.deriveBits(agreement, this.#privateKey, 256);
    const info = new Uint8Array([...encode("WebPush: info\0"), ...this.#point, ...sender]);
    const secret = await hkdf(shared, this.#auth, info, 32);
    const content = await hkdf(secret, salt, encode("Content-Encoding: aes128gcm\0"), 16);
    const nonce = await hkdf(secret, salt, encode("Content-Encoding: nonce\0"), 12);
    const key = await crypto.subtle.importKey("raw", content, "AES-GCM", false, ["decrypt"]);
    const record = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, key, sealed));
    const end = record.findLastIndex((byte) => byte !== 0);
    if (record[end] !== 2) throw new Error("the record's delimiter is missing");
    return new TextDecoder().decode(record.slice(0, end));
  }
}
