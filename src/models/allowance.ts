/** Which models a person may ask. Pure. */
import type { Failure } from "../protocol/problem.ts";
import { isAllowed, type Catalogue, type CatalogueModel } from "./catalogue.ts";

/** Every model that a person may use. `allow`: the person's list. */
export function availableModels(catalogue: Catalogue, allow: string): CatalogueModel[] {
  return catalogue
    .list(allow)
    .filter((info) => info.available)
    .map((info) => catalogue.find(info.id))
    .filter((model) => model !== null);
}

/** The failure where an administrator has not allowed this person that model. */
export const notAllowed = ({ name }: Pick<CatalogueModel, "name">): Failure => ({
  reason: "model-unable",
  detail: `${name} is not among the models you may ask. Choose another one, or ask an administrator.`,
});

/** Why a person with this allow-list may not use a model; null: they may, or the model is unknown. */
export function refusalOfModel(catalogue: Catalogue, modelId: string, allow: string): Failure | null {
  const model = catalogue.find(modelId);
  return model === null || isAllowed(model.id, allow) ? null : notAllowed(model);
}
