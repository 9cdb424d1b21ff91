import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { next, type BackgroundEvent } from "../../../src/chat/calls/background-life.ts";
import type { BookedCall, CallEnd } from "../../../src/chat/calls/receipt.ts";
import type { ReceiptRow } from "../../../src/chat/log/tables.ts";
import { embeddedModels } from "../../../src/models/catalogue-config.ts";

const [MODEL] = embeddedModels();
if (MODEL === undefined) throw new Error("no embedded model");
const AT = 1_800_000_000_000;
const TITLE: BookedCall = {
  turn: 0,
  callId: "c",
  purpose: "title",
  model: MODEL,
  rate: { by: "tokens", price: MODEL.price, likelyInputTokens: 400 },
};
/** A second that is heard costs 8,500 nano-dollars. */
const RECORDING: BookedCall = {
  turn: 0,
  callId: "c",
  purpose: "transcription",
  model: { id: "whisper", simulated: false },
  rate: { by: "units", attoUsdEach: 8_500_000_000_000n, likely: 12 },
};
const answered = (units: number | null): CallEnd => ({ how: "answered", units, logId: "log" });
const totals: CallEnd = {
  how: "ended",
  usage: { inputTokens: 380, cachedTokens: 0, outputTokens: 9, neurons: null },
  seenOutputTokens: 9,
  logId: "log",
};

/** What storage has after these events, and how often its sums were changed. */
function lived(call: BookedCall, events: readonly BackgroundEvent[], from: ReceiptRow | null = null) {
  let stored = from;
  let entered = 0;
  for (const [index, event] of events.entries()) {
    const write = next(call, stored, event, AT + index * 1_000)?.write ?? null;
    if (write === null) continue;
    if (write.do === "note") stored = stored === null ? null : { ...stored, ...write.change };
    else stored = { ...write.receipt, changed: index };
    if (write.do === "enter") entered += 1;
  }
  return { stored, entered };
}

describe("the life of a background call", () => {
  test("[I13] it is booked as lost before it leaves, so that a crash finds its receipt; the object is awake to follow it up", () => {
    const sent = next(TITLE, null, { type: "sent" }, AT);
    expect(sent).toMatchObject({
      write: { do: "enter", receipt: { purpose: "title", end: "crashed", basis: "estimated", input_tokens: 400, log_next_at: null } },
      frames: [],
      alarmMs: AT + 3_000,
    });
    expect(next(RECORDING, null, { type: "sent" }, AT)?.write).toMatchObject({
      do: "enter",
      receipt: { end: "crashed", cost: 102_000, basis: "estimated", listed: null, input_tokens: 0 },
    });
  });

  test("[I7] from its headers on the gateway's log is known, and no sum changes for it", () => {
    const { stored } = lived(TITLE, [{ type: "sent" }]);
    expect(next(TITLE, stored, { type: "opened", logId: "log" }, AT)).toEqual({
      write: { do: "note", change: { log_id: "log", log_next_at: AT + 3_000 } },
      frames: [],
      alarmMs: null,
    });
    expect(next(TITLE, stored, { type: "opened", logId: null }, AT)?.write).toBeNull();
  });

  test("[I7] its end is booked in the place of what stood there, on the day it began, and every tab is notified", () => {
    const { stored } = lived(TITLE, [{ type: "sent" }, { type: "opened", logId: "log" }]);
    const ended = next(TITLE, stored, { type: "ended", how: totals }, AT + 90_000);
    expect(ended).toMatchObject({
      write: { do: "replace", receipt: { at: AT, end: "done", basis: "listed", input_tokens: 380, output_tokens: 9, log_id: "log" } },
      frames: ["cost"],
      alarmMs: AT + 93_000,
    });
  });

  test("what is counted is paid for, rounded up to whole units; what nobody counted is estimated; what was refused is free", () => {
    const { stored } = lived(RECORDING, [{ type: "sent" }]);
    const booked = (how: CallEnd) => next(RECORDING, stored, { type: "ended", how }, AT)?.write;
    expect(booked(answered(2.4))).toMatchObject({ receipt: { end: "done", cost: 25_500, listed: 25_500, basis: "listed" } });
    expect(booked(answered(null))).toMatchObject({ receipt: { cost: 102_000, listed: null, basis: "estimated" } });
    expect(booked({ how: "refused", end: "failed", logId: "log" })).toMatchObject({ receipt: { cost: 0, basis: "free", log_id: "log" } });
    expect(booked({ how: "never-sent", end: "failed" })).toMatchObject({ receipt: { cost: 0, basis: "free", log_next_at: null } });
  });

  test("[I7] whatever comes twice, late or not at all: one receipt at most, and none that was not sent", () => {
    const event: fc.Arbitrary<BackgroundEvent> = fc.oneof(
      fc.constant<BackgroundEvent>({ type: "sent" }),
      fc.constant<BackgroundEvent>({ type: "opened", logId: "log" }),
      fc.constant<BackgroundEvent>({ type: "ended", how: totals }),
      fc.constant<BackgroundEvent>({ type: "ended", how: { how: "unanswered", end: "stopped" } }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 10 }), (events) => {
        const { stored, entered } = lived(TITLE, events);
        expect(entered).toBe(events.some(({ type }) => type === "sent") ? 1 : 0);
        expect(stored === null).toBe(entered === 0);
        expect(stored?.basis).not.toBe("free");
      }),
    );
  });
});
