/** Web Push: what a browser registers, and what it is pushed (docs/protocol.md, "Pushes"). */
import { z } from "zod";
import { chatId } from "./identifiers.ts";
import { nanoUsd } from "./money.ts";

/** Browsers of one person that are pushed to. */
export const MAX_PUSH_BROWSERS = 10;
const MAX_KEY_CHARACTERS = 200;

/** `PushSubscription.toJSON()` of a browser. */
export const pushSubscriptionBody = z.strictObject({
  endpoint: z.string().max(1_000),
  expirationTime: z.number().nullable().optional(),
  keys: z.strictObject({ p256dh: z.string().max(MAX_KEY_CHARACTERS), auth: z.string().max(MAX_KEY_CHARACTERS) }),
});
export type PushSubscriptionBody = z.infer<typeof pushSubscriptionBody>;

/** `key`: the `applicationServerKey` to subscribe with; null: this server pushes nothing. `browsers`: how many of the caller's are registered. */
export const pushState = z.object({ key: z.string().nullable(), browsers: z.int() });
/** SHA-256 of the endpoint, base64url. */
export const pushBrowserId = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export const pushRegistered = z.object({ id: pushBrowserId });

/** How an answer ended: whole, at a limit of money, or not as it should. */
export const answerEnd = z.enum(["done", "stopped", "failed"]);
export type AnswerEnd = z.infer<typeof answerEnd>;

/** What a browser is pushed: no word of the question or the answer. */
export const pushPayload = z.object({
  chatId,
  /** Of the conversation; empty: a temporary one. */
  title: z.string(),
  /** What the conversation has cost. */
  costNanoUsd: nanoUsd,
  simulated: z.boolean(),
  end: answerEnd,
});
export type PushPayload = z.infer<typeof pushPayload>;
