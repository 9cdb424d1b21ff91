/**
 * The provider client: the only place where chat models are called. It writes the request in the model's wire format, opens
 * it, and returns the raw bytes with a reader for them; it never reads the stream itself.
 *
 * Stopping: abort `call.signal` AND cancel the body's reader, without awaiting the cancel. Where the binding is a service
 * the signal cannot cross (`overRpc` in binding.ts), and the embedded AI notices a cancel when it writes its next token.
 * Over RPC, `reader.cancel()` may settle late.
 *
 * A call that is stopped before its response's headers was sent and is billed. Its request is therefore left open until the
 * headers arrive, because they name the gateway's log (invariant 13); only then is it cancelled. A server on one's own
 * machine has no log and is cancelled at once.
 */
import type { AnswerProblem } from "../protocol/message.ts";
import { NeverSentError, type AiBinding, type AiRunOptions } from "./binding.ts";
import type { ChatTurn } from "./chat-turn.ts";
import { problemOfResponse, problemOfThrown, retiredProblem, type Speaker } from "./failures.ts";
import { isObject, type JsonObject, parseJson } from "./json.ts";
import { streamOfJson, textOf } from "./json-body.ts";
import type { CatalogueModel, Wire } from "./model.ts";
import type { WireReader } from "./parts.ts";
import { UNREACHABLE } from "./local-failures.ts";
import { asWanted, remember, wantsAfter, wantsOf, type Wants } from "./wire-request.ts";
import { anthropicMessages, anthropicTools, NO_OFFER, openAiMessage, openAiTools, type Offer } from "./wire-messages.ts";
import { createAnthropicReader } from "./wire/anthropic.ts";
import { createOpenAiReader } from "./wire/openai.ts";
import { contentOn, type PictureBytes } from "./wire/pictures.ts";
import { createWorkersAiReader } from "./wire/workers-ai.ts";
import { withWrittenCalls } from "./wire/written-calls.ts";

export type { ChatTurn };

export interface ModelCall {
  model: CatalogueModel;
  messages: readonly ChatTurn[];
  /** Tokens, reasoning included. */
  maxOutputTokens: number;
  /** Sent as the affinity key of prompt caching, so that a conversation reaches the same cache. */
  conversationId: string;
  gatewayId: string;
  /** At most five entries reach the gateway's log, `purpose` is one of them. Ids only, never words. */
  metadata: { [key: string]: string | number | boolean };
  /** What the call is for: `answer`, `title`, … */
  purpose: string;
  /** Bytes of the pictures in `messages`, as base64; left out: there are none. */
  pictureBytes?: PictureBytes;
  signal: AbortSignal;
  /** Clamped to the model's range; not sent where the range is not known. */
  temperature?: number;
  /** How hard to think, for models that reason; null: the model's default. */
  effort?: "low" | "medium" | "high" | null;
  /** Tools the model may ask for; left out: none. */
  offer?: Offer;
}

export type OpenedCall =
  | {
      ok: true;
      body: ReadableStream<Uint8Array>;
      reader: WireReader;
      /** The gateway's log of this call; null where there is no gateway (local models). */
      logId: string | null;
      /** For `resumeGatewayRun`; third-party models only. */
      runId: string | null;
      cacheHit: boolean;
      /** `cf-ai-neurons`; null while streaming, as a rule. */
      headerNeurons: string | null;
    }
  | ({ ok: false; problem: AnswerProblem } & UnopenedCall);

/** Why there is no stream to read, which decides what the call cost. */
export type UnopenedCall =
  /** Nothing was sent. */
  | { how: "never-sent" }
  /** The provider or the gateway refused it. */
  | { how: "refused"; logId: string | null }
  /** It was sent, and ended without an answer: given up before its headers, or lost on the way. */
  | { how: "lost"; late: LateHeaders };

/** The response's headers of a call that was given up, which may still arrive. */
export type LateHeaders = {
  /** The gateway's log of it, once the headers have come; null: there is none, or they will not come. Never rejects. */
  logId: Promise<string | null>;
  /** Stops waiting. */
  giveUp(): void;
};

