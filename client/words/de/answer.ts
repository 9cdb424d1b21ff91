import type { AnswerProblem } from "../../../src/protocol/message.ts";
import type { answer as english } from "../en/answer.ts";
import { pluralsOf } from "../plural.ts";
import { server } from "./server.ts";

const plural = pluralsOf("de");

/** The server's sentence where it is known; else the one of its reason, where a reason has one meaning. */
function problem({ reason, detail, retryAfterSeconds }: AnswerProblem): string {
  const said = server(detail);
  if (said !== detail) return said;
  switch (reason) {
    case "over-budget":
      return "Dein Budget reicht für diese Antwort nicht mehr.";
    case "cap-reached":
      return "Das Limit ist erreicht. Die Antwort behält, was sie hat.";
    case "no-credits":
      return "Das Guthaben beim Anbieter ist aufgebraucht. Wähle ein anderes Modell oder frag die Verwaltung.";
    case "plan-required":
    case "not-configured":
      return "Dieser Server darf das Modell nicht nutzen: Ein Schlüssel, eine Lizenz oder eine Berechtigung fehlt. Wähle ein anderes oder frag die Verwaltung.";
    case "gateway-missing":
      return "Das AI Gateway dieses Servers fehlt. Frag die Verwaltung.";
    case "out-of-capacity":
      return "Das Modell ist gerade überlastet. Versuch es gleich nochmal oder wähle ein anderes.";
    case "gateway-limit":
      return `Gerade kommen zu viele Anfragen. Versuch es ${retryAfterSeconds === null ? "gleich" : `in ${retryAfterSeconds} s`} nochmal.`;
    case "context-too-long":
      return "Die Unterhaltung ist zu lang für dieses Modell. Wähle eines mit größerem Kontext oder fass sie zusammen.";
    case "content-filter":
      return "Der Anbieter hat die Antwort zurückgehalten oder abgebrochen. Ein anderes Modell antwortet vielleicht.";
    case "stalled":
      return "Vom Modell kam zu lange nichts mehr. Was da ist, bleibt.";
    case "empty":
      return "Das Modell hat nichts geantwortet. Versuch es nochmal oder wähle ein anderes.";
    case "crashed":
      return "Die Antwort wurde unterbrochen. Nichts wurde doppelt bezahlt; sie geht weiter, wenn du willst.";
    case "network":
      return "Die Verbindung zum Modell kam nicht zustande oder ist abgebrochen. Was angekommen ist, bleibt.";
    case "provider":
    case "model-retired":
    case "model-unable":
    case "unknown":
      return detail;
  }
}

