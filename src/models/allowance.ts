/** Which models a person may ask. Pure. */
import type { Failure } from "../protocol/problem.ts";
import { isAllowed, type Catalogue, type CatalogueModel } from "./catalogue.ts";

/** Every model that may be asked. `allow`: one person's list. */
export function availableModels(catalogue: Catalogue, allow: string): CatalogueModel[] {
  return catalogue
    .list(allow)
    .filter((info) => info.available)
    .map((info) => catalogue.find(info.id))
    .filter((model) => model !== null);
}

/** An administrator does not let this person ask that model. */
export const notAllowed = ({ name }: Pick<CatalogueModel, "name">): Failure => ({
  reason: "model-unable",
  detail: `${name} is not among the models you may ask. Choose another one, or ask an administrator.`,
});

/** Why a person with this allow-list may not ask that model; null: they may, or nobody knows it. */
export function refusalOfModel(catalogue: Catalogue, modelId: string, allow: string): Failure | null {
  const model = catalogue.find(modelId);
  return model === null || isAllowed(model.id, allow) ? null : notAllowed(model);
}
