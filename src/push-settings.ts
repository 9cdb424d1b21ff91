/** The server's Web Push settings: VAPID_KEY. */
import type { PushWorld } from "./push/send.ts";
import { vapidKeyIn } from "./push/vapid.ts";
import { variable } from "./settings.ts";

/** Set by the local entry alone: push services on one's own machine may be reached. */
let allowsLoopback = false;
export function allowLoopbackPushes(): void {
  allowsLoopback = true;
}

/** @returns null where there is no key, so that nothing is pushed */
export function pushWorld(env: Env): PushWorld | null {
  const key = vapidKeyIn(variable(env, "VAPID_KEY"));
  return key === null ? null : { key, fetch: (url, init) => fetch(url, init), allowsLoopback };
}
