/** Presets where a conversation begins (client/presets), and a preset in one line. */
export const presetMenu = {
  all: (count: number) => `All ${count} presets, and prompts`,
  asksFor: (fields: string) => `asks for ${fields}`,
  effort: { low: "low effort", medium: "medium effort", high: "high effort" },
  help: "Named system prompts with a model; texts with fields",
  title: "Presets and prompts",
  usual: "Your own model and system prompt",
};