const MAX_METADATA = 5;

/** The reader for a wire. */
export function createReader(wire: Wire, speaker: Speaker = "provider"): WireReader {
  switch (wire) {
    case "workers-ai":
      return createWorkersAiReader();
    case "openai":
      return createOpenAiReader(speaker);
    case "anthropic":
      return createAnthropicReader();
  }
}

/**
 * The reader of one call. For local servers and open models it also finds tool calls in the text, which those servers often
 * leave there; third parties do that themselves.
 */
function readerFor({ model, offer }: ModelCall, sent: JsonObject, speaker: Speaker): WireReader {
  const reader = createReader(model.wire, speaker);
  const isOurs = model.reach !== "cloudflare" || model.wire === "workers-ai";
  return isOurs && offer !== undefined && "tools" in sent ? withWrittenCalls(reader, offer.tools) : reader;
}

function temperatureOf(call: ModelCall): { temperature?: number } {
  const range = call.model.temperature;
  if (call.temperature === undefined || range === null) return {};
  return { temperature: Math.min(range.max, Math.max(range.min, call.temperature)) };
}

/** The wire's field for how hard to think. */
function effortOf({ effort, model }: ModelCall): JsonObject {
  if (effort == null) return {};
  return model.wire === "anthropic" ? { output_config: { effort } } : { reasoning_effort: effort };
}

/** The body of the request, as the model's wire wants it. */
export function requestBody(call: ModelCall): JsonObject {
  const { model, messages: turns, offer = NO_OFFER, pictureBytes = () => "" } = call;
  const messages = turns.map((turn) => ({ turn, content: contentOn(turn, model.wire, pictureBytes) }));
  const common = { stream: true, [model.maxTokensField]: call.maxOutputTokens, ...temperatureOf(call), ...effortOf(call) };
  switch (model.wire) {
    case "workers-ai":
      return { messages: messages.map(openAiMessage), ...common, ...openAiTools(offer) };
    case "openai":
      // Without this option OpenAI's wire sends no usage while streaming.
      return { messages: messages.map(openAiMessage), ...common, ...openAiTools(offer), stream_options: { include_usage: true } };
    case "anthropic": {
      const system = turns.filter((turn) => turn.role === "system").map((turn) => turn.content);
      return {
        ...(system.length === 0 ? {} : { system: system.join("\n\n") }),
        messages: anthropicMessages(messages.filter(({ turn }) => turn.role !== "system")),
        ...common,
        ...anthropicTools(offer),
      };
    }
  }
}

function runOptions(call: ModelCall, signal: AbortSignal): AiRunOptions {
  const metadata = Object.entries({ purpose: call.purpose, ...call.metadata }).slice(0, MAX_METADATA);
  return {
    gateway: { id: call.gatewayId, metadata: Object.fromEntries(metadata), collectLog: true },
    returnRawResponse: true,
    extraHeaders: {
      "x-session-affinity": call.conversationId,
      // Tokens and cost stay in the gateway's log, prompt and answer do not (invariant 11).
      "cf-aig-collect-log-payload": "false",
    },
    signal,
  };
}

/** How much of a failed response's body is read to tell failures apart. Characters. */
const MAX_FAILURE_CHARACTERS = 16_384;

/** How often one call may be sent again in another form after a refusal; each change is made at most once. */
const MAX_ADAPTATIONS = 4;

/**
 * Opens the call. Never throws: failures are values. A request that is refused because of one of its fields is sent again
 * without it (wire-request.ts); the refused one produced nothing, so there is one receipt.
 */
export async function openModelCall(ai: AiBinding, call: ModelCall): Promise<OpenedCall> {
  let wants = wantsOf(call.model.id);
  for (let adaptations = 0; ; adaptations += 1) {
    const { opened, refusal } = await openOnce(ai, call, wants);
    if (refusal === null || adaptations === MAX_ADAPTATIONS || call.signal.aborted) return opened;
    const changed = wantsAfter(refusal.words, refusal.body, wants);
    if (changed === null) return opened;
    wants = changed;
    remember(call.model.id, wants);
  }
}

