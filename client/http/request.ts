/** Requests to the server. Every answer is parsed; every failure is a `ProblemError` with a sentence for the person. */
import type { z } from "zod";
import { problem, type Problem } from "../../src/protocol/problem.ts";
import { words } from "../words/words.ts";

/** What the server (or the lack of one) said. `status` 0: no answer came at all. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** A problem of this page's own; what it is called nobody sees. @param status 0: no answer came */
const ownProblem = (status: number, detail: string): Problem => ({ type: "about:blank", title: "", status, detail });

/** Turns anything thrown into a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return ownProblem(0, words.http.broken);
}

/** True when the server says that this is not (yet) there: an answer to hide a feature, not to alarm anybody. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 501);
}

async function problemFrom(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problem.safeParse(body);
  if (parsed.success) return { ...parsed.data, detail: words.http.problem(parsed.data) };
  if (response.status === 401 || response.type === "opaqueredirect") return ownProblem(401, words.http.signedOut);
  return ownProblem(response.status, words.http.failed(response.status));
}

interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  /** Sent as it is, in place of a body of JSON. */
  file?: Blob;
  signal?: AbortSignal;
  /** Sent even when the page is left meanwhile. */
  outlivesPage?: boolean;
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const response = await fetch(path, {
    method: options.method ?? "GET",
    // Access answers an expired session with a redirect to its login page: seen here, not followed.
    redirect: "manual",
    keepalive: options.outlivesPage === true,
    ...(options.file === undefined ? {} : { headers: { "content-type": "application/octet-stream" }, body: options.file }),
    ...(options.body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((error: unknown) => {
    if (options.signal?.aborted === true) throw error;
    throw new ProblemError(ownProblem(0, words.http.unreachable));
  });
  if (!response.ok) throw new ProblemError(await problemFrom(response));
  return response;
}

/** Asks and parses. Throws `ProblemError`; an answer of an unexpected shape is one too. */
export async function request<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  options: RequestOptions = {},
): Promise<z.infer<Schema>> {
  const response = await send(path, options);
  const body: unknown = await response.json().catch(() => null);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProblemError(ownProblem(response.status, words.http.unexpected));
}

/** Asks for bytes, whole. Throws `ProblemError`, or what the signal was aborted with. */
export async function bytesOf(path: string, options: RequestOptions): Promise<Blob> {
  return (await send(path, options)).blob();
}

/** Asks for an effect whose answer nobody reads. */
export async function command(path: string, options: RequestOptions): Promise<void> {
  await send(path, options);
}
