/**
 * Pictures of the conversations that are kept for reading without a network: those beside the newest questions first, so
 * many bytes of one conversation and so many of all. Kept in the same store, and gone with their conversation or with all.
 */
import type { Message } from "../../src/protocol/message.ts";
import { addressOf, keptFor, keptUnder, PICTURES, picturesOf, withStore } from "./kept.ts";

/** Bytes of one conversation's pictures, and of all together. */
const MOST_OF_ONE = 8 * 1024 * 1024;
const MOST_OF_ALL = 64 * 1024 * 1024;

type Picture = { id: string; bytes: number };

/** The pictures to keep of these messages, oldest first: the newest that fit, each once. */
export function picturesToKeep(messages: readonly Pick<Message, "files">[], most = MOST_OF_ONE): Picture[] {
  const chosen = new Map<string, Picture>();
  let bytes = 0;
  for (const { files = [] } of messages.toReversed())
    for (const { id, kind, bytes: size } of files.toReversed()) {
      if (kind !== "image" || chosen.has(id) || bytes + size > most) continue;
      bytes += size;
      chosen.set(id, { id, bytes: size });
    }
  return [...chosen.values()].toReversed();
}

/** Its name says how large it is: what all take is known without reading any. */
const nameOf = (chatId: string, { id, bytes }: Picture): string => `${picturesOf(chatId)}${bytes}-${id}`;
const bytesOf = ({ url }: Request): number => Number(/\/(\d+)-[^/]+$/.exec(new URL(url).pathname)?.[1] ?? 0);

/** Which go, the oldest first, so that all together are within their bound. @param kept in the order in which they came */
export function picturesOver(kept: readonly Request[], most = MOST_OF_ALL): Request[] {
  let bytes = kept.reduce((sum, request) => sum + bytesOf(request), 0);
  return kept.filter((request) => {
    if (bytes <= most) return false;
    bytes -= bytesOf(request);
    return true;
  });
}

const isKept = (name: string): Promise<boolean | undefined> =>
  withStore(async (store) => (await store.match(addressOf(name))) !== undefined);

/** Keeps the pictures of these messages that are not kept yet; what is no longer beside any of them goes. */
export async function keepPictures(chatId: string, messages: readonly Message[]): Promise<void> {
  const wanted = picturesToKeep(messages);
  const names = new Set(wanted.map((picture) => addressOf(nameOf(chatId, picture))));
  for (const picture of wanted) {
    const name = nameOf(chatId, picture);
    if (keptFor() === null || (await isKept(name)) !== false) continue;
    const response = await fetch(`/api/chats/${encodeURIComponent(chatId)}/files/${picture.id}`).catch(() => null);
    if (response?.ok !== true) return;
    const picked = await response.blob().catch(() => null);
    // Whoever wiped it all meanwhile gets no store made anew.
    if (picked === null || keptFor() === null) return;
    await withStore((store) => store.put(addressOf(name), new Response(picked)));
  }
  if (keptFor() === null) return;
  await withStore(async (store) => {
    const gone = (await keptUnder(store, picturesOf(chatId))).filter(({ url }) => !names.has(new URL(url).pathname));
    await Promise.all(gone.map((request) => store.delete(request)));
    const over = picturesOver(await keptUnder(store, PICTURES));
    await Promise.all(over.map((request) => store.delete(request)));
  });
}

/** A picture as it is kept; null: it is not. @param path where the server has it */
export async function keptPicture(path: string): Promise<Blob | null> {
  const [, chatId, id] = /^\/api\/chats\/([^/]+)\/files\/([0-9a-f]{64})$/.exec(path) ?? [];
  if (chatId === undefined || id === undefined || keptFor() === null) return null;
  const found = await withStore(async (store) => {
    const request = (await keptUnder(store, picturesOf(decodeURIComponent(chatId)))).find(({ url }) => url.endsWith(`-${id}`));
    return request === undefined ? null : ((await (await store.match(request))?.blob()) ?? null);
  });
  return found ?? null;
}
