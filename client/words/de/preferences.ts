import type { preferences as english } from "../en/preferences.ts";

export const preferences: typeof english = {
  asBrowser: "Wie der Browser",
  dark: "Dunkel",
  daysOverLimit: (most) => `Eine ganze Zahl von 1 bis ${most}: länger ist hier nicht erlaubt.`,
  daysWrong: (most) => `Eine ganze Zahl von 1 bis ${most}, oder nichts.`,
  enter: "Enter",
  language: "Sprache",
  light: "Hell",
  model: "Modell für neue Unterhaltungen",
  modEnter: "Strg+Enter",
  never: "Nie",
  notify: "Benachrichtigen, wenn eine Antwort fertig ist",
  notifyHelp: "In diesem Browser, solange Tally im Hintergrund ist: Titel und Kosten der Unterhaltung, kein Wort der Antwort.",
  notifyRefused:
    "Der Browser lässt auf dieser Seite keine Benachrichtigungen zu. Erlaube sie in den Seiteneinstellungen und schalte sie dann wieder ein.",
  prices: "Preise in der Seitenleiste",
  pricesHelp:
    "Was jede Unterhaltung gekostet hat, neben ihrem Titel, und was vom Monatsbudget verbraucht ist. Sonst erscheint das Budget erst ab 80 %.",
  push: "Bescheid geben, auch wenn kein Tab offen ist",
  pushFailed: (reason) => `Es wurde nicht geändert: ${reason}`,
  pushHelp:
    "Der Hersteller des Browsers überbringt Titel und Kosten der Unterhaltung, so verschlüsselt, dass er sie nicht lesen kann; kein Wort der Antwort. Solange ein sichtbarer Tab die Unterhaltung zeigt, kommt nichts. Es endet, wenn du es abschaltest oder dich abmeldest, und ruht, wenn deine Anmeldung abgelaufen ist, bis du Tally hier wieder öffnest.",
  pushNoService: "Der Browser erreicht seinen Push-Dienst gerade nicht oder benutzt keinen. Versuche es später noch einmal.",
  pushUnsupported:
    "Dieser Browser kann ohne offenen Tab keinen Bescheid bekommen. Auf iPhone oder iPad: Lege Tally zuerst auf den Home-Bildschirm und öffne es dort.",
  readAloud: "Vorlesen mit",
  readDevice: "Diesem Gerät",
  readModel: (price, isSimulated) => `Einem Modell, ${price} USD pro tausend Zeichen${isSimulated ? ", simuliert" : ""}`,
  reading: "Ohne Netz lesen",
  readingHelp:
    "Behält die letzten 30 Unterhaltungen, die du von jetzt an öffnest, in diesem Browser, mit bis zu 8 MB Bildern je Unterhaltung, lesbar für alle, die ihn benutzen können. Sie verschwinden, wenn du das abschaltest oder dich abmeldest, und jede einzelne, wenn sie gelöscht wird.",
  retention: "Unterhaltungen nach so vielen Tagen löschen",
  retentionHelp: "Ab der letzten Nachricht. Angeheftete Unterhaltungen bleiben, und was ausgegeben wurde, bleibt in den Büchern.",
  retentionLimited: "Ab der letzten Nachricht. Was ausgegeben wurde, bleibt in den Büchern.",
  retentionNone: "Ab der letzten Nachricht. Bleibt das Feld leer, wird alles aufbewahrt, bis du es löschst.",
  saveFirst: "Speichere zuerst deine Änderungen, oder brich ab.",
  sendWith: "Senden mit",
  sound: "Ton, wenn eine Antwort fertig ist",
  soundHelp: "In diesem Browser, solange Tally im Hintergrund ist.",
  stored: "Was über dich gespeichert ist",
  suggest: "Nächste Fragen vorschlagen",
  suggestHelp:
    "Nach jeder Antwort schlägt das günstigste Modell, das du nutzen darfst, bis zu drei Fragen vor. Das ist jedes Mal ein weiterer bezahlter Aufruf, so klein wie der für einen Titel. Er steht bei den Belegen der Unterhaltung.",
  system: "System",
  systemPrompt: "System-Prompt für neue Unterhaltungen",
  systemPromptHelp: "Bestehende Unterhaltungen behalten ihren.",
  systemPromptPreset: (name) => `Neue Unterhaltungen beginnen mit deiner Vorlage „${name}“. Dies hier zählt, wo sie nichts sagt.`,
  theme: "Design",
  tools: "Tools und Server",
  title: "Einstellungen",
};
