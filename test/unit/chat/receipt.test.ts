import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { receiptOf, type BookedCall, type CallEnd } from "../../../src/chat/calls/receipt.ts";
import { mostOf, withLog } from "../../../src/chat/calls/ledger.ts";
import { embeddedModels } from "../../../src/models/catalogue-config.ts";

const [tally] = embeddedModels();
if (tally === undefined) throw new Error("no embedded model");
const find = (): typeof tally => tally;
const CALL: BookedCall = {
  turn: 1,
  callId: "c",
  purpose: "answer",
  model: tally,
  rate: { by: "tokens", price: tally.price, likelyInputTokens: 8_000 },
};
const AT = 1_800_000_000_000;
const book = (end: CallEnd) => ({ ...receiptOf(CALL, end, AT), changed: 1 });
const usage = (inputTokens: number, outputTokens: number, neurons: string | null = null) => ({
  inputTokens,
  cachedTokens: 0,
  outputTokens,
  neurons,
});

/** Every end of a call that was sent and that nobody refused or served from a cache. */
const sentEnd: fc.Arbitrary<CallEnd> = fc.oneof(
  fc.constant<CallEnd>({ how: "unanswered", end: "stopped" }),
  fc.record({
    how: fc.constant("aborted" as const),
    end: fc.constantFrom("stopped" as const, "cut" as const, "stalled" as const, "failed" as const, "crashed" as const),
    usage: fc.constantFrom(null, usage(100, 10)),
    seenOutputTokens: fc.nat(5_000),
    logId: fc.constantFrom(null, "log"),
  }),
  fc.record({
    how: fc.constant("ended" as const),
    usage: fc.option(
      fc.record({
        inputTokens: fc.nat(9_000),
        cachedTokens: fc.constant(0),
        outputTokens: fc.nat(900),
        neurons: fc.constantFrom(null, "0", "3.5"),
      }),
    ),
    seenOutputTokens: fc.nat(5_000),
    logId: fc.constantFrom(null, "log"),
  }),
);

describe("the receipt of a call", () => {
  test("[I13] that was sent is never free, whatever ended it", () => {
    fc.assert(
      fc.property(sentEnd, (end) => {
        const receipt = book(end);
        expect(receipt.basis).not.toBe("free");
        expect(receipt.cost).toBeGreaterThan(0);
      }),
    );
  });

  test("that was given up before its headers is estimated by what was sent, keeps its whole hold and awaits a log without an id", () => {
    const receipt = book({ how: "unanswered", end: "stopped" });
    expect(receipt).toMatchObject({
      end: "stopped",
      basis: "estimated",
      input_tokens: 8_000,
      output_tokens: 0,
      cost: 88_000,
      log_id: null,
    });
    expect(receipt.log_next_at).toBe(AT + 3_000);
    expect(mostOf(receipt, { find })).toBeNull();
  });

  test("that nobody was asked, or that was refused, costs nothing; the log of a refusal may still say otherwise", () => {
    expect(book({ how: "never-sent", end: "stopped" })).toMatchObject({ basis: "free", cost: 0, input_tokens: 0, log_next_at: null });
    const refused = book({ how: "refused", end: "failed", logId: "log" });
    expect(refused).toMatchObject({ basis: "free", cost: 0, log_next_at: AT + 3_000 });
    const log = { costNanoUsd: 500, inputTokens: 40, outputTokens: 1, cached: false, neurons: null };
    expect(withLog(refused, log)).toMatchObject({ basis: "logged", cost: 500, input_tokens: 40 });
  });

  test("from the gateway's cache costs nothing and says what it saved", () => {
    const receipt = book({ how: "cached", end: "done", usage: usage(100, 10), seenOutputTokens: 10, logId: null });
    expect(receipt).toMatchObject({ basis: "free", cost: 0, saved: 100 * 11 + 10 * 44, output_tokens: 10 });
  });

  test("[I13] takes our own count where totals say nothing of what was sent or written", () => {
    const ended = (totals: ReturnType<typeof usage>) => book({ how: "ended", usage: totals, seenOutputTokens: 20, logId: null });
    expect(ended(usage(100, 20))).toMatchObject({ basis: "listed", cost: 100 * 11 + 20 * 44 });
    expect(ended(usage(100, 0))).toMatchObject({ basis: "estimated", output_tokens: 20, cost: 100 * 11 + 20 * 44, listed: null });
    expect(ended(usage(0, 0))).toMatchObject({ basis: "estimated", input_tokens: 8_000, output_tokens: 20 });
    expect(ended(usage(100, 20, "0"))).toMatchObject({ basis: "listed", billed: null });
    expect(ended(usage(100, 20, "0.5"))).toMatchObject({ basis: "billed", cost: 5_500 });
  });

  test("keeps its estimate where the gateway's log knows tokens and no price", () => {
    const receipt = book({ how: "aborted", end: "stopped", usage: null, seenOutputTokens: 20, logId: "log" });
    const log = { costNanoUsd: 0, inputTokens: 7_900, outputTokens: 25, cached: false, neurons: null };
    expect(withLog(receipt, log)).toMatchObject({ basis: "estimated", cost: receipt.cost, log_next_at: null });
  });
});
