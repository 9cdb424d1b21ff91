import { createContext, use } from "react";
import type { MessageFile } from "../../src/protocol/files.ts";

type ReturnText = (text: string, files?: readonly MessageFile[]) => void;

/** Puts what was taken back into the composer, before whatever stands there. */
export const ReturnTextContext = createContext<ReturnText>(() => undefined);

export function useReturnText(): ReturnText {
  return use(ReturnTextContext);
}
