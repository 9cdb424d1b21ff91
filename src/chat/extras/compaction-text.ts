/** What a model is asked for a summary of a conversation, and how the summary stands in later requests. Pure. */
import { z } from "zod";
import type { ChatTurn } from "../../models/provider-client.ts";
import { jsonIn } from "../log/stored.ts";

export const SUMMARY_REQUEST =
  "Sum up our conversation so far, so that you could go on with it from the summary alone: what was asked and found out, what was decided and why, " +
  "names, numbers, code and open questions that later questions may need. At most 400 words, in the language of the conversation, without an introduction.";

/** A summary as it is stored: who wrote it, and when (milliseconds since the epoch). PERSISTED CONTRACT. */
const storedSummary = z.object({ text: z.string(), model: z.string(), at: z.number() });
export type StoredSummary = z.infer<typeof storedSummary>;

/** The summary in a turn's row; null: the branch is sent whole, also where a newer version stored one in another shape. */
export function summaryIn(column: string | null): StoredSummary | null {
  return jsonIn(column, storedSummary);
}

/** What a request holds in place of a summarised branch, newest first: as if it had been asked for and given. */
export function summaryMessages(summary: string): ChatTurn[] {
  return [
    { role: "assistant", content: summary },
    { role: "user", content: SUMMARY_REQUEST },
  ];
}
