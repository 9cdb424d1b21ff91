/**
 * One call of the embedded AI, as `env.AI.run` with `returnRawResponse` answers it. Free of `cloudflare:workers`, so
 * that the same code answers in unit tests, in workerd and in benchmarks.
 */
import { readContent, type Read } from "./attached.ts";
import { transcribedBy } from "./hearing.ts";
import type { ToBeThrown } from "../models/binding.ts";
import { isObject, type JsonObject } from "../models/json.ts";
import type { CatalogueModel } from "../models/model.ts";
import { listedNeurons, type TokenCounts } from "../models/money.ts";
import { EMBEDDED_SPEECH } from "../models/speech.ts";
import { EMBEDDED_VOICE } from "../models/voice.ts";
import { spokenBy } from "./speaking.ts";
import { likelyInputTokens, likelyTokens } from "../models/tokens.ts";
import { DEFAULTS, type Directives, parseDirectives } from "./directives.ts";
import type { EmulatedLog } from "./log.ts";
import { createEventWriter } from "./shapes.ts";
import { callEvents, callsFor } from "./calls.ts";
import { type Clock, createTokenStream, type Script } from "./stream.ts";
import { answerFor, suggestionsFor, summaryFor, thoughtsFor, titleFor, wordTokens } from "./canned-answers.ts";

export interface EmbeddedCall {
  model: string;
  input: unknown;
  options: unknown;
}

export interface EmbeddedWorld {
  findModel(id: string): CatalogueModel | null;
  log: EmulatedLog;
  clock: Clock;
  newId(): string;
}

interface Message extends Read {
  role: string;
  /** Calls of tools stand in it. */
  hasCalls: boolean;
  /** They, as JSON; empty: none. */
  calls: string;
}

/** The native schemas' default maximum (seen in live calls), so that a caller that forgets the maximum notices it here. */
const NATIVE_DEFAULT_MAX_TOKENS = 256;
/** The pace of an ordinary answer, tokens per second, and the wait before it, milliseconds. */
const CANNED_RATE = 60;
const CANNED_TTFT_MS = 120;
/** What a 429 or 503 says about when to come back, seconds. */
const RETRY_AFTER_SECONDS = 30;

/** The messages of Cloudflare's error codes. */
const FAILURES: ReadonlyMap<number, string> = new Map([
  [2001, "Please configure AI Gateway in the Cloudflare dashboard"],
  [2002, "Failed to parse the model output"],
  [3036, "You have used up your daily free allocation of 10,000 neurons"],
  [3040, "Capacity temporarily exceeded, please try again."],
  [5007, "No such model or task"],
  [5035, "This model requires a Workers Paid plan"],
  [7003, "Model execution failed"],
]);

function messagesOf(input: unknown, model: string): Message[] | null {
  const messages = isObject(input) ? input["messages"] : null;
  if (!Array.isArray(messages)) return null;
  const read: Message[] = [];
  for (const message of messages) {
    if (!isObject(message)) return null;
    const { role } = message;
    const content = readContent(message["content"], model);
    if (typeof role !== "string" || content === null) return null;
    const calls = Array.isArray(message["tool_calls"]) && message["tool_calls"].length > 0 ? JSON.stringify(message["tool_calls"]) : "";
    read.push({ role, ...content, hasCalls: calls !== "", calls });
  }
  return read.length === 0 ? null : read;
}

function maxTokensOf(input: unknown): number {
  const given = isObject(input) ? (input["max_tokens"] ?? input["max_completion_tokens"]) : undefined;
  return typeof given === "number" && given >= 1 ? Math.floor(given) : NATIVE_DEFAULT_MAX_TOKENS;
}

function gatewayOf(options: unknown): JsonObject {
  const gateway = isObject(options) ? options["gateway"] : null;
  return isObject(gateway) ? gateway : {};
}

/** The question of a call, and the text of the answer so far where it is a continuation. */
interface Asked {
  question: string;
  begun: string;
  /** The answers before it, oldest first. */
  earlier: readonly string[];
  /** A line for each file that came with the question. */
  files: readonly string[];
}

