import type { app as english } from "../en/app.ts";
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("de");

export const app: typeof english = {
  deleted: (count, title) =>
    `${plural(count, { one: title === null ? "Unterhaltung" : `„${title}“`, other: `${count} Unterhaltungen` })} gelöscht.`,
  ended: (cost) => `Die Antwort ist fertig. Diese Unterhaltung: ${cost}`,
  endedFailed: (cost) => `Die Antwort ist nicht bis zum Ende gekommen. Diese Unterhaltung: ${cost}`,
  endedStopped: (cost) => `Die Antwort wurde an ihrer Geldgrenze angehalten. Diese Unterhaltung: ${cost}`,
  newChat: "Neuer Chat",
  notDeleted: (reason) => `Nicht gelöscht: ${reason}`,
  nothingHere: "Unter dieser Adresse gibt es nichts",
  nothingHereHelp: "Vielleicht hast du dich vertippt, oder sie führt zu etwas, das gelöscht wurde.",
  signedOut: "Du bist abgemeldet. Was du geschrieben hast, bleibt. Melde dich wieder an, um weiterzumachen.",
  newer: "Es gibt eine neue Version von Tally. Was du geschrieben hast, bleibt erhalten.",
  signIn: "Anmelden",
  undo: "Rückgängig",
};
