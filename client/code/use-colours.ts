/** The colours of a block of code once it has stopped growing; until then, and without any, null. */
import { useEffect, useState } from "react";
import { useSettled } from "../ui/use-settled.ts";
import { coloursOf, knownColours, MOST_COLOURED } from "./colourer.ts";
import type { Run } from "./runs.ts";

/** Code that has not changed for so many milliseconds has probably ended. */
const SETTLED_MS = 350;

export function useColours(code: string, language: string): readonly Run[] | null {
  const settled = useSettled(code, SETTLED_MS);
  const [coloured, setColoured] = useState<{ code: string; runs: readonly Run[] | null }>(() => ({
    code,
    runs: knownColours(code, language) ?? null,
  }));
  useEffect(() => {
    if (language === "" || settled.length > MOST_COLOURED) return undefined;
    let isGone = false;
    void coloursOf(settled, language.toLowerCase()).then((runs) => {
      if (!isGone) setColoured({ code: settled, runs });
    });
    return () => {
      isGone = true;
    };
  }, [settled, language]);
  return coloured.code === code ? coloured.runs : null;
}
