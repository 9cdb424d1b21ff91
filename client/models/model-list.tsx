/**
 * The list behind every choice of a model: a field that filters above, rows below. The focus stays in the field while the
 * arrow keys walk (a combobox with a listbox, by the pattern of the ARIA guide); Enter takes, Shift+Enter marks a favourite.
 */
/* A native <select> cannot be filtered, and cannot say why an option is not available. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Estimate, ModelInfo } from "../../src/protocol/http.ts";
import { MAX_FAVOURITE_MODELS } from "../../src/protocol/limits.ts";
import { useAccount } from "../account/account.tsx";
import { useSetPreferences } from "../account/actions.ts";
import { modelsQuery } from "../account/queries.ts";
import { Icon } from "../icons.tsx";
import type { Effort } from "../live/index.ts";
import { Choice } from "../ui/fields.tsx";
import { belongsToInputMethod } from "../ui/input-method.ts";
import { showToast } from "../ui/toasts.ts";
import { effortChoice, effortOptions } from "./effort.ts";
import { groupModels, unableLine, withFavourite } from "./groups.ts";
import { entriesOf, placeAfter, type Entry } from "./list-entries.ts";
import { Foot, Line } from "./list-parts.tsx";
import { ModelRow } from "./model-row.tsx";
import { useRecentModels } from "./use-recent-models.ts";
import { isOwnPrice } from "./facts.ts";
import { words } from "../words/words.ts";

export interface ModelListProps {
  /** Empty: what is usual, where that can be chosen. */
  chosenId: string | null;
  /** What this message costs on every model; null: nothing is written. */
  estimate: Estimate | null;
  /** The words for no model of its own; null: one must be chosen. */
  usual: string | null;
  onChoose: (id: string) => void;
  /** How hard the chosen model thinks; null: that is no matter here. */
  effort: { value: Effort | null; onChoose: (effort: Effort | null) => void } | null;
}

function useFavourites(): { favourites: readonly string[]; toggle: (id: string) => void } {
  const { me } = useAccount();
  const setPreferences = useSetPreferences();
  const favourites = me?.preferences.favouriteModels ?? [];
  const toggle = (id: string) => {
    const favouriteModels = withFavourite(favourites, id);
    if (favouriteModels.length > MAX_FAVOURITE_MODELS) {
      showToast(words.models.favouritesFull(MAX_FAVOURITE_MODELS));
      return;
    }
    void setPreferences({ favouriteModels }).then((problem) => {
      if (problem !== null) showToast(problem.detail, { tone: "danger" });
    });
  };
  return { favourites, toggle };
}

