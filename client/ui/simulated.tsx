/** The mark of figures that the embedded AI made up: nobody is charged for them. Short (`~`) where there is little room. */
export function Simulated({ isShort = false }: { isShort?: boolean }) {
  const title = "The embedded AI answered on this machine. Nobody is charged.";
  if (isShort)
    return (
      <span className="text-warn" title={title}>
        <span aria-hidden="true">~</span>
        <span className="sr-only">simulated </span>
      </span>
    );
  return (
    <span title={title} className="inline-block rounded-md bg-warn-soft px-1.5 py-px align-middle text-xs leading-4 font-medium text-warn">
      simulated
    </span>
  );
}
