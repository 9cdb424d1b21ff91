/** The mark of figures that the embedded AI made up: nobody is charged for them. */
export function Simulated() {
  return (
    <span
      title="The embedded AI answered on this machine. Nobody is charged."
      className="inline-block rounded-full bg-warn-soft px-2 py-px align-middle text-[11px] leading-4 font-medium text-warn"
    >
      simulated
    </span>
  );
}
