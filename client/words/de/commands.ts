import type { commands as english } from "../en/commands.ts";

export const commands: typeof english = {
  of: {
    new: { label: "Neuer Chat", also: "unterhaltung beginnen" },
    search: { label: "Suchen und Befehle", also: "finden" },
    write: { label: "Nachricht schreiben", also: "eingabe" },
    stop: { label: "Antwort stoppen", also: "beenden" },
    model: { label: "Modell wechseln", also: "wählen aufwand denken" },
    sidebar: { label: "Seitenleiste öffnen oder schließen", also: "liste" },
    usage: { label: "Verbrauch", also: "kosten ausgaben geld budget" },
    admin: { label: "Verwaltung", also: "personen budgets admin" },
    tools: { label: "Tools und Server", also: "mcp web suche regeln" },
    preferences: { label: "Einstellungen", also: "system prompt sprache design" },
    presets: { label: "Vorlagen und Prompts", also: "system presets" },
    data: { label: "Deine Daten", also: "export import" },
    privacy: { label: "Was über dich gespeichert ist", also: "datenschutz meine daten löschen aufbewahrung" },
    perf: { label: "Geschwindigkeit", also: "leistung latenz benchmark messen" },
    light: { label: "Helles Design", also: "tag" },
    dark: { label: "Dunkles Design", also: "nacht" },
    system: { label: "Design wie das System", also: "automatisch" },
    shortcuts: { label: "Tastenkürzel", also: "hilfe tasten" },
  },
  findInChat: "In einer langen Unterhaltung suchen",
  moveInList: "In der Liste der Unterhaltungen bewegen",
  newLine: "Neue Zeile",
  send: "Senden",
};
