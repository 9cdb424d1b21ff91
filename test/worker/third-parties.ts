/**
 * Imitations of models that are not Tally's own, for tests: Workers AI's by their real names and prices, in whichever
 * shape `/gen` asks for, and two makers behind the gateway who answer in their own wires and refuse what theirs would
 * refuse.
 */
import { answerOverRpc, type EmbeddedWorld } from "../../src/embedded-ai/answer.ts";
import { systemClock } from "../../src/embedded-ai/clock.ts";
import { createEmulatedLog } from "../../src/embedded-ai/log.ts";
import type { ToBeThrown } from "../../src/models/binding.ts";
import { createCatalogue } from "../../src/models/catalogue.ts";
import { field, isObject } from "../../src/models/json.ts";

const catalogue = createCatalogue({
  embedded: false,
  cloudflare: true,
  paidPlan: null,
  defaultModel: "",
  allow: "",
  thirdParty: "",
  local: [],
});
const world: EmbeddedWorld = {
  findModel: (id) => catalogue.find(id),
  log: createEmulatedLog(),
  clock: systemClock,
  newId: () => crypto.randomUUID(),
};

/** What third parties always count. */
export const COUNTED = { input: 100, cached: 40, output: 9 };

type Message = { role: string; content: string };

function messagesOf(input: unknown): Message[] {
  const messages = field(input, "messages");
  return (Array.isArray(messages) ? messages : []).map((message) => ({
    role: String(field(message, "role")),
    content: String(field(message, "content")),
  }));
}

/** What third parties answer: how much they were shown, and the question again. */
export const echo = (messages: readonly Message[]): string => `I read ${messages.length}: ${messages.at(-1)?.content ?? ""}`;

const refused = (message: string): Response => Response.json({ error: { message, type: "invalid_request_error" } }, { status: 400 });
const stream = (text: string): Response => new Response(text, { headers: { "content-type": "text/event-stream" } });

const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }], usage: null })}\r\n\r\n`;

/** OpenAI's wire to the letter: a first chunk with the role alone, usage in a chunk without choices, CRLF, comments. */
function openai(input: unknown): Response {
  if (field(field(input, "stream_options"), "include_usage") !== true) return refused("no usage was asked for");
  if (typeof field(input, "max_completion_tokens") !== "number") return refused("max_completion_tokens is missing");
  const effort = field(input, "reasoning_effort");
  const usage = {
    prompt_tokens: COUNTED.input,
    completion_tokens: COUNTED.output,
    total_tokens: COUNTED.input + COUNTED.output,
    prompt_tokens_details: { cached_tokens: COUNTED.cached },
  };
  return stream(
    ": the gateway is here\r\n\r\n" +
      chunk({ role: "assistant", content: "" }) +
      chunk({ reasoning_content: typeof effort === "string" ? `thought (${effort})` : "thought" }) +
      [...echo(messagesOf(input))].map((letter) => chunk({ content: letter })).join("") +
      chunk({}, "stop") +
      `data: ${JSON.stringify({ choices: [], usage })}\r\n\r\ndata: [DONE]\r\n\r\n`,
  );
}

const event = (data: { type: string; [key: string]: unknown }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

/** Anthropic's wire to the letter: named events, thinking and its signature in a block of their own, usage in two parts. */
function anthropic(input: unknown): Response {
  const messages = messagesOf(input);
  if (messages.some(({ role }) => role === "system")) return refused("system is no role of a message");
  if (messages[0]?.role !== "user") return refused("the first message must be a user's");
  if (typeof field(input, "max_tokens") !== "number") return refused("max_tokens is missing");
  const delta = (index: number, one: object): string => event({ type: "content_block_delta", index, delta: one });
  const block = (index: number, one: object): string => event({ type: "content_block_start", index, content_block: one });
  const stop = (index: number): string => event({ type: "content_block_stop", index });
  const system = field(input, "system");
  return stream(
    event({
      type: "message_start",
      message: {
        usage: { input_tokens: COUNTED.input - COUNTED.cached, cache_read_input_tokens: COUNTED.cached, output_tokens: 1 },
      },
    }) +
      event({ type: "ping" }) +
      block(0, { type: "thinking", thinking: "" }) +
      delta(0, { type: "thinking_delta", thinking: typeof system === "string" ? `told: ${system}` : "thought" }) +
      delta(0, { type: "signature_delta", signature: "c2lnbmVk" }) +
      stop(0) +
      block(1, { type: "text", text: "" }) +
      [...echo(messages)].map((letter) => delta(1, { type: "text_delta", text: letter })).join("") +
      stop(1) +
      event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: COUNTED.output } }) +
      event({ type: "message_stop" }),
  );
}

/** The answer of a model that is imitated here; null: it is none of these. */
export async function imitate(model: string, input: unknown, options: unknown): Promise<Response | ToBeThrown | null> {
  if (!isObject(input)) return null;
  if (model.startsWith("@cf/")) return answerOverRpc({ model, input, options }, world);
  if (model === "openai/echo") return openai(input);
  if (model.startsWith("anthropic/")) return anthropic(input);
  return null;
}
