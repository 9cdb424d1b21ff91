/** The empty page: one line over a soft glow, and something to begin with under the composer. */
import { useModel } from "../account/account.tsx";

const GENERAL = [
  "What does a conversation cost?",
  "How do I deploy Tally?",
  "Explain Durable Objects in plain words",
  "Write a haiku about bookkeeping",
];
const EMBEDDED = [
  "What does a conversation cost?",
  "How do I deploy Tally?",
  "Show me 500 tokens: /gen tokens=500 rate=60",
  "Think first: /gen tokens=120 rate=40 reasoning=60",
];

export function Greeting() {
  return (
    <div className="relative grid w-full place-items-center px-6 pb-9 text-center">
      <div
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-1/2 glow h-[34rem] w-[min(72rem,170vw)] -translate-x-1/2 -translate-y-1/2 animate-[glow-in_0.9s_ease-out]"
      />
      <h1 className="relative text-[28px] leading-tight font-medium tracking-[-0.022em] text-balance sm:text-4xl">
        What would you like to know?
      </h1>
    </div>
  );
}

export function Suggestions({ modelId, onChoose }: { modelId: string | null; onChoose: (text: string) => void }) {
  const model = useModel(modelId);
  const suggestions = model?.simulated === true ? EMBEDDED : GENERAL;
  return (
    <ul className="mx-auto mt-5 flex w-full max-w-3xl flex-wrap justify-center gap-2 px-4" aria-label="Suggestions">
      {suggestions.map((text) => (
        <li key={text} className="max-w-full">
          <button
            type="button"
            onClick={() => onChoose(text)}
            className="max-w-full truncate rounded-full bg-surface/80 px-4 py-2 text-sm text-muted outline-1 -outline-offset-1 outline-line transition-colors hover:bg-bubble hover:text-text"
          >
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
