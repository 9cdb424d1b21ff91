/** Presets and prompts: their dialog, their forms, the list behind a slash (client/presets). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const presets = {
  asksFor: (fields: string) => `Asks for: ${fields}.`,
  came: (count: number) => (count === 0 ? "Nothing new came in." : `${count} came in.`),
  default: "default",
  defaultHelp: "Where nothing else is chosen: one preset at most. A project’s own instructions and model come first.",
  delete: "Delete",
  deleteAsk: (name: string) => `Delete “${name}”? Conversations keep what they have.`,
  edit: "Edit",
  export: "Export",
  found: (count: number) =>
    `${count} ${plural(count, { one: "prompt or command", other: "prompts and commands" })}: arrow keys choose, Enter takes`,
  full: (most: number) => `${most} are the most: delete one to make room.`,
  hereAlready: (count: number) => `${count} ${plural(count, { one: "was", other: "were" })} here already.`,
  import: "Import",
  isDefault: "New conversations begin with it",
  keep: "Keep",
  loading: "Your presets are on their way",
  model: "Model",
  more: (name: string) => `More about ${name}`,
  name: "Name",
  newPreset: "New preset",
  newPrompt: "New prompt",
  noJson: "This file is no JSON document.",
  nothingFound: "No prompt or command begins so",
  preset: (name: string) => `Preset “${name}”`,
  presets: "Presets",
  presetsHelp:
    "What a conversation begins with, under a name: system prompt, model and effort. Choose one under + before the first message.",
  prompt: (name: string) => `Prompt “${name}”`,
  promptExample: "Translate into {{language}}, and keep the tone:",
  promptNameHelp: "Type / and the beginning of a word of it in the composer.",
  prompts: "Prompts",
  promptsHelp: "Texts you write again and again. Type / in an empty composer; fields like {{language}} are asked for.",
  put: "Put it in the message",
  slashList: "Prompts and commands",
  systemPrompt: "System prompt",
  systemPromptHelp: "Told to the model before everything. Left empty: your own from the preferences.",
  text: "Text",
  textHelp: "What goes into the composer. {{language}} in it is a field: it is asked for each time.",
  use: "Use",
  takeIt: (name: string) => `Use ${name}`,
  usualModel: "My usual one",
  withoutDefault: "New conversations begin without it",
};
