/** Export and import over HTTP: `GET /api/export`, `GET /api/chats/:id/export`, `POST /api/import`. */
import { strToU8, Zip, ZipDeflate } from "fflate";
import { z } from "zod";
import type { ImportedEntry } from "../account/transfer.ts";
import type { FileBody } from "../chat/files/files.ts";
import type { Message } from "../protocol/message.ts";
import {
  MAX_IMPORT_BYTES,
  packTurns,
  type ExportedChat,
  type ImportedChat,
  type ImportedFile,
  type ImportedTurn,
  type ImportProgress,
} from "../protocol/transfer.ts";
import { attachment, fileNameOf, jsonDocument, markdownDocument, type ExportSource } from "../transfer/export.ts";
import type { LateFile } from "../transfer/late-files.ts";
import { importDocument, NotAnExport, type ImportStore } from "../transfer/import.ts";
import { KNOWN_KINDS } from "../transfer/recognise.ts";
import { accountOf, chatOf } from "../rooms.ts";
import { handedOver } from "./drain.ts";
import { parse, plainProblem, respond, respondFailure, type TallyContext } from "./http.ts";

const flag = z.enum(["", "0", "1", "true", "false"]).default("0");
const oneQuery = z.object({ format: z.enum(["markdown", "json"]).default("json"), costs: flag });
const allQuery = z.object({ format: z.enum(["json", "zip"]).default("json"), costs: flag });
const isSet = (value: z.infer<typeof flag>): boolean => value === "1" || value === "true";

/** `GET /api/chats/:id/export`: one conversation, as JSON or to be read. */
export async function exportChat(context: TallyContext, chatId: string): Promise<Response> {
  const query = parse(context.req.query(), oneQuery);
  if (!query.ok) return respondFailure(query.failure);
  const person = context.var.identity.email;
  const [head, listed] = await Promise.all([
    chatOf(context.env, person, chatId).exportHead(),
    accountOf(context.env, person).findChat(chatId),
  ]);
  if (!head.ok) return respondFailure(head.failure);
  const chat: ExportedChat = { ...head.value, pinned: listed?.pinned ?? false, archived: listed?.archived ?? false };
  const source = sourceOf(context, async function* only() {
    yield chat;
  });
  if (query.value.format === "markdown")
    return download(markdownDocument(source, chat, isSet(query.value.costs)), "text/markdown; charset=utf-8", fileNameOf(chat.title, "md"));
  return download(jsonDocument(source, new Date().toISOString()), "application/json", fileNameOf(chat.title, "json"));
}

/** `GET /api/export`: everything, as one JSON document or a zip with a readable file for each conversation beside it. */
export function exportAll(context: TallyContext): Response {
  const query = parse(context.req.query(), allQuery);
  if (!query.ok) return respondFailure(query.failure);
  const source = sourceOf(context, () => everyChat(context));
  const exportedAt = new Date().toISOString();
  const name = `tally-${exportedAt.slice(0, 10)}`;
  if (query.value.format === "json") return download(jsonDocument(source, exportedAt), "application/json", `${name}.json`);
  return download(zipOf(source, exportedAt, isSet(query.value.costs)), "application/zip", `${name}.zip`);
}

function sourceOf(context: TallyContext, chats: ExportSource["chats"]): ExportSource {
  const stubOf = (chatId: string) => chatOf(context.env, context.var.identity.email, chatId);
  return {
    chats,
    messages: (chatId) => pagesOf(async (after) => stubOf(chatId).exportPage(after)),
    branch: (chatId) => pagesOf(async (skip) => stubOf(chatId).branchPage(skip)),
    files: (chatId) => filesOf(stubOf(chatId)),
  };
}

async function* filesOf(stub: ReturnType<typeof chatOf>): AsyncGenerator<FileBody> {
  for (const id of await stub.fileIds()) {
    const opened = await stub.openFile(id);
    if (opened.ok) yield { file: opened.value.file, body: opened.value.body };
  }
}

type Page = Awaited<ReturnType<ReturnType<typeof chatOf>["exportPage"]>>;

/** The messages of page after page; a conversation that is deleted meanwhile ends where it is. */
async function* pagesOf(ask: (from: number) => Promise<Page>): AsyncGenerator<Message> {
  for (let from: number | null = 0; from !== null;) {
    const page: Page = await ask(from);
    if (!page.ok) return;
    yield* page.value.messages;
    from = page.value.next;
  }
}

async function* everyChat(context: TallyContext): AsyncGenerator<ExportedChat> {
  const person = context.var.identity.email;
  const account = accountOf(context.env, person);
  let page = await account.exportList(null);
  for (;;) {
    for (const { id, pinned, archived } of page.chats) {
      const head = await chatOf(context.env, person, id).exportHead();
      if (head.ok) yield { ...head.value, pinned, archived };
    }
    if (page.next === null) return;
    page = await account.exportList(page.next);
  }
}

