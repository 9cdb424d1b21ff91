/**
 * The language in which the embedded AI answers: that of the question, as with a model. So nothing has to tell it which language
 * the page is in.
 */
import type { Language } from "../../protocol/languages.ts";
import { english } from "./english.ts";
import { german } from "./german.ts";
import type { Sayings } from "./sayings.ts";

export const SAYINGS: Record<Language, Sayings> = { en: english, de: german };

/** Words that are common in one of the languages and none in the other. */
const COMMON: Record<Language, ReadonlySet<string>> = {
  en: wordsIn(
    "a and are at be can could did do does for from hello how i if is it me my of on or please should thanks that the there these this to we what when where which who why with would you your",
  ),
  de: wordsIn(
    "auf aus bei bitte danke das dein dem den der des dich dir du ein eine einem einen einer es funktioniert funktionieren für gibt guten hallo ich ist kann kannst können kostet man mein meine mich mir mit nach nicht oder sind tag über um und vom von wann warum welche welches wenn wer werden wie wieso wir wird wo woher zu zum zur",
  ),
};
/** Words of a text that are looked at. */
const LOOKED_AT = 300;

function wordsIn(text: string): Set<string> {
  return new Set(text.split(" "));
}

/** The language with the most common words in a text; null: it does not say, as a directive does not. */
export function languageOf(text: string): Language | null {
  const words =
    text
      .toLowerCase()
      .match(/\p{L}+/gu)
      ?.slice(0, LOOKED_AT) ?? [];
  const [german, english] = (["de", "en"] as const).map((language) => words.filter((word) => COMMON[language].has(word)).length);
  if (german === english) return null;
  return (german ?? 0) > (english ?? 0) ? "de" : "en";
}

/** What is said in the language of the first text that has one; English where none has. */
export function sayingsFor(...texts: readonly string[]): Sayings {
  for (const text of texts) {
    const language = languageOf(text);
    if (language !== null) return SAYINGS[language];
  }
  return english;
}