/** Finds the question. A continuation's last message only asks to continue; the question and the answer's beginning precede it. */
function askedIn(messages: readonly Message[], isContinuation: boolean): Asked {
  const questions = messages.filter(({ role }) => role === "user");
  const answers = messages.filter(({ role }) => role === "assistant").map(({ content }) => content);
  const asked = questions.at(isContinuation ? -2 : -1);
  const { question = "", files = [] } = asked ?? {};
  if (!isContinuation) return { question, files, begun: "", earlier: answers };
  return { question, files, begun: answers.at(-1) ?? "", earlier: answers.slice(0, -1) };
}

/** The directives of a question. A continuation begins after the existing tokens and is not interrupted again. */
function directivesOf({ question, begun }: Asked): { directives: Directives | null; first: number } {
  const directives = parseDirectives(question);
  if (directives === null || begun === "") return { directives, first: 0 };
  const first = begun.match(/ w\d+/g)?.length ?? 0;
  return {
    directives: { ...directives, tokens: Math.max(0, directives.tokens - first), reasoning: 0, cut: null, stall: null, fail: null },
    first,
  };
}

/** The canned answer, or the rest of it. */
function restOf(model: string, { question, begun, earlier, files }: Asked): string {
  const whole = answerFor(question, model, earlier, files);
  return begun !== "" && whole.startsWith(begun) ? whole.slice(begun.length) : whole;
}

/** The answer to a background call, by its purpose. */
function besideOf(purpose: unknown, { question }: Asked, messages: readonly Message[]): string {
  switch (purpose) {
    case "summary":
      return summaryFor(
        messages
          .filter(({ role }) => role === "user")
          .slice(0, -1)
          .map(({ question: earlier }) => earlier),
      );
    case "suggestions":
      return suggestionsFor(question);
    default:
      return titleFor(question);
  }
}

/** The tokens of an answer. */
interface Said {
  thoughts: readonly string[];
  words: readonly string[];
}

/** The tokens to stream: those that `/gen` asks for, or the canned answer's. @param first the index of the first text token */
function scriptOf(directives: Directives | null, { thoughts, words }: Said, maxTokens: number, first: number): Script {
  const spoken = { rate: CANNED_RATE, ttftMs: CANNED_TTFT_MS, reasoning: thoughts.length, tokens: words.length };
  const wanted = directives ?? { ...DEFAULTS, ...spoken };
  const reasoningTokens = Math.min(wanted.reasoning, maxTokens);
  const textTokens = Math.min(wanted.tokens, maxTokens - reasoningTokens);
  const isWhole = reasoningTokens === wanted.reasoning && textTokens === wanted.tokens;
  const textAt = wanted.stamp
    ? (index: number, nowMs: number): string => ` w${first + index}@${Math.floor(nowMs).toString(36)}`
    : (index: number): string => ` w${first + index}`;
  return {
    reasoningTokens,
    textTokens,
    reasoningAt: (index) => (directives === null ? (thoughts[index] ?? "") : ` r${index}`),
    textAt: directives === null ? (index) => words[index] ?? "" : textAt,
    finish: isWhole ? "stop" : "length",
    cut: wanted.cut,
    stall: wanted.stall,
    rate: wanted.rate,
    ttftMs: wanted.ttftMs,
    partTokens: wanted.parts,
    runsAhead: wanted.headersMs > 0,
  };
}

/** The messages' whole text for counting, with the definitions of tools as one more message. */
function counted(messages: readonly Message[], input: unknown): { content: string }[] {
  const tools = isObject(input) && Array.isArray(input["tools"]) ? [{ content: JSON.stringify(input["tools"]) }] : [];
  return [...messages.map(({ calls, ...read }) => ({ ...read, content: read.content + calls })), ...tools];
}

/** An error as the binding throws it; its message begins with a code of Workers AI. */
class Refusal extends Error {}

/** A refusal as the platform gives it: a thrown one for Workers AI's codes, a response for HTTP statuses. */
function refuse(code: number, headers: Headers): Response {
  const words = FAILURES.get(code) ?? "The embedded AI refused the call, as it was asked to";
  if (code >= 1000) throw new Refusal(`${code}: ${words}`);
  if (code === 429 || code === 503) headers.set("retry-after", String(RETRY_AFTER_SECONDS));
  return Response.json({ success: false, errors: [{ code, message: words }] }, { status: code, headers });
}

