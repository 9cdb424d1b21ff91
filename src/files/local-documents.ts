/** Documents read by libraries, on a machine without an account. In the local entry alone, so that no deployed bundle holds them. */
import { joined } from "../protocol/bytes.ts";
import { type DocumentReader, unreadable } from "./document.ts";
import { DOCUMENT_TYPES } from "./kind.ts";
import { readParts, readPresentation } from "./office/read.ts";
import { isPartOfSheets, sheetsText } from "./office/sheets.ts";
import { openDocumentText, wordText } from "./office/word.ts";
import { readPdf } from "./pdf.ts";

export const readLocally: DocumentReader = async ({ type, parts }, clock) => {
  switch (type) {
    case DOCUMENT_TYPES.pdf:
      return readPdf(joined([...parts()]), clock);
    case DOCUMENT_TYPES.docx:
      return readParts(
        parts(),
        (name) => name === "word/document.xml",
        (entries, out) => {
          for (const part of entries.values()) wordText(part, out);
          return null;
        },
      );
    case DOCUMENT_TYPES.odt:
      return readParts(
        parts(),
        (name) => name === "content.xml",
        (entries, out) => {
          for (const part of entries.values()) openDocumentText(part, out);
          return null;
        },
      );
    case DOCUMENT_TYPES.xlsx:
      return readParts(parts(), isPartOfSheets, sheetsText);
    case DOCUMENT_TYPES.pptx:
      return readPresentation(parts());
    default:
      return unreadable("No document of this kind can be read here.");
  }
};
