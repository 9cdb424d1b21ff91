/**
 * What a browser is pushed, encrypted so that its push service carries bytes it cannot read: Message Encryption for Web
 * Push (RFC 8291), which is one record of the aes128gcm content coding (RFC 8188). WebCrypto alone.
 */
import { joined } from "../protocol/bytes.ts";
import { fromBase64url } from "./bytes.ts";

/** An uncompressed point of P-256: 0x04, x, y. */
const POINT_BYTES = 65;
const AUTH_BYTES = 16;
const SALT_BYTES = 16;
/** The record size in the header: the most bytes of the one record. */
const RECORD_BYTES = 4096;
/** The delimiter after the last record's text (RFC 8188, section 2). */
const LAST_RECORD = 2;
const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const encoder = new TextEncoder();

/** The keys of a browser's subscription: its public key and its shared secret. */
export type BrowserKeys = { publicKey: Uint8Array<ArrayBuffer>; auth: Uint8Array<ArrayBuffer> };

/** Reads the keys from `PushSubscription.toJSON()`; null where they are invalid. */
export async function browserKeysIn(p256dh: string, auth: string): Promise<BrowserKeys | null> {
  const [publicKey, secret] = [fromBase64url(p256dh, POINT_BYTES), fromBase64url(auth, AUTH_BYTES)];
  if (publicKey === null || secret === null) return null;
  try {
    await pointOf(publicKey);
  } catch {
    // The point is not on the curve.
    return null;
  }
  return { publicKey, auth: secret };
}

const pointOf = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> => crypto.subtle.importKey("raw", bytes, CURVE, true, []);

/** The values that must be new for every message. */
export type Fresh = { salt: Uint8Array<ArrayBuffer>; sender: { privateKey: CryptoKey; publicKey: CryptoKey } };

export async function freshKeys(): Promise<Fresh> {
  const sender = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  if (!("privateKey" in sender)) throw new TypeError("a key pair was asked for");
  return { salt: crypto.getRandomValues(new Uint8Array(SALT_BYTES)), sender };
}

/** HKDF with SHA-256: extract and expand. */
async function derived(secret: BufferSource, salt: BufferSource, info: Uint8Array, bytes: number): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: joined([info]) }, key, bytes * 8);
}

/**
 * The body of the request to the push service.
 * @param padTo the text is padded to so many bytes, so that its length says nothing; a longer one is not padded
 */
export async function encrypted(
  text: Uint8Array,
  { publicKey, auth }: BrowserKeys,
  { salt, sender }: Fresh,
  padTo = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  const exported = await crypto.subtle.exportKey("raw", sender.publicKey);
  if (!(exported instanceof ArrayBuffer)) throw new TypeError("a point was asked for");
  const own = new Uint8Array(exported);
  const agreement = { name: "ECDH", public: await pointOf(publicKey) };
  const shared = await crypto.subtle.deriveBits(agreement, sender.privateKey, 256);
  const secret = await derived(shared, auth, joined([encoder.encode("WebPush: info\0"), publicKey, own]), 32);
  const contentKey = await derived(secret, salt, encoder.encode("Content-Encoding: aes128gcm\0"), 16);
  const nonce = await derived(secret, salt, encoder.encode("Content-Encoding: nonce\0"), 12);
  const key = await crypto.subtle.importKey("raw", contentKey, "AES-GCM", false, ["encrypt"]);
  const padding = new Uint8Array(Math.max(0, padTo - text.byteLength));
  const record = joined([text, Uint8Array.of(LAST_RECORD), padding]);
  const header = new DataView(new ArrayBuffer(5));
  header.setUint32(0, RECORD_BYTES);
  header.setUint8(4, own.byteLength);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, record);
  return joined([salt, new Uint8Array(header.buffer), own, new Uint8Array(sealed)]);
}
