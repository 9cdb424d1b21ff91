/** A refused hold as a failure that the person can act on. Pure. */
import { notAllowed } from "../../models/allowance.ts";
import type { CatalogueModel } from "../../models/catalogue.ts";
import { invalid, type Failure } from "../../protocol/problem.ts";
import type { HoldAnswer } from "../../protocol/wallet.ts";

/** Why the wallet holds nothing for a call. */
export function failureOfHold(answer: Exclude<HoldAnswer, { granted: true }>, model: Pick<CatalogueModel, "name">): Failure {
  switch (answer.why) {
    case "gone":
      return { reason: "not-found" };
    case "model":
      return notAllowed(model);
    case "no-project":
      return invalid("conversation.projectId", "there is no such project");
    case "project":
      return {
        reason: "over-budget",
        remainingNanoUsd: answer.remainingNanoUsd,
        renewsAt: answer.renewsAt,
        detail:
          "What is left of the budget of this conversation's project does not cover this on this model. Choose a cheaper model, raise the project's budget, or move the conversation.",
      };
    case "budget":
      return {
        reason: "over-budget",
        remainingNanoUsd: answer.remainingNanoUsd,
        renewsAt: answer.renewsAt,
        detail:
          "What is left of this month's budget does not cover this on this model. Choose a cheaper model, or ask an administrator for more.",
      };
  }
}