export const answer: typeof english = {
  again: "Nochmal antworten",
  againIn: (seconds) => `Nochmal in ${seconds} s`,
  againOther: "Mit einem anderen Modell antworten",
  answer: "Antwort",
  branch: {
    question: { first: "Das ist die erste Frage", previous: "Vorige Frage", newest: "Das ist die neueste Frage", next: "Nächste Frage" },
    answer: {
      first: "Das ist die erste Antwort",
      previous: "Vorige Antwort",
      newest: "Das ist die neueste Antwort",
      next: "Nächste Antwort",
    },
    version: (at, of) => `Version ${at} von ${of}`,
  },
  changed: "Deine Änderungen sind gemerkt, aber nicht gesendet.",
  chooseOther: "Anderes Modell wählen",
  continue: "Weiter",
  conversation: "Unterhaltung",
  copyAnswer: "Antwort kopieren",
  copyAnswerLink: "Link zu dieser Antwort kopieren",
  copyQuestion: "Frage kopieren",
  copyQuestionLink: "Link zu dieser Frage kopieren",
  divider: (model) =>
    `Ältere Nachrichten passen nicht mehr in den Kontext von ${model ?? "diesem Modell"}: Die letzte Antwort kannte die Unterhaltung erst ab hier.`,
  edit: {
    label: "Frage bearbeiten",
    button: "Frage bearbeiten",
    changeFirst: "Ändere zuerst den Text",
    keys: (key) => `${key} sendet, Escape merkt sich die Änderungen für später.`,
    stays: "Die erste Fassung bleibt: ‹ › wechselt zwischen ihnen.",
    undo: "Änderungen verwerfen",
    goOn: "Weiter bearbeiten",
  },
  failed: "Die Antwort ist fehlgeschlagen.",
  followUps: "Was du als Nächstes fragen könntest",
  info: {
    title: "Modell, Token, Kosten und Zeit",
    about: "Zu dieser Antwort",
    asked: "Gefragt",
    basis: {
      billed: "vom Anbieter gezählt",
      logged: "aus dem Log des Gateways",
      listed: "Token × Preisliste",
      estimated: "geschätzt, bis die Zahl bekannt ist",
      free: "nichts berechnet",
    },
    cached: (count) => `davon ${count} im Cache`,
    calls: "Modellaufrufe",
    cost: "Kosten",
    firstToken: "Erstes Token nach",
    imported: "importiert",
    importedCost: "nichts: anderswo gesagt und importiert",
    input: "Token Eingabe",
    knownAtEnd: "bekannt, wenn die Antwort fertig ist",
    model: "Modell",
    noCall: "kein Modellaufruf bezahlt",
    notYet: "noch nicht",
    output: "Token Ausgabe",
    perSecond: (count) => `${count} Token pro Sekunde`,
    said: "Gesagt",
    saved: "Durch Cache gespart",
    took: "Dauer",
    unknown: "unbekannt",
  },
  interrupted: "Diese Antwort wurde unterbrochen. Nichts wurde doppelt bezahlt; sie geht weiter, wenn du willst.",
  interruptedKept: "Diese Antwort wurde unterbrochen. Was angekommen ist, bleibt.",
  jump: "Zur Antwort springen",
  loadEarlier: "Frühere laden",
  maximumLength: "Die Antwort hat ihre größte Länge erreicht.",
  model: "das Modell",
  otherRunning: "Eine andere Antwort wird gerade geschrieben, danach geht es hier weiter",
  overBudget: {
    ask: "Ein Modell fragen, das passt",
    askLabel: "Ein Modell fragen, für das der Rest reicht",
    about: (amount) => `etwa ${amount}`,
    change: "Budgets ändern",
    left: (left, limit, renewal) => `Von deinen ${limit} sind noch ${left} übrig; ${renewal}.`,
    noneFits: " Dafür reicht es hier auch bei keinem anderen Modell.",
  },
  pending: {
    sending: "Wird gesendet …",
    waitsShort: "Wartet auf das Netz. Wird genau einmal gesendet.",
    waits: "Wartet auf das Netz. Wird genau einmal gesendet, sobald es eine Verbindung gibt.",
    overBudget: "Nicht gesendet: über dem Budget, wie unten.",
    takeBack: "Zurücknehmen",
    sendAgain: "Nochmal senden",
  },
  problem,
  question: "Deine Frage",
  rating: {
    up: { label: "Gute Antwort", question: "Was war gut?", given: "Gute Antwort: so bewertet" },
    down: { label: "Schlechte Antwort", question: "Was war falsch?", given: "Schlechte Antwort: so bewertet" },
    reasons: {
      correct: "Richtig",
      clear: "Verständlich",
      complete: "Vollständig",
      useful: "Nützlich",
      incorrect: "Nicht richtig",
      "not-asked": "Nicht meine Frage",
      incomplete: "Unvollständig",
      "too-long": "Zu lang",
      outdated: "Veraltet",
      refused: "Grundlos abgelehnt",
    },
    note: "In deinen Worten, wenn du magst",
    stays: "Das bleibt in dieser Unterhaltung und ihren Exporten. Kein Modell und kein Mitleser erfährt davon.",
    takeBack: "Zurücknehmen",
    done: "Fertig",
  },
  read: {
    aloud: "Vorlesen",
    aloudFor: (price) => `Vorlesen (etwa ${price})`,
    stop: "Vorlesen beenden",
    failed: "Der Ton kann hier nicht abgespielt werden.",
  },
  scrollToEnd: "Zum Ende scrollen",
  seeBudget: "Budget ansehen",
  showAll: "Alles zeigen",
  showLess: "Weniger zeigen",
  silence: (time) => `Seit ${time} nichts Neues vom Modell`,
  sources: "Quellen",
  step: {
    title: "Schritte dieser Antwort",
    allow: (title) => `Erlauben? ${title}`,
    always: "Immer erlauben",
    deny: "Nicht erlauben",
    once: "Einmal erlauben",
    sentTo: "Gesendet an",
    waiting: "wartet auf deine Erlaubnis",
    running: "läuft",
    denied: "nicht erlaubt",
    failed: "fehlgeschlagen",
    sources: (count) => plural(count, { one: "1 Quelle", other: `${count} Quellen` }),
    search: (query) => `Nach „${query}“ suchen`,
    searched: (query) => `Nach „${query}“ gesucht`,
    read: (host) => `Eine Seite von ${host} lesen`,
    hasRead: (host) => `Eine Seite von ${host} gelesen`,
  },
  stopped: "Gestoppt. Die Antwort behält, was sie hat.",
  stoppedEmpty: "Vor dem ersten Wort gestoppt.",
  stoppedQueued: "Aus der Warteschlange genommen: Es wurde kein Modell gefragt.",
  summary: {
    running: "Wird zusammengefasst …",
    make: "Zusammenfassen …",
    above: "Fragen ab hier gehen mit einer Zusammenfassung von allem darüber ans Modell",
    undo: "Rückgängig",
    undoHelp: "Wieder die ganze Unterhaltung senden",
  },
  thinking: "Denkt nach",
  thinkingOf: (model) => `Denkt nach · ${model}`,
  thought: "Nachgedacht",
  thoughtFor: (time) => `${time} nachgedacht`,
  turn: "Wartet, bis sie dran ist …",
  waiting: {
    disconnected: "Keine Verbindung: Die Antwort läuft auf dem Server weiter und kommt, sobald die Verbindung wieder da ist",
    local: (model) => `Wartet auf ${model}: Der Server lädt das Modell oder hat andere davor`,
    firstWord: (model) => `Wartet auf das erste Wort von ${model}`,
  },
  working: "Einen Moment …",
};