/** Returns the answer to a call, or throws the way the binding does. */
export async function answerCall(call: EmbeddedCall, world: EmbeddedWorld): Promise<Response> {
  const { clock } = world;
  const model = world.findModel(call.model);
  const messages = messagesOf(call.input, call.model);
  const signal = isObject(call.options) && call.options["signal"] instanceof AbortSignal ? call.options["signal"] : undefined;
  const headers = new Headers();
  if (call.model === EMBEDDED_SPEECH.id) return transcribedBy(call.input);
  if (call.model === EMBEDDED_VOICE.id) return spokenBy(call.input);
  if (model === null || model.price === null) return refuse(5007, headers);
  if (messages === null) throw new Refusal("5004: Invalid data: messages are missing or malformed");
  const { price } = model;

  const gateway = gatewayOf(call.options);
  const metadata = gateway["metadata"] ?? {};
  const purpose = isObject(metadata) ? metadata["purpose"] : undefined;
  const asked = askedIn(messages, purpose === "continuation");
  // Only answers obey directives: the request for a title may quote one.
  const isAnswer = purpose === undefined || purpose === "answer" || purpose === "continuation";
  const { directives, first } = isAnswer ? directivesOf(asked) : { directives: null, first: 0 };
  const { shape, usage, neurons, cached, fail, logMs, headersMs } = directives ?? DEFAULTS;

  const startedAtMs = clock.now();
  const id = world.newId();
  headers.set("cf-aig-log-id", id);
  headers.set("cf-aig-cache-status", "MISS");
  headers.set("cf-aig-step", "0");
  const inputTokens = likelyInputTokens(counted(messages, call.input), "other");
  const counts = (outputTokens: number): TokenCounts => ({ inputTokens, cachedTokens: Math.min(cached, inputTokens), outputTokens });
  const record = (usageSoFar: TokenCounts, statusCode: number): void =>
    world.log.add({
      id,
      model: call.model,
      usage: usageSoFar,
      price: statusCode < 400 ? price : null,
      statusCode,
      startedAtMs,
      endedAtMs: clock.now(),
      metadata,
      readableAfterMs: logMs,
    });

  if (fail !== null) {
    const waitMs = Math.max(headersMs, directives?.ttftMs ?? 0);
    if (waitMs > 0) await clock.sleep(waitMs, signal ?? new AbortController().signal);
    record({ inputTokens: 0, cachedTokens: 0, outputTokens: 0 }, fail < 1000 ? fail : 500);
    return refuse(fail, headers);
  }

  const effort = isObject(call.input) && isAnswer && asked.begun === "" ? call.input["reasoning_effort"] : undefined;
  const said = {
    thoughts: wordTokens(thoughtsFor(effort, asked.question)),
    words: directives !== null ? [] : wordTokens(isAnswer ? restOf(model.name, asked) : besideOf(purpose, asked, messages)),
  };
  const calls = callsFor(directives, call.input, messages, purpose === "continuation");
  const callTokens = calls.reduce((sum, { name, arguments: written }) => sum + likelyTokens(`${name} ${written}`, "other"), 0);
  // A message with tool calls has no text.
  const spoken =
    calls.length === 0 || directives === null ? directives : { ...directives, tokens: 0, reasoning: 0, cut: null, stall: null };
  const script = scriptOf(spoken, said, maxTokensOf(call.input), first);
  const words = createEventWriter(shape, usage === "every");
  const writer = calls.length === 0 ? words : { ...words, finish: () => callEvents(shape, calls) };
  const total = (outputTokens: number): string => {
    const all = counts(outputTokens + callTokens);
    return writer.total(usage === "none" ? null : all, neurons ? listedNeurons(all, price) : null);
  };
  const body = createTokenStream(
    script,
    writer,
    total,
    clock,
    (how, outputTokens) => record(counts(outputTokens + (how === "done" ? callTokens : 0)), 200),
    signal,
  );
  headers.set("content-type", "text/event-stream");
  if (headersMs > 0) await clock.sleep(headersMs, signal ?? new AbortController().signal);
  return new Response(body, { headers });
}

/** Returns the answer to a call; an error that the binding would throw is returned as a value. */
export async function answerOverRpc(call: EmbeddedCall, world: EmbeddedWorld): Promise<Response | ToBeThrown> {
  try {
    return await answerCall(call, world);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { toBeThrown: { name: error.name, message: error.message } };
  }
}
