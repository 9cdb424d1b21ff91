/** Keys that belong to an input method (Japanese, Chinese, Korean, dead keys) and mean nothing to the app. */
import type { KeyboardEvent as ReactKeyboardEvent } from "react";

/** What browsers report for a key that an input method has already used. */
const USED_BY_INPUT_METHOD = 229;

/** The part of a keyboard event that tells. */
type Key = Pick<KeyboardEvent, "isComposing" | "keyCode">;

/**
 * True while a key chooses or discards a word of an input method. Every key handler of the app asks this first.
 * Chrome and Firefox say `isComposing`. Safari ends the composition before it reports the key that ended it: that key
 * has `isComposing` false and the key code 229, which is deprecated and the only sign there is.
 */
export function belongsToInputMethod(event: Key | ReactKeyboardEvent): boolean {
  const key: Key = "nativeEvent" in event ? event.nativeEvent : event;
  return key.isComposing || key.keyCode === USED_BY_INPUT_METHOD;
}
