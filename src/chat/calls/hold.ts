/** What a refused hold means to the person. Pure. */
import { notAllowed } from "../../models/allowance.ts";
import type { CatalogueModel } from "../../models/catalogue.ts";
import type { Failure } from "../../protocol/problem.ts";
import type { HoldAnswer } from "../../protocol/wallet.ts";

/** Why the wallet holds nothing for a call. */
export function failureOfHold(answer: Exclude<HoldAnswer, { granted: true }>, model: Pick<CatalogueModel, "name">): Failure {
  switch (answer.why) {
    case "gone":
      return { reason: "not-found" };
    case "model":
      return notAllowed(model);
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
