/** In which order models are offered: what one likes, what one has used, what can be used; the rest behind one line. Pure. */
import type { ModelInfo } from "../../src/protocol/http.ts";
import { words } from "../words/words.ts";

/** Models used lately that stand above the others. */
const MOST_RECENT = 3;

export interface ModelGroup {
  /** Null: there is one group, which needs no name. */
  label: string | null;
  models: ModelInfo[];
}

export interface GroupedModels {
  groups: ModelGroup[];
  /** What cannot be asked now. */
  unable: ModelInfo[];
}

/** Models whose name, id, maker or ability holds every word. */
export function matching(models: readonly ModelInfo[], filter: string): ModelInfo[] {
  const typed = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter(({ name, id, provider, capabilities }) => {
    const own = `${name} ${id} ${provider} ${capabilities.join(" ")}`.toLowerCase();
    return typed.every((word) => own.includes(word));
  });
}

interface Wishes {
  /** Ids, in the order in which they were marked. */
  favourites: readonly string[];
  /** Ids, the last used first. */
  recent: readonly string[];
  filter: string;
}

/** Each model stands in one group alone. A filter has one group: what is found, favourites and the last used first. */
export function groupModels(models: readonly ModelInfo[], { favourites, recent, filter }: Wishes): GroupedModels {
  const found = matching(models, filter);
  const able = found.filter((model) => model.available);
  const named = (ids: readonly string[]) => ids.flatMap((id) => able.find((model) => model.id === id) ?? []);
  const liked = named([...new Set(favourites)]);
  const used = named([...new Set(recent)])
    .filter((model) => !liked.includes(model))
    .slice(0, MOST_RECENT);
  const others = able.filter((model) => !liked.includes(model) && !used.includes(model));
  const groups =
    filter.trim() === "" && liked.length + used.length > 0
      ? [
          { label: words.models.favourites, models: liked },
          { label: words.models.used, models: used },
          { label: words.models.able, models: others },
        ]
      : [{ label: null, models: [...liked, ...used, ...others] }];
  return { groups: groups.filter((group) => group.models.length > 0), unable: found.filter((model) => !model.available) };
}

/** The line behind which they are folded, and why most of them cannot be asked. */
export function unableLine(unable: readonly ModelInfo[]): { label: string; why: string } {
  const reasons = new Map<string, number>();
  for (const { reason = "" } of unable) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const [reason = "", count = 0] = [...reasons].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const why = words.http.server(reason);
  return {
    label: words.models.unable(unable.length),
    why: count === unable.length || why === "" ? why : words.models.someOfThem(count, why),
  };
}

/** The list of favourites with a model marked, or not any more. */
export function withFavourite(favourites: readonly string[], id: string): string[] {
  return favourites.includes(id) ? favourites.filter((one) => one !== id) : [...favourites, id];
}
