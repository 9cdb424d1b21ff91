/** A call of a model that is no chat model (speech to text, text to speech): one request, one response of any content. */
import type { AnswerProblem } from "../protocol/message.ts";
import { NeverSentError, type AiBinding } from "./binding.ts";
import { untilAborted } from "./provider-client.ts";
import { problemOfResponse, problemOfThrown } from "./failures.ts";
import type { CatalogueModel } from "./model.ts";

export type OneCall = {
  conversationId: string;
  gatewayId: string;
  metadata: { [key: string]: string };
  signal: AbortSignal;
};

/** `never-sent` and `refused` cost nothing; what a `lost` call cost is not known. */
export type NoAnswer = { ok: false; how: "never-sent" | "lost" | "refused"; problem: AnswerProblem; logId: string | null };
export type Answered = { ok: true; response: Response; logId: string | null };

/** The response, whatever its status. Never throws. @param purpose as the gateway's log and the receipt name it */
export async function callOnce(
  ai: AiBinding,
  model: string,
  input: { [key: string]: unknown },
  purpose: string,
  { conversationId, gatewayId, metadata, signal }: OneCall,
): Promise<Answered | NoAnswer> {
  try {
    const response = await untilAborted(
      ai.run(model, input, {
        gateway: { id: gatewayId, metadata: { purpose, ...metadata }, collectLog: true },
        returnRawResponse: true,
        extraHeaders: { "x-session-affinity": conversationId, "cf-aig-collect-log-payload": "false" },
        signal,
      }),
      signal,
    );
    return { ok: true, response, logId: response.headers.get("cf-aig-log-id") };
  } catch (error) {
    const problem = problemOfThrown(error);
    const how = error instanceof NeverSentError ? "never-sent" : signal.aborted || problem.reason === "network" ? "lost" : "refused";
    return { ok: false, how, problem, logId: null };
  }
}

/** The outcome for a response that is a failure. @param words its body */
export function refusedBy({ response, logId }: Answered, words: string, reach: CatalogueModel["reach"]): NoAnswer {
  const speaker = reach === "local" ? "local" : "provider";
  return {
    ok: false,
    how: "refused",
    problem: problemOfResponse(response.status, words.slice(0, 16_384), null, Date.now(), speaker),
    logId,
  };
}
