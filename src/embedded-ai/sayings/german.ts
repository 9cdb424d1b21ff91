/** What the embedded AI says in German. */
import type { Sayings } from "./sayings.ts";

const COST = `## Was eine Unterhaltung kostet

Jeder Modellaufruf hinterlässt einen **Beleg**: auch Titel, gestoppte und fehlgeschlagene Aufrufe. Ein Beleg kennt bis zu drei Beträge, der genaueste zählt:

| Betrag | woher er kommt |
| --- | --- |
| abgerechnet | die Neuronen, die das Modell am Ende meldet; 1.000 Neuronen sind 0,011 USD |
| laut Log | die Kosten im Log des AI Gateways, einige Sekunden nach dem Aufruf gelesen |
| laut Preisliste | Anzahl der Token × Preisliste |

Gerechnet wird in ganzen Nanodollar (10⁻⁹ USD), gerundet einmal pro Beleg, deshalb stimmen Summen bis zur letzten Ziffer. Die Summe steht oben in der Kopfzeile; Token, Zeit und Kosten einer Antwort stehen hinter dem Info-Knopf darunter.

\`\`\`sh
curl http://127.0.0.1:8787/api/spend?by=model
npm run audit   # prüft, ob alle Bücher übereinstimmen
\`\`\`
`;

const BUDGET = `## Budgets

Jede Person hat ein Monatslimit. Bevor ein Modell gefragt wird, wird **zurückgelegt**, was die Antwort höchstens kosten kann; danach wird **abgerechnet**, was sie gekostet hat, und der Rest ist wieder frei. Auch mehrere Unterhaltungen gleichzeitig können das Budget nicht überziehen, denn Zurückgelegtes zählt mit.

| Lage | was passiert |
| --- | --- |
| der Rest reicht für den schlimmsten Fall | die Antwort läuft wie immer |
| der Rest reicht für eine kürzere Antwort | die Antwort darf nur so lang werden |
| es ist nichts mehr übrig | sie wird abgelehnt, mit dem Rest und dem Tag, an dem sich das Budget erneuert |

Die Verwaltung setzt ein Budget:

\`\`\`sh
curl -X PUT http://127.0.0.1:8787/api/admin/people/alice@example.com/budget \\
  -H 'X-Tally-Dev-User: admin@localhost' -H 'Content-Type: application/json' \\
  -d '{"limitNanoUsd": 5000000000}'
\`\`\`

Zum Ausprobieren gibt es \`embedded/costly\`: dieselbe Stimme zum hundertfachen (simulierten) Preis.
`;

const DEPLOY = `## Auf dem eigenen Konto online stellen

Alles, was eingerichtet wird, steht in \`terraform/\`: der Worker, seine Durable Objects, die D1-Datenbank, das AI Gateway und davor die Access-Anwendung.

| Schritt | Befehl |
| --- | --- |
| Konto-ID, Hostname und API-Token eintragen | \`cp .env.example .env\` |
| alles anlegen oder aktualisieren | \`npm run deploy\` |
| alles wieder entfernen | \`npm run destroy\` |

\`\`\`sh
npm run deploy
npm run audit -- --remote
\`\`\`

Solange Access nicht eingerichtet ist, lässt ein Tally im Netz niemanden hinein. Die wählbare Identität dieses Rechners gibt es dort nicht.
`;

const MODELS = `## Modelle

Die Liste neben dem Eingabefeld zeigt jedes Modell, das gefragt werden darf. Eine Unterhaltung kann es bei jeder Nachricht wechseln, und jede Antwort sagt, welches sie geschrieben hat.

| Name beginnt mit | wer antwortet |
| --- | --- |
| \`@cf/\` | Workers AI |
| \`openai/\`, \`anthropic/\`, \`google/\`, \`xai/\`, \`deepseek/\` | dieser Anbieter, über das AI Gateway |
| \`local/\` | ein Server mit OpenAI-Schnittstelle auf deinem Rechner |
| \`embedded/\` | niemand: dieser Platzhalter, um Tally auszuprobieren |

Ollama, LM Studio, llama.cpp und vLLM werden auf ihren üblichen Ports gefunden. Jeder andere Server:

\`\`\`sh
LOCAL_AI_URL=http://127.0.0.1:5000/v1 npm start   # ein Server mit OpenAI-Schnittstelle
REMOTE_AI=1 npm start                             # Workers AI, mit Zugangsdaten von Cloudflare
\`\`\`
`;

