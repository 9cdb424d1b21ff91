/** The empty page: a greeting over a soft light, and under the composer something worth asking. */
import { useState } from "react";
import { useAccount, useModel } from "../account/account.tsx";
import { Icon, type IconName } from "../icons.tsx";
import { greetingFor } from "./greeting.ts";
import { words } from "../words/words.ts";

interface Card {
  icon: IconName;
  /** Its words in the catalogue. */
  name: "draft" | "understand" | "compare" | "code" | "cost" | "online" | "private" | "budgets";
}

const GENERAL: readonly Card[] = [
  { icon: "edit", name: "draft" },
  { icon: "think", name: "understand" },
  { icon: "table", name: "compare" },
  { icon: "code", name: "code" },
];

/** What the stand-in of a machine without an account knows about: Tally itself. */
const EMBEDDED: readonly Card[] = [
  { icon: "usage", name: "cost" },
  { icon: "rocket", name: "online" },
  { icon: "lock", name: "private" },
  { icon: "people", name: "budgets" },
];

const DIRECTIVES = [
  { name: "tokens", text: "/gen tokens=500 rate=60" },
  { name: "thinking", text: "/gen tokens=120 rate=40 reasoning=60" },
  { name: "breaks", text: "/gen tokens=200 rate=40 cut=100" },
] as const;

export function Greeting() {
  const { me } = useAccount();
  const [hour] = useState(() => new Date().getHours());
  return (
    <div className="relative grid w-full place-items-center px-6 pb-8 text-center">
      <div
        aria-hidden="true"
        className="glow pointer-events-none absolute -z-10 top-1/2 left-1/2 h-[34rem] w-[min(72rem,170vw)] -translate-x-1/2 -translate-y-1/2 animate-[glow-in_0.9s_ease-out]"
      />
      <h1 className="relative text-[28px] leading-tight font-medium tracking-[-0.022em] text-balance sm:text-4xl">
        {greetingFor(me?.email ?? "", hour)}
      </h1>
    </div>
  );
}

interface SuggestionsProps {
  modelId: string | null;
  onChoose: (text: string) => void;
}

export function Suggestions({ modelId, onChoose }: SuggestionsProps) {
  const model = useModel(modelId);
  const { me, models } = useAccount();
  const isSimulated = model?.simulated === true;
  const isWithoutModels =
    me?.identity === "dev" && models.length > 0 && models.every(({ simulated, available }) => simulated || !available);
  return (
    <div className="mx-auto mt-4 w-full max-w-3xl px-3 md:px-4">
      <ul className="grid grid-cols-2 gap-2 lg:grid-cols-4" aria-label={words.welcome.suggestions}>
        {(isSimulated ? EMBEDDED : GENERAL).map((card) => (
          <li key={card.name}>
            <button
              type="button"
              onClick={() => onChoose(words.welcome[card.name].text)}
              className="flex size-full flex-col items-start gap-1 rounded-2xl bg-surface/70 p-3.5 text-start outline-1 -outline-offset-1 outline-line transition-colors hover:bg-hover"
            >
              <Icon name={card.icon} size={18} className="mb-1 text-accent" />
              <span className="text-sm font-medium">{words.welcome[card.name].title}</span>
              <span className="line-clamp-2 text-xs text-faint">{words.welcome[card.name].text.trim()}</span>
            </button>
          </li>
        ))}
      </ul>
      {isSimulated ? <ForDevelopers onChoose={onChoose} /> : null}
      {isWithoutModels ? (
        <p className="mt-3 px-1 text-center text-xs text-pretty text-faint" data-testid="connect-a-model">
          {words.welcome.connect.before} <code className="font-mono">LOCAL_AI_URL</code>
          {words.welcome.connect.after}
        </p>
      ) : null}
    </div>
  );
}

function ForDevelopers({ onChoose }: Pick<SuggestionsProps, "onChoose">) {
  return (
    <section
      aria-label={words.welcome.developers}
      className="mt-2 flex flex-wrap items-center gap-x-1 gap-y-1 rounded-2xl bg-surface/70 px-3.5 py-2 text-xs outline-1 -outline-offset-1 outline-line"
    >
      <Icon name="code" size={16} className="text-accent" />
      <h2 className="me-2 ms-1 font-medium">{words.welcome.developers}</h2>
      {DIRECTIVES.map(({ name, text }) => (
        <button
          key={text}
          type="button"
          title={text}
          onClick={() => onChoose(text)}
          className="h-8 rounded-lg px-2 text-muted transition-colors hover:bg-hover hover:text-text pointer-coarse:h-10"
        >
          {words.welcome[name]}
        </button>
      ))}
    </section>
  );
}
