/**
 * What becomes of receipts (calls/receipt.ts makes them): corrected by the gateway's log, summed up, shown. Pure. The best
 * known figure counts, in the order billed (the provider's neurons), logged (the gateway), listed (reported tokens ×
 * prices), estimated (our own count of tokens × prices).
 */
import type { Catalogue } from "../../models/catalogue.ts";
import { billedCost, worstCost } from "../../models/money.ts";
import type { Receipt } from "../../protocol/http.ts";
import type { MessageCost } from "../../protocol/message.ts";
import type { CostBasis } from "../../protocol/money.ts";
import { basisIn, endIn, purposeIn } from "../log/stored.ts";
import { addToHours, NO_HOURS } from "./hours.ts";
import type { ReceiptRow, TotalRow } from "../log/tables.ts";

/** Wait before the gateway's log is first asked for: it was readable after 0.27 to 4.7 s (live, August 2026). Milliseconds. */
export const FIRST_LOG_READ_MS = 3_000;
/** Waits between the tries that follow, milliseconds; then one try an hour until a day has passed. */
const LOG_RETRY_MS = [5_000, 15_000, 60_000, 300_000, 1_800_000] as const;
const LOG_RETRY_EVERY_MS = 3_600_000;
const LOG_GIVE_UP_MS = 86_400_000;

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Output tokens that a model may have written unseen by the time its call is stopped from our side. */
const UNSEEN_OUTPUT_TOKENS = 512;

/**
 * The highest cost that the log may turn an estimated receipt into, in nano-dollars. For a call that we stopped, or that
 * ended by itself: twice the estimate, plus `UNSEEN_OUTPUT_TOKENS`. Null: not known, so up to the whole hold, because
 * nobody saw how far the model went (the stream broke, or no word arrived).
 */
export function mostOf(receipt: ReceiptRow, catalogue: Pick<Catalogue, "find">): number | null {
  const price = catalogue.find(receipt.model)?.price ?? null;
  if (price === null || receipt.end === "cut" || receipt.end === "crashed" || receipt.output_tokens === 0) return null;
  return 2 * receipt.cost + worstCost(0, UNSEEN_OUTPUT_TOKENS, price);
}

export type LogEntry = {
  costNanoUsd: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cached: boolean;
  neurons: string | null;
};

/** What the gateway's log changes in a receipt. A cache hit costs nothing even when the log shows a price (cloudflare/ai#550). */
export function withLog(receipt: ReceiptRow, log: LogEntry): ReceiptRow {
  const read = { ...receipt, logged: log.costNanoUsd, log_tries: receipt.log_tries + 1, log_next_at: null };
  if (log.cached) return { ...read, cost: 0, basis: "free" };
  if (receipt.basis === "billed") return read;
  // A call without totals of its own takes the log's counts; one with totals keeps what the provider reported.
  const counted =
    receipt.listed === null
      ? { input_tokens: log.inputTokens ?? receipt.input_tokens, output_tokens: log.outputTokens ?? receipt.output_tokens }
      : {};
  const billed = log.neurons === null ? null : billedCost(log.neurons);
  if (billed !== null && billed > 0) return { ...read, ...counted, neurons: log.neurons, billed, cost: billed, basis: "billed" };
  if (log.costNanoUsd === null) return read;
  // A refused call stays free unless the log says that it was charged after all.
  if (receipt.basis === "free" && log.costNanoUsd === 0) return read;
  // A gateway that does not know the model's price writes 0 beside its tokens: our own figure is the better one.
  if (log.costNanoUsd === 0 && (log.inputTokens ?? 0) + (log.outputTokens ?? 0) > 0) return read;
  return { ...read, ...counted, cost: log.costNanoUsd, basis: "logged" };
}

/** When a log that is not there yet is asked for again; null: given up, the figure stands. */
export function nextLogRead(receipt: ReceiptRow, nowMs: number): number | null {
  if (nowMs - receipt.at >= LOG_GIVE_UP_MS) return null;
  return nowMs + (LOG_RETRY_MS[receipt.log_tries] ?? LOG_RETRY_EVERY_MS);
}

const CERTAINTY: readonly CostBasis[] = ["estimated", "listed", "logged", "billed", "free"];

/** The sum over the calls behind one message; its basis is the least certain among them. Null: no call was made. */
export function costOf(receipts: readonly ReceiptRow[]): MessageCost | null {
  const [first] = receipts;
  if (first === undefined) return null;
  const sum: MessageCost = {
    costNanoUsd: 0,
    basis: basisIn(first.basis),
    simulated: false,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    savedNanoUsd: 0,
    calls: receipts.length,
  };
  for (const row of receipts) {
    sum.costNanoUsd += row.cost;
    sum.savedNanoUsd += row.saved;
    sum.inputTokens += row.input_tokens;
    sum.cachedTokens += row.cached_tokens;
    sum.outputTokens += row.output_tokens;
    sum.simulated ||= row.simulated === 1;
    const basis = basisIn(row.basis);
    if (CERTAINTY.indexOf(basis) < CERTAINTY.indexOf(sum.basis)) sum.basis = basis;
  }
  return sum;
}

/** A receipt's part in the sums of its day and model: added when it is new, the difference when it was corrected. */
export function addToTotal(
  total: TotalRow | null,
  receipt: ReceiptRow,
  previous: ReceiptRow | null,
  messages: number,
  seq: number,
): TotalRow {
  const base: TotalRow = total ?? {
    day: dayOf(receipt.at),
    model: receipt.model,
    calls: 0,
    input_tokens: 0,
    cached_tokens: 0,
    output_tokens: 0,
    cost: 0,
    saved: 0,
    simulated: receipt.simulated,
    messages,
    seq,
    hours: NO_HOURS,
  };
  return {
    ...base,
    calls: base.calls + (previous === null ? 1 : 0),
    input_tokens: base.input_tokens + receipt.input_tokens - (previous?.input_tokens ?? 0),
    cached_tokens: base.cached_tokens + receipt.cached_tokens - (previous?.cached_tokens ?? 0),
    output_tokens: base.output_tokens + receipt.output_tokens - (previous?.output_tokens ?? 0),
    cost: base.cost + receipt.cost - (previous?.cost ?? 0),
    saved: base.saved + receipt.saved - (previous?.saved ?? 0),
    messages,
    seq,
    hours: addToHours(base.hours, receipt.at, receipt.cost - (previous?.cost ?? 0)),
  };
}

/** A receipt as HTTP shows it. */
export function publicReceipt(row: ReceiptRow, messageId: string | null): Receipt {
  const figures = [row.billed, row.logged, row.listed].filter((figure) => figure !== null);
  const drift = row.cost === 0 ? 0 : Math.max(0, ...figures.map((figure) => Math.abs(figure - row.cost))) / row.cost;
  return {
    callId: row.call_id,
    ...(messageId === null ? {} : { messageId }),
    purpose: purposeIn(row.purpose),
    end: endIn(row.end),
    model: row.model,
    at: new Date(row.at).toISOString(),
    inputTokens: row.input_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
    ...(row.neurons === null ? {} : { neurons: Number(row.neurons) }),
    ...(row.billed === null ? {} : { billedNanoUsd: row.billed }),
    ...(row.logged === null ? {} : { loggedNanoUsd: row.logged }),
    ...(row.listed === null ? {} : { listedNanoUsd: row.listed }),
    costNanoUsd: row.cost,
    savedNanoUsd: row.saved,
    basis: basisIn(row.basis),
    ...(drift > 0.01 ? { driftPerMille: Math.round(drift * 1000) } : {}),
    simulated: row.simulated === 1,
  };
}
