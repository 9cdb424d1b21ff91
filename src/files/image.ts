/** A picture's size from its header alone; nothing is decoded, so that even a decompression bomb costs nothing here. */
import { imageSize } from "image-size";

export type Size = { width: number; height: number };

/** Orientations of EXIF from this one on turn the picture on its side. */
const FIRST_SIDEWAYS = 5;

/**
 * The size at which a picture is shown, in pixels; null: its header cannot be read.
 * @param head its beginning, which holds the size in any ordinary picture
 */
export function pictureSize(head: Uint8Array): Size | null {
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    if (!(Number.isSafeInteger(width) && Number.isSafeInteger(height) && width > 0 && height > 0)) return null;
    return orientation >= FIRST_SIDEWAYS ? { width: height, height: width } : { width, height };
  } catch {
    return null;
  }
}
