/**
 * Spreadsheets: each sheet's cells as stored, a row in a line, tabs between. Formulas show their last result; dates are the
 * numbers that the file holds, because how a number looks is styling.
 */
import type { BoundedText } from "../document.ts";
import { walk } from "./xml.ts";

const SHEET = /^xl\/worksheets\/[^/]+\.xml$/;
const STRINGS = "xl/sharedStrings.xml";
const BOOK = "xl/workbook.xml";
const RELATIONS = "xl/_rels/workbook.xml.rels";
export const isPartOfSheets = (name: string): boolean => name === STRINGS || name === BOOK || name === RELATIONS || SHEET.test(name);

/** Columns beyond this one are left out: 26 × 26 of them, `ZZ`. */
const MAX_COLUMNS = 702;
/** Bounds for shared texts: their number, and the characters of all, because a cell's text may have 32,767. */
const MAX_STRINGS = 500_000;
const MAX_STRING_CHARACTERS = 16_000_000;

/** The texts that cells refer to by number. */
function sharedStrings(part: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  if (part === undefined) return strings;
  let text = "";
  let isText = false;
  let characters = 0;
  /** Above 0 inside phonetic text (furigana), which is not part of the cell's text. */
  let phonetic = 0;
  walk(part, {
    open(name) {
      if (name === "si") text = "";
      else if (name === "rPh") phonetic += 1;
      else if (name === "t") isText = true;
    },
    text(piece) {
      if (isText && phonetic === 0 && characters < MAX_STRING_CHARACTERS) {
        text += piece;
        characters += piece.length;
      }
    },
    close(name) {
      if (name === "t") isText = false;
      else if (name === "rPh") phonetic -= 1;
      else if (name === "si" && strings.length < MAX_STRINGS) strings.push(text);
    },
  });
  return strings;
}

/** The sheets in the workbook's order: their names and parts. */
function sheetsOf(entries: ReadonlyMap<string, Uint8Array>): { name: string; part: Uint8Array }[] {
  const targets = new Map<string, string>();
  const relations = entries.get(RELATIONS);
  if (relations !== undefined)
    walk(relations, {
      open(name, attribute) {
        if (name === "Relationship") targets.set(attribute("Id"), attribute("Target").replace(/^\/?(xl\/)?/, "xl/"));
      },
    });
  const sheets: { name: string; part: Uint8Array }[] = [];
  const book = entries.get(BOOK);
  if (book !== undefined)
    walk(book, {
      open(name, attribute) {
        // `r:id` loses its prefix; `sheetId` is another attribute.
        const part = name === "sheet" ? entries.get(targets.get(attribute("id")) ?? "") : undefined;
        if (part !== undefined) sheets.push({ name: attribute("name"), part });
      },
    });
  if (sheets.length > 0) return sheets;
  return [...entries]
    .filter(([name]) => SHEET.test(name))
    .map(([name, part]) => ({ name: name.slice(name.lastIndexOf("/") + 1, -4), part }));
}

/** `C7` is in column 2. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? "") column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** @returns how many sheets there are @throws {Full} */
export function sheetsText(entries: ReadonlyMap<string, Uint8Array>, out: BoundedText): number {
  const strings = sharedStrings(entries.get(STRINGS));
  const sheets = sheetsOf(entries);
  for (const [index, { name, part }] of sheets.entries()) {
    out.add(`${index === 0 ? "" : "\n"}## ${name}\n\n`);
    let row = "";
    let columns = 0;
    let type = "";
    let value = "";
    let isValue = false;
    walk(part, {
      open(element, attribute) {
        if (element === "row") {
          row = "";
          columns = 0;
        } else if (element === "c") {
          type = attribute("t");
          value = "";
          const column = columnOf(attribute("r"));
          if (column > columns && column < MAX_COLUMNS) {
            row += "\t".repeat(column - columns);
            columns = column;
          }
        } else if (element === "v" || element === "t") isValue = true;
      },
      text(text) {
        if (isValue) value += text;
      },
      close(element) {
        if (element === "v" || element === "t") isValue = false;
        else if (element === "c" && columns < MAX_COLUMNS) {
          const shown = type === "s" ? (strings[Number(value)] ?? "") : type === "b" ? (value === "1" ? "TRUE" : "FALSE") : value;
          row += `${shown.replaceAll(/[\t\r\n]+/g, " ")}\t`;
          columns += 1;
        } else if (element === "row") out.add(`${row.trimEnd()}\n`);
      },
    });
  }
  return sheets.length;
}
