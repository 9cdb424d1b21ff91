/** An answer's model call that runs, what its receipt will need, and what its end teaches. */
import type { CatalogueModel } from "../../models/catalogue.ts";
import type { Said } from "../answers/life.ts";
import type { TurnRow } from "../log/tables.ts";
import type { Room } from "../room.ts";
import type { ChatOffer } from "../tools/offer.ts";
import type { GenerationEnd } from "./generation-types.ts";
import type { Generation } from "./generation.ts";
import type { BookedCall } from "./receipt.ts";

export type ReceiptModel = Pick<CatalogueModel, "id" | "price" | "simulated">;

/** A model call that runs, and what its receipt will need. */
export type Running = {
  turn: TurnRow;
  generation: Generation;
  callId: string;
  purpose: "answer" | "continuation";
  model: ReceiptModel;
  likelyInputTokens: number;
  /** The same guess without what was learned; 0: not known. */
  guessedInputTokens: number;
  /** Tools its model may ask for; null: not known, for a crash lies between. */
  offer: ChatOffer | null;
};

/** `continuation` where the call continues text of its own answer; `answer` where it begins one, or follows a round of tools. r 1 */
export function purposeOf(room: Pick<Room, "sql">, turn: TurnRow): "answer" | "continuation" {
  const begun = turn.rounds === 0 ? 0 : room.sql.endOfRounds(turn.seq);
  return turn.answer.length === begun ? "answer" : "continuation";
}

/** What the receipt of a running call is made of. */
export function bookedOf({ turn, callId, purpose, model, likelyInputTokens }: Running): BookedCall {
  return { turn: turn.seq, callId, purpose, model, rate: { by: "tokens", price: model.price, likelyInputTokens } };
}

/** What the tabs have of the answer. */
export function saidBy({ generation }: Running): Said {
  const { sentText: text, sentReasoning: reasoning, firstTokenAt, reasoningEndedAt } = generation;
  return { text, reasoning, firstTokenAt, reasoningEndedAt };
}

/** Learns from a call's totals, for the next guess here and in the person's other conversations. */
export function learnFrom(
  { learned }: Pick<Room, "learned">,
  { guessedInputTokens: guessed, model, purpose }: Running,
  { usage, end }: GenerationEnd,
): void {
  if (usage === null) return;
  const { inputTokens: counted, outputTokens } = usage;
  learned.learn({ model: model.id, guessed, counted, output: end === "done" && purpose === "answer" ? outputTokens : null });
}
