/** Requests to the server. Every answer is parsed; every failure is a `ProblemError` with a sentence for the person. */
import type { z } from "zod";
import { problem, type Problem } from "../../src/protocol/problem.ts";

/** What the server (or the lack of one) said. `status` 0: no answer came at all. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

const unreachable: Problem = {
  type: "about:blank",
  title: "No connection",
  status: 0,
  detail: "The server cannot be reached. Check your connection and try again.",
};

/** Turns anything thrown into a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: "about:blank",
    title: "Something went wrong",
    status: 0,
    detail: "Something went wrong on this page. Try again, or reload.",
  };
}

/** True when the server says that this is not (yet) there: an answer to hide a feature, not to alarm anybody. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 501);
}

async function problemFrom(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problem.safeParse(body);
  if (parsed.success) return parsed.data;
  if (response.status === 401 || response.type === "opaqueredirect")
    return { type: "about:blank", title: "Signed out", status: 401, detail: "You are signed out. Reload the page to sign in again." };
  return {
    type: "about:blank",
    title: "The server failed",
    status: response.status,
    detail: `The server answered with ${response.status}. Try again in a moment.`,
  };
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
    throw new ProblemError(unreachable);
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
  throw new ProblemError({
    type: "about:blank",
    title: "Unexpected answer",
    status: response.status,
    detail: "The server's answer does not fit this page. Reload to get the newest version.",
  });
}

/** Asks for an effect whose answer nobody reads. */
export async function command(path: string, options: RequestOptions): Promise<void> {
  await send(path, options);
}
