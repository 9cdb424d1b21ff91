/**
 * A formula, as MathML: the browser draws it, and it needs neither fonts nor styles that the content policy would refuse. KaTeX
 * is loaded with the first formula; until then, and where it does not understand one, the source stands there.
 */
import { useEffect, useState, type ReactNode } from "react";
import { formulaOf, hasTypesetter, loadTypesetter } from "./typesetter.ts";
import { slices } from "./slices.ts";

interface FormulaProps {
  tex: string;
  isDisplay: boolean;
  /** As it was written, with its delimiters. */
  source: string;
}

export function FormulaView({ tex, isDisplay, source }: FormulaProps) {
  const key = `${isDisplay ? "d" : "i"}${tex}`;
  const [drawn, setDrawn] = useState<{ key: string; node: ReactNode } | null>(null);
  useEffect(() => {
    let takeBack = () => {};
    const draw = () => setDrawn({ key, node: formulaOf(tex, isDisplay) });
    if (hasTypesetter()) takeBack = slices.fillLater(draw);
    else
      void loadTypesetter().then(() => {
        takeBack = slices.fillLater(draw);
      });
    return () => takeBack();
  }, [key, tex, isDisplay]);
  const node = drawn?.key === key ? drawn.node : null;
  return (
    <span dir="ltr" className={isDisplay ? "formula formula-display" : "formula"} data-formula={source}>
      {node ?? <span className="formula-source">{source}</span>}
    </span>
  );
}
