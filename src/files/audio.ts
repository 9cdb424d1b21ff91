/** Tells a recording's type from its bytes. */
import { kindsOf } from "./kind.ts";

const KINDS = [
  ["webm", "audio/webm"],
  ["ogx", "audio/ogg"],
  ["mp4", "audio/mp4"],
  ["wav", "audio/wav"],
] as const;
export type AudioType = (typeof KINDS)[number][1];

/** @param head the beginning of the recording. @returns null where it is of no kind that can be transcribed */
export function audioType(head: Uint8Array): AudioType | null {
  const kinds = kindsOf(head);
  return KINDS.find(([kind]) => kinds.has(kind))?.[1] ?? null;
}
