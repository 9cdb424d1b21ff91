/**
 * The server's sentences. They come in English with figures and names in them, are looked up by themselves as gettext does it, and
 * stay English where a server says what this page does not know (test/unit/client/server-sentences.test.ts has every one of today's).
 */
import { translator } from "../sentences.ts";
import { INPUT } from "./server-input.ts";

const SENTENCES = {
  ...INPUT,
  "The server restarted in the middle of this. Try again: a message that had arrived is not asked twice.":
    "Der Server wurde mittendrin neu gestartet. Versuch es nochmal: Eine Nachricht, die schon da war, wird nicht zweimal gestellt.",
  "The books of what was spent cannot be read just now. Try again in a moment; conversations go on without them.":
    "Die Ausgaben können gerade nicht gelesen werden. Versuch es gleich nochmal; Unterhaltungen gehen trotzdem weiter.",
  "{0} is not among the models you may ask. Choose another one, or ask an administrator.":
    "{0} gehört nicht zu den Modellen, die du nutzen darfst. Wähle ein anderes oder frag die Verwaltung.",
  "Retired on {0}.": "Eingestellt am {0}.",
  "Retired on {0}. Suggested instead: {1}.": "Eingestellt am {0}. Empfohlener Nachfolger: {1}.",
  "No price is published for this model, so what it costs could not be accounted.":
    "Für dieses Modell ist kein Preis veröffentlicht, seine Kosten ließen sich nicht abrechnen.",
  "Not on the list of models allowed here.": "Hier nicht freigegeben.",
  "Needs a Cloudflare account: start with REMOTE_AI=1, or deploy.":
    "Braucht ein Cloudflare-Konto: Starte mit REMOTE_AI=1 oder bring Tally online.",
  "Needs the paid Workers plan.": "Braucht den bezahlten Workers-Tarif.",
  "The account's Workers AI allocation or credit is used up. It renews at 00:00 UTC, or an administrator adds credit.":
    "Das Workers-AI-Kontingent oder Guthaben des Kontos ist aufgebraucht. Es erneuert sich um 00:00 Uhr UTC, oder die Verwaltung lädt Guthaben nach.",
  "The provider no longer offers this model under this name. Choose another model and answer again.":
    "Der Anbieter hat dieses Modell nicht mehr unter diesem Namen. Wähle ein anderes und lass nochmal antworten.",
  "This model needs a paid Workers plan, or a permission this account does not have. Choose another model, or ask an administrator.":
    "Dieses Modell braucht einen bezahlten Workers-Tarif oder eine Berechtigung, die diesem Konto fehlt. Wähle ein anderes oder frag die Verwaltung.",
  "The model has no free capacity right now. Try again in a moment, or choose another model.":
    "Das Modell ist gerade überlastet. Versuch es gleich nochmal oder wähle ein anderes.",
  "The conversation is longer than this model can read. Choose a model with a larger window, or shorten the message.":
    "Die Unterhaltung ist zu lang für dieses Modell. Wähle eines mit größerem Kontext oder kürze die Nachricht.",
  "The provider's content filter withheld this answer. Put the question otherwise, or choose another model.":
    "Der Inhaltsfilter des Anbieters hat diese Antwort zurückgehalten. Formuliere die Frage anders oder wähle ein anderes Modell.",
  "The AI gateway's limit is reached. Try again later.": "Das Limit des AI Gateways ist erreicht. Versuch es später nochmal.",
  "The AI gateway's limit is reached. Try again later (in {0} s).": "Das Limit des AI Gateways ist erreicht. Versuch es in {0} s nochmal.",
  "The AI gateway this server is set up with does not exist. An administrator must create it or correct its name.":
    "Das AI Gateway dieses Servers gibt es nicht. Die Verwaltung muss es anlegen oder seinen Namen berichtigen.",
  "The connection to the model broke off. Try again.": "Die Verbindung zum Modell ist abgebrochen. Versuch es nochmal.",
  "The model failed to answer. Try again, or choose another model.":
    "Das Modell konnte nicht antworten. Versuch es nochmal oder wähle ein anderes.",
  "This server may not use this model: a key, a licence or a permission is missing. Choose another model, or ask an administrator.":
    "Dieser Server darf das Modell nicht nutzen: Ein Schlüssel, eine Lizenz oder eine Berechtigung fehlt. Wähle ein anderes oder frag die Verwaltung.",
  "{0} was retired on {1}. Choose another model.": "{0} wurde am {1} eingestellt. Wähle ein anderes Modell.",
  "{0} was retired on {1}. Its suggested successor is {2}.": "{0} wurde am {1} eingestellt. Empfohlener Nachfolger: {2}.",
  "{0} The server said: “{1}”": "{0} Der Server sagte: „{1}“",
  "The model's server withheld this answer by a filter. Put the question otherwise, or choose another model.":
    "Der Server des Modells hat diese Antwort durch einen Filter zurückgehalten. Formuliere die Frage anders oder wähle ein anderes Modell.",
  "The conversation is longer than this model can read as its server has loaded it. Give it a larger window there, choose another model, or shorten the message.":
    "Die Unterhaltung ist zu lang für das Modell, so wie sein Server es geladen hat. Gib ihm dort mehr Kontext, wähle ein anderes oder kürze die Nachricht.",
  "The model's server refused the key. Set LOCAL_AI_KEY to the one it was started with.":
    "Der Server des Modells lehnt den Schlüssel ab. Setze LOCAL_AI_KEY auf den, mit dem er gestartet wurde.",
  "The model's server does not allow this. See which key and permissions it was started with.":
    "Der Server des Modells erlaubt das nicht. Sieh nach, mit welchem Schlüssel und welchen Rechten er gestartet wurde.",
  "The model's server asks for credit. Choose another model.": "Der Server des Modells verlangt Guthaben. Wähle ein anderes Modell.",
  "The model's server has no such model any more. Choose another model, or load this one again.":
    "Der Server des Modells hat dieses Modell nicht mehr. Wähle ein anderes oder lade es wieder.",
  "The model's server takes no more requests just now. Try again in a moment.":
    "Der Server des Modells nimmt gerade keine Anfragen mehr an. Versuch es gleich nochmal.",
  "The model's server failed. Try again; where it happens again, look into the server's own log.":
    "Der Server des Modells hat einen Fehler. Versuch es nochmal; hilft das nicht, sieh in sein Protokoll.",
  "The model's server failed to answer. Try again; where it happens again, look into the server's own log.":
    "Der Server des Modells konnte nicht antworten. Versuch es nochmal; hilft das nicht, sieh in sein Protokoll.",
  "The model's server is busy, or still loading the model. Try again in a moment.":
    "Der Server des Modells ist beschäftigt oder lädt das Modell noch. Versuch es gleich nochmal.",
  "The connection to the model's server broke off. See whether it still runs, then try again.":
    "Die Verbindung zum Server des Modells ist abgebrochen. Sieh nach, ob er noch läuft, und versuch es nochmal.",
  "The model's server cannot be reached, so nothing was sent. Start it, then try again.":
    "Der Server des Modells ist nicht erreichbar, es wurde nichts gesendet. Starte ihn und versuch es nochmal.",
  "The model's server does not know a part of the request. Choose another model, or update the server.":
    "Der Server des Modells kennt einen Teil der Anfrage nicht. Wähle ein anderes Modell oder aktualisiere den Server.",
  "The model's server refused the length that the answer may have. Try again, or set a smaller maximum.":
    "Der Server des Modells lehnt die erlaubte Länge der Antwort ab. Versuch es nochmal oder setze ein kleineres Maximum.",
  "This model takes no system prompt. Empty the conversation's system prompt, or choose another model.":
    "Dieses Modell nimmt keinen System-Prompt. Leere den der Unterhaltung oder wähle ein anderes Modell.",
  "This model's template wants questions and answers in turns. Ask in a new conversation, or choose another model.":
    "Die Vorlage dieses Modells will Fragen und Antworten im Wechsel. Frag in einer neuen Unterhaltung oder wähle ein anderes Modell.",
  "The machine has not enough memory for this model. Choose a smaller model, give it a smaller window, or end what else uses the memory.":
    "Der Rechner hat nicht genug Speicher für dieses Modell. Wähle ein kleineres, gib ihm weniger Kontext oder beende, was sonst Speicher braucht.",
  "This model cannot chat. Choose another model.": "Dieses Modell kann nicht chatten. Wähle ein anderes.",
  "This model, or its server as it was started, takes no tools. Ask without tools, or choose another model.":
    "Dieses Modell oder sein Server, so wie er gestartet wurde, kann keine Tools nutzen. Frag ohne Tools oder wähle ein anderes.",
  "The model's server could not load this model, or has not. Load it there, look into the server's own log, or choose another model.":
    "Der Server des Modells konnte es nicht laden oder hat es nicht getan. Lade es dort, sieh in sein Protokoll oder wähle ein anderes.",
  "The model is still being loaded. Try again in a moment.": "Das Modell wird noch geladen. Versuch es gleich nochmal.",
  "The program that runs the model ended. Try again; where it happens again, look into the server's own log.":
    "Das Programm, das das Modell ausführt, wurde beendet. Versuch es nochmal; hilft das nicht, sieh in sein Protokoll.",
  "This document could not be read just now. Try again in a moment.":
    "Dieses Dokument konnte gerade nicht gelesen werden. Versuch es gleich nochmal.",
  "This document is damaged, or it is locked with a password. Save it anew and try again.":
    "Dieses Dokument ist beschädigt oder mit einem Passwort geschützt. Speichere es neu und versuch es nochmal.",
  "No document of this kind can be read here.": "Dokumente dieser Art können hier nicht gelesen werden.",
  "This PDF is locked with a password. Save it without one and try again.":
    "Diese PDF ist mit einem Passwort geschützt. Speichere sie ohne und versuch es nochmal.",
  "This PDF is damaged and cannot be read. Save it anew and try again.":
    "Diese PDF ist beschädigt und nicht lesbar. Speichere sie neu und versuch es nochmal.",
  "A conversation with this id is being deleted. Use another id.": "Diese Unterhaltung wird gerade gelöscht.",
  "This step does not wait for a decision any more.": "Dieser Schritt wartet nicht mehr auf eine Entscheidung.",
  "This id already belongs to another command.": "Das wurde schon als etwas anderes gesendet. Lade neu und versuch es nochmal.",
  "{0} cannot use tools. Choose another model, or send the message without them.":
    "{0} kann keine Tools nutzen. Wähle ein anderes Modell oder sende die Nachricht ohne.",
  "a frame holds at most {0} bytes": "Das ist zu groß: höchstens {0} Bytes auf einmal.",
  "This tab sends more than {0} commands a second. Nothing was done; try again in a moment.":
    "Dieser Tab sendet mehr als {0} Befehle pro Sekunde. Es ist nichts passiert; versuch es gleich nochmal.",
  "This conversation is sent more than {0} commands a second. Nothing was done; try again in a moment.":
    "Diese Unterhaltung bekommt mehr als {0} Befehle pro Sekunde. Es ist nichts passiert; versuch es gleich nochmal.",
  "The server could not be asked just now. Try again.": "Der Server ist gerade nicht erreichbar. Versuch es nochmal.",
  "This conversation is shared to be read. Go on in a copy of your own.":
    "Diese Unterhaltung ist nur zum Lesen geteilt. Schreib in einer eigenen Kopie weiter.",
  "A conversation has at most {0} links. Take one back first.": "Eine Unterhaltung hat höchstens {0} Links. Nimm zuerst einen zurück.",
  "The link could not be made just now. Try again.": "Der Link konnte gerade nicht erstellt werden. Versuch es nochmal.",
  "This answer could not be finished.": "Diese Antwort konnte nicht fertig werden.",
  "A message has at most {0} files.": "Eine Nachricht hat höchstens {0} Dateien.",
  "a file holds at most {0} MB": "Diese Datei ist zu groß: höchstens {0} MB.",
  "the files of a conversation hold at most {0} MB together. Take one away, or begin a new conversation.":
    "Die Dateien einer Unterhaltung dürfen zusammen höchstens {0} MB haben. Entferne eine oder beginne eine neue.",
  "A message holds this file. It goes with the conversation, or stays.":
    "Diese Datei gehört zu einer Nachricht. Sie verschwindet erst mit der Unterhaltung.",
  "a picture holds at most {0}": "Dieses Bild ist zu groß: höchstens {0}.",
  "This file is empty.": "Diese Datei ist leer.",
  "This picture is damaged: its header does not say how large it is.": "Dieses Bild ist beschädigt: Seine Größe ist nicht zu erkennen.",
  "a picture has at most {0} pixels a side and {1} million in all; this one has {2} × {3}":
    "Ein Bild hat höchstens {0} Pixel pro Seite und {1} Millionen insgesamt; dieses hat {2} × {3}.",
  "{0} has no price, so it is not asked.": "{0} hat keinen Preis und wird deshalb nicht gefragt.",
  "A summary is being made already.": "Es entsteht schon eine Zusammenfassung.",
  "{0} cannot read even the last answer here. Choose a model with a larger window.":
    "{0} kann hier nicht einmal die letzte Antwort lesen. Wähle ein Modell mit größerem Kontext.",
  "An answer is being written. Sum up when it has ended.": "Gerade wird eine Antwort geschrieben. Fass danach zusammen.",
  "There is no answer here to sum up.": "Hier gibt es noch keine Antwort zum Zusammenfassen.",
  "Everything down to this answer is summed up already.": "Bis zu dieser Antwort ist schon alles zusammengefasst.",
  "No model reads aloud here. Use this device's own voice.": "Hier liest kein Modell vor. Nutze die Stimme dieses Geräts.",
  "Much is read aloud in this conversation just now.": "In dieser Unterhaltung wird gerade viel vorgelesen.",
  "a recording holds at most {0} MB": "Diese Aufnahme ist zu groß: höchstens {0} MB.",
  "Recordings in webm, ogg, mp4 or wav can be heard; this is none of them.":
    "Aufnahmen in webm, ogg, mp4 oder wav werden verstanden; diese ist keine davon.",
  "Other recordings of this conversation are being heard. Try again in a moment.":
    "Andere Aufnahmen dieser Unterhaltung werden gerade aufgeschrieben. Versuch es gleich nochmal.",
  "No model can be asked here, so none can listen.": "Hier kann kein Modell gefragt werden, also auch keines zuhören.",
  "A question cannot stand directly below a question.": "Eine Frage kann nicht direkt auf eine Frage folgen.",
  "What is left of the budget of this conversation's project does not cover this on this model. Choose a cheaper model, raise the project's budget, or move the conversation.":
    "Das Budget des Projekts reicht dafür mit diesem Modell nicht mehr. Wähle ein günstigeres, erhöhe das Budget des Projekts oder verschieb die Unterhaltung.",
  "What is left of this month's budget does not cover this on this model. Choose a cheaper model, or ask an administrator for more.":
    "Dein Monatsbudget reicht dafür mit diesem Modell nicht mehr. Wähle ein günstigeres oder bitte die Verwaltung um mehr.",
  "No model of this server has that name. GET /api/models lists them.": "Dieses Modell gibt es hier nicht. Wähle ein anderes.",
  "{0} cannot be asked. {1}": "{0} ist nicht verfügbar. {1}",
  "{0} does not reason, so it cannot be told how hard to. Leave out the effort.":
    "{0} denkt nicht nach, also gibt es keinen Aufwand einzustellen. Stell ihn auf Auto.",
  "{0} cannot see pictures. Choose a model that can, or take the picture off.":
    "{0} kann keine Bilder sehen. Wähle ein Modell, das es kann, oder entferne das Bild.",
  "This message is longer than {0} can read. Choose a model with a larger window.":
    "Diese Nachricht ist zu lang für {0}. Wähle ein Modell mit größerem Kontext.",
  "{0} cannot read the question and what was begun of its answer together. Ask again with a model that has a larger window.":
    "{0} kann die Frage und die begonnene Antwort nicht zusammen lesen. Frag nochmal mit einem Modell mit größerem Kontext.",
  "The most this message may cost does not cover it on this model. Raise that limit, or choose a cheaper model.":
    "Das Limit dieser Nachricht reicht mit diesem Modell nicht. Erhöhe es oder wähle ein günstigeres.",
  "What is left of this conversation's own limit does not cover this on this model. Raise the limit in its settings, or choose a cheaper model.":
    "Das eigene Limit dieser Unterhaltung reicht mit diesem Modell nicht mehr. Erhöhe es in ihren Einstellungen oder wähle ein günstigeres.",
  "The model spent its whole maximum on thinking and wrote no answer. Try again with another model.":
    "Das Modell hat seine ganze Länge mit Nachdenken verbraucht und nichts geantwortet. Versuch es mit einem anderen.",
  "The model ended without writing anything. Try again, or choose another model.":
    "Das Modell hat nichts geantwortet. Versuch es nochmal oder wähle ein anderes.",
  "The provider's content filter ended this answer. What had arrived is kept; put the question otherwise, or choose another model.":
    "Der Inhaltsfilter des Anbieters hat diese Antwort beendet. Was angekommen ist, bleibt; formuliere die Frage anders oder wähle ein anderes Modell.",
  "What had arrived is kept; Continue goes on from there.": "Was angekommen ist, bleibt; „Weiter“ macht dort weiter.",
  "No word had arrived; try again.": "Es war noch kein Wort angekommen; versuch es nochmal.",
  "The connection to the model broke before the answer was whole. {0}":
    "Die Verbindung zum Modell ist abgebrochen, bevor die Antwort ganz war. {0}",
  "The answer reached the most it was allowed to cost and was stopped there. Raise the limit and continue it.":
    "Die Antwort hat ihr Kostenlimit erreicht und wurde dort gestoppt. Erhöhe das Limit und mach dann weiter.",
  "The answer reached the length one message can have. Ask for the rest in a new one.":
    "Die Antwort hat die größte Länge einer Nachricht erreicht. Frag in einer neuen nach dem Rest.",
  "The server was interrupted while this was being written. {0}": "Der Server wurde unterbrochen, während das geschrieben wurde. {0}",
  "The model wrote no summary. The conversation is as it was; try again, perhaps with another model.":
    "Das Modell hat keine Zusammenfassung geschrieben. Die Unterhaltung ist wie zuvor; versuch es nochmal, vielleicht mit einem anderen.",
  "This message cannot be asked any more. Ask it anew.": "Diese Nachricht kann nicht mehr gestellt werden. Stell sie neu.",
  "The model said nothing for {0} seconds and was stopped. {1}": "Vom Modell kam {0} Sekunden lang nichts, es wurde gestoppt. {1}",
  "A conversation with this id was deleted. Use another id.": "Diese Unterhaltung wurde gelöscht.",
  "Another answer is being written. Continue this one afterwards.":
    "Gerade wird eine andere Antwort geschrieben. Mach danach mit dieser weiter.",
  "A conversation holds at most {0} messages. Begin a new one.": "Eine Unterhaltung hat höchstens {0} Nachrichten. Beginne eine neue.",
  "{0} messages wait already. Wait for one to be answered, or cancel one.":
    "Es warten schon {0} Nachrichten. Warte, bis eine beantwortet ist, oder nimm eine heraus.",
  "Only an answer can be continued.": "Nur eine Antwort kann fortgesetzt werden.",
  "There is nothing to continue. Ask again instead.": "Es gibt nichts fortzusetzen. Frag stattdessen nochmal.",
  "This answer is whole.": "Diese Antwort ist schon vollständig.",
  "A question cannot stand directly below a question. Name its answer, or edit the question.":
    "Eine Frage kann nicht direkt auf eine Frage folgen. Warte auf die Antwort oder bearbeite die Frage.",
  "Only a question can be edited.": "Nur eine Frage kann bearbeitet werden.",
  "Only an answer can be rated.": "Nur eine Antwort kann bewertet werden.",
  "This answer has not ended yet.": "Diese Antwort ist noch nicht fertig.",
  "This recording is empty.": "Diese Aufnahme ist leer.",
  "a body holds at most {0} bytes": "Das ist zu groß: höchstens {0} Bytes.",
  "a document holds at most {0} MB": "Dieses Dokument ist zu groß: höchstens {0} MB.",
  "This server has no key for Web Push: it pushes nothing.":
    "Dieser Server hat keinen Schlüssel für Web Push und sendet keine Mitteilungen.",
  "An administrator allows no servers beside those that are there.": "Die Verwaltung erlaubt keine weiteren Server.",
  "You have {0} servers already. Remove one first.": "Du hast schon {0} Server. Entferne zuerst einen.",
  "You have a server of this name, or one too like it ({0}). Give it another one.":
    "Du hast schon einen Server mit diesem oder einem zu ähnlichen Namen ({0}). Gib ihm einen anderen.",
  "An administrator gave this server to everybody: it cannot be removed.":
    "Die Verwaltung hat diesen Server für alle eingerichtet: Er lässt sich nicht entfernen.",
  "The sign-in was not accepted. Try again.": "Die Anmeldung wurde nicht angenommen. Versuch es nochmal.",
  "There are {0} projects already. Delete one first.": "Es gibt schon {0} Projekte. Lösche zuerst eines.",
  "There are {0} presets and prompts already. Delete one first.": "Es gibt schon {0} Vorlagen und Prompts. Lösche zuerst etwas davon.",
  "presets and prompts hold at most {0} bytes of text together": "Vorlagen und Prompts dürfen zusammen höchstens {0} Bytes Text haben.",
  "The server did not answer in time.": "Der Server hat nicht rechtzeitig geantwortet.",
  "The server sent more than 5 MB. Its answer was not read.": "Der Server hat mehr als 5 MB gesendet. Seine Antwort wurde nicht gelesen.",
  "The server wanted to ask the person something in the middle of a call, which Tally does not do.":
    "Der Server wollte mitten im Aufruf etwas fragen, das kann Tally nicht.",
  "What came or went is not as the server's own description says.":
    "Was gesendet wurde oder kam, passt nicht zur eigenen Beschreibung des Servers.",
  "The server cannot be reached.": "Der Server ist nicht erreichbar.",
  "The server did not answer as a server of this protocol does.": "Der Server antwortet nicht so, wie es dieses Protokoll verlangt.",
  "This is no export of {0}. Choose the JSON file of one of them.": "Das ist kein Export von {0}. Wähle die JSON-Datei von einem davon.",
  "{0} is longer than {1} bytes": "Das ist zu lang: höchstens {1} Bytes ({0}).",
  "Sign in, then try again.": "Melde dich an und versuch es nochmal.",
  "This request comes from another website.": "Diese Anfrage kommt von einer anderen Website.",
  "Try again. If it stays so, the operator's log has the time of it.":
    "Auf dem Server ist etwas schiefgegangen. Versuch es nochmal; bleibt es so, steht es mit der Uhrzeit im Protokoll des Betreibers.",
} satisfies Record<string, string>;

/** `server("There are 100 projects already. Delete one first.")` → German; what is not known stays as it is. */
export const server: (sentence: string) => string = translator(SENTENCES);
