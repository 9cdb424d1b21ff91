/**
 * How far a call with a price has come, and the receipt that follows from it: one function of one union for answers,
 * titles, recordings and tools alike, so that a call that was sent cannot be booked as nothing (invariant 13). Pure.
 */
import type { CatalogueModel } from "../../models/catalogue.ts";
import type { UnopenedCall } from "../../models/provider-client.ts";
import { billedCost, listedCost, type Price, type TokenCounts } from "../../models/money.ts";
import type { Usage } from "../../models/parts.ts";
import type { GenerationEnd } from "./generation-types.ts";
import { FIRST_LOG_READ_MS } from "./ledger.ts";
import type { ReceiptRow } from "../log/tables.ts";

/** What a call is charged by, and the estimate used until somebody has counted. */
export type Rate =
  | { by: "tokens"; price: Price | null; likelyInputTokens: number }
  /** By seconds of audio, characters of speech, or uses of a tool. Such a receipt has no tokens. */
  | { by: "units"; attoUsdEach: bigint; likely: number };

/** The part of a receipt that is known before the call is made. */
export type BookedCall = {
  /** `seq` of the turn it is made for; 0: none. */
  turn: number;
  callId: string;
  purpose: ReceiptRow["purpose"];
  model: Pick<CatalogueModel, "id" | "simulated">;
  rate: Rate;
};

/** A receipt without its place in the log. */
export type Receipt = Omit<ReceiptRow, "changed">;

type EndWord = ReceiptRow["end"];

export type CallEnd =
  /** The request was never sent. */
  | { how: "never-sent"; end: EndWord }
  /** The provider or the gateway refused it before the first token: free unless the log says otherwise. */
  | { how: "refused"; end: EndWord; logId: string | null }
  /** Sent, and over before its headers came: what it cost is estimated, its log id may come with late headers. */
  | { how: "unanswered"; end: EndWord }
  /** Begun, and not whole: ended from our side, broken off, lost in a crash. `usage`: totals that came with a failure. */
  | { how: "aborted"; end: EndWord; usage: Usage | null; seenOutputTokens: number; logId: string | null }
  /** Served from the gateway's cache: costs nothing. */
  | { how: "cached"; end: EndWord; usage: Usage | null; seenOutputTokens: number; logId: string | null }
  /** The model came to its own end, with totals or without. */
  | { how: "ended"; usage: Usage | null; seenOutputTokens: number; logId: string | null }
  /** One request, and its whole answer. `units`: as they were counted; null: nobody has. */
  | { how: "answered"; units: number | null; logId: string | null };

/** How far a call has come. From `sent` on it has a receipt, at first as if the call had been lost, so that a crash leaves one. */
export type CallState =
  /** Its money is held, and nothing is sent. */
  | { is: "reserved" }
  /** The request is on its way. */
  | { is: "sent" }
  /** Its response's headers are here, and name the gateway's log. */
  | { is: "open"; logId: string | null }
  | { is: "ended"; how: CallEnd };

/** @param atMs when, milliseconds since the epoch. @returns null where there is nothing to book */
export function receiptAt(call: BookedCall, state: CallState, atMs: number): Receipt | null {
  switch (state.is) {
    case "reserved":
      return null;
    case "sent":
      return receiptOf(call, aborted("crashed"), atMs);
    case "open":
      return receiptOf(call, aborted("crashed", state.logId), atMs);
    case "ended":
      return receiptOf(call, state.how, atMs);
  }
}

/** A call that was under way and left no totals. */
export const aborted = (end: EndWord, logId: string | null = null, seenOutputTokens = 0): CallEnd => ({
  how: "aborted",
  end,
  usage: null,
  seenOutputTokens,
  logId,
});

/** The end of a call whose stream was read. */
export function endOfOpened(end: GenerationEnd, opened: { logId: string | null; cacheHit: boolean }, seenOutputTokens: number): CallEnd {
  const { logId } = opened;
  if (opened.cacheHit) return { how: "cached", end: end.end, usage: end.usage, seenOutputTokens, logId };
  if (end.end === "done") return { how: "ended", usage: end.usage, seenOutputTokens, logId };
  return { how: "aborted", end: end.end, usage: end.usage, seenOutputTokens, logId };
}

/** The end of a call whose stream was never opened. */
export function endOfUnopened(unopened: UnopenedCall, end: EndWord): CallEnd {
  switch (unopened.how) {
    case "never-sent":
      return { how: "never-sent", end };
    case "refused":
      return { how: "refused", end, logId: unopened.logId };
    case "lost":
      return { how: "unanswered", end };
  }
}

const NOTHING: TokenCounts = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

type Figures = {
  counts: TokenCounts;
  list: ReturnType<typeof listedCost> | null;
  usage: Usage | null;
  isFree: boolean;
  isGuessed: boolean;
};

