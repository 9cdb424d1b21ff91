/**
 * A script of tokens → SSE bytes in time. Pull-based: without a rate a chunk holds many events and is made when it is
 * asked for; with a rate every token has its own absolute time, so that lateness is caught up and never adds up.
 *
 * A cancel reaches `cancel()` at once in the same isolate, and over Workers RPC when the next bytes are written (tried with
 * workerd 1.20261006). A stalled stream writes nothing and would never notice, so it reports its end when it begins to
 * stall, with the tokens produced by then.
 */
import type { EventWriter } from "./shapes.ts";

export interface Script {
  /** Tokens of each kind that will be sent, the maximum already applied. */
  reasoningTokens: number;
  textTokens: number;
  reasoningAt(index: number): string;
  /** `nowMs`: when the token leaves the model. */
  textAt(index: number, nowMs: number): string;
  finish: "stop" | "length";
  /** Tokens (of both kinds) after which the stream breaks, or says no more; null: never. */
  cut: number | null;
  stall: number | null;
  /** Tokens per second; 0: as fast as they are read. */
  rate: number;
  /** Milliseconds before the first token. */
  ttftMs: number;
  /** Tokens in one event of the stream. */
  partTokens: number;
  /** Tokens are produced in time even before anybody reads, so that a cancel counts those that were due. */
  runsAhead: boolean;
}

/** How a stream came to its end, with the tokens it had produced. Called exactly once. */
export type Ended = (how: "done" | "cancelled" | "cut" | "stalled", outputTokens: number) => void;

export interface Clock {
  now(): number;
  /** Resolves after `ms`, or as soon as the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Characters after which a chunk is handed out. */
const CHUNK_CHARACTERS = 16_384;
/** A stall keeps its timers running (workerd ends a request that waits for nothing) for this long, then breaks. */
const STALL_MS = 600_000;
const STALL_STEP_MS = 1_000;
/** Longest single wait, because only a write notices a cancel: a longer timer would outlive it. */
const WAIT_STEP_MS = 10_000;

/** Where the script is left before its end: the earlier of cut and stall, and only if it gets that far. */
function interruptionOf(script: Script, tokens: number): { how: "cut" | "stalled"; after: number } | null {
  const cut = script.cut ?? Number.POSITIVE_INFINITY;
  const stall = script.stall ?? Number.POSITIVE_INFINITY;
  const after = Math.min(cut, stall);
  return after > tokens ? null : { how: cut <= stall ? "cut" : "stalled", after };
}

export function createTokenStream(
  script: Script,
  writer: EventWriter,
  total: (outputTokens: number) => string,
  clock: Clock,
  ended: Ended,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const stopping = new AbortController();
  const startedAtMs = clock.now();
  const tokens = script.reasoningTokens + script.textTokens;
  const interruption = interruptionOf(script, tokens);
  const until = interruption?.after ?? tokens;
  let sent = 0;
  let over = false;
  let breaking = false;

  function end(how: "done" | "cancelled" | "cut" | "stalled"): void {
    if (over) return;
    over = true;
    ended(how, sent);
  }

  function stop(): void {
    if (script.runsAhead) {
      const nowMs = clock.now();
      while (sent < until && dueAt(sent) <= nowMs) sent += 1;
    }
    end("cancelled");
    stopping.abort();
  }

  /** Where the part that begins with this token ends: it holds tokens of one kind. */
  function partEnd(from: number): number {
    const { reasoningTokens, partTokens } = script;
    return Math.min(from + partTokens, from < reasoningTokens ? reasoningTokens : tokens);
  }

  function partEvents(from: number, to: number, nowMs: number): string {
    const { reasoningTokens } = script;
    const isReasoning = from < reasoningTokens;
    let words = "";
    for (let index = from; index < to; index += 1)
      words += isReasoning ? script.reasoningAt(index) : script.textAt(index - reasoningTokens, nowMs);
    if (!isReasoning) return writer.text(words);
    return (from === 0 ? writer.beforeReasoning : "") + writer.reasoning(words) + (to === reasoningTokens ? writer.afterReasoning : "");
  }

  function dueAt(index: number): number {
    return startedAtMs + script.ttftMs + (script.rate > 0 ? (index * 1000) / script.rate : 0);
  }

  /** The end of the next part, as far as the script is followed. */
  function nextEnd(): number {
    return Math.min(until, partEnd(sent));
  }

  /** The events of every part whose last token is due, up to a chunk. */
  function dueEvents(nowMs: number): string {
    let events = "";
    for (let to = nextEnd(); sent < until && events.length < CHUNK_CHARACTERS && dueAt(to - 1) <= nowMs; to = nextEnd()) {
      events += partEvents(sent, to, nowMs);
      sent = to;
    }
    return events;
  }

  async function waitUntil(dueMs: number): Promise<void> {
    for (let left = dueMs - clock.now(); left > 0 && !stopping.signal.aborted; left = dueMs - clock.now()) {
      await clock.sleep(Math.min(left, WAIT_STEP_MS), stopping.signal);
    }
  }

  async function interrupt(how: "cut" | "stalled", controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (how === "cut") {
      if (!breaking) {
        breaking = true;
        // Real connections break within an event, so a part of the next one is sent.
        controller.enqueue(encoder.encode(partEvents(until, partEnd(until), clock.now()).slice(0, 17)));
        return;
      }
      end("cut");
      controller.error(new Error("the embedded AI broke the stream, as it was asked to"));
      return;
    }
    end("stalled");
    const untilMs = clock.now() + STALL_MS;
    while (clock.now() < untilMs && !stopping.signal.aborted) await clock.sleep(STALL_STEP_MS, stopping.signal);
    if (!stopping.signal.aborted) controller.error(new Error("the embedded AI stalled, as it was asked to"));
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const abort = (): void => {
          if (over) return;
          stop();
          controller.error(signal?.reason);
        };
        if (signal?.aborted === true) abort();
        else signal?.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        if (sent === until && interruption !== null) return interrupt(interruption.how, controller);
        if (sent < until || sent === 0) await waitUntil(dueAt(Math.max(0, nextEnd() - 1)));
        if (stopping.signal.aborted) return;
        const events = dueEvents(clock.now());
        if (sent < until || interruption !== null) {
          controller.enqueue(encoder.encode(events));
          return;
        }
        controller.enqueue(encoder.encode(events + writer.finish(script.finish) + total(sent) + writer.done));
        end("done");
        controller.close();
      },
      cancel: stop,
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
}
