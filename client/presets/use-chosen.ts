/** Uses a preset or a prompt from anywhere: on the page that can take it, which is opened where another one stands. */
import { useCallback } from "react";
import { useLocation } from "wouter";
import type { Preset } from "../../src/protocol/presets.ts";
import { chosenPreset, chosenPrompt } from "./chosen.ts";

export function useChosen(): (preset: Preset) => void {
  const [, navigate] = useLocation();
  return useCallback(
    (preset) => {
      const isTaken = preset.kind === "preset" ? chosenPreset.give(preset) : chosenPrompt.give(preset);
      if (!isTaken) navigate("/");
    },
    [navigate],
  );
}
