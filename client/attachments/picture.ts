/**
 * Pictures before they leave the tab. Every one is drawn anew, so that what cameras write beside it (place, time, device)
 * stays here, and made as small as a model needs it.
 */
import { words } from "../words/words.ts";
import { partsOfGif } from "./gif.ts";

/** Pixels of the longest side that models look at; larger ones are scaled down by their provider anyway. */
export const LONGEST_SIDE = 2048;
/** Of a JPEG or WebP that is written anew. */
const QUALITY = 0.9;

/** A picture of a kind that cameras and screens make, by its bytes; `other`: one that is sent as JPEG. */
export type PictureType = "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "other";

/** Bytes that tell what a file is. */
export const HEAD_BYTES = 16;

const isAt = (head: Uint8Array, offset: number, text: string): boolean =>
  [...text].every((letter, index) => head[offset + index] === letter.charCodeAt(0));

/** What the first bytes say, whatever the name does; null: no picture that could tell where it was taken. */
export function pictureTypeOf(head: Uint8Array): PictureType | null {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image/jpeg";
  if (isAt(head, 1, "PNG\r\n")) return "image/png";
  if (isAt(head, 0, "RIFF") && isAt(head, 8, "WEBP")) return "image/webp";
  if (isAt(head, 0, "GIF8")) return "image/gif";
  const isTiff = isAt(head, 0, "II*\0") || isAt(head, 0, "MM\0*");
  const isHeif = isAt(head, 4, "ftyp") && ["heic", "heix", "mif1", "msf1", "hevc", "avif", "avis"].some((brand) => isAt(head, 8, brand));
  return isTiff || isHeif ? "other" : null;
}

/** The size at which a picture is sent, in pixels. */
export function sizeToSend(width: number, height: number, isOriginalSize: boolean): { width: number; height: number } {
  const scale = isOriginalSize ? 1 : Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export interface Prepared {
  blob: Blob;
  /** True when it was made smaller. */
  isScaled: boolean;
}

/** A file that cannot be made ready; the message is a sentence for the person. */
export class UnreadablePicture extends Error {}

/** The file as it may leave the tab: a picture drawn anew, anything else as it is. Throws `UnreadablePicture`. */
export async function prepare(file: Blob, isOriginalSize: boolean): Promise<Prepared> {
  const type = pictureTypeOf(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  if (type === null) return { blob: file, isScaled: false };
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new UnreadablePicture(words.attachments.pictureUnreadable);
  });
  try {
    const size = sizeToSend(bitmap.width, bitmap.height, isOriginalSize);
    const isScaled = size.width < bitmap.width;
    const parts = type === "image/gif" && !isScaled ? partsOfGif(new Uint8Array(await file.arrayBuffer())) : null;
    if (parts !== null) return { blob: new Blob(parts, { type }), isScaled };
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext("2d");
    if (context === null) throw new UnreadablePicture(words.attachments.pictureTooLarge);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, size.width, size.height);
    const written = type === "image/gif" ? "image/png" : type === "other" ? "image/jpeg" : type;
    return { blob: await canvas.convertToBlob({ type: written, quality: QUALITY }), isScaled };
  } catch (error) {
    if (error instanceof UnreadablePicture) throw error;
    throw new UnreadablePicture(words.attachments.pictureTooLarge);
  } finally {
    bitmap.close();
  }
}
