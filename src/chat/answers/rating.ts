/** A person's rating of an answer: a column of the answer's own row, so that there is never more than one. */
import type { Command, CommandResult } from "../../protocol/commands.ts";
import { failed, invalid, type Result } from "../../protocol/problem.ts";
import { ratingColumn } from "../log/rating.ts";
import type { Room } from "../room.ts";

/** Keeps the rating of an answer that has ended, and notifies every tab. w 1, 2 where it is far back */
export function rate(room: Room, { messageId, rating }: Extract<Command, { type: "rate" }>): Result<CommandResult> {
  const found = room.transcript.find(messageId);
  if (found === null) return failed(invalid("messageId", "no message of this conversation has this id"));
  if (found.role === "user") return failed({ reason: "conflict", detail: "Only an answer can be rated." });
  const { seq, status, rating: before } = found.turn;
  if (status === "running" || status === "queued") return failed({ reason: "conflict", detail: "This answer has not ended yet." });
  const column = ratingColumn(rating);
  if (column !== before) room.amend(seq, { rating: column });
  return { ok: true, value: {} };
}
