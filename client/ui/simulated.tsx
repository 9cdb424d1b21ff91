import { words } from "../words/words.ts";

/** The mark of figures that the embedded AI made up: nobody is charged for them. Short (`~`) where there is little room. */
export function Simulated({ isShort = false }: { isShort?: boolean }) {
  const title = words.ui.simulatedHelp;
  if (isShort)
    return (
      <span className="text-warn" title={title}>
        <span aria-hidden="true">~</span>
        <span className="sr-only">{words.ui.simulated} </span>
      </span>
    );
  return (
    <span title={title} className="inline-block rounded-md bg-warn-soft px-1.5 py-px align-middle text-xs leading-4 font-medium text-warn">
      {words.ui.simulated}
    </span>
  );
}
