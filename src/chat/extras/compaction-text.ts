/** The request for a summary of a conversation, and the summary's form in later requests. Pure. */
import { z } from "zod";
import type { ChatTurn } from "../../models/provider-client.ts";
import { jsonIn } from "../log/stored.ts";

export const SUMMARY_REQUEST =
  "Sum up our conversation so far, so that you could go on with it from the summary alone: what was asked and found out, what was decided and why, " +
  "names, numbers, code and open questions that later questions may need. At most 400 words, in the language of the conversation, without an introduction.";

/** A summary as it is stored: who wrote it, and when (milliseconds since the epoch). PERSISTED CONTRACT. */
const storedSummary = z.object({ text: z.string(), model: z.string(), at: z.number() });
export type StoredSummary = z.infer<typeof storedSummary>;

/** The summary in a turn's row; null: none, or one of a newer version's shape, and the branch is sent whole. */
export function summaryIn(column: string | null): StoredSummary | null {
  return jsonIn(column, storedSummary);
}

/** The two messages that replace a summarised branch in a request, newest first: a question for the summary, and the summary. */
export function summaryMessages(summary: string): ChatTurn[] {
  return [
    { role: "assistant", content: summary },
    { role: "user", content: SUMMARY_REQUEST },
  ];
}
