/** A field as high as its text. */
import { useLayoutEffect, useState, type RefObject } from "react";

/** A field higher than this has more than one row, in CSS pixels. */
const ONE_ROW_PX = 50;

/** Makes the field as high as its text; answers that height in CSS pixels. */
function fitHeight(element: HTMLTextAreaElement): number {
  element.style.height = "0";
  const height = element.scrollHeight;
  element.style.height = `${height}px`;
  return height;
}

/**
 * Makes the field as high as its text, up to `max-height`. Returns whether it needs more than one row: then it takes the
 * whole width and the buttons go below it. It stays so until the text is shorter than when it grew, so nothing flickers.
 */
export function useGrowing(input: RefObject<HTMLTextAreaElement | null>, text: string): boolean {
  const [grownAt, setGrownAt] = useState<number | null>(null);
  const tall = grownAt !== null;
  useLayoutEffect(() => {
    const element = input.current;
    if (element === null) return;
    const height = fitHeight(element);
    // The height is known only after layout: this is what a layout effect is for.
    // oxlint-disable-next-line react/set-state-in-effect
    if (!tall && height > ONE_ROW_PX) setGrownAt(text.length);
    else if (grownAt !== null && text.length < grownAt && height <= ONE_ROW_PX) setGrownAt(null);
  }, [input, text, tall, grownAt]);
  return tall;
}
