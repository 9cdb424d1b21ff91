/**
 * What a model is asked, and what that can cost at most: the branch above the question, fitted to the model's window,
 * with the numbers the wallet needs. Reads the branch from its end and stops where the window is full, so that a long
 * history costs no more than a window.
 */
import type { Catalogue, CatalogueModel } from "../../models/catalogue.ts";
import { Attacher } from "../../models/attachments.ts";
import type { AttachedFile } from "../../models/chat-turn.ts";
import { fitContext } from "../../models/context.ts";
import { counted, definitionsText, type ChatTurn } from "../../models/chat-turn.ts";
import { renewsAt, type Lesson } from "../../protocol/wallet.ts";
import { affordableOutputTokens, listedCost, worstCost, type Price } from "../../models/money.ts";
import { correctionFactor, familyOf, likelyTokens, upperBoundTokens, type Correction, type RememberedTokens } from "../../models/tokens.ts";
import type { Effort } from "../../protocol/commands.ts";
import type { Failure, Result } from "../../protocol/problem.ts";
import { NOTHING_OFFERED, type ChatOffer } from "../tools/offer.ts";
import { sourcesNote, withToolNote } from "../tools/request.ts";
import { summaryIn, summaryMessages } from "../extras/compaction-text.ts";
import { attachedFiles, type FileSource } from "../files/attached.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";

/** Turns read from the tables at a time while the window is filled. */
const READ_TURNS = 32;
/** An answer shorter than this is not worth starting. Tokens. */
const LEAST_OUTPUT_TOKENS = 16;
/** The message that asks a model to continue its own answer. */
const CONTINUE_REQUEST =
  "Go on exactly where your last message stops, in the middle of the word if it stops there. Repeat nothing and do not comment.";

export type Prepared = {
  model: CatalogueModel;
  /** The question's text, without its files. */
  question: string;
  messages: ChatTurn[];
  /** True when older messages of the branch did not fit into the model's window. */
  isShortened: boolean;
  /** `seq` of the turn whose question is the first message sent; 0: that of the new turn; null: the whole branch is sent. */
  contextFrom: number | null;
  effort: Effort | null;
  /** The tools that the model is offered. */
  offer: ChatOffer;
  likelyInputTokens: number;
  /** The same guess without corrections: the provider's count is compared with it. */
  guessedInputTokens: number;
  upperInputTokens: number;
  /** The maximum of output tokens when money does not lower it. */
  maxOutputTokens: number;
  /** The most this call can cost, and the least that makes it worth starting. Nano-dollars. */
  worstNanoUsd: number;
  leastNanoUsd: number;
  /** The cost after so many output tokens, for the figure that is shown while an answer runs. Nano-dollars. */
  costOfOutput(outputTokens: number): number;
};

const NO_PRICE: Price = { input: 0n, cachedInput: null, output: 0n };

/** The most a call may cost beside what the wallet allows, in nano-dollars: by its message, by its conversation. Null: no such limit. */
export type Caps = { message: number | null; conversation: number | null };
export const NO_CAPS: Caps = { message: null, conversation: null };

/** A model that may be asked, or why not. */
export function availableModel(catalogue: Catalogue, id: string): Result<CatalogueModel> {
  const model = catalogue.find(id);
  if (model === null)
    return { ok: false, failure: { reason: "model-unable", detail: "No model of this server has that name. GET /api/models lists them." } };
  const why = catalogue.unavailable(model);
  return why === null
    ? { ok: true, value: model }
    : { ok: false, failure: { reason: "model-unable", detail: `${model.name} cannot be asked. ${why}` } };
}

/** What a call is prepared from: a conversation, or the beginning of one that does not exist yet. */
export type CallSource = {
  ports: { catalogue: Catalogue; now(): number };
  chat: { system: string };
  /** What earlier calls taught of models (learned.ts). */
  learned: { readonly tokenCorrection: Correction; lessonOf(model: string): Lesson | null };
  /** The statements it reads with, as in ChatSql. */
  sql: {
    pathFrom(seq: number, limit: number): TurnRow[];
    questionOf(turn: TurnRow): string | null;
    filesOfQuestion(turn: TurnRow): string | null;
    stepsOf(turn: number): StepRow[];
  } & FileSource;
};

/** The source of a first message: no turns, no files. */
export const NOTHING_ABOVE: CallSource["sql"] = {
  pathFrom: () => [],
  questionOf: () => null,
  filesOfQuestion: () => null,
  filesIn: () => [],
  filePart: () => null,
  stepsOf: () => [],
};

