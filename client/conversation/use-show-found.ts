/** Brings the message that is visited into the view. What that takes is loaded with the first visit. */
import { useEffect } from "react";
import type { StickToBottom } from "./stick-to-bottom.ts";
import type { Visit } from "./use-found.ts";

/** @param isThere once the message is among what is shown */
export function useShowFound({ viewport, hold }: StickToBottom, visit: Visit | null, isThere: boolean): void {
  useEffect(() => {
    if (viewport === null || visit === null || !isThere) return undefined;
    let isGone = false;
    let end = () => {
      isGone = true;
    };
    // Where it cannot be loaded, the message is among what is shown, only not scrolled to.
    void import("./found-row.ts").then(
      ({ showRow }) => {
        if (!isGone) end = showRow(viewport, visit, hold);
      },
      () => undefined,
    );
    return () => end();
  }, [viewport, hold, visit, isThere]);
}
