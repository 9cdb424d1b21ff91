/**
 * How identity is handed inside, from the Worker to an object's socket: in one header, which the Worker strips from
 * what a client sends before it sets its own. Pure.
 */
import type { Identity } from "./identity.ts";

export const SEAT_HEADER = "x-tally-seat";

/** Who holds a socket, and until when (milliseconds since the epoch; null: no end). Kept with it through hibernation. */
export type Seat = { email: string; expiresAtMs: number | null };

/** The request as an object sees it. The framework would take a connection's id from the URL: ids are never the client's. */
export function seated(request: Request, { email, expiresAtMs }: Identity): Request {
  const url = new URL(request.url);
  url.searchParams.delete("_pk");
  const inner = new Request(url, request);
  inner.headers.set(SEAT_HEADER, `${encodeURIComponent(email)} ${expiresAtMs ?? ""}`);
  return inner;
}

/** Who the Worker says is calling; null: it did not say, so nobody. */
export function seatOf(headers: Headers): Seat | null {
  const header = headers.get(SEAT_HEADER);
  if (header === null) return null;
  const [email = "", expires = ""] = header.split(" ");
  return { email: decodeURIComponent(email), expiresAtMs: expires === "" ? null : Number(expires) };
}
