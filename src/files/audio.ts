/** Which recording bytes are, as they say themselves. */
import { fileTypeFromBuffer } from "file-type";

export type AudioType = "audio/webm" | "audio/ogg" | "audio/mp4" | "audio/wav";

/** @param head the beginning of the recording. @returns null: none of the kinds that can be heard */
export async function audioType(head: Uint8Array): Promise<AudioType | null> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  switch (found?.ext) {
    case "webm":
      return "audio/webm";
    case "ogg":
    case "oga":
    case "opus":
    case "ogv":
    case "ogx":
      return "audio/ogg";
    case "m4a":
    case "mp4":
    case "m4v":
      return "audio/mp4";
    case "wav":
      return "audio/wav";
    default:
      return null;
  }
}
