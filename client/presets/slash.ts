/** What a slash at the beginning of the composer means, and what it offers. Pure. */
import type { SlashPrompt } from "../../src/protocol/presets.ts";
import { matchingCommands, type Command } from "../commands/commands.ts";
import { isMeant } from "../commands/word-match.ts";

/** `/tra` → `tra`; null: the text is no beginning of a prompt's or a command's name. A blank ends it: `/gen tokens=5` is a text. */
export function slashTyped(text: string): string | null {
  return /^\/(\S*)$/.exec(text)?.[1] ?? null;
}

export type SlashEntry = { kind: "prompt"; key: string; prompt: SlashPrompt } | { kind: "command"; key: string; command: Command };

/** Commands that make no sense from within the composer. */
const NOT_HERE = new Set(["write"]);

/** Prompts first. A name of several words is found by the beginning of any of them. */
export function slashEntries(typed: string, prompts: readonly SlashPrompt[], isAdmin: boolean): SlashEntry[] {
  const found = prompts.filter(
    ({ name }) => isMeant(typed, name) || name.toLowerCase().replaceAll(" ", "").startsWith(typed.toLowerCase()),
  );
  const commands = matchingCommands(typed, isAdmin);
  return [
    ...found.map((prompt) => ({ kind: "prompt", key: prompt.id, prompt }) as const),
    ...commands
      .filter(({ id }) => !NOT_HERE.has(id))
      .map((command) => ({ kind: "command", key: `command-${command.id}`, command }) as const),
  ];
}
