import { createContext, use } from "react";

/** Puts a text that was taken back into the composer, before whatever stands there. */
export const ReturnTextContext = createContext<(text: string) => void>(() => undefined);

export function useReturnText(): (text: string) => void {
  return use(ReturnTextContext);
}