export default function ModelList({ chosenId, estimate, usual, onChoose, effort }: ModelListProps) {
  const { models, modelsAsOf } = useAccount();
  const client = useQueryClient();
  // A model may have been pulled, or a server started, since the list was read.
  useEffect(() => void client.invalidateQueries({ queryKey: modelsQuery.queryKey }), [client]);
  const listId = useId();
  const panel = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [heightPx, setHeightPx] = useState<number | null>(null);
  const { favourites, toggle } = useFavourites();
  // A star moves its row at the next opening, not under the pointer.
  const [order] = useState(favourites);
  const recent = useRecentModels();
  const isFiltered = filter.trim() !== "";
  const grouped = groupModels(models, { favourites: order, recent, filter });
  const { groups, unable } = grouped;
  const shown = entriesOf(grouped, usual !== null && !isFiltered, isOpen || isFiltered);
  const prices = new Map(estimate?.models.map((price) => [price.id, price]));
  const [activeKey, setActiveKey] = useState<string | null>(chosenId === "" ? "usual" : chosenId);
  const at = Math.max(
    0,
    shown.findIndex(({ key }) => key === activeKey),
  );
  const active = shown[at];
  const activeModel = active?.type === "model" ? active.model : null;
  const chosen = models.find(({ id }) => id === chosenId) ?? null;
  const optionId = (key: string) => `${listId}-${key}`;

  useLayoutEffect(() => {
    // On a touch screen a focused field would bring the keyboard over half of the list.
    if (matchMedia("(pointer: coarse)").matches) panel.current?.focus();
    else input.current?.focus();
    const row = panel.current?.querySelector("[aria-selected=true]");
    row?.scrollIntoView({ block: "nearest" });
  }, []);

  const activate = (index: number) => {
    const next = shown[index];
    if (next === undefined) return;
    setActiveKey(next.key);
    document.getElementById(optionId(next.key))?.scrollIntoView({ block: "nearest" });
  };
  const take = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    switch (entry.type) {
      case "usual":
        return onChoose("");
      case "fold":
        return setOpen(!isOpen);
      case "model":
        if (entry.model.available) onChoose(entry.model.id);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (belongsToInputMethod(event)) return;
    const place = placeAfter(event.key, at, shown.length);
    if (place === null && event.key !== "Enter") return;
    event.preventDefault();
    if (place !== null) return activate(place);
    if (!event.shiftKey) return take(active);
    if (activeModel?.available === true) toggle(activeModel.id);
  };
  const rowOf = (model: ModelInfo) => (
    <ModelRow
      key={model.id}
      id={optionId(model.id)}
      model={model}
      price={prices.get(model.id) ?? null}
      isTooLong={estimate !== null && model.available && !prices.has(model.id)}
      isChosen={model.id === chosenId}
      isActive={active?.key === model.id}
      isFavourite={favourites.includes(model.id)}
      onPoint={() => setActiveKey(model.id)}
      onChoose={() => take({ type: "model", key: model.id, model })}
      onFavour={() => toggle(model.id)}
    />
  );
  return (
    <div
      ref={panel}
      tabIndex={-1}
      className="flex max-h-[inherit] flex-col outline-none"
      style={heightPx === null ? undefined : { minHeight: heightPx }}
      data-testid="model-list"
    >
      <label className="flex shrink-0 items-center gap-2 border-b border-line px-4 text-faint">
        <Icon name="search" size={18} />
        <input
          ref={input}
          data-autofocus
          role="combobox"
          aria-label={words.models.filter}
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active === undefined ? undefined : optionId(active.key)}
          placeholder={words.models.filterHelp}
          value={filter}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            // While one filters the panel stays as high as it was.
            if (heightPx === null) setHeightPx(panel.current?.offsetHeight ?? null);
            setFilter(event.target.value);
          }}
          onKeyDown={onKeyDown}
          className="h-12 w-full bg-transparent text-sm text-text outline-none placeholder:text-faint"
        />
      </label>
      <div id={listId} role="listbox" aria-label={words.models.title} className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5">
        {usual === null || isFiltered ? null : (
          <Line
            id={optionId("usual")}
            isActive={active?.key === "usual"}
            isChosen={chosenId === ""}
            onPoint={() => setActiveKey("usual")}
            onTake={() => onChoose("")}
          >
            {usual}
          </Line>
        )}
        {groups.map(({ label, models: inGroup }) =>
          label === null ? (
            inGroup.map(rowOf)
          ) : (
            <div key={label} role="group" aria-label={label}>
              <div aria-hidden="true" className="px-3 pt-2 pb-1 text-xs font-medium text-faint">
                {label}
              </div>
              {inGroup.map(rowOf)}
            </div>
          ),
        )}
        {unable.length === 0 ? null : (
          <Line
            id={optionId("fold")}
            isActive={active?.key === "fold"}
            isFold={isOpen || isFiltered ? "open" : "closed"}
            onPoint={() => setActiveKey("fold")}
            onTake={() => setOpen(!isOpen)}
            detail={unableLine(unable).why}
          >
            {unableLine(unable).label}
          </Line>
        )}
        {isOpen || isFiltered ? unable.map(rowOf) : null}
      </div>
      {groups.length === 0 && unable.length === 0 ? (
        <output className="block px-4 pb-4 text-sm text-faint">
          {models.length === 0 ? words.models.listOnItsWay : words.models.noneNamed}
        </output>
      ) : null}
      {effort !== null && chosen?.capabilities.includes("reasoning") === true ? (
        <div className="shrink-0 border-t border-line px-4 pt-2 pb-2.5" data-testid="effort">
          <Choice
            label={words.models.thinking(effortChoice(effort.value).detail)}
            value={effort.value ?? "auto"}
            options={effortOptions()}
            onChange={(value) => effort.onChoose(value === "auto" ? null : value)}
          />
        </div>
      ) : null}
      <Foot
        model={activeModel}
        isFavourite={activeModel !== null && favourites.includes(activeModel.id)}
        asOf={activeModel !== null && isOwnPrice(activeModel.id) ? null : modelsAsOf}
        onFavour={toggle}
      />
    </div>
  );
}
