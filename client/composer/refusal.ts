import { MAX_MESSAGE_BYTES } from "../../src/protocol/limits.ts";
import { formatCount } from "../format/money.ts";

const encoder = new TextEncoder();

/** Why this text cannot be sent; null: it can. */
export function refusalOf(text: string, hasFiles = false): string | null {
  if (text.trim() === "" && !hasFiles) return "Write a message first.";
  if (text.length * 3 <= MAX_MESSAGE_BYTES) return null;
  const bytes = encoder.encode(text).byteLength;
  return bytes <= MAX_MESSAGE_BYTES
    ? null
    : `Too long by ${formatCount(Math.ceil((bytes - MAX_MESSAGE_BYTES) / 1024))} KB: a message has at most ${MAX_MESSAGE_BYTES / 1024} KB.`;
}
