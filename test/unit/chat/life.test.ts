import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CUT, CRASHED, EMPTY, FILTERED, stalledFor, CAP_REACHED } from "../../../src/chat/answers/answer-problems.ts";
import { next, type EndedCall, type OpenedCall, type Said, type TurnEvent } from "../../../src/chat/answers/life.ts";
import { newTurn } from "../../../src/chat/answers/new-turn.ts";
import type { GenerationEnd } from "../../../src/chat/calls/generation-types.ts";
import { NO_CAPS, NOTHING_ABOVE, prepareCall } from "../../../src/chat/calls/prompt.ts";
import type { TurnRow } from "../../../src/chat/log/tables.ts";
import { createCatalogue } from "../../../src/models/catalogue.ts";
import { embeddedModels } from "../../../src/models/catalogue-config.ts";
import { NO_CORRECTION } from "../../../src/models/tokens.ts";

const [tally] = embeddedModels();
if (tally === undefined) throw new Error("no embedded model");
const catalogue = createCatalogue({
  embedded: true,
  cloudflare: true,
  paidPlan: null,
  defaultModel: tally.id,
  allow: "",
  thirdParty: "",
  local: [],
});
const AT = 1_800_000_000_000;
const prepared = (() => {
  const learned = { tokenCorrection: NO_CORRECTION, lessonOf: () => null };
  const source = { ports: { catalogue, now: () => AT }, chat: { system: "" }, learned };
  const made = prepareCall({ ...source, sql: NOTHING_ABOVE }, 0, "What is tea?", tally.id, NO_CAPS);
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  return made.value;
})();

/** A turn that waits. */
const queued: TurnRow = {
  ...newTurn(
    { id: "m1", cap: undefined, tools: [], atMs: AT },
    { parent: 0, question: null, text: "What is tea?", files: null },
    prepared,
    { status: "queued" },
  ),
  seq: 1,
  question: 1,
  changed: 2,
  answer: "",
  reasoning: "",
  summary: null,
  suggestions: null,
  imported: null,
  answered_at: null,
  rating: null,
};
const opened = (callId: string): OpenedCall => ({ callId, heldNanoUsd: 500, prepared });
const said = (text: string): Said => ({ text, reasoning: "", firstTokenAt: AT + 10, reasoningEndedAt: null });
const endedCall = (
  callId: string,
  how: EndedCall["how"] = { how: "ended", usage: null, seenOutputTokens: 9, logId: "log" },
): EndedCall => ({
  booked: { turn: 1, callId, purpose: "answer", model: tally, rate: { by: "tokens", price: tally.price, likelyInputTokens: 50 } },
  how,
});
const end = (how: GenerationEnd["end"], problem: GenerationEnd["problem"] = null): GenerationEnd => ({
  end: how,
  usage: null,
  problem,
  shortened: false,
});

/** The turn after an event that must be one of its life. */
function after(turn: TurnRow, event: TurnEvent, nowMs = AT): TurnRow {
  const transition = next(turn, event, nowMs);
  if (transition === null) throw new Error(`${event.type} of a turn that is ${turn.status}`);
  return { ...turn, ...transition.change };
}
const running = after(queued, { type: "started", ...opened("c1") });

