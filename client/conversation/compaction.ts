/** Where a summary may be made, and where a model's window begins: read from the branch on the screen. Pure. */
import type { ConversationState, Message } from "../live/index.ts";
import { words } from "../words/words.ts";

/** The answer down to which the branch is summed up: its last one with words. */
export function answerToCompact(path: readonly Message[]): Message | null {
  return path.findLast(({ role, text }) => role === "assistant" && text !== "") ?? null;
}

/** Why the branch cannot be summed up now, as a sentence; null: it can. */
export function whyNotCompact({
  path,
  runningId,
  compactingId,
}: Pick<ConversationState, "path" | "runningId" | "compactingId">): string | null {
  if (compactingId !== null) return words.conversation.compact.running;
  if (runningId !== null || path.some(({ status }) => status === "queued")) return words.conversation.compact.writing;
  const last = answerToCompact(path);
  if (last === null) return words.conversation.compact.nothing;
  return last.summary === undefined ? null : words.conversation.compact.done;
}

/** The last answer that was asked for, if its model was not shown the whole branch; null: it was, or a summary stands for the rest. */
export function cutAnswer(path: readonly Message[]): Message | null {
  const last = path.findLast(({ role, status }) => role === "assistant" && status !== "queued");
  return last?.contextFrom === undefined || last.summary !== undefined ? null : last;
}
