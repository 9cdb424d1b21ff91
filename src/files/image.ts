/** A picture's size, from its header alone: nothing is decoded, so a picture that would take gigabytes takes nothing here. */
import { imageSize } from "image-size";

export type Size = { width: number; height: number };

/** Orientations of EXIF from this one on turn the picture on its side. */
const FIRST_SIDEWAYS = 5;

/**
 * The size at which a picture is shown, in pixels; null: its header cannot be read.
 * @param head its beginning: where more than that stands before the size, it is no picture anybody made to be looked at
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
