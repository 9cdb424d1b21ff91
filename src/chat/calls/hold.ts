/** What a refused hold means to the person. Pure. */
import { isAllowed, type Catalogue, type CatalogueModel } from "../../models/catalogue.ts";
import type { Failure } from "../../protocol/problem.ts";
import type { HoldAnswer } from "../ports.ts";

/** Why the wallet holds nothing for a call. */
export function failureOfHold(answer: Exclude<HoldAnswer, { granted: true }>, model: Pick<CatalogueModel, "name">): Failure {
  switch (answer.why) {
    case "gone":
      return { reason: "not-found" };
    case "model":
      return {
        reason: "model-unable",
        detail: `${model.name} is not among the models you may ask. Choose another one, or ask an administrator.`,
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

/** Why a person with this allow-list may not ask that model; null: they may, or nobody knows it. */
export function refusalOfModel(catalogue: Catalogue, modelId: string, allow: string): Failure | null {
  const model = catalogue.find(modelId);
  return model === null || isAllowed(model.id, allow) ? null : failureOfHold({ granted: false, why: "model" }, model);
}
