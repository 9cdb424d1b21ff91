import { expect, test } from "vitest";
import { addToTotal } from "../../../src/chat/calls/ledger.ts";
import { addToHours, NO_HOURS } from "../../../src/chat/calls/hours.ts";
import type { ReceiptRow } from "../../../src/chat/log/tables.ts";

const AT = Date.parse("2026-11-23T13:59:59.999Z");

test("a call counts in the hour in which it was made, and its correction too", () => {
  const first = addToHours(NO_HOURS, AT, 4_000);
  const second = addToHours(first, AT + 1, 10);
  expect(second).toBe('{"13":4000,"14":10}');
  expect(addToHours(second, AT, -1_500)).toBe('{"13":2500,"14":10}');
  expect(addToHours(second, AT, 0)).toBe(second);
});

const receipt = (at: number, cost: number): ReceiptRow => ({
  turn: 1,
  call_id: "c",
  purpose: "answer",
  end: "done",
  model: "m",
  at,
  input_tokens: 1,
  cached_tokens: 0,
  output_tokens: 1,
  neurons: null,
  billed: null,
  logged: null,
  listed: null,
  cost,
  saved: 0,
  basis: "listed",
  simulated: 0,
  log_id: null,
  log_tries: 0,
  log_next_at: null,
  changed: 1,
});

test("[I7] [P120] the hours of a day are its cost, whatever is corrected; a row that is older than them stays without", () => {
  const early = addToTotal(null, receipt(AT, 50), null, 2, 1);
  const late = addToTotal(early, receipt(AT + 3_600_000, 70), null, 4, 2);
  const corrected = addToTotal(late, receipt(AT, 20), receipt(AT, 50), 4, 3);
  expect([corrected.cost, corrected.hours]).toEqual([90, '{"13":20,"14":70}']);
  expect(addToTotal({ ...early, hours: null }, receipt(AT, 70), null, 4, 2)).toMatchObject({ cost: 120, hours: null });
});
