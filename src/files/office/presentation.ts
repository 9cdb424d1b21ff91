/** Presentations: the words of each slide, in the slides' order. */
import type { BoundedText } from "../document.ts";
import { walk } from "./xml.ts";

const SLIDE = /^ppt\/slides\/slide(\d{1,5})\.xml$/;
export const isSlide = (name: string): boolean => SLIDE.test(name);

/** @returns how many slides there are @throws {Full} */
export function presentationText(entries: ReadonlyMap<string, Uint8Array>, out: BoundedText): number {
  const slides = [...entries]
    .map(([name, part]) => ({ number: Number(SLIDE.exec(name)?.[1] ?? Number.NaN), part }))
    .filter(({ number }) => !Number.isNaN(number))
    .toSorted((a, b) => a.number - b.number);
  for (const [index, { part }] of slides.entries()) {
    out.add(`${index === 0 ? "" : "\n"}## Slide ${index + 1}\n\n`);
    let isText = false;
    walk(part, {
      open(name) {
        if (name === "t") isText = true;
        else if (name === "br") out.add("\n");
      },
      text(text) {
        if (isText) out.add(text);
      },
      close(name) {
        if (name === "t") isText = false;
        else if (name === "p") out.add("\n");
      },
    });
  }
  return slides.length;
}
