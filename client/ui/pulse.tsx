/** A dot that breathes while something is on its way. Decoration: the words beside it say what. */
export function Pulse({ className }: { className: string }) {
  return <span className={`shrink-0 animate-[breathe_1.4s_ease-in-out_infinite] rounded-full bg-accent ${className}`} aria-hidden="true" />;
}
