/**
 * The gateway's log, emulated in memory: who was asked, how many tokens, what it cost, never a word (invariant 11).
 * It lives as long as the process: after a restart a log is not found, as when the real gateway lost it.
 */
import type { Price, TokenCounts } from "../models/money.ts";
import { listedNeurons, listedUsd } from "../models/money.ts";

/** The known fields of what `getLog` returns. */
export interface LogRow {
  id: string;
  model: string;
  tokens_in: number;
  tokens_out: number;
  /** USD, a floating-point number, "an estimation". */
  cost: number;
  cached: boolean;
  success: boolean;
  status_code: number;
  /** Milliseconds. */
  duration: number;
  metadata: unknown;
  usage_metadata: { neurons?: number };
}

export interface EndedCall {
  id: string;
  model: string;
  usage: TokenCounts;
  /** Null: refused, costs nothing. */
  price: Price | null;
  statusCode: number;
  startedAtMs: number;
  endedAtMs: number;
  metadata: unknown;
  /** Milliseconds from the end until the row can be read; null: never. */
  readableAfterMs: number | null;
}

export interface EmulatedLog {
  add(call: EndedCall): void;
  /** The row, or null: not there (yet). */
  get(id: string, nowMs: number): LogRow | null;
}

/** Rows kept; the oldest fall out, so that a long measurement does not fill the isolate. */
const MAX_ROWS = 20_000;

export function createEmulatedLog(): EmulatedLog {
  const rows = new Map<string, { row: LogRow; readableAtMs: number }>();
  return {
    add(call) {
      if (call.readableAfterMs === null) return;
      const row: LogRow = {
        id: call.id,
        model: call.model,
        tokens_in: call.usage.inputTokens,
        tokens_out: call.usage.outputTokens,
        cost: call.price === null ? 0 : listedUsd(call.usage, call.price),
        cached: false,
        success: call.statusCode < 400,
        status_code: call.statusCode,
        duration: call.endedAtMs - call.startedAtMs,
        metadata: call.metadata,
        usage_metadata: call.price === null ? {} : { neurons: Number(listedNeurons(call.usage, call.price)) },
      };
      rows.set(call.id, { row, readableAtMs: call.endedAtMs + call.readableAfterMs });
      if (rows.size > MAX_ROWS) {
        const oldest = rows.keys().next();
        if (oldest.done !== true) rows.delete(oldest.value);
      }
    },
    get(id, nowMs) {
      const kept = rows.get(id);
      return kept === undefined || nowMs < kept.readableAtMs ? null : kept.row;
    },
  };
}
