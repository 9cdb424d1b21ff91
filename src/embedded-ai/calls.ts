/** The embedded AI's tool calls, which the directive `tool=` asks for, as events of each stream shape. */
import { isObject, parseJson, type JsonObject } from "../models/json.ts";
import type { Directives, StreamShape } from "./directives.ts";

export type EmbeddedCallOfTool = { id: string; name: string; arguments: string };

/** Names of the tools that the request offers. */
function offeredIn(input: unknown): Set<unknown> {
  const tools = isObject(input) ? input["tools"] : null;
  if (!Array.isArray(tools)) return new Set();
  return new Set(tools.map((tool: unknown) => (isObject(tool) && isObject(tool["function"]) ? tool["function"]["name"] : undefined)));
}

/** Rounds of tools that stand below the question. A continuation's last message only asks to continue, and the question is the one before. */
function roundsIn(messages: readonly { role: string; hasCalls: boolean }[], isContinuation: boolean): number {
  const last = messages.findLastIndex(({ role }) => role === "user");
  const asked = isContinuation ? messages.slice(0, Math.max(0, last)).findLastIndex(({ role }) => role === "user") : last;
  return messages.slice(asked + 1).filter(({ hasCalls }) => hasCalls).length;
}

/**
 * The tool calls to make now; empty: answer with text. No call is made where the request offers no tools.
 * @param messages of the request, oldest first
 */
export function callsFor(
  directives: Directives | null,
  input: unknown,
  messages: readonly { role: string; hasCalls: boolean }[],
  isContinuation = false,
): EmbeddedCallOfTool[] {
  const tool = directives?.tool ?? null;
  if (directives === null || tool === null || offeredIn(input).size === 0) return [];
  const round = roundsIn(messages, isContinuation) + 1;
  if (round > directives.rounds) return [];
  return Array.from({ length: directives.calls }, (_, index) => ({
    id: `call_${round}_${index}`,
    name: tool,
    arguments: directives.args ?? JSON.stringify({ query: index === 0 ? `w${round}` : `w${round}.${index}` }),
  }));
}

const event = (value: JsonObject): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (calls: JsonObject[], finish: string | null): string =>
  event({ choices: [{ index: 0, delta: { tool_calls: calls }, finish_reason: finish }] });

/** The calls and the finish reason, in place of the shape's own finish. Arguments are sent in two pieces. */
export function callEvents(shape: StreamShape, calls: readonly EmbeddedCallOfTool[]): string {
  if (shape === "response" || shape === "think") {
    return event({
      response: "",
      tool_calls: calls.map(({ name, arguments: written }) => ({ name, arguments: parseJson(written) ?? written })),
    });
  }
  let events = "";
  for (const [index, { id, name, arguments: written }] of calls.entries()) {
    const half = written.length >> 1;
    events += delta([{ index, id, type: "function", function: { name, arguments: "" } }], null);
    events += delta([{ index, function: { arguments: written.slice(0, half) } }], null);
    events += delta([{ index, function: { arguments: written.slice(half) } }], null);
  }
  return events + event({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] });
}
