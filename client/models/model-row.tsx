/** A model in the list: its name, what it costs, holds and can do; or why it cannot be asked. */
/* A native <option> holds plain text only. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Eye, Lightbulb, Star, Wrench } from "lucide-react";
import type { Estimate, ModelInfo } from "../../src/protocol/http.ts";
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import { Icon } from "../icons.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { abilitiesOf, contextTruth, contextWords, priceClass, priceWords, type Ability } from "./facts.ts";
import { words } from "../words/words.ts";

const DRAWINGS = { vision: Eye, tools: Wrench, reasoning: Lightbulb } satisfies Record<Ability["capability"], unknown>;

/** What this very message costs on one model. */
export type MessagePrice = Estimate["models"][number];

function Facts({ model }: { model: ModelInfo }) {
  const price = priceClass(model);
  const context = contextWords(model.contextWindow);
  return (
    <span className="flex items-center gap-1 text-xs text-faint">
      <span className="truncate">{model.provider}</span>
      {price === null ? null : (
        <span title={priceWords(model)} className="shrink-0">
          <span aria-hidden="true">· {price.sign}</span>
          <span className="sr-only">, {price.words}</span>
        </span>
      )}
      {context === null ? null : (
        <span title={contextTruth(model.contextWindow ?? 0)} className="shrink-0">
          · {context}
          <span className="sr-only"> {words.models.ofContext}</span>
        </span>
      )}
      {abilitiesOf(model).map(({ capability, words: can }) => {
        const Drawing = DRAWINGS[capability];
        return (
          <span key={capability} title={can} className="ms-0.5 shrink-0">
            <Drawing size={14} strokeWidth={1.75} aria-hidden="true" />
            <span className="sr-only">, {can.toLowerCase()}</span>
          </span>
        );
      })}
    </span>
  );
}

function ThisMessage({ price }: { price: MessagePrice }) {
  return (
    <span
      className="shrink-0 text-end text-xs tabular-nums"
      title={words.models.thisMessage(formatMoneyExact(price.likelyNanoUsd), formatMoneyExact(price.worstNanoUsd))}
      data-testid="model-price"
    >
      <span className="sr-only">{words.models.thisMessageAbout} </span>
      {price.likelyNanoUsd === 0 ? words.models.price.free : formatMoney(price.likelyNanoUsd)}
      {price.worstNanoUsd === 0 ? null : <span className="block text-faint">{words.models.max(formatMoney(price.worstNanoUsd))}</span>}
    </span>
  );
}

interface ModelRowProps {
  id: string;
  model: ModelInfo;
  /** Null: nothing is written, or this model could not take it. */
  price: MessagePrice | null;
  /** True when the written message does not fit this model. */
  isTooLong: boolean;
  isChosen: boolean;
  isActive: boolean;
  isFavourite: boolean;
  onPoint: () => void;
  onChoose: () => void;
  onFavour: () => void;
}

export function ModelRow({ id, model, price, isTooLong, isChosen, isActive, isFavourite, onPoint, onChoose, onFavour }: ModelRowProps) {
  return (
    // The keyboard's way is the field, which names the active option (aria-activedescendant).
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="option"
      id={id}
      aria-selected={isChosen}
      aria-disabled={!model.available}
      onPointerMove={onPoint}
      onClick={onChoose}
      data-model-id={model.id}
      className={`group flex min-h-12 items-center gap-3 rounded-xl py-1.5 ps-3 pe-1 ${isActive ? "bg-hover" : ""} ${model.available ? "cursor-pointer" : "cursor-not-allowed"}`}
    >
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className={`truncate text-sm ${model.available ? "" : "text-faint"}`}>{model.name}</span>
          {model.simulated ? <Simulated /> : null}
          {isFavourite ? <span className="sr-only">{words.models.isFavourite}</span> : null}
        </span>
        {model.available ? (
          <Facts model={model} />
        ) : (
          <span
            className="block truncate text-xs text-faint"
            title={model.reason === undefined ? undefined : words.http.server(model.reason)}
          >
            {model.reason === undefined ? words.models.notAvailable : words.http.server(model.reason)}
          </span>
        )}
      </span>
      {price === null ? null : <ThisMessage price={price} />}
      {isTooLong ? <span className="shrink-0 text-xs text-warn">{words.models.tooLong}</span> : null}
      {isChosen ? <Icon name="check" size={18} className="text-accent" /> : null}
      {model.available ? (
        // For the pointer alone: within an option nothing can be focused. The button below the list does the same.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
        <span
          aria-hidden="true"
          title={isFavourite ? words.models.favouriteRemove : words.models.favouriteAdd}
          data-favour
          onClick={(event) => {
            event.stopPropagation();
            onFavour();
          }}
          className={`grid size-8 shrink-0 place-items-center rounded-lg hover:bg-hover pointer-coarse:size-10 ${
            isFavourite ? "text-accent" : `text-faint ${isActive ? "" : "opacity-0 pointer-coarse:opacity-60"} group-hover:opacity-100`
          }`}
        >
          <Star size={16} strokeWidth={1.75} fill={isFavourite ? "currentColor" : "none"} />
        </span>
      ) : null}
    </div>
  );
}
