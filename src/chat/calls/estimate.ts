/**
 * The price before sending: the tokens and cost of a message on each model, without storing anything or calling a model.
 * `worst` is what the wallet would hold. `likely` is a guess: input by the estimate of models/tokens.ts with what this
 * conversation (else the model's other calls) taught, cached where the same beginning was sent to the same model before, output as long as the
 * recent answers here, else as that model's. Knows a conversation's tables through `CallSource` alone, so that a conversation that does not
 * exist yet is estimated by the same code.
 */
import type { CatalogueModel } from "../../models/catalogue.ts";
import { listedCost, worstCost, type Price } from "../../models/money.ts";
import { pictureTokens } from "../../models/picture-tokens.ts";
import { familyOf, likelyInputTokens, RememberedTokens } from "../../models/tokens.ts";
import type { AttachedFile } from "../../models/chat-turn.ts";
import type { Estimate } from "../../protocol/http.ts";
import { MAX_ROUNDS } from "../../protocol/tools.ts";
import type { ChatOffer } from "../tools/offer.ts";
import { invalid, type Result } from "../../protocol/problem.ts";
import { factorOf, NO_CAPS, prepareCall, type CallSource, type Prepared } from "./prompt.ts";
import type { ReceiptRow, TurnRow } from "../log/tables.ts";
import type { Transcript } from "../log/transcript.ts";

/** Output tokens expected of a model that has answered this person nothing yet: some 350 words. */
export const DEFAULT_OUTPUT_TOKENS = 500;
/** The number of recent answers whose length is considered, and of turns above the question searched for a model's last run. */
export const RECENT_TURNS = 16;

/** Pixels of a picture that the rules count differently. */
const SAMPLE_PICTURE = { width: 1_777, height: 1_333 };

const NO_PRICE: Price = { input: 0n, cachedInput: null, output: 0n };

/** The median of recent answers' output tokens; null where there is none. */
export function likelyOutputTokens(receipts: readonly Pick<ReceiptRow, "turn" | "purpose" | "end" | "output_tokens">[]): number | null {
  const lengths = receipts
    .filter(({ turn, purpose, end, output_tokens }) => turn !== 0 && purpose === "answer" && end === "done" && output_tokens > 0)
    .slice(-RECENT_TURNS)
    .map(({ output_tokens }) => output_tokens)
    .toSorted((a, b) => a - b);
  const middle = lengths.length >> 1;
  const upper = lengths[middle];
  if (upper === undefined) return null;
  return lengths.length % 2 === 1 ? upper : Math.round((upper + (lengths[middle - 1] ?? upper)) / 2);
}

/**
 * How many of the request's last messages the model has not read in its last run on this branch: the question, the
 * answer of that run, and every turn since. Null: it has not run here.
 */
export function unreadMessages(
  above: readonly Pick<TurnRow, "model" | "answer" | "call_id" | "summary">[],
  modelId: string,
): number | null {
  let unread = 1;
  for (const turn of above) {
    // The request begins with a summary, which no earlier run on this branch has read.
    if (turn.summary !== null) return null;
    if (turn.model === modelId && turn.call_id !== null) return turn.answer === "" ? null : unread + 1;
    if (turn.answer.trim() !== "") unread += 2;
  }
  return null;
}

/** Input tokens that the provider probably has in its cache. */
function cachedTokensOf(prepared: Prepared, above: readonly TurnRow[], factor: number): number {
  const { model, messages } = prepared;
  // Once old messages fall out of the window, the request begins differently than the last one: no common prefix to cache.
  if (model.price?.cachedInput == null || prepared.isShortened) return 0;
  const unread = unreadMessages(above, model.id);
  if (unread === null) return 0;
  const shared = messages.slice(0, Math.max(0, messages.length - unread));
  return Math.min(prepared.likelyInputTokens, Math.round(likelyInputTokens(shared, familyOf(model.id)) * factor));
}

/** The turn a message with this `parentId` would stand below, as `send` places it. */
export function parentOf(transcript: Pick<Transcript, "head" | "find">, parentId: string | null | undefined): Result<number> {
  if (parentId === undefined) return { ok: true, value: transcript.head };
  if (parentId === null) return { ok: true, value: 0 };
  const found = transcript.find(parentId);
  if (found === null) return { ok: false, failure: invalid("parentId", "no message of this conversation has this id") };
  // A question says nothing to a model where it has no answer.
  return { ok: true, value: found.role === "user" ? found.turn.parent : found.turn.seq };
}