function download(pieces: AsyncGenerator<string | Uint8Array>, type: string, name: string): Response {
  return new Response(streamOf(pieces), {
    headers: {
      "content-type": type,
      "content-disposition": attachment(name),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** A stream that asks for the next piece when its reader wants more, so that nothing piles up. */
function streamOf(pieces: AsyncGenerator<string | Uint8Array>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      for (;;) {
        const { done, value } = await pieces.next();
        if (done === true) {
          controller.close();
          return;
        }
        const bytes = typeof value === "string" ? encoder.encode(value) : value;
        if (bytes.length === 0) continue;
        controller.enqueue(bytes);
        return;
      }
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

/** A zip archive, piece by piece: a Markdown file for each conversation, and the document that can be imported. */
async function* zipOf(source: ExportSource, exportedAt: string, costs: boolean): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error !== null) throw error;
    ready.push(bytes);
  });
  const taken = new Set<string>();
  async function* entry(name: string, pieces: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
    const file = new ZipDeflate(name, { level: 6 });
    zip.add(file);
    for await (const piece of pieces) {
      file.push(strToU8(piece));
      yield* ready.splice(0);
    }
    file.push(new Uint8Array(), true);
    yield* ready.splice(0);
  }
  for await (const chat of source.chats())
    yield* entry(freeName(fileNameOf(chat.title, "md"), taken), markdownDocument(source, chat, costs));
  yield* entry("tally.json", jsonDocument(source, exportedAt));
  zip.end();
  yield* ready.splice(0);
}

/** A name that no other file of the archive has, whatever a file system thinks of case. */
function freeName(name: string, taken: Set<string>): string {
  const [, base = name, extension = ""] = /^(.*)(\.[^.]+)$/.exec(name) ?? [];
  for (let copy = 1; ; copy += 1) {
    const tried = copy === 1 ? name : `${base} (${copy})${extension}`;
    if (taken.has(tried.toLowerCase())) continue;
    taken.add(tried.toLowerCase());
    return tried;
  }
}

/** Conversations that are taken into the list together. */
const LIST_AT_ONCE = 20;

/** `POST /api/import`: a document of any of the known kinds, read as it comes. */
export async function importRoute(context: TallyContext): Promise<Response> {
  const { raw } = context.req;
  const announced = Number(raw.headers.get("content-length") ?? Number.NaN);
  if (announced > MAX_IMPORT_BYTES) return tooLarge();
  if (raw.body === null) return notAnExport();
  const store = new PersonsImport(context);
  const ports = { store, nowMs: Date.now(), announced: Number.isNaN(announced) ? null : announced };
  try {
    const result = await handedOver(raw.body, async (body) => await importDocument(body.pipeThrough(atMost(MAX_IMPORT_BYTES)), ports));
    return respond(200, result);
  } catch (error) {
    if (error instanceof NotAnExport) return notAnExport();
    if (error instanceof TooLarge) return tooLarge();
    throw error;
  } finally {
    // What came in before a failure is in the list all the same.
    await store.flush();
  }
}

const tooLarge = (): Response =>
  respondFailure({ reason: "too-large", detail: `a document holds at most ${MAX_IMPORT_BYTES / 1024 / 1024} MB` });

function notAnExport(): Response {
  return plainProblem(
    "invalid",
    "The request makes no sense",
    400,
    `This is no export of ${KNOWN_KINDS}. Choose the JSON file of one of them.`,
  );
}

class TooLarge extends Error {
  override name = "TooLarge";
}

function atMost(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > limit) controller.error(new TooLarge());
      else controller.enqueue(chunk);
    },
  });
}

/** One person's conversations and list, as an import asks for them. */
class PersonsImport implements ImportStore {
  readonly #context: TallyContext;
  #waiting: ImportedEntry[] = [];

  constructor(context: TallyContext) {
    this.#context = context;
  }

  get #account(): ReturnType<typeof accountOf> {
    return accountOf(this.#context.env, this.#context.var.identity.email);
  }

  async place(id: string): Promise<"free" | "taken" | "deleted"> {
    if (this.#waiting.some((entry) => entry.id === id)) return "taken";
    return this.#account.importPlace(id);
  }

  async put(chat: ImportedChat, turns: ImportedTurn[], files: ImportedFile[], hasMoreFiles: boolean): Promise<string[]> {
    const person = this.#context.var.identity.email;
    const { warnings } = await chatOf(this.#context.env, person, chat.id).importChat(person, chat, packTurns(turns), files, hasMoreFiles);
    const told = [...warnings];
    const { system: _system, head: _head, model, ...entry } = chat;
    this.#waiting.push({ ...entry, model: model ?? "" });
    if (this.#waiting.length >= LIST_AT_ONCE) await this.flush();
    return told;
  }

  file(chatId: string, { name, type }: LateFile, body: ReadableStream<Uint8Array>): Promise<string | null> {
    return chatOf(this.#context.env, this.#context.var.identity.email, chatId).importFile({ name, type }, body);
  }

  async flush(): Promise<void> {
    const entries = this.#waiting;
    this.#waiting = [];
    if (entries.length > 0) await this.#account.addImported(entries);
  }

  progress(progress: ImportProgress): void {
    // A tab that cannot be told sees the result all the same.
    const told = this.#account.tellImport(progress).catch(() => undefined);
    this.#context.executionCtx.waitUntil(told);
  }
}