const PRIVACY = `## Wo deine Worte sind

Deine Worte liegen nur an zwei Orten: im Speicher der Unterhaltung selbst und, für die Suche, in deinem eigenen Objekt. Beide sind auf deinem Konto (oder hier: in \`.tally/\` auf diesem Rechner).

| Speicher | enthält |
| --- | --- |
| die Unterhaltung | Nachrichten, Belege |
| dein Objekt | die Liste der Unterhaltungen, die Suche, dein Budget |
| D1 | Zahlen pro Unterhaltung, Tag und Modell: nie ein Wort |
| Log des AI Gateways | Token und Kosten: Inhalte sind bei jedem Aufruf abgeschaltet |

Wer eine Unterhaltung löscht, löscht ihre Worte überall und behält ihre Zahlen, damit die Bücher weiter stimmen.

\`\`\`sh
curl -X DELETE http://127.0.0.1:8787/api/chats/<id>   # antwortet, was wo gelöscht wurde
\`\`\`
`;

const SHORTCUTS = `## Tasten

| Taste | Wirkung |
| --- | --- |
| Strg + Umschalt + O | beginnt eine neue Unterhaltung |
| / | springt ins Eingabefeld |
| Enter | sendet (oder Strg/⌘ + Enter, wenn dir das lieber ist) |
| Umschalt + Enter | neue Zeile |
| Esc | stoppt die laufende Antwort |
| ? | zeigt diese Liste |

Was im Eingabefeld steht, ist ein Entwurf, den deine Tabs teilen: Fang auf einem Bildschirm an und schreib auf dem anderen weiter. Womit gesendet wird, ist eine Einstellung von dir:

\`\`\`sh
curl -X PATCH http://127.0.0.1:8787/api/me -H 'Content-Type: application/json' \\
  -d '{"preferences": {"sendWith": "mod-enter"}}'
\`\`\`
`;

const HOW = `## Wie es funktioniert

1. Dein Tab sendet einen kleinen Befehl über seinen WebSocket: *Sende diesen Text nach jener Nachricht*.
2. Die Unterhaltung, ein eigenes Durable Object, speichert die Frage und verspricht eine Antwort mit fester ID.
3. Von deinem Budget wird zurückgelegt, was die Antwort höchstens kosten kann.
4. Das Modell wird einmal gefragt; seine Token gehen sofort an **jeden** offenen Tab und etwa jede Sekunde in den Speicher.
5. Am Ende werden Antwort, Beleg und Summen in einer einzigen Transaktion geschrieben.

| wenn das passiert | dann |
| --- | --- |
| ein Tab schläft oder verbindet sich neu | bekommt er genau die Zeichen, die ihm fehlen |
| der Server stürzt mitten in einer Antwort ab | bleiben die Worte bis zur letzten Sicherung, als unterbrochen markiert und einmal bezahlt |
| zwei Tabs bearbeiten gleichzeitig | bleiben beide Fassungen, als Zweige |

\`\`\`text
Tab ── Befehl ──▶ Unterhaltung ── Aufruf ──▶ Modell
 ▲                    │  ▲                     │
 └──── t w0 w1 w2 ────┘  └──────── SSE ────────┘
\`\`\`
`;

const MEASURE = `## Messen und entwickeln

Eine Nachricht mit einer Zeile \`/gen\` wird nach deren Angaben beantwortet, sodass sich jedes Byte einer Antwort prüfen lässt:

\`\`\`text
/gen tokens=200 rate=40 ttft=300 reasoning=50 shape=both
\`\`\`

| Angabe | Bedeutung (Standard) |
| --- | --- |
| \`tokens\` | wie viele (100); Token i ist \` w<i>\` |
| \`rate\` | pro Sekunde (0: so schnell, wie gelesen wird) |
| \`fail\` | mit diesem Code ablehnen, etwa 3040 oder 429 |
| \`cut\`, \`stall\` | nach so vielen Token abbrechen oder verstummen |
| \`log\` | Millisekunden, bis das Log des Gateways lesbar ist (2000) |

\`npm run bench\` misst Durchsatz, Wartezeiten, Zeilen und Bytes, neben Vergleichswerten.
`;

