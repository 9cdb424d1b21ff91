/**
 * Files in a request: documents and texts before the question, each between marks with its name and cut to what the window
 * leaves; pictures as the wire's own parts. A sentence names what is left out.
 */
import { MAX_REQUEST_PICTURE_BYTES } from "../protocol/files.ts";
import type { AttachedFile, ChatTurn, Picture } from "./chat-turn.ts";
import type { CatalogueModel } from "./model.ts";
import { pictureTokens } from "./picture-tokens.ts";

/** No tokenizer of the catalogue makes fewer tokens of ordinary text than one of so many characters. */
const CHARACTERS_PER_TOKEN = 6;
/** A document is left out where no more of it than this would fit. Tokens. */
const LEAST_TOKENS = 64;
/** Characters within which a cut looks for the end of a paragraph, a line, a sentence or a word. */
const BOUNDARY_WITHIN = 400;
const BOUNDARIES = ["\n\n", "\n", ". ", " "];

const countOf = (number: number): string => number.toLocaleString("en-US");

/** The last boundary (of a paragraph, line, sentence or word) before `end`, else `end`. */
function boundaryBefore(text: string, end: number): number {
  const from = Math.max(0, end - BOUNDARY_WITHIN);
  const last = text.slice(from, end);
  for (const boundary of BOUNDARIES) {
    const at = last.lastIndexOf(boundary);
    if (at > 0) return from + at + boundary.trimEnd().length;
  }
  return end;
}

/** The longest beginning of a text that costs so many tokens at most, up to a boundary. */
export function beginningOf(text: string, mostTokens: number, cost: (text: string) => number): string {
  let shown = text;
  for (let tokens = cost(shown); tokens > mostTokens && shown.length > 0; tokens = cost(shown)) {
    const end = Math.min(shown.length - 1, Math.floor((shown.length * mostTokens) / tokens));
    shown = shown.slice(0, boundaryBefore(shown, end)).toWellFormed();
  }
  return shown;
}

function describe({ type, pages, width, height, bytes }: AttachedFile): string {
  const size = width !== null && height !== null ? `, ${width} × ${height}` : pages === null ? "" : `, pages: ${pages}`;
  return `${type}, ${countOf(bytes)} bytes${size}`;
}

/** Escapes the closing mark inside a document. */
const inside = (text: string): string => text.replaceAll("</file", "<\\/file");

/** Fits files into one request, and keeps track of the pictures that are in it already. */
export class Attacher {
  readonly #model: CatalogueModel;
  #pictureBytes = 0;

  constructor(model: CatalogueModel) {
    this.#model = model;
  }

  /** A question with its files in it. @param roomTokens what the question and they may take @param cost tokens of a text */
  attach(turn: ChatTurn, roomTokens: number, cost: (text: string) => number): ChatTurn {
    const { files, ...bare } = turn;
    if (files === undefined || files.length === 0) return bare;
    const pictures: Picture[] = [];
    const notes: string[] = [];
    for (const file of files.filter(({ kind }) => kind === "image")) {
      const picture = this.#pictureOf(file);
      if (typeof picture === "string") notes.push(`[Picture “${file.name}” (${describe(file)}) is left out: ${picture}.]`);
      else {
        pictures.push(picture);
        notes.push(`[Picture ${pictures.length}: “${file.name}”, ${describe(file)}]`);
      }
    }
    let room = roomTokens - cost(turn.content) - pictures.reduce((sum, { likelyTokens }) => sum + likelyTokens, 0);
    const documents = files.filter(({ kind }) => kind !== "image");
    const shown = documents.map((file, index) => {
      // Room that one document leaves unused goes to the next ones.
      const text = documentOf(file, Math.floor(room / (documents.length - index)), cost);
      room -= cost(text);
      return text;
    });
    const parts = [...shown, ...(notes.length === 0 ? [] : [notes.join("\n")]), ...(turn.content.trim() === "" ? [] : [turn.content])];
    return { ...bare, content: parts.join("\n\n"), ...(pictures.length === 0 ? {} : { pictures }) };
  }

  /** @returns the picture, or a sentence why it is left out */
  #pictureOf({ id, name, type, bytes, width, height }: AttachedFile): Picture | string {
    if (!this.#model.capabilities.includes("vision")) return "this model cannot see pictures";
    if (this.#pictureBytes + bytes > MAX_REQUEST_PICTURE_BYTES) return "later pictures take all the room of one request";
    this.#pictureBytes += bytes;
    const { likely, most } = pictureTokens(this.#model, { width: width ?? 1, height: height ?? 1 });
    return { id, name, type, likelyTokens: likely, mostTokens: most };
  }
}

function documentOf(file: AttachedFile, roomTokens: number, cost: (text: string) => number): string {
  const begin = `<file name="${file.name}" type="${file.type}" bytes="${file.bytes}"${file.pages === null ? "" : ` pages="${file.pages}"`}>\n`;
  const end = "\n</file>";
  const room = roomTokens - cost(begin) - cost(end) - LEAST_TOKENS;
  if (room < LEAST_TOKENS) return `[File “${file.name}” (${describe(file)}) is left out: there is no room for it in this model's window.]`;
  const most = room * CHARACTERS_PER_TOKEN;
  const text = inside(file.text(most + 1));
  const shown = beginningOf(text, room, cost);
  if (shown.length === text.length) return begin + text + end;
  return `${begin}${shown}\n[Only the first ${countOf(shown.length)} characters of this file fit into this model's window.]${end}`;
}
