/** Parses requests' bodies and queries, and makes responses; failures become problem+json. */
import type { Context } from "hono";
import { z } from "zod";
import type { Identity } from "../access/identity.ts";
import { joined } from "../protocol/bytes.ts";
import { failureOf, invalid, problemOf, type Failure, type Problem, type Result } from "../protocol/problem.ts";

/** Bytes of a JSON body: the largest message, escaped, with room for its envelope. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

export type Bindings = { Bindings: Env; Variables: { identity: Identity } };
export type TallyContext = Context<Bindings>;

export function respondProblem(problem: Problem): Response {
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (problem.retryAfterSeconds !== undefined) headers.set("retry-after", String(problem.retryAfterSeconds));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

export const respondFailure = (failure: Failure): Response => respondProblem(problemOf(failure));

export function respond(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", "cache-control": "no-store" } });
}

/** A refusal that is not about the request's content. */
export function plainProblem(type: string, title: string, status: number, detail: string): Response {
  return respondProblem({ type: `urn:tally:problem:${type}`, title, status, detail });
}

/** A request's JSON body, parsed by a schema; at most 2 MB, without unknown fields. An empty body is `{}`. */
export async function readBody<T extends z.ZodType>(request: Request, schema: T): Promise<Result<z.infer<T>>> {
  const announced = Number(request.headers.get("content-length") ?? "0");
  if (announced > MAX_BODY_BYTES) return tooLarge();
  const bytes = await readAtMost(request, MAX_BODY_BYTES);
  if (bytes === null) return tooLarge();
  let json: unknown = {};
  if (bytes.byteLength > 0) {
    try {
      json = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
    } catch {
      return { ok: false, failure: invalid("", "the body is not JSON in UTF-8") };
    }
  }
  return parse(json, schema);
}

function tooLarge(): { ok: false; failure: Failure } {
  return { ok: false, failure: { reason: "too-large", detail: `a body holds at most ${MAX_BODY_BYTES} bytes` } };
}

/** The body, or null as soon as it turns out to be longer than `limit` bytes. */
async function readAtMost(request: Request, limit: number): Promise<Uint8Array | null> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limit) {
      // drain.ts reads the rest.
      reader.releaseLock();
      return null;
    }
    chunks.push(value);
  }
  return joined(chunks);
}

/** Parses a value by a schema. A text over its limit becomes 413, everything else 400 with the path of each error. */
export function parse<T extends z.ZodType>(value: unknown, schema: T): Result<z.infer<T>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, failure: failureOf(parsed.error) };
}

/** A request's query, parsed by a schema. A parameter that is empty (`cursor=`) counts as left out. */
export function readQuery<T extends z.ZodType>(context: TallyContext, schema: T): Result<z.infer<T>> {
  return parse(filledIn(context), schema);
}

/** A request's query without its empty parameters. */
export const filledIn = (context: TallyContext): Record<string, string> =>
  Object.fromEntries(Object.entries(context.req.query()).filter(([, value]) => value !== ""));