/** The factor for token guesses: this conversation's own where it has one, else the model's from other calls. */
export const factorOf = ({ learned }: Pick<CallSource, "learned">, lesson: Lesson | null): number =>
  correctionFactor(learned.tokenCorrection.counted > 0 ? learned.tokenCorrection : (lesson ?? learned.tokenCorrection));

export type PrepareOptions = {
  /** The answer's beginning, when it is to be continued. */
  begun?: string;
  effort?: Effort | null;
  /** The longest answer that is wanted; left out: the model's own maximum. Tokens. */
  maxOutputTokens?: number;
  /** Files beside the question. */
  files?: readonly AttachedFile[];
  /** Guesses that are shared while one message is priced on every model. */
  remembered?: RememberedTokens;
  /** Rounds of tools that this answer has behind it, oldest first (tools/request.ts). */
  rounds?: readonly ChatTurn[];
  offer?: ChatOffer;
};

/** @param parent seq of the turn above */
export function prepareCall(
  room: CallSource,
  parent: number,
  question: string,
  modelId: string,
  caps: Caps,
  options: PrepareOptions = {},
): Result<Prepared> {
  const { begun, effort = null, files = [], rounds = [], offer = NOTHING_OFFERED } = options;
  const available = availableModel(room.ports.catalogue, modelId);
  if (!available.ok) return available;
  const model = available.value;
  if (effort !== null && !model.capabilities.includes("reasoning")) {
    return {
      ok: false,
      failure: { reason: "model-unable", detail: `${model.name} does not reason, so it cannot be told how hard to. Leave out the effort.` },
    };
  }
  if (files.some(({ kind }) => kind === "image") && !model.capabilities.includes("vision")) {
    return {
      ok: false,
      failure: { reason: "model-unable", detail: `${model.name} cannot see pictures. Choose a model that can, or take the picture off.` },
    };
  }
  const lesson = room.learned.lessonOf(model.id);
  const factor = factorOf(room, lesson);
  const templateTokens = lesson?.template ?? 0;
  const branch = new Branch(room, parent);
  const asked: ChatTurn[] = [
    ...(begun === undefined
      ? []
      : [
          { role: "user" as const, content: CONTINUE_REQUEST },
          { role: "assistant" as const, content: begun },
        ]),
    ...rounds.toReversed(),
    { role: "user", content: question, ...(files.length === 0 ? {} : { files }) },
  ];
  const hasTools = offer.tools.length > 0 || rounds.length > 0;
  const system = hasTools ? withToolNote(room.chat.system, offer.isLast) : room.chat.system;
  const definitions = definitionsText(offer.tools);
  const definitionTokens = definitions === "" ? 0 : likelyTokens(definitions, familyOf(model.id));
  const fitted = fitContext({
    system,
    newestFirst: branch.newestFirst(asked),
    mustKeep: asked.length,
    count: 0,
    contextWindow: model.contextWindow,
    maxOutputTokens: Math.min(model.maxOutputTokens, options.maxOutputTokens ?? model.maxOutputTokens),
    family: familyOf(model.id),
    factor,
    templateTokens: templateTokens + definitionTokens,
    attacher: new Attacher(model),
    ...(options.remembered === undefined ? {} : { remembered: options.remembered }),
  });
  if (!fitted.fits) {
    return {
      ok: false,
      failure: {
        reason: "model-unable",
        detail:
          begun === undefined
            ? `This message is longer than ${model.name} can read. Choose a model with a larger window.`
            : `${model.name} cannot read the question and what was begun of its answer together. Ask again with a model that has a larger window.`,
      },
    };
  }
  const { messages } = fitted;
  const price = model.price ?? NO_PRICE;
  const upperInputTokens = upperBoundTokens([...counted(messages), ...(definitions === "" ? [] : [{ content: definitions }])]);
  // A call without totals is booked by this estimate, which must not exceed what was held.
  const likelyInputTokens = Math.min(fitted.likelyInputTokens, upperInputTokens);
  const maxOutputTokens = Math.max(LEAST_OUTPUT_TOKENS, fitted.maxOutputTokens);
  const worst = worstCost(upperInputTokens, maxOutputTokens, price);
  const least = worstCost(upperInputTokens, LEAST_OUTPUT_TOKENS, price);
  const overCap = capFailure(caps, least, room.ports.now());
  if (overCap !== null) return { ok: false, failure: overCap };
  return {
    ok: true,
    value: {
      model,
      question,
      messages,
      isShortened: !branch.isExhausted,
      contextFrom: branch.isExhausted ? null : branch.questionAt(messages.length - asked.length - (system === "" ? 0 : 1)),
      effort,
      offer,
      likelyInputTokens,
      guessedInputTokens: Math.max(0, Math.round((fitted.likelyInputTokens - templateTokens) / factor)),
      upperInputTokens,
      maxOutputTokens,
      worstNanoUsd: Math.min(worst, caps.message ?? worst, caps.conversation ?? worst),
      leastNanoUsd: least,
      costOfOutput: costOfOutputOf(model, likelyInputTokens),
    },
  };
}

