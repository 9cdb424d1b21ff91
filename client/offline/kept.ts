/**
 * What this browser keeps so that conversations can be read without a network: only if somebody asked for it, for that
 * person alone, in one store that is wiped whole. It is the browser's Cache, because that holds many large texts and is
 * read without blocking the page. Storage may be forbidden: then nothing is kept, and nothing fails.
 */

const STORE = "tally-reading";
/** The address of the person who asked for it; none: nobody did. */
const OWNER = "tally-reading-for";
/** So many conversations, those last seen. */
const MOST_CONVERSATIONS = 30;
/** Characters of one thing that is kept. */
const MOST_CHARACTERS = 2_000_000;

/** Whose reading this browser keeps; null: nobody's. */
export function keptFor(): string | null {
  try {
    return localStorage.getItem(OWNER);
  } catch {
    return null;
  }
}

/** The store; undefined where there can be none. */
export const withStore = async <Value>(action: (store: Cache) => Promise<Value>): Promise<Value | undefined> => {
  try {
    return await action(await caches.open(STORE));
  } catch {
    // No secure page, a private window, or a full disk.
    return undefined;
  }
};

/** From now on what this person reads is kept here. */
export function keepFor(email: string): void {
  try {
    localStorage.setItem(OWNER, email);
  } catch {
    // Forbidden: nothing is kept.
  }
}

/** Wipes all of it and keeps nothing more: switched off, signed out, or somebody else is here. */
export async function keepNothing(): Promise<void> {
  try {
    localStorage.removeItem(OWNER);
    await caches.delete(STORE);
  } catch {
    // Forbidden: nothing was kept.
  }
}

/** Somebody is here. What is kept for another person goes. */
export async function personIsHere(email: string): Promise<void> {
  const owner = keptFor();
  if (owner !== null && owner !== email) await keepNothing();
}

export const addressOf = (name: string): string => `/kept/${name}`;

const CONVERSATIONS = "conversation/";
/** What is kept of the pictures of a conversation has names that begin so. */
export const picturesOf = (chatId: string): string => `${PICTURES}${encodeURIComponent(chatId)}/`;
export const PICTURES = "picture/";

/** What is kept under names that begin so, the oldest first. */
export async function keptUnder(store: Cache, beginning: string): Promise<Request[]> {
  return (await store.keys()).filter(({ url }) => new URL(url).pathname.startsWith(addressOf(beginning)));
}

/** A conversation with its pictures. */
async function drop(store: Cache, conversation: Request): Promise<void> {
  const chatId = decodeURIComponent(new URL(conversation.url).pathname.slice(addressOf(CONVERSATIONS).length));
  const pictures = await keptUnder(store, picturesOf(chatId));
  await Promise.all([conversation, ...pictures].map((request) => store.delete(request)));
}

/** Keeps an answer of the server, if somebody asked for it. */
export async function keep(name: string, text: string): Promise<void> {
  if (keptFor() === null || text.length > MOST_CHARACTERS) return;
  await withStore((store) => store.put(addressOf(name), new Response(text)));
}

/** What was kept under that name; null: nothing. */
export async function read(name: string): Promise<string | null> {
  if (keptFor() === null) return null;
  return (await withStore(async (store) => (await store.match(addressOf(name)))?.text())) ?? null;
}

const nameOf = (chatId: string): string => `${CONVERSATIONS}${encodeURIComponent(chatId)}`;

/** Keeps a conversation as it stands; of too many those that were not seen for longest go. */
export async function keepConversation(chatId: string, snapshot: string): Promise<void> {
  await keep(nameOf(chatId), snapshot);
  // Whoever wiped it all meanwhile gets no store made anew.
  if (keptFor() === null) return;
  await withStore(async (store) => {
    const conversations = await keptUnder(store, CONVERSATIONS);
    // The oldest first: what is put anew moves to the end.
    await Promise.all(conversations.slice(0, -MOST_CONVERSATIONS).map((conversation) => drop(store, conversation)));
  });
}

export const readConversation = (chatId: string): Promise<string | null> => read(nameOf(chatId));

/** A conversation was deleted (invariant 10). */
export async function forgetConversation(chatId: string): Promise<void> {
  if (keptFor() !== null) await withStore((store) => drop(store, new Request(addressOf(nameOf(chatId)))));
}
