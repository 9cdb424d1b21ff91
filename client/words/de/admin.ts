import type { admin as english } from "../en/admin.ts";
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("de");

export const admin: typeof english = {
  title: "Verwaltung",
  inAll: (amount) => `${amount} insgesamt`,
  people: "Personen",
  audit: {
    title: "Prüfung",
    check: "Bücher prüfen",
    checkAgain: "Nochmal prüfen",
    checking: "Wird geprüft …",
    help: "Rechnet Belege, Summen, D1 und Guthaben jeder Unterhaltung nach und zeigt jede Abweichung.",
    notYet: "Die Prüfung gibt es auf diesem Server noch nicht.",
    caption: "Zahlen, die nicht übereinstimmen",
    conversation: "Unterhaltung",
    what: "Was",
    expected: "Erwartet",
    found: "Gefunden",
    ofPeople: (chats, chatsShown, people, peopleShown) =>
      `${chatsShown} ${plural(chats, { one: "Unterhaltung", other: "Unterhaltungen" })} von ${peopleShown} ${plural(people, { one: "Person", other: "Personen" })}`,
    agree: (checked, amount) => `${checked} geprüft, ${amount}: Die Bücher stimmen bis auf den letzten Nano-Dollar.`,
    differences: (count, shown, checked) => `${shown} ${plural(count, { one: "Abweichung", other: "Abweichungen" })} in ${checked}.`,
    waiting: (count, shown) =>
      `${shown} ${plural(count, { one: "Zahl ist", other: "Zahlen sind" })} noch auf dem Weg in die Bücher. Prüfe in einer Minute nochmal.`,
    holds: (count, shown, amount) =>
      `${shown} ${plural(count, { one: "Reservierung hat", other: "Reservierungen haben" })} keine laufende Antwort mehr (${amount}). Sie werden frei, sobald das Guthaben der Person angesehen wird.`,
  },
  budget: {
    wrong: "Gib einen Betrag in USD ein, etwa 12,50.",
    of: (email) => `Monatsbudget von ${email} in USD`,
    default: "Standard",
    defaultHelp: "Zurück zum Budget, das alle haben",
    label: (email, amount) => `Budget von ${email}: ${amount}. Ändern`,
    help: "Monatsbudget dieser Person ändern",
    used: (spent, limit) => `${spent} von ${limit} in diesem Monat`,
  },
  find: {
    wrong: "Gib eine E-Mail-Adresse ein, etwa bob@example.com.",
    label: "Jemand anderes",
    example: "bob@example.com",
    looking: "Wird gesucht …",
    show: "Zeigen",
  },
  notForYou: {
    title: "Für die Verwaltung",
    setting: "Diese Seite zeigt, was alle ausgeben, setzt Budgets und prüft die Bücher. Sie ist für die Adressen in der Einstellung",
    youAre: "; du bist",
    notAmong: " und nicht dabei.",
    dev: "Auf diesem Rechner ist das admin@localhost: „Person wechseln“ unten in der Seitenleiste.",
    ask: "Wer dieses Tally eingerichtet hat, kann dich hinzufügen.",
    sees: "Die Verwaltung sieht Personen, Beträge und IDs. Keine Seite zeigt ihr eine Unterhaltung, auch deine nicht. Deine eigenen Zahlen stehen unter",
    end: ".",
  },
  short: (count, shown, percent) =>
    `${plural(count, { one: "Eine Person hat", other: `${shown} Personen haben` })} ${percent} % des Budgets oder mehr verbraucht und ${plural(count, { one: "steht", other: "stehen" })} oben.`,
  nobody: "Noch hat niemand etwas ausgegeben.",
  table: {
    caption: "Ausgaben und Budget nach Person",
    person: "Person",
    spent: "Ausgaben",
    perMonth: "Pro Monat",
    used: "Verbraucht",
    models: "Modelle",
  },
  more: "Mehr Personen zeigen",
  models: {
    label: "Modelle, die diese Person nutzen darf",
    help: "Eine ID pro Zeile; * am Ende heißt alle, die so anfangen, etwa @cf/*. Leer: alles, was dieser Server anbietet.",
    everything: "Alles",
    begin: "Neue Unterhaltungen beginnen mit",
    beginHelp: "Außer die Person bevorzugt ein anderes.",
    default: "Standard dieses Servers",
    of: (email, models) => `Modelle von ${email}: ${models}. Ändern`,
    all: "alle",
    mayAll: "Darf jedes Modell dieses Servers nutzen",
  },
  reindex: {
    title: "Suchindex",
    run: "Neu aufbauen",
    running: "Läuft …",
    help: "Eine Kopie aller Worte für die Suche. Lücken werden von selbst gefunden und gefüllt. Das hier nimmt alles heraus und wieder hinein; bis dahin ist nicht alles zu finden. Du siehst Zahlen, keine Worte.",
    done: (count) => `${count} neu eingetragen.`,
    soFar: (count) => `${count} bisher …`,
    failed: "Was im Index fehlt, kommt zurück, wenn du nochmal drückst.",
  },
  retention: {
    title: "Aufbewahrung",
    kept: "Unterhaltungen von Personen, die nichts gewählt haben, werden aufbewahrt.",
    deleted: (days) =>
      `Unterhaltungen von Personen, die nichts gewählt haben, werden ${days} Tage nach ihrer letzten Nachricht gelöscht; angeheftete bleiben.`,
    free: "Jede Person kann es anders wählen.",
    limited: (days) => `Jede Person kann es anders wählen, höchstens ${days} Tage; danach gehen auch angeheftete.`,
    before: "Die Einstellungen heißen",
    and: "und",
    after: " und gehören zur Installation.",
  },
};
