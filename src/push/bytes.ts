/** Bytes as Web Push writes them: base64url without padding (RFC 4648, section 5). Pure. */
import { Buffer } from "node:buffer";

export const toBase64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** @returns null where the text is not base64url or has another length in bytes */
export function fromBase64url(text: string, length: number): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return null;
  const bytes = new Uint8Array(Buffer.from(text, "base64url"));
  return bytes.byteLength === length ? bytes : null;
}
