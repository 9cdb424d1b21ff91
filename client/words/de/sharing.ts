import type { sharing as english } from "../en/sharing.ts";

export const sharing: typeof english = {
  aConversation: "Eine Unterhaltung",
  canBeRead: "Lesbar",
  copyLink: "Link kopieren",
  copying: "Wird kopiert …",
  ends: {
    never: "Bis ich ihn zurücknehme",
    "1": "Einen Tag lang",
    "7": "Eine Woche lang",
    "30": "30 Tage lang",
    date: "Bis zu einem Datum",
  },
  given: "Links, die du vergeben hast",
  lasts: (until) => (until === null ? "bis du ihn zurücknimmst" : `bis ${until}`),
  opened: (ago) =>
    ago === null
      ? "noch nicht geöffnet"
      : ago === "gerade eben"
        ? "gerade geöffnet"
        : `zuletzt geöffnet: ${/^\d+ (min|h)$/.test(ago) ? `vor ${ago}` : ago}`,
  showsCosts: (withCosts) => (withCosts ? "mit Kosten" : "ohne Kosten"),
  goOn: "Von hier aus weiter",
  help: (title) =>
    `Wer sich hier anmelden kann und den Link hat, liest „${title}“, wie du es jetzt siehst, und was währenddessen dazukommt: nur den gezeigten Zweig, nicht System-Prompt, Entwurf oder deine Adresse.`,
  lastDay: "Letzter Tag",
  late: "Wähle einen Tag, der noch kommt.",
  links: "Links",
  make: "Link erstellen",
  none: "Keine. Im Menü einer Unterhaltung entsteht einer.",
  noneYet: "Noch keine.",
  nowhere: "Dieser Link führt ins Leere",
  nowhereHelp: "Er wurde zurückgenommen, ist abgelaufen oder stimmt nicht ganz. Frag, wer ihn dir gegeben hat.",
  readOnly: "Zum Lesen mit dir geteilt. Wenn du weiterschreibst, entsteht eine eigene Kopie, die sonst niemand sieht.",
  shared: "Geteilt",
  takeBack: "Zurücknehmen",
  takeBackHelp: "Wer gerade darüber mitliest, verliert sofort den Zugang",
  title: "Unterhaltung teilen",
  withCosts: "Mit Kosten",
  withCostsHelp: "Wer liest, sieht, was jede Antwort gekostet hat.",
};
