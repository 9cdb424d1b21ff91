/** What stands in and below the list of models beside the models. */
/* A native <option> holds plain text only. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Star } from "lucide-react";
import type { ModelInfo } from "../../src/protocol/http.ts";
import { formatDate } from "../format/time.ts";
import { Icon } from "../icons.tsx";
import { priceWords } from "./facts.ts";
import { words } from "../words/words.ts";

interface LineProps {
  id: string;
  isActive: boolean;
  isChosen?: boolean;
  /** Whether more rows stand behind it. */
  isFold?: "open" | "closed";
  detail?: string;
  onPoint: () => void;
  onTake: () => void;
  children: string;
}

/** A row that is no model. */
export function Line({ id, isActive, isChosen = false, isFold, detail, onPoint, onTake, children }: LineProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="option"
      id={id}
      aria-selected={isChosen}
      onPointerMove={onPoint}
      onClick={onTake}
      data-testid={isFold === undefined ? undefined : "unable-models"}
      className={`flex min-h-12 cursor-pointer items-center gap-3 rounded-xl px-3 py-1.5 ${isActive ? "bg-hover" : ""}`}
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm text-muted">
          {children}
          {isFold === undefined ? null : <span className="sr-only">{isFold === "open" ? words.models.shown : words.models.folded}</span>}
        </span>
        {detail === undefined || detail === "" ? null : <span className="block text-xs text-pretty text-faint">{detail}</span>}
      </span>
      {isChosen ? <Icon name="check" size={18} className="text-accent" /> : null}
      {isFold === undefined ? null : (
        <Icon name="chevronDown" size={18} className={`text-faint transition-transform ${isFold === "open" ? "rotate-180" : ""}`} />
      )}
    </div>
  );
}

interface FootProps {
  model: ModelInfo | null;
  isFavourite: boolean;
  /** The day of the prices. */
  asOf: string | null;
  onFavour: (id: string) => void;
}

/** The exact price of the row one stands on, and its star for the keyboard and screen readers. */
export function Foot({ model, isFavourite, asOf, onFavour }: FootProps) {
  const canStar = model?.available === true;
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 border-t border-line ps-4 pe-1.5">
      <p className="line-clamp-2 min-w-0 flex-1 text-xs text-faint tabular-nums">
        {model === null || model.priceUsdPerMTok === null ? words.models.prices : priceWords(model)}
        {asOf === null ? "" : words.models.asOf(formatDate(asOf))}
      </p>
      <button
        type="button"
        aria-pressed={isFavourite}
        aria-disabled={!canStar}
        aria-label={model === null ? words.models.favourite : words.models.favouriteOf(model.name)}
        title={words.models.favouriteHelp}
        onClick={() => {
          if (model !== null && canStar) onFavour(model.id);
        }}
        data-testid="favour"
        className="flex h-9 shrink-0 items-center gap-1.5 rounded-lg px-2.5 text-xs text-muted hover:bg-hover aria-disabled:opacity-40 aria-pressed:text-accent pointer-coarse:h-10"
      >
        <Star size={16} strokeWidth={1.75} fill={isFavourite ? "currentColor" : "none"} aria-hidden="true" />
        {words.models.favouriteButton}
      </button>
    </div>
  );
}
