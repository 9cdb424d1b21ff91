/**
 * Whether this browser is told that an answer is finished though no tab is open: for one person, who asked for it here. The
 * browser has a subscription at its maker's push service, the server knows it, and the service worker knows the words.
 */
import { pushRegistered, pushState, type PushSubscriptionBody } from "../../src/protocol/push.ts";
import { z } from "zod";
import { command, request } from "../http/request.ts";
import type { PushWords, PushWordsMessage } from "../shell-worker/pushed.ts";
import { locale, words } from "../words/words.ts";

const KEY = "tally-push";
/** Who asked for it, and what the server calls this browser. */
const wish = z.object({ email: z.string(), id: z.string() });
type Wish = z.infer<typeof wish>;

/** Null: nobody asked for it here. */
function wished(): Wish | null {
  try {
    return wish.parse(JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return null;
  }
}

function setWished(next: Wish | null): void {
  try {
    if (next === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage may be forbidden: it then holds until the session ends, and cannot be seen here.
  }
}

export type PushStanding = "unsupported" | "denied" | "off" | "on";

/** How it stands in this browser for that person. */
export function pushStanding(email: string): PushStanding {
  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis) || typeof Notification === "undefined") return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && wished()?.email === email ? "on" : "off";
}

async function worker(): Promise<ServiceWorkerRegistration | null> {
  return (await navigator.serviceWorker?.getRegistration()) ?? null;
}

const wordsHere = (): PushWords => ({
  locale,
  simulated: words.ui.simulated,
  done: words.app.ended("{cost}"),
  stopped: words.app.endedStopped("{cost}"),
  failed: words.app.endedFailed("{cost}"),
});

function say(registration: ServiceWorkerRegistration, message: PushWordsMessage): void {
  (registration.active ?? registration.waiting ?? registration.installing)?.postMessage(message);
}

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** The browser's subscription for this server's key; one for another key, which nobody can push to any more, goes. */
async function subscribed({ pushManager }: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const existing = await pushManager.getSubscription();
  const of = existing?.options.applicationServerKey;
  if (existing !== null && (of == null || base64url(of) === key)) return existing;
  await existing?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function bodyOf(subscription: PushSubscription): PushSubscriptionBody {
  const { endpoint = "", keys } = subscription.toJSON();
  return { endpoint, keys: { p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" } };
}

async function register(registration: ServiceWorkerRegistration, email: string, key: string): Promise<void> {
  const { id } = await request(pushRegistered, "/api/push", { method: "POST", body: bodyOf(await subscribed(registration, key)) });
  setWished({ email, id });
  say(registration, { type: "push-words", words: wordsHere() });
}

export type SwitchedOn = "on" | "unsupported" | "denied" | "no-service";

/** Asks for permission: only when somebody has pressed. Rejects with what the server said. */
export async function switchPushesOn(email: string, key: string): Promise<SwitchedOn> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const registration = await worker();
  if (registration === null) return "unsupported";
  try {
    await subscribed(registration, key);
  } catch {
    return "no-service";
  }
  await register(registration, email, key);
  return "on";
}

/** This browser is told nothing more, and the server forgets it, also where the page is left meanwhile. */
export async function switchPushesOff(): Promise<void> {
  const was = wished();
  if (was === null) return;
  setWished(null);
  const forgotten = command(`/api/push/${was.id}`, { method: "DELETE", outlivesPage: true }).catch(() => undefined);
  await endHere();
  await forgotten;
}

async function endHere(): Promise<void> {
  const registration = await worker();
  if (registration === null) return;
  say(registration, { type: "push-words", words: null });
  for (const notification of await registration.getNotifications()) notification.close();
  await (await registration.pushManager.getSubscription())?.unsubscribe();
}

/**
 * Somebody is here. Who asked for it says so again, for the server pushes no longer than a session lasts, and a browser may
 * have another subscription by now. What another person asked for ends: their browser is gone for the push service.
 */
export async function pushPersonIsHere(email: string): Promise<void> {
  const was = wished();
  if (was === null) return;
  if (was.email !== email) {
    setWished(null);
    return endHere();
  }
  const registration = await worker();
  if (registration === null || Notification.permission !== "granted") return;
  const { key } = await request(pushState, "/api/push");
  if (key !== null) await register(registration, email, key);
}

/** The conversation was deleted (invariant 10): nothing of it stays among the device's notifications. */
export async function forgetNotices(chatId: string): Promise<void> {
  if (wished() === null) return;
  for (const notification of (await (await worker())?.getNotifications({ tag: chatId })) ?? []) notification.close();
}
