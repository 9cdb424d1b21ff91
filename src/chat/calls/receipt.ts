/**
 * How a model call ended, and the receipt that follows from it: one function of one union, so that a call that was sent
 * cannot be booked as nothing (invariant 13). Pure.
 */
import type { CatalogueModel } from "../../models/catalogue.ts";
import type { UnopenedCall } from "../../models/door.ts";
import { billedCost, listedCost, type TokenCounts } from "../../models/money.ts";
import type { Usage } from "../../models/parts.ts";
import type { GenerationEnd } from "./generation-types.ts";
import { FIRST_LOG_READ_MS } from "./ledger.ts";
import type { ReceiptRow } from "../log/tables.ts";

/** What of a receipt is known before its call is made. */
export type BookedCall = {
  /** Seq of the turn it is made for; 0: none. */
  turn: number;
  callId: string;
  purpose: ReceiptRow["purpose"];
  model: Pick<CatalogueModel, "id" | "price" | "simulated">;
  /** For calls without totals. */
  likelyInputTokens: number;
};

type EndWord = ReceiptRow["end"];

export type CallEnd =
  /** Nobody was asked. */
  | { how: "never-sent"; end: EndWord }
  /** The provider or the gateway said no before a word was written: free unless its log says otherwise. */
  | { how: "refused"; end: EndWord; logId: string | null }
  /** Sent, and over before its headers came: what it cost is estimated, its log id may come with late headers. */
  | { how: "unanswered"; end: EndWord }
  /** Begun, and not whole: ended from our side, broken off, lost in a crash. `usage`: totals that came with a failure. */
  | { how: "aborted"; end: EndWord; usage: Usage | null; seenOutputTokens: number; logId: string | null }
  /** Served from the gateway's cache: costs nothing. */
  | { how: "cached"; end: EndWord; usage: Usage | null; seenOutputTokens: number; logId: string | null }
  /** The model came to its own end, with totals or without. */
  | { how: "ended"; usage: Usage | null; seenOutputTokens: number; logId: string | null };

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

type Figures = { counts: TokenCounts; usage: Usage | null; isFree: boolean; isGuessed: boolean };

/** A provider's totals; where they say nothing of what was plainly sent or written, our own count stands. */
function totalsOf(usage: Usage | null, likelyInputTokens: number, seenOutputTokens: number): Omit<Figures, "isFree"> {
  const inputTokens = usage === null || usage.inputTokens === 0 ? likelyInputTokens : usage.inputTokens;
  const outputTokens = usage === null || (usage.outputTokens === 0 && seenOutputTokens > 0) ? seenOutputTokens : usage.outputTokens;
  return {
    counts: { inputTokens, cachedTokens: usage?.cachedTokens ?? 0, outputTokens },
    usage,
    isGuessed: usage === null || inputTokens !== usage.inputTokens || outputTokens !== usage.outputTokens,
  };
}

function figuresOf(call: BookedCall, end: CallEnd): Figures {
  switch (end.how) {
    case "never-sent":
    case "refused":
      return { counts: NOTHING, usage: null, isFree: true, isGuessed: true };
    case "unanswered":
      return { ...totalsOf(null, call.likelyInputTokens, 0), isFree: false };
    case "cached":
      return { ...totalsOf(end.usage, call.likelyInputTokens, end.seenOutputTokens), isFree: true };
    case "aborted":
    case "ended":
      return { ...totalsOf(end.usage, call.likelyInputTokens, end.seenOutputTokens), isFree: false };
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
      return end.logId === null ? null : atMs + FIRST_LOG_READ_MS;
  }
}

/** @param atMs when the call ended, milliseconds since the epoch. @returns the row, without its place in the log. */
export function receiptOf(call: BookedCall, end: CallEnd, atMs: number): Omit<ReceiptRow, "changed"> {
  const { model } = call;
  const { counts, usage, isFree, isGuessed } = figuresOf(call, end);
  const list = model.price === null ? null : listedCost(counts, model.price);
  const listed = list?.costNanoUsd ?? 0;
  const neurons = usage?.neurons ?? null;
  const reported = neurons === null ? null : billedCost(neurons);
  // Words on a model with a price were not free, whatever a bill of nothing says.
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
    end: end.how === "ended" ? "done" : end.end,
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
