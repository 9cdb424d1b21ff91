/** Answers of the server that the app cannot begin without: where no server is reached, the last ones, if they are kept. */
import type { z } from "zod";
import { ProblemError, request } from "../http/request.ts";
import { keep, keepNothing, keptFor, read } from "./kept.ts";

let isShowingKept = false;

/** True once after something kept was shown in place of an answer: what was asked then is to be asked anew. */
export function tookKept(): boolean {
  const took = isShowingKept;
  isShowingKept = false;
  return took;
}

/** Like `request`. Throws what it throws where nothing is kept. */
export async function requestOrKept<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  options: { signal: AbortSignal },
): Promise<z.infer<Schema>> {
  try {
    const answer = await request(schema, path, options);
    if (keptFor() !== null) void keep(path.slice(1), JSON.stringify(answer));
    return answer;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // Signed out: nothing of the person stays in this browser.
    if (error.problem.status === 401) await keepNothing();
    if (error.problem.status !== 0) throw error;
    const kept = schema.safeParse(JSON.parse((await read(path.slice(1))) ?? "null"));
    if (!kept.success) throw error;
    isShowingKept = true;
    return kept.data;
  }
}
