/**
 * Compaction: on request, one paid background call summarises a long branch. The summary is stored with the answer that
 * ends the summarised part; questions below that answer are sent with the summary in place of everything above
 * (prompt.ts). No message is removed, other branches are unchanged, and the summary can be taken back.
 */
import type { CatalogueModel } from "../../models/catalogue.ts";
import { listedCost } from "../../models/money.ts";
import { familyOf, likelyInputTokens } from "../../models/tokens.ts";
import type { Command, CommandResult } from "../../protocol/commands.ts";
import type { SummaryEstimate } from "../../protocol/http.ts";
import type { AnswerProblem } from "../../protocol/message.ts";
import { failed, invalid, type Result } from "../../protocol/problem.ts";
import { SUMMARY_FAILED } from "../answers/answer-problems.ts";
import type { BackgroundCallEnd, BackgroundCalls } from "./background-calls.ts";
import { SUMMARY_REQUEST, type StoredSummary } from "./compaction-text.ts";
import { NO_CAPS, prepareCall, type Prepared } from "../calls/prompt.ts";
import type { Repeats } from "../log/repeats.ts";
import type { Room } from "../room.ts";
import type { Runner } from "../answers/runner.ts";
import { effortOfBackgroundCall } from "./small-model.ts";
import type { TurnRow } from "../log/tables.ts";
import { answerIdOf } from "../log/transcript.ts";

/** Output tokens: some thousand words; a model that thinks first needs room for that. */
const MAX_OUTPUT_TOKENS = 1_500;
const MAX_OUTPUT_TOKENS_REASONING = 4_000;
/** A summary may take at most one part in so many of a model's window. */
const SHARE_OF_WINDOW = 4;
/** The length that the request asks for. Tokens. */
const LIKELY_OUTPUT_TOKENS = 500;
/** A summary that takes longer is given up. Milliseconds. */
const PATIENCE_MS = 120_000;
/** Turns to look back from the end of the branch for one with an answer. */
const LOOK_BACK_TURNS = 32;

/** What is to be summed up, and the call that does it. */
type Plan = { turn: TurnRow; prepared: Prepared };

export class Compactor {
  readonly #room: Room;
  readonly #runner: Runner;
  readonly #backgroundCalls: BackgroundCalls;
  readonly #repeats: Repeats;

  constructor(room: Room, runner: Runner, backgroundCalls: BackgroundCalls, repeats: Repeats) {
    this.#room = room;
    this.#repeats = repeats;
    this.#runner = runner;
    this.#backgroundCalls = backgroundCalls;
  }

  /**
   * Begins a summary; resolves once its money is held. Commands call it one at a time. w 1 for the command, those of the
   * call (background-calls.ts), and at its end 1 for the summary, 2 where the answer is far back.
   */
  async begin(command: Extract<Command, { type: "compact" }>): Promise<Result<CommandResult>> {
    const { audience } = this.#room;
    if (this.#room.compactingId !== null) return failed({ reason: "conflict", detail: "A summary is being made already." });
    const plan = this.#plan(command.messageId, command.model);
    if (!plan.ok) return plan;
    const { turn, prepared } = plan.value;
    const { model, messages, maxOutputTokens, effort } = prepared;
    const reserved = await this.#backgroundCalls.reserve({
      purpose: "summary",
      model,
      messages,
      maxOutputTokens,
      effort,
      patienceMs: PATIENCE_MS,
    });
    if (!reserved.ok) return reserved;
    const messageId = answerIdOf(turn.id);
    this.#room.compactingId = messageId;
    this.#repeats.remember(command, messageId);
    audience.event({ type: "compacting", id: messageId });
    let problem: AnswerProblem | null = SUMMARY_FAILED;
    void this.#backgroundCalls
      .ask(reserved.value, (end) => {
        problem = this.#keep(turn, model, end);
      })
      // An exception of our own code: the receipt is stored already, and the person sees the same sentence as for any failure.
      .catch(() => undefined)
      .finally(() => {
        this.#room.compactingId = null;
        if (this.#room.isGone) return;
        audience.event({ type: "compacting", id: null, ...(problem === null ? {} : { problem }) });
      });
    return { ok: true, value: { messageId } };
  }

