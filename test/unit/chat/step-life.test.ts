import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StepRow } from "../../../src/chat/log/tables.ts";
import { MAYBE_DONE } from "../../../src/chat/tools/reading.ts";
import { next, type StepEvent, type StepOutcome, type StepTransition } from "../../../src/chat/tools/step-life.ts";

const AT = 1_800_000_000_000;
const CALL_ID = "c1.1.2";
const READY: StepRow = {
  turn: 1,
  ordinal: 2,
  round: 1,
  call: "call",
  tool: "web_search",
  title: "Search for “tea”",
  arguments: "{}",
  status: "ready",
  why: null,
  decided: null,
  result: null,
  sources: null,
  sent_to: null,
  at: 0,
  thought: 0,
  started_at: AT - 1_000,
  finished_at: null,
  cost: 0,
  kept: null,
  changed: 5,
  effect: 1,
  mistake: 0,
  price: 5_000_000,
  simulated: 0,
};
const is = (status: StepRow["status"], change: Partial<StepRow> = {}): StepRow => ({ ...READY, status, ...change });
const came = (change: Partial<StepOutcome> = {}): StepOutcome => ({
  isOk: true,
  text: "Green tea is not fermented.",
  sources: [],
  call: { how: "answered", units: 1, logId: null },
  isMoneyShort: false,
  ...change,
});

function after(step: StepRow, event: StepEvent): StepTransition {
  const transition = next(step, CALL_ID, event, AT);
  if (transition === null) throw new Error(`${event.type} of a step that is ${step.status}`);
  return transition;
}

const failedWith = (call: StepOutcome["call"]): StepTransition =>
  after(is("running"), { type: "finished", outcome: came({ isOk: false, call }) });

describe("a step's life", () => {
  test("[I8] what a person allows runs at once where nothing stands before it and it costs nothing; what has a price waits for its money", () => {
    const allowed: StepEvent = { type: "allowed", decided: "once d1", isNext: true };
    expect(after(is("waiting", { price: 0 }), allowed).change).toEqual({ status: "running", decided: "once d1", why: null });
    expect(after(is("waiting"), allowed).change).toMatchObject({ status: "ready" });
    expect(after(is("waiting", { price: 0 }), { ...allowed, isNext: false }).change).toMatchObject({ status: "ready" });
    expect(after(is("waiting"), { type: "denied", decided: "deny d1" })).toEqual({
      change: { status: "denied", decided: "deny d1", finished_at: AT, result: "The person said no." },
      receipt: null,
    });
  });

  test("[I7] what has a price and came back is booked at its price, once, in the place of a model", () => {
    const { change, receipt } = after(is("running"), { type: "finished", outcome: came() });
    expect(change).toMatchObject({ status: "done", result: "Green tea is not fermented.", finished_at: AT, cost: 5_000_000 });
    expect(receipt).toMatchObject({
      turn: 1,
      call_id: CALL_ID,
      purpose: "tool",
      end: "done",
      model: "tool/web_search",
      cost: 5_000_000,
      listed: 5_000_000,
      basis: "listed",
      input_tokens: 0,
      output_tokens: 0,
      log_next_at: null,
    });
    const free = after(is("running", { price: 0 }), { type: "finished", outcome: came({ call: null }) });
    expect([free.receipt, free.change.cost]).toEqual([null, 0]);
  });

  test("[I13] a call that left and failed is booked as an estimate, unless it was refused before it did anything", () => {
    const lost = failedWith({ how: "aborted", end: "failed", usage: null, seenOutputTokens: 0, logId: null });
    expect(lost.receipt).toMatchObject({ end: "failed", cost: 5_000_000, basis: "estimated", listed: null });
    const refused = failedWith({ how: "refused", end: "failed", logId: null });
    expect(refused.receipt).toMatchObject({ end: "failed", cost: 0, basis: "free" });
    expect(refused.change).toMatchObject({ status: "failed", cost: 0 });
  });

  test("a step that ends before its money is held is failed and books nothing", () => {
    const short = after(READY, { type: "finished", outcome: came({ isOk: false, call: null, isMoneyShort: true }) });
    expect([short.change.status, short.receipt]).toEqual(["failed", null]);
  });

  test("[I13] a crash books what ran, for it may have been sent; a stop books what has left", () => {
    expect(after(is("running"), { type: "cut", by: "crashed", isSent: true }).receipt).toMatchObject({
      end: "crashed",
      basis: "estimated",
      cost: 5_000_000,
    });
    expect(after(is("running"), { type: "cut", by: "stopped", isSent: true }).receipt).toMatchObject({ end: "stopped" });
    expect(after(is("running"), { type: "cut", by: "stopped", isSent: false }).receipt).toBeNull();
    expect(after(READY, { type: "cut", by: "crashed", isSent: true }).receipt).toBeNull();
  });

  test("nobody knows of what was cut off with an effect whether it was done; what has not begun was not", () => {
    const cut: StepEvent = { type: "cut", by: "stopped", isSent: true };
    expect(after(is("running"), cut).change).toMatchObject({ status: "failed", result: MAYBE_DONE });
    expect(after(is("running", { effect: 0 }), cut).change.result).not.toBe(MAYBE_DONE);
    expect(after(READY, cut).change.result).not.toBe(MAYBE_DONE);
    expect(after(is("waiting"), cut).change).toMatchObject({ status: "denied", finished_at: AT });
  });

  test("[I3] [I7] whatever happens in whatever order, a step ends once and is booked at most once", () => {
    const event: fc.Arbitrary<StepEvent> = fc.oneof(
      fc.record({ type: fc.constant("allowed" as const), decided: fc.constant("once d1"), isNext: fc.boolean() }),
      fc.constant<StepEvent>({ type: "denied", decided: "deny d1" }),
      fc.constant<StepEvent>({ type: "begun" }),
      fc.constant<StepEvent>({ type: "finished", outcome: came() }),
      fc.record({
        type: fc.constant("cut" as const),
        by: fc.constantFrom("stopped" as const, "crashed" as const),
        isSent: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom("waiting" as const, "ready" as const), fc.array(event, { maxLength: 12 }), (status, events) => {
        let step = is(status);
        let ends = 0;
        let receipts = 0;
        for (const one of events) {
          const transition = next(step, CALL_ID, one, AT);
          if (transition === null) continue;
          if (transition.change.finished_at !== undefined) ends += 1;
          if (transition.receipt !== null) receipts += 1;
          step = { ...step, ...transition.change };
        }
        const isOver = ["done", "denied", "failed"].includes(step.status);
        expect(ends).toBe(isOver ? 1 : 0);
        expect(receipts).toBeLessThanOrEqual(ends);
        expect(step.cost > 0).toBe(receipts > 0);
      }),
    );
  });

  test("[I14] a state that a newer version wrote is left as it is", () => {
    const newer = JSON.parse(JSON.stringify({ ...READY, status: "postponed" }));
    for (const event of [{ type: "begun" }, { type: "cut", by: "crashed", isSent: true }] as const)
      expect(next(newer, CALL_ID, event, AT)).toBeNull();
  });
});
