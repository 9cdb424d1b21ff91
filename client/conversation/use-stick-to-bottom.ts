/**
 * Keeps a scrolled view at its end while it grows, until the reader scrolls up; and holds a place while older content
 * is put above it. Sizes are watched before the browser paints, so nothing jumps.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

/** Closer to the end than this counts as the end, in CSS pixels. */
const END_PX = 48;

interface Hold {
  element: Element;
  top: number;
}

export interface StickToBottom {
  viewport: (element: HTMLElement | null) => void;
  content: (element: HTMLElement | null) => void;
  atEnd: boolean;
  scrollToEnd: (smooth?: boolean) => void;
  /** Keeps this element where it is on the screen until the reader scrolls. */
  hold: (element: Element) => void;
}

export function useStickToBottom(): StickToBottom {
  const [viewport, setViewport] = useState<HTMLElement | null>(null);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const sticking = useRef(true);
  const held = useRef<Hold | null>(null);

  useEffect(() => {
    if (viewport === null || content === null) return;
    let lastTop = viewport.scrollTop;
    const distance = () => viewport.scrollHeight - viewport.scrollTop - viewport.clientHeight;
    const settle = () => {
      if (held.current !== null) {
        const moved = held.current.element.getBoundingClientRect().top - held.current.top;
        if (Math.abs(moved) >= 1) viewport.scrollTop += moved;
      } else if (sticking.current) viewport.scrollTop = viewport.scrollHeight;
      lastTop = viewport.scrollTop;
      setAtEnd(distance() <= END_PX);
    };
    const onScroll = () => {
      const near = distance() <= END_PX;
      if (near) sticking.current = true;
      else if (viewport.scrollTop < lastTop - 1) sticking.current = false;
      lastTop = viewport.scrollTop;
      setAtEnd(near);
    };
    // A reader's own move ends the hold, and upwards it ends the sticking before the next token can pull back.
    const onWheel = (event: WheelEvent) => {
      held.current = null;
      if (event.deltaY < 0) sticking.current = false;
    };
    const release = () => {
      held.current = null;
    };
    const sizes = new ResizeObserver(settle);
    sizes.observe(content);
    sizes.observe(viewport);
    viewport.addEventListener("scroll", onScroll, { passive: true });
    viewport.addEventListener("wheel", onWheel, { passive: true });
    viewport.addEventListener("touchmove", release, { passive: true });
    viewport.addEventListener("keydown", release);
    sticking.current = true;
    settle();
    return () => {
      sizes.disconnect();
      viewport.removeEventListener("scroll", onScroll);
      viewport.removeEventListener("wheel", onWheel);
      viewport.removeEventListener("touchmove", release);
      viewport.removeEventListener("keydown", release);
    };
  }, [viewport, content]);

  const scrollToEnd = useCallback(
    (smooth = false) => {
      held.current = null;
      sticking.current = true;
      viewport?.scrollTo({ top: viewport.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    },
    [viewport],
  );
  const hold = useCallback((element: Element) => {
    sticking.current = false;
    held.current = { element, top: element.getBoundingClientRect().top };
  }, []);
  return useMemo(
    () => ({ viewport: setViewport, content: setContent, atEnd, scrollToEnd, hold }),
    [atEnd, scrollToEnd, hold],
  );
}
