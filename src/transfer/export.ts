/**
 * Export: conversations as the documents a person takes along, in pieces, so that no more than a page of messages stands
 * in memory. Pure but for the source that is asked.
 */
import { Buffer } from "node:buffer";
import { chunksOf } from "../protocol/bytes.ts";
import type { MessageFile } from "../protocol/files.ts";
import type { Message } from "../protocol/message.ts";
import type { Preset } from "../protocol/presets.ts";
import type { Rating } from "../protocol/rating.ts";
import { EXPORT_FORMAT, EXPORT_VERSION, type ExportedChat, type Which } from "../protocol/transfer.ts";

/** A conversation that is being written down. */
export type OpenedChat = {
  chat: ExportedChat;
  messages(): AsyncIterable<Message>;
  /** Its files, in the order in which they came. */
  files(): AsyncIterable<{ file: MessageFile; body: ReadableStream<Uint8Array> }>;
};

/** Where conversations are read from, and what the person keeps to write with, where that is asked for. */
export interface ExportSource {
  chats(which: Which): AsyncIterable<OpenedChat>;
  presets(): Promise<readonly Preset[]>;
}

/** A message as the document holds it: what `POST /api/import` reads, and its receipt for the reader. */
function exported({ id, parentId, role, text, reasoning, model, status, createdAt, rating, receipt, files }: Message): object {
  return {
    id,
    parentId,
    role,
    text,
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(model === undefined ? {} : { model }),
    status,
    createdAt,
    ...(rating === undefined ? {} : { rating }),
    ...(receipt === undefined ? {} : { receipt }),
    ...(files === undefined ? {} : { files }),
  };
}

/** A stream's bytes as base64, piece by piece: what does not fill three bytes waits for the next piece. */
async function* base64Of(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunksOf(body)) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % 3);
    rest = bytes.subarray(whole);
    yield bytes.toString("base64", 0, whole);
  }
  yield rest.toString("base64");
}

/** Every conversation of a source, and presets where there are any, as one JSON document, piece by piece. */
export async function* jsonDocument(source: ExportSource, exportedAt: string): AsyncGenerator<string> {
  const start = JSON.stringify({ format: EXPORT_FORMAT, version: EXPORT_VERSION, exportedAt });
  yield `${start.slice(0, -1)},"chats":[`;
  let isFirst = true;
  for await (const { chat, messages, files } of source.chats("all")) {
    yield `${isFirst ? "" : ","}\n${JSON.stringify(chat).slice(0, -1)},"messages":[`;
    isFirst = false;
    let comma = "";
    for await (const message of messages()) {
      yield comma + JSON.stringify(exported(message));
      comma = ",";
    }
    yield "]";
    let begin = ',"files":[';
    for await (const { file, body } of files()) {
      const { id, name, type, bytes } = file;
      yield `${begin}${JSON.stringify({ id, name, type, bytes }).slice(0, -1)},"data":"`;
      yield* base64Of(body);
      yield '"}';
      begin = ",";
    }
    yield begin === "," ? "]}" : "}";
  }
  const presets = await source.presets();
  yield presets.length === 0 ? "]}\n" : `],"presets":[\n${presets.map((preset) => JSON.stringify(preset)).join(",\n")}]}\n`;
}

/** The branch of one conversation that is shown, to be read. `costs`: with what each answer cost. */
export async function* markdownDocument({ chat, messages }: OpenedChat, costs: boolean): AsyncGenerator<string> {
  yield `# ${oneLine(chat.title) || "Conversation"}\n\n${dateOf(chat.createdAt)}${chat.model === "" ? "" : ` · ${oneLine(chat.model)}`}\n`;
  if (chat.system !== "") yield `\n> **Instructions:** ${chat.system.replaceAll("\n", "\n> ")}\n`;
  let totalNanoUsd = 0;
  for await (const message of messages()) {
    totalNanoUsd += message.receipt?.costNanoUsd ?? 0;
    yield `\n## ${message.role === "user" ? "Question" : "Answer"} · ${dateOf(message.createdAt)}${noteOf(message, costs)}\n\n`;
    if (message.reasoning !== undefined && message.reasoning !== "")
      yield `<details><summary>Reasoning</summary>\n\n${message.reasoning}\n\n</details>\n\n`;
    if (message.files !== undefined) yield `Files: ${message.files.map(({ name }) => oneLine(name)).join(", ")}\n\n`;
    yield `${message.text}\n`;
    if (message.rating !== undefined) yield ratingLines(message.rating);
  }
  if (costs) yield `\n---\n\nCost of this branch: ${usdOf(totalNanoUsd)}\n`;
}

function noteOf(message: Message, costs: boolean): string {
  if (message.role === "user") return "";
  const notes = [
    ...(message.model === undefined || message.model === "" ? [] : [oneLine(message.model)]),
    ...(message.status === "done" ? [] : [message.status]),
    ...(costs && message.receipt !== undefined
      ? [`${usdOf(message.receipt.costNanoUsd)}${message.receipt.simulated ? " (simulated)" : ""}`]
      : []),
  ];
  return notes.map((note) => ` · ${note}`).join("");
}

/** What the person thought of an answer, as a quotation below it. */
function ratingLines({ value, reasons, note }: Rating): string {
  const named = reasons.map((reason) => reason.replaceAll("-", " ")).join(", ");
  const words = note === "" ? "" : `\n>\n> ${note.replaceAll("\n", "\n> ")}`;
  return `\n> **Rated:** ${value === "up" ? "good" : "bad"}${named === "" ? "" : ` (${named})`}${words}\n`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

const dateOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** An exact amount in US dollars. */
export function usdOf(nanoUsd: number): string {
  const whole = BigInt(nanoUsd);
  const fraction = (whole % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return `$${whole / 1_000_000_000n}.${fraction.padEnd(2, "0")}`;
}

/** A file's name made of a title: what no file system minds, at most 80 characters. */
export function fileNameOf(title: string, extension: string): string {
  const base = title
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"*/:<>?\\|]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/^\.+/, "")
    .slice(0, 80)
    .toWellFormed()
    .trim();
  return `${base === "" ? "conversation" : base}.${extension}`;
}

/** The header that makes a browser save an answer under a name of any script (RFC 6266). */
export const attachment = (name: string): string => disposition("attachment", name);

/** @param name one line without controls: it stands in a header */
export function disposition(how: "attachment" | "inline", name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]+/g, "_").replaceAll(/["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
