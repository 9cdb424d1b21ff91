/** The language in this browser. `public/theme.js` asks for its words before the app runs; this keeps it while the page lives. */
import { LANGUAGE_CHOICES, type LanguageChoice } from "../../src/protocol/languages.ts";
import { languageOf, speak } from "../words/words.ts";

const KEY = "tally-language";

/** What this browser remembers; the server's preference follows when it is known. */
export function storedLanguage(): LanguageChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return LANGUAGE_CHOICES.find((choice) => choice === stored) ?? "browser";
  } catch {
    return "browser";
  }
}

/** Resolves when the words are there. */
export async function applyLanguage(choice: LanguageChoice): Promise<void> {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Storage may be forbidden: the language then lasts as long as the page.
  }
  await speak(languageOf(choice));
}
