/** A control that gives way to a field for a while: it gets the focus back when the keyboard ended the field. */
import { useEffect, useRef, type RefObject } from "react";

/** `ended(true)`: the keyboard needs a place to go on; `ended(false)`: the focus is where the person clicked. */
export function useReturningFocus<Control extends HTMLElement>(
  isAway: boolean,
): { control: RefObject<Control | null>; ended: (byKey: boolean) => void } {
  const control = useRef<Control>(null);
  const isWanted = useRef(false);
  useEffect(() => {
    if (isAway || !isWanted.current) return;
    isWanted.current = false;
    control.current?.focus();
  }, [isAway]);
  const ended = (byKey: boolean) => {
    isWanted.current = byKey;
  };
  return { control, ended };
}
