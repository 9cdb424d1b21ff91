/** Files of a conversation over HTTP, as streams; served so that nothing in them can run in a page. */
import type { FileKind } from "../protocol/files.ts";
import { fileId, fileQuery, MAX_AUDIO_BYTES, MAX_FILE_BYTES, speakBody, transcribeQuery, uploadQuery } from "../protocol/files.ts";
import { disposition } from "../transfer/export.ts";
import type { chatOf } from "../rooms.ts";
import { handedOver } from "./drain.ts";
import { readBody, readQuery, respond, respondFailure, type TallyContext } from "./http.ts";

type ChatStub = ReturnType<typeof chatOf>;

const unknown = (): Response => respondFailure({ reason: "not-found" });

/** `POST /api/chats/:id/files?name=&draft=`, the bytes as the body. */
export async function uploadFile(context: TallyContext, chat: ChatStub): Promise<Response> {
  const query = readQuery(context, uploadQuery);
  if (!query.ok) return respondFailure(query.failure);
  const { raw } = context.req;
  if (Number(raw.headers.get("content-length") ?? "0") > MAX_FILE_BYTES)
    return respondFailure({ reason: "too-large", detail: `a file holds at most ${MAX_FILE_BYTES / 1024 / 1024} MB` });
  if (raw.body === null) return respondFailure({ reason: "unreadable", detail: "This file is empty." });
  const file = { name: query.value.name, type: raw.headers.get("content-type") ?? "" };
  const added = await handedOver(raw.body, async (body) => await chat.addFile(body, file, query.value.draft === "1"));
  return added.ok ? respond(added.value.created ? 201 : 200, added.value.file) : respondFailure(added.failure);
}

/** `GET …/files/:fileId`; `as=text`: what a model is shown of it. */
export function downloadFile(context: TallyContext, chat: ChatStub): Promise<Response> {
  return download(context, (id, asText) => (asText ? chat.openFileText(id) : chat.openFile(id)));
}

/** The same of what somebody shared. */
export function downloadSharedFile(context: TallyContext, chat: ChatStub, shareId: string): Promise<Response> {
  return download(context, (id, asText) => chat.openSharedFile(shareId, id, asText));
}

type Opened = Awaited<ReturnType<ChatStub["openFile"]>>;

async function download(context: TallyContext, open: (id: string, asText: boolean) => PromiseLike<Opened>): Promise<Response> {
  const id = fileId.safeParse(context.req.param("fileId"));
  const query = readQuery(context, fileQuery);
  if (!query.ok) return respondFailure(query.failure);
  if (!id.success) return unknown();
  const asText = query.value.as === "text";
  const opened = await open(id.data, asText);
  if (!opened.ok) return respondFailure(opened.failure);
  const { file, body } = opened.value;
  const headers = new Headers({
    "content-type": asText ? "text/plain; charset=utf-8" : servedType(file),
    "content-disposition": disposition(file.kind === "image" && !asText ? "inline" : "attachment", asText ? `${file.name}.txt` : file.name),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(asText ? {} : { "content-length": String(file.bytes) }),
  });
  return new Response(body, { headers });
}

/** The content type to serve: plain text for anything that a browser might run. The file's real type is in its messages. */
function servedType({ kind, type }: { kind: FileKind; type: string }): string {
  return kind === "text" && /html|xml|svg|javascript/.test(type) ? "text/plain" : type;
}

/** `DELETE …/files/:fileId` */
export async function deleteFile(context: TallyContext, chat: ChatStub): Promise<Response> {
  const id = fileId.safeParse(context.req.param("fileId"));
  if (!id.success) return unknown();
  const removed = await chat.removeFile(id.data);
  return removed.ok ? respond(200, { deleted: id.data }) : respondFailure(removed.failure);
}

/** `PUT` or `DELETE …/draft/files/:fileId`: adds a file to the composer, or removes it. */
export async function changeComposerFile(context: TallyContext, chat: ChatStub, change: "put" | "remove"): Promise<Response> {
  const id = fileId.safeParse(context.req.param("fileId"));
  if (!id.success) return unknown();
  const changed = change === "put" ? await chat.putComposerFile(id.data) : await chat.removeComposerFile(id.data);
  return changed.ok ? respond(200, {}) : respondFailure(changed.failure);
}

/** `POST /api/chats/:id/speak`, `{ text }`: sound, with its receipt's id and cost in headers. */
export async function speak(context: TallyContext, chat: ChatStub): Promise<Response> {
  const body = await readBody(context.req.raw, speakBody);
  if (!body.ok) return respondFailure(body.failure);
  const spoken = await chat.speak(body.value.text);
  if (!spoken.ok) return respondFailure(spoken.failure);
  const { body: sound, type, receipt } = spoken.value;
  const headers = new Headers({
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-tally-call-id": receipt.callId,
    "x-tally-cost-nano-usd": String(receipt.costNanoUsd),
  });
  return new Response(sound, { headers });
}

/** `POST /api/chats/:id/transcribe?language=`, a recording as the body. */
export async function transcribe(context: TallyContext, chat: ChatStub): Promise<Response> {
  const query = readQuery(context, transcribeQuery);
  if (!query.ok) return respondFailure(query.failure);
  const { raw } = context.req;
  if (Number(raw.headers.get("content-length") ?? "0") > MAX_AUDIO_BYTES)
    return respondFailure({ reason: "too-large", detail: `a recording holds at most ${MAX_AUDIO_BYTES / 1024 / 1024} MB` });
  if (raw.body === null) return respondFailure({ reason: "unreadable", detail: "This recording is empty." });
  const transcribed = await handedOver(raw.body, async (body) => await chat.transcribe(body, query.value.language ?? null));
  return transcribed.ok ? respond(200, transcribed.value) : respondFailure(transcribed.failure);
}
