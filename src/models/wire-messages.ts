/** Messages and tools of a request, in the form each wire wants. Pure. */
import { asFunction, type ChatTurn, type ToolDefinition } from "./chat-turn.ts";
import { isObject, parseJson, type JsonObject } from "./json.ts";
import type { ModelToolCall } from "./tool-calls.ts";

/** Tools that are offered; `isLast`: the model may call no more of them. */
export type Offer = { tools: readonly ToolDefinition[]; isLast: boolean };
export const NO_OFFER: Offer = { tools: [], isLast: false };

const openAiCall = ({ id, name, arguments: written, extra }: ModelToolCall): JsonObject => ({
  id,
  type: "function",
  // Arguments that are not JSON would be refused; the result quotes them instead.
  function: { name, arguments: isObject(parseJson(written)) ? written : "{}" },
  ...extra,
});

/** A message, and its content as the wire has it: words, or parts with pictures (wire/pictures.ts). */
export type WireTurn = { turn: ChatTurn; content: string | JsonObject[] };

/** OpenAI's wire and Workers AI's. */
export function openAiMessage({ turn, content }: WireTurn): JsonObject {
  const { role, toolCalls, thought, answers } = turn;
  return {
    role,
    content,
    ...(thought?.as === "field" ? { [thought.name]: thought.text } : {}),
    ...(toolCalls === undefined || toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(openAiCall) }),
    ...(answers === undefined ? {} : { tool_call_id: answers.callId, name: answers.name }),
  };
}

/** The fields for tools. Once the model may call no more, the definitions are left out, which is cheapest. */
export function openAiTools({ tools, isLast }: Offer): JsonObject {
  return tools.length === 0 || isLast ? {} : { tools: tools.map(asFunction), tool_choice: "auto" };
}

const argumentsOf = (written: string): JsonObject => {
  const value = parseJson(written);
  return isObject(value) ? value : {};
};

/** A message of Anthropic's wire, where results of tools are messages of the user. */
function anthropicMessage({ turn, content }: WireTurn): { role: string; content: string | JsonObject[] } {
  const { role, toolCalls = [], thought, answers } = turn;
  if (answers !== undefined) {
    const { callId, isError } = answers;
    return { role: "user", content: [{ type: "tool_result", tool_use_id: callId, content, ...(isError ? { is_error: true } : {}) }] };
  }
  if (toolCalls.length === 0) return { role, content };
  return {
    role,
    content: [
      ...(thought?.as === "blocks" ? thought.blocks : []),
      ...(turn.content.trim() === "" ? [] : [{ type: "text", text: turn.content.trimEnd() }]),
      ...toolCalls.map(({ id, name, arguments: written }) => ({ type: "tool_use", id, name, input: argumentsOf(written) })),
    ],
  };
}

/** Messages of Anthropic's wire. Results of one round share a message, because two of the same role in a row are refused. */
export function anthropicMessages(turns: readonly WireTurn[]): JsonObject[] {
  const messages: { role: string; content: string | JsonObject[] }[] = [];
  for (const one of turns) {
    const message = anthropicMessage(one);
    const before = messages.at(-1);
    if (one.turn.role === "tool" && before?.role === "user" && Array.isArray(before.content) && Array.isArray(message.content))
      before.content.push(...message.content);
    else messages.push(message);
  }
  return messages;
}

/** The fields for tools. Anthropic refuses results of undefined tools, so the definitions are sent even for the last call. */
export function anthropicTools({ tools, isLast }: Offer): JsonObject {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema })),
    tool_choice: { type: isLast ? "none" : "auto" },
  };
}
