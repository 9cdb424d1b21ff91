/**
 * The words of the interface in the language that is shown. `words` is a live binding: read it where something is drawn or
 * said, never at the top of a module, which runs before there are any and does not run again (test/unit/client/words.test.ts).
 */
import { useSyncExternalStore } from "react";
import { LANGUAGES, type Language, type LanguageChoice } from "../../src/protocol/languages.ts";
import { LANGUAGE_INFO, type Part, type Words } from "./languages.ts";

export let words: Words;
/** How numbers and dates are written. BCP 47. */
export let locale = "en-US";
let language: Language | null = null;

/** Parts that the page has needed so far: a change of the language brings them all. */
const needed = new Set<Part>(["first"]);
let wanted: Language | null = null;
const listeners = new Set<() => void>();

/** The first of the browser's languages that there is, else English. */
export function languageOf(choice: LanguageChoice, browserLanguages: readonly string[] = navigator.languages): Language {
  if (choice !== "browser") return choice;
  for (const tag of browserLanguages) {
    const found = LANGUAGES.find((each) => each === tag.slice(0, 2).toLowerCase());
    if (found !== undefined) return found;
  }
  return "en";
}

/** The region of the browser where it speaks the language (`de-AT`), else the language's own. */
function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? LANGUAGE_INFO[language].locale;
}

/** Shows the language: resolves when its words are there. Of several that were asked for the last one counts. */
export async function speak(next: Language): Promise<void> {
  wanted = next;
  let parts: Part[];
  let loaded;
  do {
    parts = [...needed];
    loaded = await Promise.all(parts.map((part) => LANGUAGE_INFO[next].parts[part]()));
  } while (parts.length < needed.size);
  if (wanted !== next || language === next) return;
  for (const part of loaded) words = { ...words, ...part };
  language = next;
  locale = localeOf(next);
  if (typeof document !== "undefined") document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

async function need(part: Part): Promise<void> {
  needed.add(part);
  const asked = language ?? "en";
  const loaded = await LANGUAGE_INFO[asked].parts[part]();
  if (language === null || language === asked) words = { ...words, ...loaded };
  else await need(part);
}

/** A page or dialog that is loaded when it is needed, together with its words. */
export async function withWords<Module>(part: Part, page: Promise<Module>): Promise<Module> {
  const [module] = await Promise.all([page, need(part)]);
  return module;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language that is shown. Whoever uses it as a key is drawn anew when it changes. */
export function useLanguage(): Language | null {
  return useSyncExternalStore(subscribe, () => language);
}
