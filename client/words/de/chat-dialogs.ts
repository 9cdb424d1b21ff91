import type { chatDialogs as english } from "../en/chat-dialogs.ts";
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("de");

export const chatDialogs: typeof english = {
  settings: {
    title: "Einstellungen der Unterhaltung",
    titleHelp: "Bleibt das Feld leer, entsteht der Titel nach der ersten Antwort.",
    model: "Modell",
    modelHelp: "Beantwortet die nächste Frage.",
    system: "System-Prompt",
    systemHelp: "Steht für das Modell vor der Unterhaltung, bei jeder Frage: Er ist Teil jedes Preises.",
    limit: "Limit in USD",
    limitHelp: (soFar) =>
      `Was alle Antworten, Titel und Zusammenfassungen hier zusammen kosten dürfen. Bleibt das Feld leer, zählt nur dein Monatsbudget. Bisher ${soFar}.`,
    limitWrong: "Gib einen Betrag in USD ein, etwa 0,50, oder nichts.",
    noLimit: "Kein Limit",
    temporary: "Temporär: Sie löscht sich 24 Stunden nach ihrer letzten Nachricht. ",
    begun: (count, shown, moment) => `${shown} ${plural(count, { one: "Nachricht", other: "Nachrichten" })}, begonnen am ${moment}.`,
  },
  compact: {
    title: "Unterhaltung zusammenfassen",
    help: "Ab hier gehen Fragen mit einer Zusammenfassung statt mit allem darüber ans Modell. Das macht lange Unterhaltungen günstiger und hält sie im Kontext des Modells. Nichts wird gelöscht, jede Nachricht bleibt lesbar, und du kannst es rückgängig machen.",
    by: "Geschrieben von",
    figures: (input, output, likely, worst) =>
      `${input} Token Eingabe, etwa ${output} Ausgabe. Wahrscheinlich ${likely}, schlimmstenfalls ${worst}.`,
    price: (likely, worst) => `Etwa ${likely}, höchstens ${worst}.`,
    shorter: (count) => `Jede spätere Frage wird um etwa ${count} Token kürzer.`,
    notShorter: "Was hier steht, ist kürzer als eine Zusammenfassung: Spätere Fragen würden nicht günstiger.",
    leavesOut:
      "Die ältesten Nachrichten passen nicht in den Kontext dieses Modells, die Zusammenfassung kennt sie also nicht. Ein Modell mit größerem Kontext liest mehr.",
    make: "Zusammenfassen",
  },
};
