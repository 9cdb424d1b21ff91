/**
 * The languages of the interface. English says which words there are; another language is a folder beside `en/`, named by its tag, with
 * the same rooms, one entry below and one in `src/protocol/languages.ts`: the types say what is missing.
 */
import type { Language } from "../../src/protocol/languages.ts";

/** What is loaded at once: `first` before the page is shown, every other part with the page or dialog that has its words. */
interface Parts {
  first: typeof import("./en/first.ts");
  dialogs: typeof import("./en/dialogs.ts");
  books: typeof import("./en/books.ts");
  perf: typeof import("./en/perf.ts");
}

export type Part = keyof Parts;
export type Words = Parts["first"] & Parts["dialogs"] & Parts["books"] & Parts["perf"];

interface LanguageInfo {
  /** What it calls itself. */
  name: string;
  /** How it writes numbers and dates where the browser names no region. BCP 47. */
  locale: string;
  parts: { [Name in Part]: () => Promise<Parts[Name]> };
}

export const LANGUAGE_INFO: Record<Language, LanguageInfo> = {
  en: {
    name: "English",
    locale: "en-US",
    parts: {
      first: () => import("./en/first.ts"),
      dialogs: () => import("./en/dialogs.ts"),
      books: () => import("./en/books.ts"),
      perf: () => import("./en/perf.ts"),
    },
  },
  de: {
    name: "Deutsch",
    locale: "de-DE",
    parts: {
      first: () => import("./de/first.ts"),
      dialogs: () => import("./de/dialogs.ts"),
      books: () => import("./de/books.ts"),
      perf: () => import("./de/perf.ts"),
    },
  },
};
