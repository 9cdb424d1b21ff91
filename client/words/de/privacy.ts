import type { privacy as english } from "../en/privacy.ts";
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("de");

export const privacy: typeof english = {
  title: "Was über dich gespeichert ist",
  about:
    "Alles liegt im Cloudflare-Konto dieses Tally, unter deinem Namen; die Verwaltung von Tally bekommt kein Wort davon zu sehen. Der Anbieter eines Modells erhält, was eine Frage braucht; Tools erfahren, was jeder Schritt zeigt.",
  age: {
    title: "Löschen nach Alter",
    kept: "Unterhaltungen werden aufbewahrt.",
    goAfter: (days) => `Unterhaltungen gehen nach ${days} Tagen.`,
    whoeverKeeps: "Wer hier nichts wählt, behält seine Unterhaltungen.",
    byAdmin: (days) => `Für alle, die hier nichts wählen, gelten ${days} Tage. Du kannst es anders wählen; leer behält alles.`,
    limited: (days) => `Höchstens ${days} Tage erlaubt die Verwaltung; danach gehen auch angeheftete Unterhaltungen.`,
    atNight: "Nachgesehen wird einmal am Tag, nachts (03:17 UTC).",
  },
  all: {
    title: "Alles löschen",
    open: "Alles löschen …",
    question: "Alles löschen?",
    help: "Jedes Wort in den Speichern oben. In den Büchern bleiben Zahlen: was wann für welches Modell ausgegeben wurde.",
    what: "Jede Unterhaltung mit ihren Dateien, ihrem Platz im Suchindex und den Links darauf; Projekte, Vorlagen, Server mit ihren Schlüsseln und Einstellungen. Laufende Antworten werden beendet und bezahlt. Das lässt sich nicht rückgängig machen: Exportiere vorher, was du behalten willst.",
    books:
      "In den Büchern bleiben Zahlen: was wann für welches Modell ausgegeben wurde, unter deiner E-Mail-Adresse. Auch die Belege über Löschungen bleiben.",
    confirmation: "alles löschen",
    type: (confirmation) => `Schreib „${confirmation}“`,
    deleting: "Wird gelöscht …",
    deleted: (count) => `${count} gelöscht …`,
    done: "Alles, was du geschrieben hast, ist gelöscht. In den Büchern bleiben Zahlen.",
  },
  deletions: {
    title: "Belege über Löschungen",
    none: "Noch wurde nichts gelöscht. Was gelöscht wird, hinterlässt hier einen Beleg: Zahlen, kein Wort.",
    messages: (count, shown) => `${shown} ${plural(count, { one: "Nachricht", other: "Nachrichten" })}`,
    newest: (count) => `Die neuesten ${count} zeigen`,
    showAll: (count) => `Alle ${count} zeigen`,
    reasons: {
      asked: "von dir gelöscht",
      age: "wegen ihres Alters",
      project: "mit ihrem Projekt",
      temporary: "sie war temporär",
      everything: "mit allem",
    },
  },
  export: "Exportieren",
  stored: {
    title: "Was gespeichert ist",
    caption: "Was jeder Speicher über dich enthält",
    where: "Wo",
    entries: "Einträge",
    what: "Was",
    tab: "Dieser Browser-Tab",
    tabHolds: "Was du geschrieben und nicht gesendet hast. Entwürfe von Unterhaltungen hat auch der Server, sie sind oben gezählt.",
    files: { name: "Dateien in Unterhaltungen", holds: "Bilder, Dokumente und der Text, der aus ihnen gelesen wurde." },
    drafts: { name: "Entwürfe in Unterhaltungen", holds: "Was du dort geschrieben oder angehängt und nicht gesendet hast." },
    words: "Worte",
    numbers: "Zahlen",
    stays: "bleibt",
  },
  stores: {
    conversations: {
      name: "Unterhaltungen",
      holds:
        "Nachrichten, Gedanken und Belege, mit ihren Dateien und Entwürfen; jede Unterhaltung in einem eigenen Objekt, das ganz gelöscht wird.",
    },
    list: { name: "Liste der Unterhaltungen", holds: "Titel, Zeiten und was jede gekostet hat." },
    index: { name: "Suchindex", holds: "Eine Kopie von Nachrichten und Titeln für die Suche. Temporäre Unterhaltungen sind nicht darin." },
    projects: { name: "Projekte", holds: "Namen und Anweisungen." },
    presets: { name: "Vorlagen und Prompts", holds: "Ihre Namen und Texte." },
    tools: { name: "Tools und Server", holds: "Server mit ihren Schlüsseln und deinen Anmeldungen, und was jedes Tool darf." },
    pushes: {
      name: "Browser, die Bescheid bekommen",
      holds:
        "Wohin jeder eine Nachricht bekommt, wenn eine Antwort fertig ist, und seine Schlüssel. Keine Worte; es verschwindet, wenn du es dort abschaltest oder dich abmeldest.",
    },
    preferences: { name: "Einstellungen", holds: "Dein System-Prompt und was du sonst gewählt hast." },
    shares: { name: "Links, die du vergeben hast", holds: "Zu welcher Unterhaltung jeder führt. Wer einen hat, findet danach nichts." },
    deletions: {
      name: "Belege über Löschungen",
      holds: "Welche Unterhaltung wann und warum gelöscht wurde und wie viele Nachrichten sie hatte.",
    },
    books: {
      name: "Bücher",
      holds: "Was jede Unterhaltung in jedem Monat gekostet hat, und nach Tag und Modell mit deiner E-Mail-Adresse: Aufrufe, Token, Geld.",
    },
  },
};
