/** Which model is asked for what belongs to no answer (a title, follow-up questions), and how. Pure. */
import type { Catalogue, CatalogueModel } from "../../models/catalogue.ts";
import type { ChatTurn } from "../../models/provider-client.ts";
import type { Effort } from "../../protocol/commands.ts";
import type { BackgroundCall } from "./background-calls.ts";

/**
 * The cheapest model that lives where the answer's model lives: what was said to a model on one's own machine does not
 * leave it for the sake of a title. At the same price the model that has answered is asked. `allow`: the person's list.
 */
export function cheapestBeside(catalogue: Catalogue, answeredBy: string, allow: string): CatalogueModel | null {
  const own = catalogue.find(answeredBy);
  const cheapest = catalogue.cheapest(allow, (model) => own === null || model.reach === own.reach);
  const isOwnAsCheap = own !== null && cheapest?.price?.output === own.price?.output && catalogue.unavailable(own, allow) === null;
  return isOwnAsCheap ? own : cheapest;
}

/** Older models of Anthropic's refuse to be told; the others think no longer than a few words need. */
export function effortOfBackgroundCall(model: CatalogueModel): Effort | null {
  return model.capabilities.includes("reasoning") && model.wire !== "anthropic" ? "low" : null;
}

/** A model that thinks first needs room for that. Output tokens. */
const OUTPUT_TOKENS_WITH_REASONING = 1_024;
/** A few words that take longer are given up: the alarm has other work, and they come too late. Milliseconds. */
const PATIENCE_MS = 15_000;

/** A call for a few words. @param outputTokens what they need without reasoning */
export function smallBackgroundCall(
  purpose: BackgroundCall["purpose"],
  model: CatalogueModel,
  messages: readonly ChatTurn[],
  outputTokens: number,
): BackgroundCall {
  return {
    purpose,
    model,
    messages,
    maxOutputTokens: model.capabilities.includes("reasoning") ? OUTPUT_TOKENS_WITH_REASONING : outputTokens,
    effort: effortOfBackgroundCall(model),
    patienceMs: PATIENCE_MS,
  };
}

/** What developers and measurements ask of the embedded AI has no subject: nothing is asked about it. */
const DIRECTIVE = /(^|\s)\/gen(\s|$)/;

export function hasNoSubject(model: CatalogueModel, question: string): boolean {
  return model.simulated && DIRECTIVE.test(question);
}