  /** Stores the model's text as the summary of the branch down to `turn`. @returns why there is none; null: it is stored */
  #keep(turn: TurnRow, model: CatalogueModel, { end, text, problem }: BackgroundCallEnd): AnswerProblem | null {
    const said = text.trim();
    if (end !== "done" || said === "") return problem ?? SUMMARY_FAILED;
    const summary: StoredSummary = { text: said, model: model.id, at: this.#room.ports.now() };
    this.#room.amend(turn.seq, { summary: JSON.stringify(summary) });
    return null;
  }

  /** Removes a summary, so that the whole branch is sent again. w 1 */
  expand(messageId: string): Result<CommandResult> {
    const turn = this.#turnOf(messageId);
    if (!turn.ok) return turn;
    if (turn.value.summary !== null) this.#room.amend(turn.value.seq, { summary: null });
    return { ok: true, value: {} };
  }

  /** What a summary would cost, and what it would save. Writes nothing. */
  price(messageId: string | undefined, modelId: string | undefined): Result<SummaryEstimate> {
    const plan = this.#plan(messageId, modelId);
    if (!plan.ok) return plan;
    const { prepared } = plan.value;
    const { model, messages, likelyInputTokens: inputTokens } = prepared;
    const outputTokens = Math.min(LIKELY_OUTPUT_TOKENS, prepared.maxOutputTokens);
    const counts = { inputTokens, cachedTokens: 0, outputTokens };
    // The system prompt is sent with every question anyway, and the request for the summary with none.
    const stays = messages.filter(({ role }, index) => role === "system" || index === messages.length - 1);
    return {
      ok: true,
      value: {
        model: model.id,
        inputTokens,
        outputTokens,
        likelyNanoUsd: model.price === null ? 0 : listedCost(counts, model.price).costNanoUsd,
        worstNanoUsd: prepared.worstNanoUsd,
        simulated: model.simulated,
        savedTokens: Math.max(0, inputTokens - likelyInputTokens(stays, familyOf(model.id)) - outputTokens),
        leavesOut: prepared.isShortened,
      },
    };
  }

  #plan(messageId: string | undefined, modelId: string | undefined): Result<Plan> {
    const turn = this.#turnToSumUp(messageId);
    if (!turn.ok) return turn;
    const { ports, chat } = this.#room;
    const model = ports.catalogue.find(modelId ?? chat.model);
    const most = model?.capabilities.includes("reasoning") === true ? MAX_OUTPUT_TOKENS_REASONING : MAX_OUTPUT_TOKENS;
    // In a small window most of the room is needed to read the conversation.
    const share = Math.ceil((model?.contextWindow ?? Infinity) / SHARE_OF_WINDOW);
    const prepared = prepareCall(this.#room, turn.value.seq, SUMMARY_REQUEST, modelId ?? chat.model, NO_CAPS, {
      effort: model === null ? null : effortOfBackgroundCall(model),
      maxOutputTokens: Math.min(most, share),
    });
    if (!prepared.ok) return prepared;
    const messageCount = prepared.value.messages.filter(({ role }) => role !== "system").length;
    if (messageCount < 2)
      return failed({
        reason: "model-unable",
        detail: `${prepared.value.model.name} cannot read even the last answer here. Choose a model with a larger window.`,
      });
    return { ok: true, value: { turn: turn.value, prepared: prepared.value } };
  }

  /** The turn whose answer is the last one to be summarised. */
  #turnToSumUp(messageId: string | undefined): Result<TurnRow> {
    const { transcript, sql } = this.#room;
    const named = messageId === undefined ? null : this.#turnOf(messageId);
    if (named?.ok === false) return named;
    if (this.#runner.isBusy || transcript.open().length > 0)
      return failed({ reason: "conflict", detail: "An answer is being written. Sum up when it has ended." });
    const turn = named?.value ?? sql.pathFrom(transcript.head, LOOK_BACK_TURNS).find(({ answer }) => answer !== "");
    if (turn === undefined || turn.answer === "") return failed({ reason: "conflict", detail: "There is no answer here to sum up." });
    if (turn.summary !== null) return failed({ reason: "conflict", detail: "Everything down to this answer is summed up already." });
    return { ok: true, value: turn };
  }

  /** The turn of an answer that a command names. */
  #turnOf(messageId: string): Result<TurnRow> {
    const found = this.#room.transcript.find(messageId);
    return found?.role === "assistant"
      ? { ok: true, value: found.turn }
      : failed(invalid("messageId", "no answer of this conversation has this id"));
  }
}
