/** Files that come and go as people and their browsers move them. */
import { Buffer } from "node:buffer";
import { createWriteStream, openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { importParts } from "../../client/data/import-parts.ts";
import type { ImportResult } from "../../src/protocol/transfer.ts";
import type { Server } from "../crash/server.ts";
import { png } from "../unit/files/samples.ts";

export const MEGABYTE = 1024 * 1024;
const FILE_BYTES = 25 * MEGABYTE;

/** A text of 25 MB, another one for each seed. */
export function text(seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FILE_BYTES).fill(97);
  for (let at = 0; at < bytes.length; at += 61) bytes[at] = 98 + ((seed + at) % 24);
  return bytes;
}
export const picture = (): Uint8Array<ArrayBuffer> => png(2048, 1536, Math.floor(9.9 * MEGABYTE));

const asPerson = (as: string): Record<string, string> => ({ "x-tally-dev-user": as });

async function expectOk(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`${response.url} was answered ${response.status}: ${await response.text()}`);
  return response;
}

/** A server that gets no processor for seconds lets connections go. Everything here may be asked twice. */
export function again<Value>(ask: () => Promise<Value>, most = 5): Promise<Value> {
  return ask().catch((error: unknown) => {
    if (most === 0 || !(error instanceof TypeError)) throw error;
    return again(ask, most - 1);
  });
}

export async function newChat(server: Server, as: string): Promise<string> {
  return (await again(() => server.call<{ id: string }>("/api/chats", { as, body: { title: "Files" } }))).body.id;
}

/** @returns the file's id */
export async function upload(server: Server, as: string, chat: string, bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  const response = await again(() =>
    fetch(`${server.base}/api/chats/${chat}/files?name=${name}`, { method: "POST", headers: asPerson(as), body: bytes }),
  );
  return ((await (await expectOk(response)).json()) as { id: string }).id;
}

/** Reads a file to its end and keeps none of it. @returns its bytes */
export function download(server: Server, as: string, chat: string, id: string): Promise<number> {
  return again(() => downloadOnce(server, as, chat, id));
}

async function downloadOnce(server: Server, as: string, chat: string, id: string): Promise<number> {
  const response = await expectOk(await fetch(`${server.base}/api/chats/${chat}/files/${id}`, { headers: asPerson(as) }));
  let bytes = 0;
  for await (const chunk of response.body ?? []) bytes += chunk.length;
  return bytes;
}

/** Writes a conversation's export to the disk, as a browser does. @returns its bytes */
export function saveExport(server: Server, as: string, chat: string, path: string): Promise<number> {
  return again(() => saveExportOnce(server, as, chat, path));
}

async function saveExportOnce(server: Server, as: string, chat: string, path: string): Promise<number> {
  const response = await expectOk(await fetch(`${server.base}/api/chats/${chat}/export?format=json`, { headers: asPerson(as) }));
  if (response.body === null) throw new Error("an export without a body");
  await pipeline(Readable.fromWeb(response.body as NodeStream), createWriteStream(path));
  return (await stat(path)).size;
}

/** Brings a document in as the app does. @returns what each request was answered */
export async function bringIn(server: Server, as: string, path: string): Promise<ImportResult[]> {
  const cut = await importParts(await openAsBlob(path), new AbortController().signal);
  const results: ImportResult[] = [];
  for (const { body } of cut?.parts ?? []) results.push(await bring(server, as, body));
  return results;
}

export async function bring(server: Server, as: string, body: Blob): Promise<ImportResult> {
  const response = await again(() => fetch(`${server.base}/api/import`, { method: "POST", headers: asPerson(as), body }));
  return (await (await expectOk(response)).json()) as ImportResult;
}

/** A conversation of as many words as one may bring, with a letter beyond Latin-1 in each message: two bytes a letter in memory. */
export function manyWords(): Blob {
  const createdAt = "2026-01-01T00:00:00.000Z";
  const words = `${"x".repeat(230_000)}🌊`;
  const messages = Array.from({ length: 108 }, (_, index) => ({
    id: `m${index}`,
    parentId: index === 0 ? null : `m${index - 1}`,
    role: index % 2 === 0 ? "user" : "assistant",
    text: words,
    status: "done",
    createdAt,
  }));
  const chat = { id: "words", title: "Words", model: "m", system: "", createdAt, head: null, messages };
  return new Blob([Buffer.from(JSON.stringify({ format: "tally", version: 1, chats: [chat] }))]);
}
