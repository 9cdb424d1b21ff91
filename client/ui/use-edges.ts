/** What scrolls sideways and shows where it goes on (`wide-box` in markdown.css). */
import { useCallback, useState } from "react";

interface Edges {
  start: boolean;
  end: boolean;
}

/** Whether there is more beyond the left and the right edge of the element with this ref. */
export function useEdges(): { ref: (element: HTMLElement | null) => (() => void) | undefined; edges: Edges } {
  const [edges, setEdges] = useState<Edges>({ start: false, end: false });
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const look = () => {
      const beyond = element.scrollWidth - element.clientWidth;
      // Written from the right, the place counts downwards from 0.
      const at = Math.abs(element.scrollLeft);
      const next = { start: at > 1, end: beyond - at > 1 };
      setEdges((before) => (before.start === next.start && before.end === next.end ? before : next));
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    if (element.firstElementChild !== null) sizes.observe(element.firstElementChild);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return { ref, edges };
}
