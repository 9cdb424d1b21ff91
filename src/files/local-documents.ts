/** Documents read by libraries, on a machine without an account. In the local entry alone, so that no deployed bundle holds them. */
import { type DocumentReader, unreadable } from "./document.ts";
import { DOCUMENT_TYPES } from "./kind.ts";
import { readParts, readPresentation } from "./office/read.ts";
import { isPartOfSheets, sheetsText } from "./office/sheets.ts";
import { openDocumentText, wordText } from "./office/word.ts";
import { readPdf } from "./pdf.ts";

export const readLocally: DocumentReader = async ({ type, bytes }, clock) => {
  switch (type) {
    case DOCUMENT_TYPES.pdf:
      return readPdf(bytes, clock);
    case DOCUMENT_TYPES.docx:
      return readParts(
        bytes,
        (name) => name === "word/document.xml",
        (parts, out) => {
          for (const part of parts.values()) wordText(part, out);
          return null;
        },
      );
    case DOCUMENT_TYPES.odt:
      return readParts(
        bytes,
        (name) => name === "content.xml",
        (parts, out) => {
          for (const part of parts.values()) openDocumentText(part, out);
          return null;
        },
      );
    case DOCUMENT_TYPES.xlsx:
      return readParts(bytes, isPartOfSheets, sheetsText);
    case DOCUMENT_TYPES.pptx:
      return readPresentation(bytes);
    default:
      return unreadable("No document of this kind can be read here.");
  }
};
