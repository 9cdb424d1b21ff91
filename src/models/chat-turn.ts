/** A message of a request in a form that is independent of the wire, with its files, tool calls and reasoning. */
import type { FileKind } from "../protocol/files.ts";
import type { JsonObject } from "./json.ts";
import type { ModelToolCall } from "./tool-calls.ts";

export interface ChatTurn {
  role: "system" | "user" | "assistant" | "tool";
  content: string;
  /** Files of a question that are not fitted into the request yet (attachments.ts), and its pictures once they are. */
  files?: readonly AttachedFile[];
  pictures?: readonly Picture[];
  /** What the model asked for in this message of its own. */
  toolCalls?: readonly ModelToolCall[];
  /** The reasoning before these calls, where the provider wants it sent back. */
  thought?: Thought;
  /** Of a message with the role `tool`: the call it answers, and the tool's name. */
  answers?: { callId: string; name: string; isError: boolean };
}

/** A file of a question, before it is fitted into a request. */
export type AttachedFile = {
  id: string;
  name: string;
  type: string;
  kind: FileKind;
  bytes: number;
  width: number | null;
  height: number | null;
  pages: number | null;
  /** The beginning of its text, of so many characters at most. */
  text(mostCharacters: number): string;
};

/** A picture of a request. Its bytes are read when the request is written, not before. */
export type Picture = { id: string; name: string; type: string; likelyTokens: number; mostTokens: number };

/** Reasoning in the form that its provider accepts back. */
export type Thought =
  /** A field of the message, under the name in which it came. */
  | { as: "field"; name: string; text: string }
  /** Anthropic's blocks, signatures and all. */
  | { as: "blocks"; blocks: readonly JsonObject[] };

/** A tool's definition in a request. */
export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of its arguments. */
  schema: JsonObject;
}

/** All text that a message puts into the request, for counting tokens. */
export function countedText({ content, toolCalls = [], thought, answers }: ChatTurn): string {
  let text = content;
  for (const call of toolCalls)
    text += ` ${call.id} ${call.name} ${call.arguments}${call.extra === null ? "" : JSON.stringify(call.extra)}`;
  if (thought !== undefined) text += thought.as === "field" ? thought.text : JSON.stringify(thought.blocks);
  if (answers !== undefined) text += ` ${answers.callId} ${answers.name}`;
  return text;
}

/** Messages as they are counted. */
export const counted = (messages: readonly ChatTurn[]): { content: string; pictures?: readonly Picture[] }[] =>
  messages.map((turn) => ({ content: countedText(turn), ...(turn.pictures === undefined ? {} : { pictures: turn.pictures }) }));

/** The definitions as one text that is counted with the messages; empty: none. */
export const definitionsText = (tools: readonly ToolDefinition[]): string =>
  tools.length === 0 ? "" : JSON.stringify(tools.map(asFunction));

/** A definition in the form of OpenAI's wire. */
export const asFunction = ({ name, description, schema }: ToolDefinition): JsonObject => ({
  type: "function",
  function: { name, description, parameters: schema },
});
