import type { presetMenu as english } from "../en/preset-menu.ts";

export const presetMenu: typeof english = {
  all: (count) => `Alle ${count} Vorlagen, und Prompts`,
  asksFor: (fields) => `fragt nach ${fields}`,
  effort: { low: "wenig Denkaufwand", medium: "mittlerer Denkaufwand", high: "hoher Denkaufwand" },
  help: "Benannte System-Prompts mit Modell; Texte mit Feldern",
  title: "Vorlagen und Prompts",
  usual: "Dein eigenes Modell und dein System-Prompt",
};
