import type { projects as english } from "../en/projects.ts";
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("de");

export const projects: typeof english = {
  spent: (amount) => `${amount} insgesamt`,
  spentOf: (amount, limit, isMonth) => `${amount} von ${limit} ${isMonth ? "in diesem Monat" : "insgesamt"}`,
  spentPercent: "Verbrauchter Anteil des Projektbudgets in Prozent",
  title: "Projekte",
  all: "Projekte …",
  archive: "Archivieren",
  archived: "Archiv",
  back: "Zurück",
  budget: "Budget in USD",
  budgetHelp: "Was alle Unterhaltungen hier zusammen kosten dürfen, neben deinem eigenen Budget. Leer: Nur das zählt.",
  budgetWrong: "Gib einen Betrag in USD ein, etwa 2,50, oder nichts.",
  delete: "Löschen",
  deleteThis: "Dieses Projekt löschen?",
  deleteHelp: (name, count) =>
    `„${name}“ hat ${plural(count, { one: "1 Unterhaltung", other: `${count} Unterhaltungen` })}. Sie können ohne Projekt bleiben oder mit jedem Wort gelöscht werden. Was sie gekostet haben, bleibt so oder so in deinen Büchern.`,
  deleteToo: "Auch löschen",
  inAll: "Insgesamt",
  eachMonth: "Jeden Monat",
  instructions: "Anweisungen",
  instructionsHelp: "Der System-Prompt, mit dem neue Unterhaltungen hier beginnen. Leer: dein eigener. Bestehende behalten ihren.",
  itIsFor: "Gilt",
  keep: "Unterhaltungen behalten",
  model: "Modell für neue Unterhaltungen",
  moreAbout: (name) => `Mehr zu ${name}`,
  move: "Verschieben",
  moveHelp: "Die bisherigen Kosten ziehen mit um: Sie zählen in dem Projekt, wo die Unterhaltung ist. System-Prompt und Modell bleiben.",
  moveTitle: "In ein Projekt verschieben",
  moveNowhere: "Du hast noch keine Projekte. Lege zuerst eines an.",
  moving: "Wird verschoben …",
  name: "Name",
  new: "Neues Projekt",
  newChat: "Neuer Chat hier",
  none: "Keines",
  noneYet:
    "Noch kein Projekt. Ein Projekt hält Unterhaltungen zusammen: Sie beginnen mit seinen Anweisungen und seinem Modell und teilen sich ein eigenes Budget.",
  nothingArchived: "Das Archiv ist leer.",
  project: "Projekt",
  settings: "Einstellungen",
  settingsTitle: "Projekteinstellungen",
  unarchive: "Aus dem Archiv holen",
  usual: "Mein übliches",
};
