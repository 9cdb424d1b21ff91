/** Export over HTTP: `GET /api/export`, `GET /api/chats/:id/export`. */
import { strToU8, Zip, ZipDeflate } from "fflate";
import { z } from "zod";
import type { FileBody } from "../chat/files/files.ts";
import type { ExportPage } from "../chat/log/pages.ts";
import type { Message } from "../protocol/message.ts";
import type { Result } from "../protocol/problem.ts";
import type { Which } from "../protocol/transfer.ts";
import { ahead } from "../transfer/ahead.ts";
import { attachment, fileNameOf, jsonDocument, markdownDocument, type ExportSource, type OpenedChat } from "../transfer/export.ts";
import { accountOf, chatOf } from "../rooms.ts";
import { readQuery, respondFailure, type TallyContext } from "./http.ts";

const flag = z.enum(["", "0", "1", "true", "false"]).default("0");
const oneQuery = z.object({ format: z.enum(["markdown", "json"]).default("json"), costs: flag });
const allQuery = z.object({ format: z.enum(["json", "zip"]).default("json"), costs: flag });
const isSet = (value: z.infer<typeof flag>): boolean => value === "1" || value === "true";

/** `GET /api/chats/:id/export`: one conversation, as JSON or to be read. */
export async function exportChat(context: TallyContext, chatId: string): Promise<Response> {
  const query = readQuery(context, oneQuery);
  if (!query.ok) return respondFailure(query.failure);
  const { format } = query.value;
  const listed = await accountOf(context.env, context.var.identity.email).findChat(chatId);
  const opened = await openChat(context, format === "json" ? "all" : "branch", {
    id: chatId,
    pinned: listed?.pinned ?? false,
    archived: listed?.archived ?? false,
  });
  if (!opened.ok) return respondFailure(opened.failure);
  const { title } = opened.value.chat;
  if (format === "markdown")
    return download(markdownDocument(opened.value, isSet(query.value.costs)), "text/markdown; charset=utf-8", fileNameOf(title, "md"));
  const source: ExportSource = {
    async *chats() {
      yield opened.value;
    },
    presets: () => Promise.resolve([]),
  };
  return download(jsonDocument(source, new Date().toISOString()), "application/json", fileNameOf(title, "json"));
}

/** `GET /api/export`: everything, as one JSON document or a zip with a readable file for each conversation beside it. */
export function exportAll(context: TallyContext): Response {
  const query = readQuery(context, allQuery);
  if (!query.ok) return respondFailure(query.failure);
  const source: ExportSource = {
    chats: (which) => everyChat(context, which),
    presets: () => accountOf(context.env, context.var.identity.email).presets(),
  };
  const exportedAt = new Date().toISOString();
  const name = `tally-${exportedAt.slice(0, 10)}`;
  if (query.value.format === "json") return download(jsonDocument(source, exportedAt), "application/json", `${name}.json`);
  return download(zipOf(source, exportedAt, isSet(query.value.costs)), "application/zip", `${name}.zip`);
}

type Listed = { id: string; pinned: boolean; archived: boolean };

/** Opens a conversation by one call to its object; further pages and files need more. */
async function openChat(context: TallyContext, which: Which, { id, ...listed }: Listed): Promise<Result<OpenedChat>> {
  const stub = chatOf(context.env, context.var.identity.email, id);
  const opened = await stub.openExport(which);
  if (!opened.ok) return { ok: false, failure: opened.failure };
  const { chat, page, fileIds } = opened.value;
  return {
    ok: true,
    value: {
      chat: { ...chat, ...listed },
      messages: () => pagesOf(page, async (from) => stub.exportPage(which, from)),
      files: () => filesOf(stub, fileIds),
    },
  };
}

async function* filesOf(stub: ReturnType<typeof chatOf>, fileIds: readonly string[]): AsyncGenerator<FileBody> {
  for (const id of fileIds) {
    const opened = await stub.openFile(id);
    if (opened.ok) yield { file: opened.value.file, body: opened.value.body };
  }
}

type Page = Awaited<ReturnType<ReturnType<typeof chatOf>["exportPage"]>>;

/** The messages, page by page; if the conversation is deleted meanwhile, they end there. */
async function* pagesOf(first: ExportPage, ask: (from: number) => Promise<Page>): AsyncGenerator<Message> {
  yield* first.messages;
  for (let from = first.next; from !== null;) {
    const page: Page = await ask(from);
    if (!page.ok) return;
    yield* page.value.messages;
    from = page.value.next;
  }
}

/** Conversations that are opened ahead of the reader; each brings a page of messages, 4 MB at most. */
const OPENED_AHEAD = 4;

async function* everyChat(context: TallyContext, which: Which): AsyncGenerator<OpenedChat> {
  for await (const opened of ahead(everyListed(context), OPENED_AHEAD, (listed) => openChat(context, which, listed)))
    if (opened.ok) yield opened.value;
}

async function* everyListed(context: TallyContext): AsyncGenerator<Listed> {
  const account = accountOf(context.env, context.var.identity.email);
  let page = await account.exportList(null);
  for (;;) {
    yield* page.chats;
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

/** A stream that takes the next piece only when its reader wants more, so that nothing piles up. */
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
  for await (const opened of source.chats("branch"))
    yield* entry(freeName(fileNameOf(opened.chat.title, "md"), taken), markdownDocument(opened, costs));
  yield* entry("tally.json", jsonDocument(source, exportedAt));
  zip.end();
  yield* ready.splice(0);
}

/** A name that no other file of the archive has, even where case is ignored. */
function freeName(name: string, taken: Set<string>): string {
  const [, base = name, extension = ""] = /^(.*)(\.[^.]+)$/.exec(name) ?? [];
  for (let copy = 1; ; copy += 1) {
    const tried = copy === 1 ? name : `${base} (${copy})${extension}`;
    if (taken.has(tried.toLowerCase())) continue;
    taken.add(tried.toLowerCase());
    return tried;
  }
}
