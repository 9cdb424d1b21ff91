/** Which model makes titles and follow-up questions, and with which settings. Pure. */
import type { Catalogue, CatalogueModel } from "../../models/catalogue.ts";
import type { ChatTurn } from "../../models/provider-client.ts";
import type { Effort } from "../../protocol/commands.ts";
import type { BackgroundCall } from "./background-calls.ts";

/**
 * The cheapest model that runs where the answer's model runs: a conversation with a model on one's own machine must not
 * leave it for a title. At equal prices the model that answered is taken. `allow`: the person's list of models.
 */
export function cheapestBeside(catalogue: Catalogue, answeredBy: string, allow: string): CatalogueModel | null {
  const own = catalogue.find(answeredBy);
  const cheapest = catalogue.cheapest(allow, (model) => own === null || model.reach === own.reach);
  const isOwnAsCheap = own !== null && cheapest?.price?.output === own.price?.output && catalogue.unavailable(own, allow) === null;
  return isOwnAsCheap ? own : cheapest;
}

/** The lowest effort for a model that reasons; null for any other, and for Anthropic's, of which older ones refuse the option. */
export function effortOfBackgroundCall(model: CatalogueModel): Effort | null {
  return model.capabilities.includes("reasoning") && model.wire !== "anthropic" ? "low" : null;
}

/** The maximum for a model that reasons before it answers. Output tokens. */
const OUTPUT_TOKENS_WITH_REASONING = 1_024;
/** The call is given up after this time: the alarm has other work. Milliseconds. */
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

/** A question that is a directive for the embedded AI has no subject, so no title or follow-up question is made of it. */
const DIRECTIVE = /(^|\s)\/gen(\s|$)/;

export function hasNoSubject(model: CatalogueModel, question: string): boolean {
  return model.simulated && DIRECTIVE.test(question);
}
