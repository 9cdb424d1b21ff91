/** Where a question goes in the tree, and what it asks. A parent other than the end of the selected branch makes a new branch. */
import type { Command } from "../../protocol/commands.ts";
import { failed, invalid, type Failure, type Result } from "../../protocol/problem.ts";
import { filesColumn } from "../files/sql.ts";
import type { Room } from "../room.ts";
import type { Placement } from "./new-turn.ts";

export const unknownMessage = (path: string): Failure => invalid(path, "no message of this conversation has this id");

export function placementOf(
  { transcript, sql }: Pick<Room, "transcript" | "sql">,
  command: Extract<Command, { type: "send" | "edit" | "regenerate" }>,
): Result<Placement> {
  switch (command.type) {
    case "send": {
      const own = { question: null, text: command.text, files: filesColumn(command.files ?? []) };
      if (command.parentId === undefined) return { ok: true, value: { parent: transcript.head, ...own } };
      if (command.parentId === null) return { ok: true, value: { parent: 0, ...own } };
      const found = transcript.find(command.parentId);
      if (found === null) return failed(unknownMessage("parentId"));
      if (found.role === "user") return { ok: true, value: { ...own, parent: found.turn.parent, below: found.turn } };
      return { ok: true, value: { parent: found.turn.seq, ...own } };
    }
    case "edit": {
      const found = transcript.find(command.messageId);
      if (found === null) return failed(unknownMessage("messageId"));
      if (found.role === "assistant") return failed({ reason: "conflict", detail: "Only a question can be edited." });
      const files = command.files === undefined ? found.turn.files : filesColumn(command.files);
      return { ok: true, value: { parent: found.turn.parent, question: null, text: command.text, files } };
    }
    case "regenerate": {
      const found = transcript.find(command.messageId);
      if (found === null) return failed(unknownMessage("messageId"));
      const question = found.turn.question === found.turn.seq ? found.turn : sql.turn(found.turn.question);
      if (question === null) return failed(unknownMessage("messageId"));
      return { ok: true, value: { parent: question.parent, question, text: question.text ?? "", files: question.files } };
    }
  }
}
