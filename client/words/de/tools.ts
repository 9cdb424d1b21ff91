import type { tools as english } from "../en/tools.ts";
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("de");

export const tools: typeof english = {
  title: "Tools",
  about:
    "Was ein Modell beim Antworten nutzen darf, sobald du es im „+“-Menü einer Unterhaltung einschaltest. Fragen: Du wirst jedes Mal gefragt. Immer: Es läuft von selbst, außer es würde nach dem Lesen fremder Texte deine Worte an einen Server geben. Nie: Es wird nicht angeboten.",
  own: "Von Tally selbst",
  servers: "Server",
  serversHelp:
    "Tools anderer Anbieter über das Model Context Protocol. Schlüssel und Anmeldungen liegen nur in deinem eigenen Speicher und gehen mit dem Server, wenn du ihn entfernst.",
  serversFixed: "Die Verwaltung hat die Server dieses Tally gewählt; niemand kann eigene hinzufügen.",
  noServer: "Noch kein Server.",
  add: {
    title: "Server hinzufügen",
    address: "Adresse",
    addressHelp:
      "Eines Servers für das Model Context Protocol über Streamable HTTP. Nur einer, dem du vertraust: Er erhält, was Modelle für seine Tools schreiben.",
    addressExample: "https://mcp.example.com/mcp",
    name: "Name",
    nameHelp: "Wie du ihn sehen willst; seine Tools heißen danach.",
    headers: "Header",
    headersHelp: "Nur wenn die Dokumentation des Servers einen verlangt: Name: Wert, einer pro Zeile. Eine Anmeldung braucht keinen.",
    headersExample: "Authorization: Bearer …",
    headersWrong: "Schreib jeden Header als Name: Wert, einen pro Zeile.",
    connect: "Hinzufügen und verbinden",
    connecting: "Wird verbunden …",
  },
  server: {
    asking: "Wird gefragt …",
    askAgain: "Nochmal fragen",
    connect: "Verbinden",
    signIn: (host) => `Bei ${host} anmelden`,
    remove: "Entfernen",
    removing: "Wird entfernt …",
    removeThis: (name) => `${name} entfernen?`,
    removeHelp:
      "Seine Tools werden nicht mehr angeboten, seine Schlüssel und deine Anmeldung hier gelöscht. Was er selbst speichert, bleibt bei ihm; Antworten, die ihn nutzten, behalten ihre Schritte.",
    fixed: "Die Verwaltung hat diesen Server allen gegeben. Hier kann er nicht entfernt werden.",
    sent: (headers) => `Geht mit jeder Anfrage mit, der Wert wird nie wieder gezeigt: ${headers}`,
    new: "Noch nicht verbunden: Er wurde nichts gefragt.",
    authorize: (detail) => `Er möchte, dass du dich anmeldest.${detail}`,
    failed: (detail) => `Er funktioniert nicht.${detail}`,
    ready: (count, ago, detail) =>
      `Verbunden, ${plural(count, { one: "1 Tool", other: `${count} Tools` })}${ago === null ? "" : `, gefragt ${/^\d+ (min|h)$/.test(ago) ? `vor ${ago}` : ago}`}.${detail}`,
  },
  signIn: {
    ready: "Du bist angemeldet: Die Tools des Servers stehen unten. Jedes fragt, bevor es benutzt wird.",
    refused: "Der Server hat die Anmeldung nicht angenommen. Verbinde ihn unten nochmal.",
    failed:
      "Aus der Anmeldung wurde nichts: Sie wurde abgelehnt, hat zu lange gedauert oder wurde von jemand anderem begonnen. Verbinde den Server unten nochmal.",
  },
  policies: { ask: "Fragen", always: "Immer", never: "Nie" },
  when: (tool) => `Wenn ein Modell ${tool} nutzen will`,
  changed:
    "Der Server beschreibt dieses Tool anders als damals, als du es erlaubt hast. Es fragt wieder jedes Mal, und Modelle erfahren, was du erlaubt hast, bis du es neu erlaubst.",
  allowChanged: "So erlauben, wie es jetzt ist",
  said: "Was Modelle darüber erfahren",
  saidNow: "Was der Server jetzt sagt",
  nothing: "Nichts.",
  price: (price) => `${price} pro Aufruf`,
  simulated: "simuliert: Es wird nichts gesucht, es kostet niemanden etwas",
  onlyReads: "liest nur, sagt sein Server",
  told: {
    search:
      "Was gesucht wird, geht an Cloudflare und seinen Suchanbieter. Ob das Log des Gateways es behält, ist nicht dokumentiert: Geh davon aus.",
    page: "Der Server der Seite sieht, dass seine Adresse abgerufen wurde, vom Netz von Cloudflare unter dem Namen Tally, ohne Cookies.",
  },
};
