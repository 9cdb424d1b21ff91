/** What sends, by preference and device. */
import { useMedia } from "../ui/use-media.ts";
import { words } from "../words/words.ts";

/** `enter`: Enter sends, Shift+Enter makes a line. `mod-enter`: the other way round, with Ctrl or ⌘. */
export type SendKey = "enter" | "mod-enter";

/** A finger, and so most likely a keyboard on the screen, which has no Shift+Enter and no Ctrl. */
const TOUCH = "(pointer: coarse)";

/** What sends here: on a touch keyboard Enter is a new line whatever is preferred, and the button sends. */
export function useSendKey(preferred: SendKey): SendKey {
  return useMedia(TOUCH) ? "mod-enter" : preferred;
}

/** Ctrl+Enter and ⌘+Enter send everywhere, Enter alone where that is how one sends. */
export function isSendKey(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey">, sendWith: SendKey): boolean {
  if (event.key !== "Enter" || event.shiftKey) return false;
  return sendWith === "enter" || event.ctrlKey || event.metaKey;
}

/** The key's name on this keyboard. */
export function modEnter(): string {
  return /Mac|iP(hone|ad|od)/.test(navigator.userAgent) ? "⌘ Enter" : words.composer.modEnter;
}
