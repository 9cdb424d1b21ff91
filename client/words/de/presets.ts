import { pluralsOf } from "../plural.ts";
import type { presets as english } from "../en/presets.ts";

const plural = pluralsOf("de");

export const presets: typeof english = {
  asksFor: (fields) => `Fragt nach: ${fields}.`,
  came: (count) => (count === 0 ? "Es kam nichts Neues dazu." : `${count} ${plural(count, { one: "kam", other: "kamen" })} dazu.`),
  default: "Standard",
  defaultHelp: "Wo nichts anderes gewählt ist. Es kann nur eine sein; Anweisungen und Modell eines Projekts gehen vor.",
  delete: "Löschen",
  deleteAsk: (name) => `„${name}“ löschen? Unterhaltungen behalten, was sie haben.`,
  edit: "Bearbeiten",
  export: "Exportieren",
  found: (count) =>
    `${count} ${plural(count, { one: "Prompt oder Befehl", other: "Prompts und Befehle" })}: Pfeiltasten wählen, Enter übernimmt`,
  full: (most) => `Mehr als ${most} sind nicht möglich. Lösche etwas, um Platz zu schaffen.`,
  hereAlready: (count) => `${count} ${plural(count, { one: "war", other: "waren" })} schon da.`,
  import: "Importieren",
  isDefault: "Neue Unterhaltungen beginnen damit",
  keep: "Behalten",
  loading: "Deine Vorlagen werden geladen",
  model: "Modell",
  more: (name) => `Mehr zu ${name}`,
  name: "Name",
  newPreset: "Neue Vorlage",
  newPrompt: "Neuer Prompt",
  noJson: "Diese Datei ist kein JSON-Dokument.",
  nothingFound: "So beginnt kein Prompt und kein Befehl",
  preset: (name) => `Vorlage „${name}“`,
  presets: "Vorlagen",
  presetsHelp:
    "Womit eine Unterhaltung beginnt, unter einem Namen: System-Prompt, Modell und Denkaufwand. Wähle sie vor der ersten Nachricht unter +.",
  prompt: (name) => `Prompt „${name}“`,
  promptExample: "Übersetze ins {{Sprache}} und behalte den Ton bei:",
  promptNameHelp: "Tippe / und den Anfang eines seiner Wörter ins Eingabefeld.",
  prompts: "Prompts",
  promptsHelp: "Texte, die du immer wieder schreibst. Tippe / ins leere Eingabefeld; nach Feldern wie {{Sprache}} wirst du gefragt.",
  put: "In die Nachricht einsetzen",
  slashList: "Prompts und Befehle",
  systemPrompt: "System-Prompt",
  systemPromptHelp: "Bekommt das Modell vor allem anderen zu lesen. Leer: dein eigener aus den Einstellungen.",
  text: "Text",
  textHelp: "Was ins Eingabefeld kommt. {{Sprache}} darin ist ein Feld: Danach wirst du jedes Mal gefragt.",
  use: "Verwenden",
  takeIt: (name) => `${name} verwenden`,
  usualModel: "Mein übliches",
  withoutDefault: "Neue Unterhaltungen beginnen ohne sie",
};
