/** Presets where a conversation begins (client/presets), and a preset in one line. */
export const presetMenu = {
  all: (count: number) => `All ${count} presets, and prompts`,
  asksFor: (fields: string) => `asks for ${fields}`,
  effort: { low: "low effort", medium: "medium effort", high: "high effort" },
  help: "Saved system prompts and texts",
  title: "Presets and prompts",
  usual: "Your default model and system prompt",
};
