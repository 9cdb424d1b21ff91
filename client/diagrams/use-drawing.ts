/** The picture of a source that is whole or has stopped growing and has come near to the view; null until then. */
import { useEffect, useState, useSyncExternalStore, type RefObject } from "react";
import { drawingOf, knownDrawing, pageColours, type Drawing } from "./drawer.ts";

/** A source that has not changed for so many milliseconds has probably ended. */
const SETTLED_MS = 500;
/** So far before it comes into view it is drawn, in CSS pixels. */
const NEAR = "600px 0px";

function subscribeTheme(notify: () => void): () => void {
  const observer = new MutationObserver(notify);
  observer.observe(document.documentElement, { attributeFilter: ["class"] });
  return () => observer.disconnect();
}
const isDarkNow = (): boolean => document.documentElement.classList.contains("dark");

/** @param source null: there is nothing to draw */
export function useDrawing(source: string | null, isWhole: boolean, box: RefObject<HTMLElement | null>): Drawing | null {
  const isDark = useSyncExternalStore(subscribeTheme, isDarkNow);
  const key = `${isDark} ${source}`;
  const [drawn, setDrawn] = useState<{ key: string; drawing: Drawing } | null>(() => {
    const known = source === null ? null : knownDrawing(source, pageColours());
    return known === null ? null : { key, drawing: known };
  });
  const isKnown = drawn?.key === key;
  useEffect(() => {
    const element = box.current;
    if (source === null || isKnown || element === null) return undefined;
    let isGone = false;
    const draw = () =>
      void drawingOf(source, pageColours()).then((drawing) => {
        if (!isGone) setDrawn({ key, drawing });
      });
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        draw();
      },
      { rootMargin: NEAR },
    );
    const timer = setTimeout(() => near.observe(element), isWhole ? 0 : SETTLED_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
      near.disconnect();
    };
  }, [source, isWhole, key, isKnown, box]);
  // In another theme the old picture stays until the new one is there.
  return drawn !== null && (isKnown || drawn.key.endsWith(` ${source}`)) ? drawn.drawing : null;
}
