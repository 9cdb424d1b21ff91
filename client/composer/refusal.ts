import { MAX_MESSAGE_BYTES } from "../../src/protocol/limits.ts";
import { formatCount } from "../format/money.ts";
import { words } from "../words/words.ts";

const encoder = new TextEncoder();

/** Why this text cannot be sent; null: it can. */
export function refusalOf(text: string, hasFiles = false): string | null {
  if (text.trim() === "" && !hasFiles) return words.composer.writeFirst;
  if (text.length * 3 <= MAX_MESSAGE_BYTES) return null;
  const bytes = encoder.encode(text).byteLength;
  return bytes <= MAX_MESSAGE_BYTES
    ? null
    : words.composer.tooLong(formatCount(Math.ceil((bytes - MAX_MESSAGE_BYTES) / 1024)), MAX_MESSAGE_BYTES / 1024);
}
