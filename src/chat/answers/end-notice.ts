/** Whether an answer's end is news to its person, and which: pushed to browsers that ask for it (src/account/pushes/). Pure. */
import type { AnswerEnd } from "../../protocol/push.ts";
import type { TurnRow } from "../log/tables.ts";
import type { TurnEvent } from "./life.ts";

/** @param turn after the event. @returns null where no answer ended, or its person ended it */
export function endOf({ status, problem }: Pick<TurnRow, "status" | "problem">, event: TurnEvent): AnswerEnd | null {
  switch (event.type) {
    case "started":
    case "continued":
    case "refused":
    case "asked-for-tools":
    case "asked-again":
    case "cancelled":
      return null;
    case "ended":
    case "broken-off":
      if (status === "done") return "done";
      // An answer stopped by its person has no problem; one stopped by a limit of money has one.
      if (status === "stopped") return problem === null ? null : "stopped";
      return "failed";
    case "crashed":
    case "failed":
      return "failed";
  }
}
