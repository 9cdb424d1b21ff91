/** Lines in the place of words that are on their way. */
import { words } from "../words/words.ts";

/** While the first snapshot is on its way. */
export function ThreadSkeleton() {
  return (
    <output
      className="mx-auto block w-full max-w-3xl flex-1 animate-[rise_0.3s_0.15s_both] px-4 pt-6"
      aria-label={words.conversation.opening}
    >
      <div className="skeleton ms-auto h-12 w-2/5 !rounded-2xl" />
      <div className="mt-9 grid gap-3.5">
        <div className="skeleton h-4 w-full" />
        <div className="skeleton h-4 w-11/12" />
        <div className="skeleton h-4 w-4/5" />
        <div className="skeleton h-4 w-2/3" />
      </div>
    </output>
  );
}
