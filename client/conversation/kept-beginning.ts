/**
 * The first message of a conversation that the server has not made yet, kept in the tab: a reload right after Enter sends it
 * again. One that was refused is shown again as it stood, and not sent: nobody asked for that.
 */
import { z } from "zod";
import { beginning } from "../../src/protocol/commands.ts";
import { problem } from "../../src/protocol/problem.ts";

const kept = z.object({ messageId: z.string(), text: z.string(), settings: beginning, refused: problem.optional() });
export type KeptBeginning = z.infer<typeof kept>;

const keyOf = (chatId: string): string => `tally:beginning:${chatId}`;

export function keptBeginning(chatId: string): KeptBeginning | null {
  try {
    const stored = sessionStorage.getItem(keyOf(chatId));
    return stored === null ? null : kept.parse(JSON.parse(stored));
  } catch {
    return null;
  }
}

/** Null: it need not be kept any more. */
export function keepBeginning(chatId: string, what: KeptBeginning | null): void {
  try {
    if (what === null) sessionStorage.removeItem(keyOf(chatId));
    else sessionStorage.setItem(keyOf(chatId), JSON.stringify(what));
  } catch {
    // A tab that may keep nothing sends all the same.
  }
}
