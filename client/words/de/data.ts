import type { data as english } from "../en/data.ts";
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("de");

export const data: typeof english = {
  andMore: (count) => `und ${count} weitere, in der Liste der Unterhaltungen`,
  asJson: "Alles als JSON",
  asJsonHelp: "Ein Dokument. Jedes Tally nimmt es wieder auf.",
  asZip: "Alles als ZIP",
  asZipHelp: "Eine lesbare Datei pro Unterhaltung, dazu dasselbe Dokument.",
  cameIn: (count, file) =>
    `${plural(count, { one: "1 Unterhaltung ist", other: `${count} Unterhaltungen sind` })} aus ${file} dazugekommen.`,
  chatTooLarge: (most) => `Sie ist größer als die ${most} MB, die eine Unterhaltung ohne ihre Dateien haben darf.`,
  choose: "Datei wählen",
  conversations: (count) => plural(count, { one: "1 Unterhaltung", other: `${count} Unterhaltungen` }),
  export: "Export",
  exportHelp:
    "Jede Unterhaltung mit allen Zweigen, außer temporären, dazu deine Vorlagen und Prompts. Der Download wächst beim Lesen; abbrechen kannst du ihn im Browser.",
  files: "Dateien",
  filesTooLarge: (count) =>
    `${plural(count, { one: "Eine Datei fehlt", other: `${count} Dateien fehlen` })}: größer, als eine Datei hier sein darf.`,
  import: "Import",
  importHelp:
    "Die JSON-Datei eines Exports von Tally, ChatGPT, Claude, Open WebUI oder LibreChat. Importierte Antworten sind markiert und kosten nichts; was schon hier ist, entsteht nicht doppelt.",
  messages: (count) => plural(count, { one: "1 Nachricht", other: `${count} Nachrichten` }),
  noList: (most) => `Mehr als ${most} MB gehen nur als Liste von Unterhaltungen, und diese Datei ist keine.`,
  nothingNew: (file) => `Aus ${file} kam nichts Neues dazu.`,
  of: (read, all) => `${read} von ${all}`,
  orDrop: "oder hier ablegen",
  presets: (count) => `Auch ${plural(count, { one: "1 Vorlage oder Prompt kam", other: `${count} Vorlagen und Prompts kamen` })} herein.`,
  privacy: "Ansehen, was über dich gespeichert ist, und es löschen",
  read: "Bisher gelesen",
  remarks: (count) => plural(count, { one: "1 Anmerkung", other: `${count} Anmerkungen` }),
  skipped: (count) => `${count} übersprungen`,
  stop: "Anhalten",
  stopped: (count) =>
    `Angehalten. Was da ist, bleibt${count === null ? "" : `: mindestens ${count}`}. Dieselbe Datei nochmal macht mit dem Rest weiter.`,
  title: "Deine Daten",
  withCosts: "Mit Kosten",
  withCostsHelp: "Schreibt in den lesbaren Dateien des ZIPs unter jede Antwort, was sie gekostet hat. Das Dokument hat seine Belege immer.",
};