describe("a turn's life", () => {
  test("[I6] a turn runs from the moment its call is stored, and an alarm is set with it", () => {
    const transition = next(queued, { type: "started", ...opened("c1") }, AT);
    expect(transition).toEqual({
      change: {
        status: "running",
        started_at: AT,
        call_id: "c1",
        held: 500,
        prompt_tokens: prepared.likelyInputTokens,
        context_from: prepared.contextFrom,
      },
      receipt: null,
      frames: [{ type: "messages", running: "m1.a" }],
      alarmMs: AT + 6_000,
    });
  });

  test.each<[string, GenerationEnd, string, TurnRow["status"], string]>([
    ["came to its end", end("done"), "Tea is a leaf.", "done", ""],
    ["wrote nothing", end("done", EMPTY), "", "error", EMPTY.detail],
    ["was filtered in the midst", end("done", FILTERED), "Tea is", "interrupted", FILTERED.detail],
    ["reached what it may cost", end("done", CAP_REACHED), "Tea is", "stopped", CAP_REACHED.detail],
    ["was stopped", end("stopped"), "Tea is", "stopped", ""],
    ["failed", end("failed", EMPTY), "", "error", EMPTY.detail],
    ["was cut off", end("cut", CUT), "Tea is", "interrupted", CUT.detail],
    ["was cut off before a word", end("cut", CUT), "", "error", "No word had arrived; try again."],
    ["fell silent", end("stalled", stalledFor(60_000)), "Tea is", "interrupted", "Continue goes on from there."],
  ])("an answer that %s: status, sentence, receipt and the closing frame come of one event [I7]", (_what, how, text, status, sentence) => {
    const transition = next(running, { type: "ended", end: how, said: said(text), call: endedCall("c1") }, AT + 900);
    expect(transition?.change).toMatchObject({ status, answer: text, finished_at: AT + 900 });
    expect(transition?.change?.problem ?? "").toContain(sentence);
    expect(transition?.receipt).toMatchObject({ call_id: "c1", turn: 1 });
    expect(transition?.frames.map(({ type }) => type)).toEqual(["closed"]);
  });

  test("a round of tools keeps what was said, books its call and leaves the turn between two calls; the first word stays the first", () => {
    const call = endedCall("c1");
    const between = after(running, { type: "asked-for-tools", said: said("Let me look."), call });
    expect(between).toMatchObject({ status: "running", call_id: null, rounds: 1, answer: "Let me look.", first_token_at: AT + 10 });
    expect(next(running, { type: "asked-for-tools", said: said("Let me look."), call }, AT)?.receipt?.call_id).toBe("c1");
    const again = after(between, { type: "asked-again", ...opened("c2") });
    const late = { ...said("Let me look. It is a leaf."), firstTokenAt: AT + 5_000 };
    expect(after(again, { type: "ended", end: end("done"), said: late, call: endedCall("c2") })).toMatchObject({
      status: "done",
      call_id: "c2",
      first_token_at: AT + 10,
    });
  });

  test("[I6] a crash keeps the text of the last checkpoint and books the call as one that ran [I13]", () => {
    const call = endedCall("c1").booked;
    const begun = { text: "Tea is", reasoning: "", tokens: 3 };
    const transition = next({ ...running, log_id: "log" }, { type: "crashed", begun, call }, AT + 900);
    expect(transition?.change).toMatchObject({ status: "interrupted", answer: "Tea is", problem: JSON.stringify(CRASHED) });
    expect(transition?.receipt).toMatchObject({ end: "crashed", basis: "estimated", output_tokens: 3, log_id: "log" });
    expect(transition?.receipt?.cost).toBeGreaterThan(0);
    expect(transition?.frames).toEqual([{ type: "messages", running: null }]);
    const silent = next(running, { type: "crashed", begun: { ...begun, text: "" }, call }, AT + 900);
    expect(silent?.change?.problem).toContain("try again");
  });

  test("Continue begins a new call of the same turn: the old one's log, problem and end go, its text stays", () => {
    const stopped = after(running, { type: "ended", end: end("cut", CUT), said: said("Tea is"), call: endedCall("c1") });
    const continued = after(stopped, { type: "continued", ...opened("c2"), mostNanoUsd: 900 });
    expect(continued).toMatchObject({
      status: "running",
      answer: "Tea is",
      problem: null,
      finished_at: null,
      log_id: null,
      call_id: "c2",
      most: 900,
    });
  });

  test("a question that waited and is not answered is told the search index by alarm all the same", () => {
    expect(next(queued, { type: "cancelled" }, AT)?.alarmMs).toBeGreaterThan(AT);
    expect(next(queued, { type: "failed", problem: CRASHED }, AT)?.alarmMs).toBeGreaterThan(AT);
  });

  test("[I3] what comes too late changes nothing: a cancelled question is not asked, an ended answer not ended again", () => {
    const cancelled = after(queued, { type: "cancelled" });
    expect(cancelled.status).toBe("stopped");
    expect(next(cancelled, { type: "started", ...opened("c1") }, AT)).toBeNull();
    expect(next(running, { type: "cancelled" }, AT)).toBeNull();
    const done = after(running, { type: "ended", end: end("done"), said: said("Tea."), call: endedCall("c1") });
    expect(next(done, { type: "crashed", begun: { text: "", reasoning: "", tokens: 0 }, call: null }, AT)).toBeNull();
  });

  test("[I7] in any history each call that was asked has one receipt, and no ended turn is without its end", () => {
    const kinds: readonly TurnEvent["type"][] = [
      "started",
      "continued",
      "refused",
      "asked-for-tools",
      "asked-again",
      "ended",
      "broken-off",
      "crashed",
      "cancelled",
      "failed",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 40 }), (types) => {
        let turn = queued;
        let calls = 0;
        const receipts: string[] = [];
        const asked: string[] = [];
        for (const [index, type] of types.entries()) {
          const isOpen = turn.call_id !== null && turn.status === "running";
          // Who drives it: a call is opened when none is open, and ends when one is.
          const needsCall = type === "refused" || type === "asked-for-tools" || type === "ended";
          if ((needsCall && !isOpen) || ((type === "asked-again" || type === "broken-off") && isOpen)) continue;
          const open = turn.call_id ?? "";
          const event = ((): TurnEvent => {
            switch (type) {
              case "started":
              case "asked-again":
                return { type, ...opened(`c${calls + 1}`) };
              case "continued":
                return { type, ...opened(`c${calls + 1}`), mostNanoUsd: 900 };
              case "refused":
                return { type, call: endedCall(`${open}.${index}`, { how: "refused", end: "failed", logId: null }) };
              case "asked-for-tools":
                return { type, said: said("Let me look."), call: endedCall(open) };
              case "ended":
                return { type, end: end("stopped"), said: said("Tea"), call: endedCall(open) };
              case "broken-off":
                return { type, status: "stopped", problem: null };
              case "crashed":
                return { type, begun: { text: turn.answer, reasoning: "", tokens: 1 }, call: isOpen ? endedCall(open).booked : null };
              case "cancelled":
                return { type };
              case "failed":
                return { type, problem: EMPTY };
            }
          })();
          const transition = next(turn, event, AT + index);
          if (transition === null) continue;
          if (type === "started" || type === "asked-again" || type === "continued") {
            calls += 1;
            asked.push(`c${calls}`);
          }
          if (transition.receipt !== null && !transition.receipt.call_id.includes(".")) receipts.push(transition.receipt.call_id);
          turn = { ...turn, ...transition.change };
          const isEnded = turn.status !== "running" && turn.status !== "queued";
          expect(turn.finished_at !== null).toBe(isEnded);
          if (turn.status === "running" && turn.call_id !== null) expect(transition.alarmMs === null).toBe(type === "refused");
        }
        const stillOpen = turn.status === "running" && turn.call_id !== null ? [turn.call_id] : [];
        expect([...receipts, ...stillOpen]).toEqual(asked);
      }),
    );
  });
});
