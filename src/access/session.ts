/**
 * Passes the identity from the Worker to an object's socket, in a header that the Worker writes. The object gets a new
 * request, so that no other header of the client reaches it. Pure.
 */
import type { Identity } from "./identity.ts";

export const SESSION_HEADER = "x-tally-session";

/** Who holds a socket, and until when (milliseconds since the epoch; null: no end). Kept with it through hibernation. */
export type Session = { email: string; expiresAtMs: number | null };

/**
 * The request for an object: the upgrade, its cursor, and who calls. The client's other headers, and a connection's id in
 * the URL (a framework's `x-partykit-room`, `_pk`), are left out.
 */
export function withSession(request: Request, { email, expiresAtMs }: Identity): Request {
  const url = new URL(request.url);
  url.searchParams.delete("_pk");
  const headers = new Headers({ upgrade: "websocket", [SESSION_HEADER]: `${encodeURIComponent(email)} ${expiresAtMs ?? ""}` });
  // The compression that the client's socket supports: the only header that the platform needs from it.
  const extensions = request.headers.get("sec-websocket-extensions");
  if (extensions !== null) headers.set("sec-websocket-extensions", extensions);
  return new Request(url, { headers });
}

/** The share that a socket reads by. Written by the Worker alone, like the session. */
const SHARE_HEADER = "x-tally-share";

/** The request for a reader of a share: it only receives, and makes no conversation. */
export function withReaderSession(request: Request, identity: Identity, shareId: string): Request {
  const url = new URL(request.url);
  url.searchParams.delete("new");
  const inner = withSession(new Request(url, request), identity);
  inner.headers.set(SHARE_HEADER, encodeURIComponent(shareId));
  return inner;
}

/** The share that a socket reads by; null: it is a tab of the owner's. */
export function shareOf(headers: Headers): string | null {
  const header = headers.get(SHARE_HEADER);
  return header === null ? null : decodeURIComponent(header);
}

/** The caller by the Worker's header; null: there is none, so the request must be refused. */
export function sessionOf(headers: Headers): Session | null {
  const header = headers.get(SESSION_HEADER);
  if (header === null) return null;
  const [email = "", expires = ""] = header.split(" ");
  return { email: decodeURIComponent(email), expiresAtMs: expires === "" ? null : Number(expires) };
}

/** The session in a socket's attachment; null: none. */
export function sessionIn(attachment: unknown): Session | null {
  if (typeof attachment !== "object" || attachment === null) return null;
  if (!("email" in attachment) || typeof attachment.email !== "string" || !("expiresAtMs" in attachment)) return null;
  return { email: attachment.email, expiresAtMs: typeof attachment.expiresAtMs === "number" ? attachment.expiresAtMs : null };
}
