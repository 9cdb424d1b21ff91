/** Presets in the composer's "+" menu, for a conversation that begins. */
import { useQuery } from "@tanstack/react-query";
import type { StartPreset } from "../../src/protocol/presets.ts";
import { useAccount } from "../account/account.tsx";
import { openPanel } from "../commands/opened.ts";
import type { MenuItem } from "../ui/menu.tsx";
import { words } from "../words/words.ts";
import { presetLine } from "./preset-words.ts";
import { presetsQuery } from "./queries.ts";

/** So many stand in the menu itself; all of them in the dialog. */
const MOST = 6;

const MOST_CHARACTERS = 60;
const shortened = (line: string): string => (line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS).trimEnd()}…`);

/** @param chosen the one that counts now · @param onChoose null: none */
export function usePresetItems(isNew: boolean, chosen: StartPreset | null, onChoose: (preset: StartPreset | null) => void): MenuItem[] {
  const { data = [] } = useQuery({ ...presetsQuery, enabled: isNew });
  const { models } = useAccount();
  if (!isNew) return [];
  const presets = data.filter((preset) => preset.kind === "preset");
  const nameOf = (id: string) => models.find((model) => model.id === id)?.name ?? id;
  return [
    ...presets.slice(0, MOST).map((preset, index): MenuItem => {
      const isChosen = chosen?.id === preset.id;
      return {
        key: `preset ${preset.id}`,
        icon: "preset",
        label: preset.name,
        detail: shortened(presetLine(preset, nameOf)),
        checked: isChosen,
        beginsGroup: index === 0,
        onSelect: () => onChoose(isChosen ? null : preset),
      };
    }),
    {
      key: "presets",
      beginsGroup: presets.length === 0,
      icon: "preset",
      label: presets.length > MOST ? words.presetMenu.all(presets.length) : words.presetMenu.title,
      ...(presets.length === 0 ? { detail: words.presetMenu.help } : {}),
      onSelect: () => openPanel("presets"),
    },
  ];
}
