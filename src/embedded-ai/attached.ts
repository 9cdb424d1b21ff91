/**
 * The files in a request as the embedded AI receives them: documents between their marks in the text, pictures as parts,
 * measured from their own bytes. So its answer proves that files arrive.
 */
import { Buffer } from "node:buffer";
import { pictureSize } from "../files/image.ts";
import { isObject } from "../models/json.ts";
import { pictureTokens } from "../models/picture-tokens.ts";
import { sayingsFor } from "./sayings/language.ts";

export type Read = {
  /** The whole text, for counting tokens. */
  content: string;
  /** The question, without files. */
  question: string;
  /** A line for each file, in Markdown. */
  files: readonly string[];
  pictures: readonly { likelyTokens: number; mostTokens: number }[];
};

const BEGIN = '<file name="';
const END = "\n</file>";
const HEAD = /^<file name="([^"\n]{0,300})" type="([^"\n]{0,200})" bytes="(\d{1,12})"(?: pages="(\d{1,9})")?>$/;
const NOTE = /^\[(?:Picture (?:\d+: )?|File )“[^\n]*\]\n*/gm;
const FIRST_WORDS = 12;
const MAX_WORD = 40;

/** The first words of a text, on one line, with nothing in them that Markdown would read. */
function firstWords(text: string): string {
  const words = text
    .slice(0, 2_000)
    .split(/\s+/)
    .filter((word) => word !== "" && !/^#+$/.test(word))
    .slice(0, FIRST_WORDS)
    .map((word) => word.slice(0, MAX_WORD).toWellFormed());
  return words.join(" ").replaceAll("`", "'");
}

function partsOf(content: unknown): { text: string; urls: string[] } | null {
  if (typeof content === "string") return { text: content, urls: [] };
  if (!Array.isArray(content)) return null;
  const texts: string[] = [];
  const urls: string[] = [];
  for (const part of content) {
    if (!isObject(part)) return null;
    const url = isObject(part["image_url"]) ? part["image_url"]["url"] : null;
    if (part["type"] === "text" && typeof part["text"] === "string") texts.push(part["text"]);
    else if (part["type"] === "image_url" && typeof url === "string") urls.push(url);
    else return null;
  }
  return { text: texts.join("\n\n"), urls };
}

type Document = { name: string; type: string; bytes: string; pages: string | null; text: string };

/** The documents in a message, and the text around them. */
function documentsIn(content: string): { documents: Document[]; rest: string } {
  const documents: Document[] = [];
  const rest: string[] = [];
  let at = 0;
  for (let begin = content.indexOf(BEGIN); begin !== -1; begin = content.indexOf(BEGIN, at)) {
    const line = content.indexOf("\n", begin);
    const end = line === -1 ? -1 : content.indexOf(END, line);
    const head = end === -1 ? null : HEAD.exec(content.slice(begin, line));
    if (head === null) break;
    const [, name = "", type = "", bytes = "0", pages = null] = head;
    documents.push({ name, type, bytes, pages, text: content.slice(line + 1, end) });
    rest.push(content.slice(at, begin));
    at = end + END.length;
  }
  rest.push(content.slice(at));
  return { documents, rest: rest.join("").trimStart() };
}

/** A message's content; null: it is malformed. */
export function readContent(content: unknown, modelId: string): Read | null {
  const parts = partsOf(content);
  if (parts === null) return null;
  const { documents, rest } = documentsIn(parts.text);
  const question = rest.replaceAll(NOTE, "");
  const sayings = sayingsFor(question);
  const files: string[] = [];
  const pictures: { likelyTokens: number; mostTokens: number }[] = [];
  const names = [...parts.text.matchAll(/^\[Picture \d+: “([^\n]{0,300})”, /gm)].map(([, name = ""]) => name);
  for (const [index, url] of parts.urls.entries()) {
    const [, type = "", base64 = ""] = /^data:([a-z]+\/[a-z0-9.+-]+);base64,(.*)$/s.exec(url) ?? [];
    const bytes = Buffer.from(base64, "base64");
    const size = pictureSize(bytes);
    if (size === null) return null;
    const { likely, most } = pictureTokens({ id: modelId, wire: "workers-ai" }, size);
    pictures.push({ likelyTokens: likely, mostTokens: most });
    files.push(`**${names[index] ?? sayings.unnamed}**: ${sayings.picture(type, size.width, size.height, bytes.length)}`);
  }
  for (const { name, type, bytes, pages, text } of documents) {
    files.push(`**${name}**: ${sayings.document(type, Number(bytes), pages, firstWords(text))}`);
  }
  return { content: parts.text, question, files, pictures };
}