/** Why a cap does not even cover the least that makes a call worth starting; null: it does. */
function capFailure({ message, conversation }: Caps, leastNanoUsd: number, nowMs: number): Failure | null {
  if (message !== null && message < leastNanoUsd) {
    return {
      reason: "over-budget",
      remainingNanoUsd: message,
      renewsAt: renewsAt(nowMs),
      detail: "The most this message may cost does not cover it on this model. Raise that limit, or choose a cheaper model.",
    };
  }
  return conversation !== null && conversation < leastNanoUsd ? overCap(conversation) : null;
}

/** The conversation's own limit leaves too little. It does not renew. */
export function overCap(remainingNanoUsd: number): Failure {
  return {
    reason: "over-budget",
    remainingNanoUsd,
    renewsAt: "",
    detail:
      "What is left of this conversation's own limit does not cover this on this model. Raise the limit in its settings, or choose a cheaper model.",
  };
}

/** What a call has cost once so many output tokens have come, by the price list. Nano-dollars. */
export function costOfOutputOf(model: Pick<CatalogueModel, "price">, inputTokens: number): (outputTokens: number) => number {
  const price = model.price ?? NO_PRICE;
  return (outputTokens) => listedCost({ inputTokens, cachedTokens: 0, outputTokens }, price).costNanoUsd;
}

/** How long the answer may be with so much money held. Tokens. */
export function maxOutputFor(prepared: Prepared, heldNanoUsd: number): number {
  const affordable = affordableOutputTokens(heldNanoUsd, prepared.upperInputTokens, prepared.model.price ?? NO_PRICE);
  return Math.min(prepared.maxOutputTokens, affordable ?? LEAST_OUTPUT_TOKENS);
}

/** The branch above a question (or down to a summary of it), newest message first, read from the tables in steps and only as far as asked for. */
class Branch {
  readonly #room: CallSource;
  readonly #parent: number;
  /** Seq of the turns that hold the questions handed out so far, newest first. */
  readonly #questions: number[] = [];
  isExhausted = false;

  constructor(room: CallSource, parent: number) {
    this.#room = room;
    this.#parent = parent;
  }

  /** @param asked the messages below the branch, newest first */
  *newestFirst(asked: readonly ChatTurn[]): Generator<ChatTurn> {
    yield* asked;
    let next = this.#parent;
    while (next !== 0) {
      const turns = this.#room.sql.pathFrom(next, READ_TURNS);
      for (const turn of turns) {
        // A turn whose answer is empty or blank (refused, cancelled) is left out of the request.
        if (turn.answer.trim() === "") continue;
        const question = this.#room.sql.questionOf(turn);
        if (question === null) continue;
        const summary = summaryIn(turn.summary);
        if (summary !== null) {
          // A summary stands for everything above it: read no further.
          yield* summaryMessages(summary.text);
          this.isExhausted = true;
          return;
        }
        this.#questions.push(turn.question);
        yield { role: "assistant", content: turn.answer + (turn.rounds === 0 ? "" : sourcesNote(this.#room.sql.stepsOf(turn.seq))) };
        const files = attachedFiles(this.#room.sql, this.#room.sql.filesOfQuestion(turn));
        yield { role: "user", content: question, ...(files.length === 0 ? {} : { files }) };
      }
      next = turns.at(-1)?.parent ?? 0;
    }
    this.isExhausted = true;
  }

  /** The question that begins the branch's last `count` messages; 0: none of them was kept. */
  questionAt(count: number): number {
    return this.#questions[count / 2 - 1] ?? 0;
  }
}
