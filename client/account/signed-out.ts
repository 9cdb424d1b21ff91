/** Whether a place of the page says already that one is signed out: then the frame says it no second time. */
import { useEffect, useSyncExternalStore } from "react";
import { Notifier } from "../live/notifier.ts";

const changed = new Notifier();
let places = 0;

function say(): () => void {
  places += 1;
  changed.notify();
  return () => {
    places -= 1;
    changed.notify();
  };
}

/** For as long as the component is there it says so itself. @param isSaid whether it does */
export function useSaysSignedOut(isSaid: boolean): void {
  useEffect(() => (isSaid ? say() : undefined), [isSaid]);
}

const subscribe = (listener: () => void): (() => void) => changed.subscribe(listener);

export const useIsSignedOutSaid = (): boolean => useSyncExternalStore(subscribe, () => places > 0);
