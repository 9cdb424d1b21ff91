import type { Problem } from "../../../src/protocol/problem.ts";
import type { http as english } from "../en/http.ts";
import { server } from "./server.ts";

const seconds = ({ retryAfterSeconds }: Problem) =>
  retryAfterSeconds === undefined ? "gleich" : `in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? "Sekunde" : "Sekunden"}`;

/** What is wrong with what was sent, where every part of it is known; else the server's own words within a sentence that says what they are. */
function refusedInput({ detail, errors = [] }: Problem): string {
  const said = errors.map(({ message }) => server(message));
  const isKnown = said.length > 0 && errors.every(({ message }, index) => message !== said[index]);
  return isKnown ? [...new Set(said)].join(" ") : `Der Server nimmt das so nicht an (${detail}).`;
}

/** The server's sentence where it is known; else the one of its kind, where a kind has one meaning. */
function problem(problem: Problem): string {
  const said = server(problem.detail);
  if (said !== problem.detail) return said;
  switch (problem.type) {
    case "urn:tally:problem:invalid":
      return refusedInput(problem);
    case "urn:tally:problem:not-found":
      return "Hier ist nichts, oder es gehört dir nicht.";
    case "urn:tally:problem:over-budget":
      return "Dein Budget reicht dafür nicht mehr.";
    case "urn:tally:problem:too-many":
      return `Das war zu viel auf einmal. Versuch es ${seconds(problem)} nochmal.`;
    case "urn:tally:problem:overloaded":
      return `Gerade ist zu viel los. Versuch es ${seconds(problem)} nochmal.`;
    case "urn:tally:problem:network":
      return "Ältere Nachrichten konnten nicht geladen werden. Versuch es nochmal.";
    case "urn:tally:problem:read-only":
      return "Diese Unterhaltung ist nur zum Lesen geteilt. Schreib in einer eigenen Kopie weiter.";
    default:
      return problem.detail;
  }
}

export const http: typeof english = {
  broken: "Auf dieser Seite ist etwas schiefgegangen. Versuch es nochmal oder lade sie neu.",
  failed: (status) => `Der Server hat mit ${status} geantwortet. Versuch es gleich nochmal.`,
  leftOut: (what) => `Nicht zu sehen, weil diese Seite sie nicht lesen kann: ${what}. Lade neu, um die neueste Version zu bekommen.`,
  lists: {
    conversations: "Unterhaltungen",
    deletions: "Belege über Löschungen",
    differences: "Abweichungen",
    hits: "Treffer",
    holds: "Reservierungen",
    links: "Links",
    models: "Modelle",
    people: "Personen",
    presets: "Vorlagen und Prompts",
    projects: "Projekte",
    receipts: "Belege",
    rows: "Buchungen",
    servers: "Server",
    stores: "Speicher",
    tools: "Tools",
    waiting: "wartende Zahlen",
  },
  problem,
  server,
  signedOut: "Du bist abgemeldet. Lade die Seite neu, um dich wieder anzumelden.",
  unexpected: "Die Antwort des Servers passt nicht zu dieser Seite. Lade neu, um die neueste Version zu bekommen.",
  unreachable: "Der Server ist nicht erreichbar. Prüfe deine Verbindung und versuch es nochmal.",
};
