import { expect, test } from "vitest";
import { CHECKPOINT_MS } from "../../../src/chat/calls/generation.ts";
import { FIRST_LOG_READ_MS } from "../../../src/chat/calls/ledger.ts";
import { ALARM_EVERY_MS } from "../../../src/storage/alarm.ts";

/** The turn and its two index entries, the log's id, the turn's end, the receipt, the day's sums. */
const OTHER_ROWS = 3 + 1 + 1 + 1 + 1;

/** At most, for an answer of so many milliseconds. */
function most(ms: number): number {
  const checkpoints = Math.floor(ms / CHECKPOINT_MS);
  // The one of the start; then one for each that finds it running, or its log not due yet.
  const alarms = 1 + Math.floor((ms + FIRST_LOG_READ_MS) / ALARM_EVERY_MS);
  return OTHER_ROWS + checkpoints + alarms;
}

test("[I12] however long an answer takes, its checkpoints and alarms keep within one row a second and one more", () => {
  const tenths = Array.from({ length: 6_000 }, (_none, index) => index * 100);
  expect(tenths.filter((ms) => most(ms) > 8 + Math.floor(ms / 1000))).toEqual([]);
});
