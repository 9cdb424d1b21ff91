/** What one might ask next, below the last answer: a press puts it into the composer, nothing is sent. */
import { useReturnText } from "./return-text.ts";
import { words } from "../words/words.ts";

export function FollowUps({ suggestions }: { suggestions: readonly string[] }) {
  const write = useReturnText();
  return (
    <ul className="mt-3 flex flex-wrap gap-2" aria-label={words.answer.followUps}>
      {suggestions.map((text) => (
        <li key={text} className="max-w-full">
          <button
            type="button"
            onClick={(event) => {
              // The second click of a double click would write it twice.
              if (event.detail <= 1) write(text);
            }}
            className="max-w-full rounded-2xl px-3.5 py-1.5 text-start text-sm text-muted outline-1 -outline-offset-1 outline-line transition-colors hover:bg-bubble hover:text-text"
            data-testid="suggestion"
          >
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
