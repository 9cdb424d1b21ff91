import type { markdown as english } from "../en/markdown.ts";

export const markdown: typeof english = {
  backToFootnote: (number) => `Zurück zum Text bei Fußnote ${number}`,
  broke: "Dieser Teil ließ sich nicht darstellen, hier ist sein Text.",
  code: "Code",
  codeIn: (language) => `Code, ${language}`,
  copyCode: "Code kopieren",
  copyRefused: "Der Browser hat das Kopieren nicht erlaubt.",
  copyTable: "Tabelle kopieren",
  csv: "Als CSV kopieren",
  details: "Details",
  footnote: (number) => `Fußnote ${number}`,
  image: "Bild",
  markdown: "Als Markdown kopieren",
  noWrap: "Zeilen nicht umbrechen",
  tableCopied: (as) => `Tabelle als ${as} kopiert.`,
  tooLong: "Zu lang oder zu tief verschachtelt zum Darstellen, deshalb als reiner Text.",
  wideTable: "Breite Tabelle",
  wrap: "Zeilen umbrechen",
};
