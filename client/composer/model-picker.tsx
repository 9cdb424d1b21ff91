/** Which model answers next: a filter over a list with prices. Arrow keys choose, Enter takes, Escape leaves. */
/* A native <select> cannot be filtered, and cannot say why an option is not available. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useState, type KeyboardEvent } from "react";
import type { Estimate, ModelInfo } from "../../src/protocol/http.ts";
import { useAccount, useModel } from "../account/account.tsx";
import { modelsQuery } from "../account/queries.ts";
import { formatCompact, formatMoney, formatMoneyExact, formatPricePerMillion } from "../format/money.ts";
import { formatDate } from "../format/time.ts";
import { Icon } from "../icons.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { PopoverButton, PopoverPanel, usePopover } from "../ui/popover.tsx";
import { Simulated } from "../ui/simulated.tsx";

/** Models whose name, id or provider holds every word. */
export function matching(models: readonly ModelInfo[], filter: string): ModelInfo[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => words.every((word) => `${model.name} ${model.id} ${model.provider}`.toLowerCase().includes(word)));
}

function priceOf(model: ModelInfo): string {
  const price = model.priceUsdPerMTok;
  if (price === null) return "price unknown";
  if (price.input === 0 && price.output === 0) return "free";
  return `${formatPricePerMillion(price.input)} in · ${formatPricePerMillion(price.output)} out`;
}

/** What this very message costs on one model. */
type Price = Estimate["models"][number];

interface OptionProps {
  id: string;
  model: ModelInfo;
  /** Null: nothing is written, or this model could not take it. */
  price: Price | null;
  /** True when the written message does not fit this model. */
  isTooLong: boolean;
  chosen: boolean;
  active: boolean;
  onChoose: () => void;
}

function ModelOption({ id, model, price, isTooLong, chosen, active, onChoose }: OptionProps) {
  return (
    // The keyboard's way is the filter field, which names the active option (aria-activedescendant).
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="option"
      id={id}
      aria-selected={chosen}
      aria-disabled={!model.available}
      onClick={onChoose}
      data-model-id={model.id}
      className={`flex items-center gap-3 rounded-xl px-3 py-2 ${active ? "bg-hover" : ""} ${model.available ? "cursor-pointer hover:bg-hover" : "cursor-not-allowed"}`}
    >
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className={`truncate text-sm ${model.available ? "" : "text-faint"}`}>{model.name}</span>
          {model.simulated ? <Simulated /> : null}
        </span>
        <span className="block truncate text-xs text-faint" title={model.reason}>
          {model.available ? `${model.provider} · ${priceOf(model)}` : (model.reason ?? "not available now")}
          {model.available && model.contextWindow !== null ? ` · ${formatCompact(model.contextWindow)} context` : ""}
        </span>
      </span>
      {price === null ? (
        isTooLong ? (
          <span className="shrink-0 text-xs text-warn">too long for it</span>
        ) : null
      ) : (
        <span
          className="shrink-0 text-end text-xs tabular-nums"
          title={`This message: likely ${formatMoneyExact(price.likelyNanoUsd)}, at worst ${formatMoneyExact(price.worstNanoUsd)}`}
          data-testid="model-price"
        >
          <span className="sr-only">This message: about </span>
          {price.likelyNanoUsd === 0 ? "free" : formatMoney(price.likelyNanoUsd)}
          {price.worstNanoUsd === 0 ? null : <span className="block text-faint">max {formatMoney(price.worstNanoUsd)}</span>}
        </span>
      )}
      {chosen ? <Icon name="check" size={18} className="text-accent" /> : null}
    </div>
  );
}

interface ModelListProps {
  chosenId: string | null;
  estimate: Estimate | null;
  onChoose: (id: string) => void;
}

function ModelList({ chosenId, estimate, onChoose }: ModelListProps) {
  const { models, modelsAsOf } = useAccount();
  const client = useQueryClient();
  // A model may have been pulled, or a server started, since the list was read.
  useEffect(() => void client.invalidateQueries({ queryKey: modelsQuery.queryKey }), [client]);
  const listId = useId();
  const [filter, setFilter] = useState("");
  const shown = matching(models, filter);
  const prices = new Map(estimate?.models.map((price) => [price.id, price]));
  const [activeId, setActiveId] = useState(chosenId);
  const at = Math.max(
    0,
    shown.findIndex((model) => model.id === activeId),
  );
  const active = shown[at];
  const optionId = (model: ModelInfo) => `${listId}-${model.id}`;
  const activate = (index: number) => {
    const next = shown[(index + shown.length) % shown.length];
    if (next === undefined) return;
    setActiveId(next.id);
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
  };
  const choose = (model: ModelInfo | undefined) => {
    if (model?.available === true) onChoose(model.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (belongsToInputMethod(event)) return;
    const steps = new Map([
      ["ArrowDown", () => activate(at + 1)],
      ["ArrowUp", () => activate(at - 1)],
      ["Enter", () => choose(active)],
    ]);
    const step = steps.get(event.key);
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  return (
    <div className="flex max-h-[inherit] flex-col">
      <label className="flex items-center gap-2 border-b border-line px-4 text-faint">
        <Icon name="search" size={18} />
        <input
          data-autofocus
          role="combobox"
          aria-label="Filter models"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={active === undefined ? undefined : optionId(active)}
          placeholder="Filter models"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-12 w-full bg-transparent text-sm text-text outline-none placeholder:text-faint"
        />
      </label>
      <div id={listId} role="listbox" aria-label="Models" className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {shown.map((model) => (
          <ModelOption
            key={model.id}
            id={optionId(model)}
            model={model}
            price={prices.get(model.id) ?? null}
            isTooLong={estimate !== null && model.available && !prices.has(model.id)}
            chosen={model.id === chosenId}
            active={model === active}
            onChoose={() => choose(model)}
          />
        ))}
      </div>
      {shown.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-faint">
          {models.length === 0 ? "The list of models is on its way…" : "No model has that name."}
        </p>
      ) : null}
      <p className="border-t border-line px-4 py-2 text-xs text-faint">
        {estimate === null ? "" : "At the right: this very message. "}USD per million tokens
        {modelsAsOf === null ? "" : `, prices as of ${formatDate(modelsAsOf)}`}
      </p>
    </div>
  );
}

interface ModelPickerProps {
  modelId: string | null;
  /** The price of what stands in the composer, on every model. */
  estimate: Estimate | null;
  onChoose: (id: string) => void;
}

export function ModelPicker({ modelId, estimate, onChoose }: ModelPickerProps) {
  const control = usePopover("listbox");
  const model = useModel(modelId);
  const name = model?.name ?? modelId;
  return (
    <>
      <PopoverButton
        control={control}
        data-testid="model-picker"
        data-model-id={modelId ?? ""}
        aria-label={name === null ? "Choose a model" : `Model: ${name}. Choose another`}
        className="flex h-10 min-w-0 items-center gap-1 rounded-full ps-3.5 pe-2.5 text-sm text-muted transition-colors hover:bg-hover"
      >
        {name === null ? <span className="skeleton h-4 w-24" /> : <span className="truncate">{name}</span>}
        <Icon name="chevronDown" size={18} />
      </PopoverButton>
      <PopoverPanel control={control} align="end" className="w-96 max-w-[calc(100vw-1rem)] !overflow-hidden">
        <ModelList
          chosenId={modelId}
          estimate={estimate}
          onChoose={(id) => {
            control.close();
            if (id !== modelId) onChoose(id);
          }}
        />
      </PopoverPanel>
    </>
  );
}