type Attempt = {
  opened: OpenedCall;
  /** A refusal of the request's form: the body that was sent, and the server's text about it; else null. */
  refusal: { words: string; body: JsonObject } | null;
};

async function openOnce(ai: AiBinding, call: ModelCall, wants: Wants): Promise<Attempt> {
  let refusal: Attempt["refusal"] = null;
  const body = asWanted(requestBody(call), wants);
  const opened = await open(ai, call, body, (words) => {
    refusal = { words, body };
  });
  return { opened, refusal };
}

const isBadRequest = (status: number): boolean => status === 400 || status === 422;

async function open(ai: AiBinding, call: ModelCall, input: JsonObject, onBadRequest: (words: string) => void): Promise<OpenedCall> {
  const { model, signal } = call;
  const speaker: Speaker = model.reach === "local" ? "local" : "provider";
  if (model.retired !== null)
    return { ok: false, problem: retiredProblem(model.name, model.retired.on, model.retired.successor), how: "never-sent" };
  if (signal.aborted) return { ok: false, problem: problemOfThrown(signal.reason), how: "never-sent" };
  const request = new AbortController();
  const cutOff = (): void => request.abort(signal.reason);
  if (model.reach === "local") signal.addEventListener("abort", cutOff, { once: true });
  const running = (async () => ai.run(model.id, input, runOptions(call, request.signal)))();
  let response: Response;
  try {
    response = await untilAborted(running, signal);
  } catch (error) {
    if (error instanceof NeverSentError) return { ok: false, problem: UNREACHABLE, how: "never-sent" };
    const problem = problemOfThrown(error);
    if (signal.aborted) return { ok: false, problem, how: "lost", late: lateHeadersOf(running, cutOff) };
    return problem.reason === "network"
      ? { ok: false, problem, how: "lost", late: knownLog(null) }
      : { ok: false, problem, how: "refused", logId: null };
  }
  signal.addEventListener("abort", cutOff, { once: true });
  const header = (name: string): string | null => response.headers.get(name);
  const logId = header("cf-aig-log-id");
  const failed = (text: string): OpenedCall => {
    const said = text.slice(0, MAX_FAILURE_CHARACTERS);
    const problem = problemOfResponse(response.status, said, header("retry-after"), Date.now(), speaker);
    if (isBadRequest(response.status)) onBadRequest(said);
    // After a timeout or half a JSON text it is not known what the model did, so neither counts as a refusal.
    const isRefusal = problem.reason !== "network" && (!response.ok || isObject(parseJson(text)));
    return isRefusal ? { ok: false, problem, how: "refused", logId } : { ok: false, problem, how: "lost", late: knownLog(logId) };
  };
  if (!response.ok || response.body === null) return failed(await textOf(response));

  let body: ReadableStream<Uint8Array> = response.body;
  if (header("content-type")?.includes("json") === true) {
    const json = await streamOfJson(body);
    if (!json.ok) return failed(json.text);
    body = json.body;
  }
  return {
    ok: true,
    body,
    reader: readerFor(call, input, speaker),
    logId,
    runId: header("cf-aig-run-id"),
    cacheHit: header("cf-aig-cache-status")?.toUpperCase() === "HIT",
    headerNeurons: header("cf-ai-neurons"),
  };
}

const knownLog = (logId: string | null): LateHeaders => ({ logId: Promise.resolve(logId), giveUp: () => undefined });

/** Waits for the headers of a response that nobody reads, then cancels its body, which stops the model. */
function lateHeadersOf(running: Promise<Response>, cutOff: () => void): LateHeaders {
  const logId = running.then(
    (late) => {
      cutOff();
      late.body?.cancel().catch(() => undefined);
      return late.headers.get("cf-aig-log-id");
    },
    () => null,
  );
  const givenUp = Promise.withResolvers<null>();
  return {
    logId: Promise.race([logId, givenUp.promise]),
    giveUp: () => {
      cutOff();
      givenUp.resolve(null);
    },
  };
}

/** The promise's value; throws as soon as the signal aborts. */
export async function untilAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([running, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
