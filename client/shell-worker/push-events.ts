/** The service worker's other half: it shows what is pushed and opens what is pressed. It touches no cache of the app's files. */
import { isAt, noticeOf, pathOf, wordsIn, wordsMessageIn, type PushWords } from "./pushed.ts";

declare const self: ServiceWorkerGlobalScope;

const STORE = "tally-push";
const WORDS = "/push-words";

async function keepWords(words: PushWords | null): Promise<void> {
  if (words === null) await caches.delete(STORE);
  else await (await caches.open(STORE)).put(WORDS, new Response(JSON.stringify(words)));
}

async function keptWords(): Promise<PushWords | null> {
  try {
    return wordsIn(await (await caches.match(WORDS, { cacheName: STORE }))?.json());
  } catch {
    // Storage is forbidden or full: the amount is said without words.
    return null;
  }
}

const windows = (): Promise<readonly WindowClient[]> => self.clients.matchAll({ type: "window", includeUncontrolled: true });

async function show(payload: unknown): Promise<void> {
  const notice = noticeOf(payload, await keptWords());
  if (notice === null) return;
  const { chatId, title, body } = notice;
  // The server asks its own tabs; this browser knows better.
  if ((await windows()).some(({ url, visibilityState }) => visibilityState === "visible" && isAt(url, chatId))) return;
  await self.registration.showNotification(title, { body, tag: chatId, icon: "/icon-192.png", data: { chatId } });
}

async function open(chatId: string): Promise<void> {
  const there = (await windows()).find(({ url }) => isAt(url, chatId));
  if (there === undefined) await self.clients.openWindow(pathOf(chatId));
  else await there.focus();
}

function payloadOf(data: PushMessageData | null): unknown {
  try {
    return data?.json();
  } catch {
    return null;
  }
}

/** Called once, at the top of the worker: the browser wants to know at once what it listens to. */
export function listenToPushes(): void {
  self.addEventListener("push", (event) => event.waitUntil(show(payloadOf(event.data))));
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { data } = event.notification;
    if (typeof data?.chatId === "string") event.waitUntil(open(data.chatId));
  });
  self.addEventListener("message", (event) => {
    const message = wordsMessageIn(event.data);
    if (message !== null) event.waitUntil(keepWords(message.words));
  });
}
