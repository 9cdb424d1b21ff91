/**
 * Calls of tools as templates let models write them into their words:
 *
 *   <tool_call>{"name":"f","arguments":{"a":1}}</tool_call>            Hermes, Qwen
 *   <function=f>{"a":1}</function>                                     Llama
 *   <function=f><parameter=a>1</parameter></function>                  Qwen's coders, alone or in <tool_call>
 *   [TOOL_CALLS][{"name":"f","arguments":{"a":1}}]                     Mistral
 *   [TOOL_CALLS]f[ARGS]{"a":1}                                         Mistral, since 2025
 *   {"name":"f","parameters":{"a":1}}                                  Llama: the whole answer, or behind <|python_tag|>
 *   <|tool_call|>[{"name":"f","arguments":{"a":1}}]                    Granite, Phi
 *   <|START_ACTION|>[{"tool_name":"f","parameters":{"a":1}}]<|END_ACTION|>   Cohere
 *
 * Those whose arguments stand in marks of their own are in written-sections.ts.
 * Only what is whole and names a tool that was offered is a call. Each form is read in linear time, and none of it throws.
 */
import { isObject, parseJson, type JsonObject } from "../json.ts";
import type { ToolDefinition } from "../chat-turn.ts";

/** `arguments`: a JSON object as text. */
export type WrittenCall = { name: string; arguments: string };

export type Tools = readonly Pick<ToolDefinition, "name" | "schema">[];

/** What may stand in an object that is a call, and nothing beside it: a tool's definition has more. */
const KEYS = new Set(["name", "arguments", "parameters", "type", "function", "id", "tool_name", "tool_call_id"]);

export const isOffered = (name: unknown, tools: Tools): name is string => tools.some((tool) => tool.name === name);

/** Arguments as an object, or as the text of one; null: neither. */
export function argumentsIn(written: unknown): string | null {
  const value = typeof written === "string" ? parseJson(written) : written;
  return isObject(value) ? JSON.stringify(value) : null;
}

/** @param isBare no mark says that it is a call: then its arguments must */
function callIn(value: unknown, tools: Tools, isBare: boolean): WrittenCall | null {
  if (!isObject(value) || Object.keys(value).some((key) => !KEYS.has(key))) return null;
  const called: JsonObject = isObject(value["function"]) ? value["function"] : value;
  const name = called["name"] ?? called["function"] ?? called["tool_name"];
  if (!isOffered(name, tools)) return null;
  const written = called["arguments"] ?? called["parameters"];
  const args = written === undefined && !isBare ? "{}" : argumentsIn(written);
  return args === null ? null : { name, arguments: args };
}

/** One object, or a list of them; null where one is no call. */
function callsInJson(text: string, tools: Tools, isBare: boolean): WrittenCall[] | null {
  const value = parseJson(text);
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  const calls = entries.map((entry) => callIn(entry, tools, isBare));
  return calls.length > 0 && calls.every((call) => call !== null) ? calls : null;
}

/** The whole of what a model said in one call of it. */
export const callsInAnswer = (text: string, tools: Tools): WrittenCall[] | null => callsInJson(text, tools, true);

/** A value without quotes: text, unless the schema says that it is something else. */
export function valueOf(written: string, schema: unknown): unknown {
  const text = written.replace(/^\r?\n/, "").replace(/\r?\n$/, "");
  const type = isObject(schema) ? schema["type"] : undefined;
  if (type === "string" || type === undefined) return text;
  return parseJson(text) ?? text;
}

const PARAMETER = "<parameter=";
const END_OF_PARAMETER = "</parameter>";

/** `<parameter=a>1</parameter>` … as the text of an object; null: something else stands there as well. */
function parametersIn(text: string, schema: JsonObject): string | null {
  const { properties } = schema;
  const args = new Map<string, unknown>();
  let at = 0;
  for (let begin = text.indexOf(PARAMETER); begin !== -1; begin = text.indexOf(PARAMETER, at)) {
    const nameAt = begin + PARAMETER.length;
    const nameEnd = text.indexOf(">", nameAt);
    const end = nameEnd === -1 ? -1 : text.indexOf(END_OF_PARAMETER, nameEnd);
    if (end === -1 || text.slice(at, begin).trim() !== "") return null;
    const name = text.slice(nameAt, nameEnd).trim();
    args.set(name, valueOf(text.slice(nameEnd + 1, end), isObject(properties) ? properties[name] : undefined));
    at = end + END_OF_PARAMETER.length;
  }
  return text.slice(at).trim() === "" ? JSON.stringify(Object.fromEntries(args)) : null;
}

/** What stands between `<function=` and `</function>`. */
export function callInFunction(text: string, tools: Tools): WrittenCall[] | null {
  const end = text.indexOf(">");
  const name = text.slice(0, Math.max(0, end)).trim();
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) return null;
  const body = text.slice(end + 1).trim();
  const args = body.startsWith("{") ? argumentsIn(body) : parametersIn(body, tool.schema);
  return args === null ? null : [{ name, arguments: args }];
}

const FUNCTION = "<function=";
const END_OF_FUNCTION = "</function>";

/** Behind a mark that says that it is one call, or a list of them. */
export const callsInMarked = (text: string, tools: Tools): WrittenCall[] | null => callsInJson(text, tools, false);

const END_OF_LIST = "<|/tool_call|>";

/** What stands behind `<|tool_call|>`, down to the end of the answer. */
export function callsInList(text: string, tools: Tools): WrittenCall[] | null {
  const body = text.trim();
  return callsInJson(body.endsWith(END_OF_LIST) ? body.slice(0, -END_OF_LIST.length) : body, tools, false);
}

/** What stands between `<tool_call>` and `</tool_call>`, if it is JSON or functions. */
export function callsInToolCall(text: string, tools: Tools): WrittenCall[] | null {
  const body = text.trim();
  if (!body.startsWith(FUNCTION)) return callsInJson(body, tools, false);
  const calls: WrittenCall[] = [];
  for (const part of body.slice(FUNCTION.length).split(FUNCTION)) {
    const whole = part.trimEnd();
    const call = whole.endsWith(END_OF_FUNCTION) ? callInFunction(whole.slice(0, -END_OF_FUNCTION.length), tools) : null;
    if (call === null) return null;
    calls.push(...call);
  }
  return calls;
}

const MISTRAL = "[TOOL_CALLS]";
const ARGUMENTS = "[ARGS]";
const CALL_ID = "[CALL_ID]";

/** What stands behind the first `[TOOL_CALLS]`, down to the end of the answer. */
export function callsInMistral(text: string, tools: Tools): WrittenCall[] | null {
  const calls: WrittenCall[] = [];
  for (const part of text.split(MISTRAL)) {
    const body = part.trim();
    const at = body.indexOf(ARGUMENTS);
    const isList = body.startsWith("[") || body.startsWith("{");
    const [name = ""] = body.slice(0, Math.max(0, at)).split(CALL_ID, 1);
    const args = isList || at === -1 || !isOffered(name, tools) ? null : argumentsIn(body.slice(at + ARGUMENTS.length));
    const found = isList ? callsInJson(body, tools, false) : args === null ? null : [{ name, arguments: args }];
    if (found === null) return null;
    calls.push(...found);
  }
  return calls;
}