export type EstimateRequest = {
  source: CallSource;
  /** `seq` of the turn above the message; 0: the message begins the conversation. */
  parent: number;
  text: string;
  /** Files beside it. */
  files?: readonly AttachedFile[];
  /** The model that was chosen, and all that may be asked. */
  model: string;
  models: readonly CatalogueModel[];
  /** Output tokens that answers of this conversation usually have; null: it has none yet. */
  outputTokens: number | null;
  /** Tools its model would be offered; left out: none. */
  offer?: ChatOffer;
};

/** What the message would cost on the chosen model, and on every other one that could take it. */
export function estimate(request: EstimateRequest): Result<Estimate> {
  const { source, parent, text, files = [] } = request;
  // A long document is counted by each tokenizer once, not by each model.
  const options = { files, remembered: new RememberedTokens(), ...(request.offer === undefined ? {} : { offer: request.offer }) };
  const chosen = prepareCall(source, parent, text, request.model, NO_CAPS, options);
  if (!chosen.ok) return chosen;
  const above = parent === 0 ? [] : source.sql.pathFrom(parent, RECENT_TURNS);
  const answerOf = (id: string): number => request.outputTokens ?? (source.learned.lessonOf(id)?.answer || DEFAULT_OUTPUT_TOKENS);
  const kindOf = (model: CatalogueModel): string => {
    const lesson = source.learned.lessonOf(model.id);
    // Two models with vision use the same rule for pictures if they count this sample alike.
    const sees = model.capabilities.includes("vision") ? JSON.stringify(pictureTokens(model, SAMPLE_PICTURE)) : "";
    return `${sees} ${familyOf(model.id)} ${model.contextWindow ?? 0} ${model.maxOutputTokens} ${lesson?.template ?? 0} ${factorOf(source, lesson)}`;
  };
  // Models that read and count alike are given the same request: it is prepared once.
  const prepared = new Map([[kindOf(chosen.value.model), chosen.value]]);
  const figuresOn = (model: CatalogueModel): (Figures & { id: string }) | null => {
    const kind = kindOf(model);
    let alike = prepared.get(kind);
    if (alike === undefined) {
      const made = prepareCall(source, parent, text, model.id, NO_CAPS, options);
      if (!made.ok) return null;
      alike = made.value;
      prepared.set(kind, alike);
    }
    const factor = factorOf(source, source.learned.lessonOf(model.id));
    return { id: model.id, ...figuresOf({ ...alike, model }, above, factor, answerOf(model.id)) };
  };
  const { model } = chosen.value;
  const own = figuresOf(chosen.value, above, factorOf(source, source.learned.lessonOf(model.id)), answerOf(model.id));
  const models = request.models.map(figuresOn).filter((figures) => figures !== null);
  return {
    ok: true,
    value: {
      ...own,
      outputTokens: Math.min(answerOf(model.id), own.maxOutputTokens),
      simulated: model.simulated,
      tools: (request.offer?.tools ?? [])
        .filter(({ priceNanoUsd }) => priceNanoUsd > 0)
        .map(({ name, priceNanoUsd }) => ({ name, most: MAX_ROUNDS, priceNanoUsd })),
      models: models.map(({ id, likelyNanoUsd, worstNanoUsd }) => ({ id, likelyNanoUsd, worstNanoUsd })),
    },
  };
}

type Figures = Pick<Estimate, "inputTokens" | "cachedTokens" | "maxOutputTokens" | "likelyNanoUsd" | "worstNanoUsd">;

function figuresOf(prepared: Prepared, above: readonly TurnRow[], factor: number, likelyOutput: number): Figures {
  const price = prepared.model.price ?? NO_PRICE;
  const { likelyInputTokens: inputTokens, upperInputTokens, maxOutputTokens } = prepared;
  const cachedTokens = cachedTokensOf(prepared, above, factor);
  const outputTokens = Math.min(likelyOutput, maxOutputTokens);
  return {
    inputTokens,
    cachedTokens,
    maxOutputTokens,
    likelyNanoUsd: listedCost({ inputTokens, cachedTokens, outputTokens }, price).costNanoUsd,
    worstNanoUsd: worstCost(upperInputTokens, maxOutputTokens, price),
  };
}
