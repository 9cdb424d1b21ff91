/**
 * What a conversation begins with on the empty page: what was chosen there, else what the preset says, else what is usual
 * for the person. The server decides the same where it is told less (P89). Pure.
 */
import type { Effort } from "../../src/protocol/commands.ts";
import type { StartPreset } from "../../src/protocol/presets.ts";

/** What was chosen on the empty page. Null: nothing, the preset or the person's own counts. */
export interface ChatSetup {
  temporary: boolean;
  /** `none`: without one, although there is a default. */
  preset: StartPreset | "none" | null;
  model: string | null;
  system: string | null;
  /** `auto`: as the model likes, whatever a preset says. */
  effort: Effort | "auto" | null;
  /** Names of the tools its model is offered. */
  tools: string[];
}

export const USUAL_SETUP: ChatSetup = { temporary: false, preset: null, model: null, system: null, effort: null, tools: [] };

/** What is usual for the person. */
export interface Usual {
  preset: StartPreset | null;
  /** Null: not known here, the server knows. */
  system: string | null;
  /** Null: not known yet. */
  model: string | null;
  isUsable: (modelId: string) => boolean;
}

export interface Beginning {
  /** The one whose words count; null: none. */
  preset: StartPreset | null;
  model: string | null;
  /** True when the model is the preset's, or was chosen in its place: the person's own preference is no part of it. */
  isModelOfPreset: boolean;
  system: string | null;
  /** What would be told without what was written here. */
  usualSystem: string | null;
  effort: Effort | null;
}

export function beginningOf(setup: ChatSetup, usual: Usual): Beginning {
  const preset = setup.preset === "none" ? null : (setup.preset ?? usual.preset);
  const ofPreset = preset !== null && preset.model !== "" && usual.isUsable(preset.model) ? preset.model : null;
  const usualSystem = preset === null || preset.system === "" ? usual.system : preset.system;
  return {
    preset,
    model: setup.model ?? ofPreset ?? usual.model,
    isModelOfPreset: ofPreset !== null,
    system: setup.system ?? usualSystem,
    usualSystem,
    effort: setup.effort === "auto" ? null : (setup.effort ?? preset?.effort ?? null),
  };
}
