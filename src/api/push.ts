/** Routes of Web Push: the key to subscribe with, and the caller's browsers. */
import { Hono } from "hono";
import { invalid } from "../protocol/problem.ts";
import { pushBrowserId, pushSubscriptionBody } from "../protocol/push.ts";
import { toBase64url } from "../push/bytes.ts";
import { browserKeysIn } from "../push/encryption.ts";
import { refusalOfEndpoint } from "../push/endpoint.ts";
import { pushWorld } from "../push-settings.ts";
import { accountOf } from "../rooms.ts";
import { readBody, respond, respondFailure, type Bindings } from "./http.ts";

export const pushes = new Hono<Bindings>();

const NO_KEY = "This server has no key for Web Push: it pushes nothing.";

pushes.get("/", async (context) => {
  const browsers = await accountOf(context.env, context.var.identity.email).pushBrowsers();
  return respond(200, { key: pushWorld(context.env)?.key.publicKey ?? null, browsers });
});

/** A browser's id: a hash of its endpoint, which is secret. */
async function idOf(endpoint: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint))));
}

pushes.post("/", async (context) => {
  const world = pushWorld(context.env);
  if (world === null) return respondFailure({ reason: "conflict", detail: NO_KEY });
  const body = await readBody(context.req.raw, pushSubscriptionBody);
  if (!body.ok) return respondFailure(body.failure);
  const { endpoint, keys } = body.value;
  const refused = refusalOfEndpoint(endpoint, world.allowsLoopback);
  if (refused !== null) return respondFailure(invalid("endpoint", refused));
  if ((await browserKeysIn(keys.p256dh, keys.auth)) === null) return respondFailure(invalid("keys", "these are no keys of a subscription"));
  const { email, expiresAtMs } = context.var.identity;
  const id = await idOf(endpoint);
  const { created } = await accountOf(context.env, email).registerPush({
    id,
    endpoint,
    p256dh: keys.p256dh,
    auth: keys.auth,
    origin: new URL(context.req.url).origin,
    untilMs: expiresAtMs,
  });
  return respond(created ? 201 : 200, { id });
});

pushes.delete("/:id", async (context) => {
  const id = pushBrowserId.safeParse(context.req.param("id"));
  if (!id.success) return respondFailure({ reason: "not-found" });
  const removed = await accountOf(context.env, context.var.identity.email).unregisterPush(id.data);
  return removed.ok ? respond(200, { deleted: removed.value }) : respondFailure(removed.failure);
});