/** The provider's totals; a total of 0 where something was plainly sent or written is replaced by our own count. */
function totalsOf(
  usage: Usage | null,
  likelyInputTokens: number,
  seenOutputTokens: number,
): Pick<Figures, "counts" | "usage" | "isGuessed"> {
  const inputTokens = usage === null || usage.inputTokens === 0 ? likelyInputTokens : usage.inputTokens;
  const outputTokens = usage === null || (usage.outputTokens === 0 && seenOutputTokens > 0) ? seenOutputTokens : usage.outputTokens;
  return {
    counts: { inputTokens, cachedTokens: usage?.cachedTokens ?? 0, outputTokens },
    usage,
    isGuessed: usage === null || inputTokens !== usage.inputTokens || outputTokens !== usage.outputTokens,
  };
}

type Tokens = Extract<Rate, { by: "tokens" }>;
type Units = Extract<Rate, { by: "units" }>;

function figuresOfTokens({ price, likelyInputTokens }: Tokens, end: CallEnd): Figures {
  const counted = (usage: Usage | null, seenOutputTokens: number, isFree: boolean): Figures => {
    const totals = totalsOf(usage, likelyInputTokens, seenOutputTokens);
    return { ...totals, isFree, list: price === null ? null : listedCost(totals.counts, price) };
  };
  switch (end.how) {
    case "never-sent":
    case "refused":
      return { counts: NOTHING, list: price === null ? null : listedCost(NOTHING, price), usage: null, isFree: true, isGuessed: true };
    case "unanswered":
    case "answered":
      return counted(null, 0, false);
    case "cached":
      return counted(end.usage, end.seenOutputTokens, true);
    case "aborted":
    case "ended":
      return counted(end.usage, end.seenOutputTokens, false);
  }
}

function figuresOfUnits({ attoUsdEach, likely }: Units, end: CallEnd): Figures {
  const counted = (units: number | null, isFree: boolean): Figures => {
    const counts = { ...NOTHING, inputTokens: Math.ceil(units ?? likely) };
    const list = listedCost(counts, { input: attoUsdEach, cachedInput: null, output: 0n });
    return { counts: NOTHING, list, usage: null, isFree, isGuessed: units === null };
  };
  switch (end.how) {
    case "never-sent":
    case "refused":
    case "cached":
      return counted(null, true);
    case "unanswered":
    case "aborted":
    case "ended":
      return counted(null, false);
    case "answered":
      return counted(end.units, false);
  }
}

/**
 * When the gateway's log is first asked for; null: there is none. The receipt of an unanswered call awaits one without
 * knowing its id yet.
 */
function firstLogRead(end: CallEnd, atMs: number): number | null {
  switch (end.how) {
    case "never-sent":
      return null;
    case "unanswered":
      return atMs + FIRST_LOG_READ_MS;
    case "refused":
    case "aborted":
    case "cached":
    case "ended":
    case "answered":
      return end.logId === null ? null : atMs + FIRST_LOG_READ_MS;
  }
}

/** @param atMs when the call ended, milliseconds since the epoch */
export function receiptOf(call: BookedCall, end: CallEnd, atMs: number): Receipt {
  const { model, rate } = call;
  const { counts, list, usage, isFree, isGuessed } = rate.by === "tokens" ? figuresOfTokens(rate, end) : figuresOfUnits(rate, end);
  const listed = list?.costNanoUsd ?? 0;
  const neurons = usage?.neurons ?? null;
  const reported = neurons === null ? null : billedCost(neurons);
  // Tokens of a model with a price are not free: a billed amount of 0 is ignored.
  const billed = reported === 0 && listed > 0 ? null : reported;
  const best = ((): Pick<ReceiptRow, "cost" | "basis"> => {
    if (isFree) return { cost: 0, basis: "free" };
    if (billed !== null) return { cost: billed, basis: "billed" };
    return { cost: listed, basis: isGuessed ? "estimated" : "listed" };
  })();
  return {
    turn: call.turn,
    call_id: call.callId,
    purpose: call.purpose,
    end: end.how === "ended" || end.how === "answered" ? "done" : end.end,
    model: model.id,
    at: atMs,
    input_tokens: counts.inputTokens,
    cached_tokens: counts.cachedTokens,
    output_tokens: counts.outputTokens,
    neurons,
    billed,
    logged: null,
    listed: isGuessed ? null : (list?.costNanoUsd ?? null),
    cost: best.cost,
    saved: end.how === "cached" ? listed : isFree ? 0 : (list?.savedNanoUsd ?? 0),
    basis: best.basis,
    simulated: model.simulated ? 1 : 0,
    log_id: end.how === "never-sent" || end.how === "unanswered" ? null : end.logId,
    log_tries: 0,
    log_next_at: firstLogRead(end, atMs),
  };
}