const GENERAL = `## Willkommen bei Tally

Tally ist ein privater KI-Chat für dein eigenes Cloudflare-Konto. Jede Unterhaltung ist in jedem Tab live, lässt sich aufs Zeichen genau fortsetzen und wird bis zum letzten Neuron abgerechnet. Hier läuft es auf deinem Rechner mit einem eingebauten Platzhalter für die Modelle: Alles außer dem Denken ist echt.

| frag mich nach | und erfahre |
| --- | --- |
| **Kosten** | woher jeder Betrag kommt |
| **Budgets** | warum niemand ausgibt, was er nicht hat |
| **Modellen** | welche es gibt und wie du eigene hinzufügst |
| **Datenschutz** | wo deine Worte sind und wo nicht |
| **Funktionsweise** | welchen Weg eine Nachricht nimmt |
| **Online stellen** | wie Tally auf dein eigenes Konto kommt |

Um eine Antwort in zwei Tabs gleichzeitig entstehen zu sehen, öffne diese Adresse zweimal und sende:

\`\`\`text
/gen tokens=500 rate=60
\`\`\`
`;

export const german: Sayings = {
  general: GENERAL,
  topics: [
    { words: ["budget", "limit", "überzieh", "guthaben", "leisten", "zurückgelegt", "reservier"], text: BUDGET },
    { words: ["kost", "preis", "geld", "bezahl", "ausgab", "beleg", "neuron", "teuer", "billig", "günstig", "rechnung"], text: COST },
    { words: ["online", "deploy", "terraform", "install", "cloudflare-konto", "einricht", "veröffentlich", "bereitstell"], text: DEPLOY },
    { words: ["modell", "ollama", "llama", "gpt", "claude", "gemini", "lokale ki", "anbieter", "lm studio"], text: MODELS },
    { words: ["datenschutz", "privat", "geheim", "daten", "lösch", "mitles", "lesen", "sicher", "vertraulich"], text: PRIVACY },
    { words: ["kürzel", "tastatur", "tasten", "tastenkombination", "enter-taste"], text: SHORTCUTS },
    { words: ["/gen", "messen", "benchmark", "bench", "direktive", "testen"], text: MEASURE },
    { words: ["funktion", "arbeitet", "architektur", "aufbau", "durable object", "websocket", "absturz", "stürzt", "tabs"], text: HOW },
  ],
  noModel: {
    beginning: "*Es wurde kein Modell gefragt: ",
    rest: (model) => `Das ist Tallys eingebauter Platzhalter (${model}), seine Kosten sind simuliert.*`,
  },
  files: (list) =>
    `Das ist dort angekommen, wo ein Modell wäre:\n\n${list}\n\nEin Modell würde die Texte lesen und die Bilder ansehen. Wähle eines und frag nochmal.`,
  picture: (type, width, height, bytes) => `${type}, ${width} × ${height} Pixel, ${bytes.toLocaleString("de-DE")} Bytes`,
  document: (type, bytes, pages, begins) =>
    `${type}, ${bytes.toLocaleString("de-DE")} Bytes${pages === null ? "" : `, Seiten: ${pages}`}; ` +
    (begins === "" ? "kein Wort darin" : `Anfang: \`${begins}\``),
  unnamed: "ein Bild",
  thoughts:
    "Hier denkt niemand nach: Es wurde kein Modell gefragt. Diese Worte stehen da, wo die Gedanken eines Modells wären, und zählen wie sie.",
  moreThoughts:
    "Bei mehr Aufwand werden es mehr. Die Antwort darunter bleibt dieselbe, ein ehrlicher Hinweis: Prüf, ob das Nachdenken seinen Preis wert ist.",
  linkingWords:
    "aber als am an auf aus bei bis das dass dein deine dem den denn der des die ein eine einem einen einer für ich im in ist kann man mein meine mit nach oder sich sie sind so um und vom von wann warum was wenn wer wie wir wird wo zu zum zur",
  untitled: "Eine erzeugte Antwort",
  summary: (questions) => `*Simulierte Zusammenfassung: Kein Modell hat diese Unterhaltung gelesen.*\n\nBisher gefragt:\n\n${questions}`,
  suggestions: "Wie führt Tally seine Bücher?\nWas passiert, wenn das Netz ausfällt?\nWie füge ich ein eigenes Modell hinzu?",
  heard: (type, bytes, seconds) =>
    `Kein Modell hat zugehört: Hier kam eine Aufnahme an, ${type}, ${bytes.toLocaleString("de-DE")} Bytes, etwa ${seconds} s.`,
};
