import type { perf as english } from "../en/perf.ts";
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("de");

export const perf: typeof english = {
  title: "Geschwindigkeit",
  about:
    "Was eine deiner Unterhaltungen braucht, von dieser Seite gemessen, während du hinsiehst. Sie öffnet zwei Verbindungen, die als Tabs zählen; frage in einem anderen Tab etwas, und die Zahlen der Antwort kommen dazu.",
  conversation: "Unterhaltung",
  none: "Es gibt noch keine Unterhaltung zum Messen.",
  gone: "Diese Unterhaltung lässt sich nicht öffnen.",
  again: "Wiederaufnahme neu messen",
  measuring: "Wird gemessen…",
  failed: "Die Wiederaufnahme ließ sich nicht messen. Versuche es wieder, wenn die Verbindung steht.",
  away: "Gerade gibt es keine Verbindung: die Zahlen stehen still.",
  whole: (count) => `${count} davon bekamen alles neu gesagt, das war kürzer oder sicherer.`,
  running: "Gerade wird eine Antwort geschrieben.",
  figures: "Hier gemessen, und die Zahlen des Benchmarks",
  figure: "Was",
  here: "Hier",
  bench: "Benchmark",
  ms: (shown) => `${shown} ms`,
  bytes: (shown) => `${shown} B`,
  most: (shown) => `höchstens ${shown}`,
  measurements: (count, shown) => `${shown} ${plural(count, { one: "Messung", other: "Messungen" })}`,
  p99: (shown) => `99 %: ${shown}`,
  nothingYet: "noch nicht",
  notSaid: "nicht gemessen",
  noFigure: "—",
  of: {
    firstToken: {
      name: "Bis zum ersten Token",
      note: "Von der Frage an das Modell bis zu seinem ersten Token, die letzten 20 Antworten des Zweigs, nach der Uhr des Servers. Die Zahl des Benchmarks geht von einer Frage in einer neuen Unterhaltung bis zum Tab; sein Modell wartet auf nichts.",
    },
    open: {
      name: "Öffnen der Unterhaltung",
      note: (messages, benchMessages) =>
        `Vom Nichts bis zum ersten Frame. Sie hat ${messages} Nachrichten; die des Benchmarks hatte ${benchMessages}.`,
    },
    openBytes: { name: "Bytes davon", note: "Der erste Frame, vor der Kompression." },
    resume: {
      name: "Wiederaufnahme",
      note: "Eine Verbindung, die weiß, was diese Seite weiß, von ihrem Beginn bis zum ersten Frame; das Netz ist darin.",
    },
    afterHandshake: { name: "Davon nach dem Handshake", note: "Vom offenen Socket bis zum ersten Frame." },
    resumeBytes: { name: "Bytes einer Wiederaufnahme", note: "Neben dem Text, der fehlt." },
    fanOut: {
      name: "Zwischen zwei Tabs",
      note: "Wie viel später dieselben Worte die zweite Verbindung erreichen. Wie lange sie vom Modell brauchten, kann keine Seite wissen: die Uhren gehen verschieden. Die Zahl des Benchmarks ist dieser Weg, vom Modell zum Tab.",
    },
    bytesPerByte: {
      name: "Bytes je Byte Text",
      note: "Alle Frames einer Antwort, die begann, während du hinsahst; was von Anfang und Ende erzählt, wiegt in einer kurzen schwerer.",
    },
    rows: {
      name: "Geschriebene Zeilen je Antwort",
      note: "Der Server zählt sie in seinen Tests und sagt sie keiner Seite. Der Benchmark: 1.000 Token in 20 s.",
    },
  },
  fromBench: (day) =>
    `Der Benchmark lief am ${day}: beide Seiten auf einem Rechner, kein Netz dazwischen. docs/performance.md hat alles davon.`,
};
