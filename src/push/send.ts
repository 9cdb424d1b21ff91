/** One message to one browser, by its push service (RFC 8030). Nothing of it is logged: an endpoint is a secret. */
import type { PushPayload } from "../protocol/push.ts";
import { toBase64url } from "./bytes.ts";
import { browserKeysIn, encrypted, freshKeys } from "./encryption.ts";
import { refusalOfEndpoint } from "./endpoint.ts";
import { UNREACHED, verdictOf, type Verdict } from "./retry.ts";
import { authorization, type VapidKey } from "./vapid.ts";

/** The TTL: how long the service keeps a message for a device that is offline. Seconds. */
const LIVES_SECONDS = 86_400;
/** Every message is as long as this, so that its length says nothing of the title. Bytes. */
const PADDED_BYTES = 1_024;
/** How long a service may take to respond; then it is tried again. Milliseconds. */
const PATIENCE_MS = 10_000;
/** Bytes of a topic: at most 32 characters of base64url (RFC 8030, section 5.4). */
const TOPIC_BYTES = 24;

export type PushWorld = {
  readonly key: VapidKey;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Services on one's own machine may be reached. */
  readonly allowsLoopback: boolean;
};

/** A stored subscription. `origin`: Tally's address when the browser registered. */
export type PushAddress = { endpoint: string; p256dh: string; auth: string; origin: string };

/** The topic, by which the service replaces a waiting message about the same conversation. A hash, so that it learns no id. */
async function topicOf(chatId: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(chatId));
  return toBase64url(new Uint8Array(hash, 0, TOPIC_BYTES));
}

/** Never throws. */
export async function push(world: PushWorld, to: PushAddress, payload: PushPayload, nowMs: number): Promise<Verdict> {
  if (refusalOfEndpoint(to.endpoint, world.allowsLoopback) !== null) return { is: "gone" };
  const keys = await browserKeysIn(to.p256dh, to.auth);
  if (keys === null) return { is: "gone" };
  const text = new TextEncoder().encode(JSON.stringify(payload));
  try {
    const body = await encrypted(text, keys, await freshKeys(), PADDED_BYTES);
    const response = await world.fetch(to.endpoint, {
      method: "POST",
      // A redirect would lead to an address that was not checked.
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        authorization: await authorization(world.key, to.endpoint, to.origin, nowMs),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: String(LIVES_SECONDS),
        topic: await topicOf(payload.chatId),
        urgency: "normal",
      },
      body,
    });
    await response.body?.cancel();
    return verdictOf(response.status, response.headers.get("retry-after"), nowMs);
  } catch {
    return UNREACHED;
  }
}
