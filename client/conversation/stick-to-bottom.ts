/**
 * Keeps a scrolled view at its end while it grows, until the reader scrolls up; and holds a place while older content
 * is put above it. Sizes are watched before the browser paints, so nothing jumps. `useStickToBottom` is React's way in.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

/** Closer to the end than this counts as the end, in CSS pixels. */
const END_PX = 48;
/** A scroll this soon after an input is the reader's (a flick on glass glides on), in milliseconds. */
const INPUT_COUNTS_MS = 1500;

interface Sticker {
  scrollToEnd: (smooth: boolean) => void;
  /** Keeps this element where it is on the screen until the reader scrolls. */
  hold: (element: Element) => void;
  detach: () => void;
}

function attach(viewport: HTMLElement, content: HTMLElement, onAtEnd: (atEnd: boolean) => void): Sticker {
  let sticking = true;
  let held: { element: Element; top: number } | null = null;
  let settled = { top: viewport.scrollTop, inside: 0, outside: 0 };
  let lastInputMs = Number.NEGATIVE_INFINITY;
  const nearEnd = () => viewport.scrollHeight - viewport.scrollTop - viewport.clientHeight <= END_PX;

  const settle = () => {
    if (held !== null) {
      const moved = held.element.getBoundingClientRect().top - held.top;
      if (Math.abs(moved) >= 1) viewport.scrollTop += moved;
    } else if (sticking) viewport.scrollTop = viewport.scrollHeight;
    settled = { top: viewport.scrollTop, inside: viewport.scrollHeight, outside: viewport.clientHeight };
    onAtEnd(nearEnd());
  };
  // The browser scrolls too, when rows above the view get their real height. Only a reader's move ends the sticking: one
  // that follows an input, or that happens although nothing changed its size.
  const onScroll = (event: Event) => {
    const near = nearEnd();
    const sameSize = viewport.scrollHeight === settled.inside && viewport.clientHeight === settled.outside;
    const byReader = sameSize || event.timeStamp - lastInputMs < INPUT_COUNTS_MS;
    // Content that shrank put the view at its new end.
    const range = viewport.scrollHeight - viewport.clientHeight;
    const isClamped = range < settled.inside - settled.outside && range - viewport.scrollTop <= 1;
    // Upwards by any distance is away from the end, downwards to the end is back to it.
    if (byReader && !isClamped && viewport.scrollTop < settled.top - 1) sticking = false;
    else if (byReader && near && viewport.scrollTop > settled.top) sticking = true;
    if (byReader) settled.top = viewport.scrollTop;
    onAtEnd(near);
  };
  const onInput = (event: Event) => {
    held = null;
    lastInputMs = event.timeStamp;
  };
  const onWheel = (event: WheelEvent) => {
    onInput(event);
    // Upwards: before the next token can pull back.
    if (event.deltaY < 0) sticking = false;
  };
  const sizes = new ResizeObserver(settle);
  sizes.observe(content);
  sizes.observe(viewport);
  const listening = new AbortController();
  const options = { passive: true, signal: listening.signal };
  viewport.addEventListener("scroll", onScroll, options);
  viewport.addEventListener("wheel", onWheel, options);
  viewport.addEventListener("touchmove", onInput, options);
  viewport.addEventListener("keydown", onInput, options);
  // The scrollbar, dragged.
  viewport.addEventListener("pointerdown", onInput, options);
  settle();
  return {
    scrollToEnd(smooth) {
      held = null;
      sticking = true;
      viewport.scrollTo({ top: viewport.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    },
    hold(element) {
      sticking = false;
      held = { element, top: element.getBoundingClientRect().top };
    },
    detach() {
      sizes.disconnect();
      listening.abort();
    },
  };
}

export interface StickToBottom {
  /** What scrolls, once it is there. */
  viewport: HTMLElement | null;
  setViewport: (element: HTMLElement | null) => void;
  setContent: (element: HTMLElement | null) => void;
  atEnd: boolean;
  scrollToEnd: (smooth?: boolean) => void;
  hold: (element: Element) => void;
}

export function useStickToBottom(): StickToBottom {
  const [viewport, setViewport] = useState<HTMLElement | null>(null);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const sticker = useRef<Sticker | null>(null);
  useEffect(() => {
    if (viewport === null || content === null) return;
    const attached = attach(viewport, content, setAtEnd);
    sticker.current = attached;
    return () => {
      attached.detach();
      sticker.current = null;
      setAtEnd(true);
    };
  }, [viewport, content]);
  const scrollToEnd = useCallback((smooth = false) => sticker.current?.scrollToEnd(smooth), []);
  const hold = useCallback((element: Element) => sticker.current?.hold(element), []);
  return useMemo(() => ({ viewport, setViewport, setContent, atEnd, scrollToEnd, hold }), [viewport, atEnd, scrollToEnd, hold]);
}
