import type { welcome as english } from "../en/welcome.ts";

export const welcome: typeof english = {
  suggestions: "Vorschläge",
  draft: {
    title: "Nachricht entwerfen",
    text: "Schreib eine kurze, freundliche E-Mail, die unser Treffen auf nächste Woche verschiebt und zwei Termine anbietet.",
  },
  understand: {
    title: "Etwas verstehen",
    text: "Erklär mir Zinseszins mit einem Vergleich aus dem Alltag, dann mit Zahlen.",
  },
  compare: {
    title: "Möglichkeiten vergleichen",
    text: "Vergleiche Bahn, Auto und Flugzeug für eine Reise von 600 km: Zeit, Kosten, Emissionen. Eine Tabelle, dann eine Empfehlung.",
  },
  code: { title: "Code lesen", text: "Erklär Schritt für Schritt, was dieser Code macht und was darin schiefgehen kann:\n\n" },
  cost: { title: "Was es kostet", text: "Was kostet eine Unterhaltung?" },
  online: { title: "Online stellen", text: "Wie bringe ich Tally online?" },
  private: { title: "Wer mitlesen kann", text: "Wer kann hier mitlesen?" },
  budgets: { title: "Budgets für andere", text: "Wie funktionieren Budgets?" },
  developers: "Zum Entwickeln",
  tokens: "500 Token, 60 pro Sekunde",
  thinking: "Erst nachdenken",
  breaks: "Ein Abbruch mittendrin",
  connect: {
    before: "Für ein echtes Modell starte Ollama, LM Studio, llama.cpp oder vLLM, setze",
    after: " oder nutze Cloudflare.",
  },
};
