/** A preset or a prompt in one line. */
import type { Preset, StartPreset } from "../../src/protocol/presets.ts";
import { words } from "../words/words.ts";
import { fieldsOf } from "./fields.ts";

/** The first line that says something. */
export function firstLine(text: string): string {
  return (
    text
      .split("\n")
      .map((line) => line.trim())
      .find((line) => line !== "") ?? ""
  );
}

/** `Llama 3 · high effort · You are an editor.` @param nameOf the name of a model */
export function presetLine({ model, effort, system }: StartPreset, nameOf: (id: string) => string): string {
  const parts = [
    model === "" ? null : nameOf(model),
    effort === null ? null : words.presetMenu.effort[effort],
    system === "" ? null : firstLine(system),
  ].filter((part) => part !== null);
  return parts.length === 0 ? words.presetMenu.usual : parts.join(" · ");
}

/** @param nameOf the name of a model */
export function lineOf(preset: Preset, nameOf: (id: string) => string): string {
  if (preset.kind === "preset") return presetLine(preset, nameOf);
  const fields = fieldsOf(preset.text);
  return fields.length === 0 ? firstLine(preset.text) : `${firstLine(preset.text)} · ${words.presetMenu.asksFor(fields.join(", "))}`;
}
