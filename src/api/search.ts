/** `GET /api/search`: searches the caller's own messages. The query is in the URL, which nothing here logs (invariant 11). */
import type { Context } from "hono";
import { isTooShort, searchQuery } from "../protocol/search.ts";
import { invalid } from "../protocol/problem.ts";
import { searchOf } from "../rooms.ts";
import { readQuery, respond, respondFailure, type Bindings } from "./http.ts";

export async function searchRoute(context: Context<Bindings>): Promise<Response> {
  const query = readQuery(context, searchQuery);
  if (!query.ok) return respondFailure(query.failure);
  const { q, cursor, chatId, limit } = query.value;
  if (isTooShort(q)) return respondFailure(invalid("q", "too short: two letters or more"));
  const page = await searchOf(context.env, context.var.identity.email).search(q, { chatId: chatId ?? null, cursor: cursor ?? null, limit });
  return page === null ? respondFailure(invalid("cursor", "not a cursor of this search")) : respond(200, page);
}
