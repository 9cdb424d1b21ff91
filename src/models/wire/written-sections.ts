/**
 * Calls of tools whose name and arguments stand in marks of their own:
 *
 *   <｜tool▁call▁begin｜>f<｜tool▁sep｜>{"a":1}<｜tool▁call▁end｜>                     DeepSeek; before V3.1 `function`, a name, a fence
 *   <|tool_call_begin|>functions.f:0<|tool_call_argument_begin|>{"a":1}<|tool_call_end|>   Kimi
 *   <tool_call>f <arg_key>a</arg_key> <arg_value>1</arg_value></tool_call>               GLM
 *   <invoke name="f"><parameter name="a">1</parameter></invoke>                         MiniMax; DeepSeek V3.2 behind ｜DSML｜
 *
 * As in written-forms.ts only what is whole and names a tool that was offered is a call, and each is read in linear time.
 */
import { isObject, parseJson } from "../json.ts";
import { argumentsIn, callsInToolCall, isOffered, valueOf, type Tools, type WrittenCall } from "./written-forms.ts";

type Marks = { begin: string; separator: string; end: string };

const DEEPSEEK: Marks = { begin: "<｜tool▁call▁begin｜>", separator: "<｜tool▁sep｜>", end: "<｜tool▁call▁end｜>" };
const KIMI: Marks = { begin: "<|tool_call_begin|>", separator: "<|tool_call_argument_begin|>", end: "<|tool_call_end|>" };

/** What stands between `begin` and `end`, each time; null: something else stands there as well. */
function enclosed(text: string, begin: string, end: string): string[] | null {
  const [before = "", ...parts] = text.split(begin);
  if (before.trim() !== "" || parts.length === 0) return null;
  const found: string[] = [];
  for (const part of parts) {
    const whole = part.trimEnd();
    if (!whole.endsWith(end)) return null;
    found.push(whole.slice(0, -end.length));
  }
  return found;
}

/** @param nameOf the tool's name and its arguments as text, of what stands before and behind the separator */
function callsInSections(
  text: string,
  tools: Tools,
  { begin, separator, end }: Marks,
  nameOf: (head: string, body: string) => [name: string, written: string],
): WrittenCall[] | null {
  const calls: WrittenCall[] = [];
  for (const section of enclosed(text, begin, end) ?? []) {
    const at = section.indexOf(separator);
    if (at === -1) return null;
    const [name, written] = nameOf(section.slice(0, at).trim(), section.slice(at + separator.length).trim());
    const args = isOffered(name, tools) ? argumentsIn(written === "" ? "{}" : written) : null;
    if (args === null) return null;
    calls.push({ name, arguments: args });
  }
  return calls.length === 0 ? null : calls;
}

const FENCE = "```";

/** A fence's content; what is in none stays as it is. */
function unfenced(text: string): string {
  const body = text.trim();
  if (!body.startsWith(FENCE) || !body.endsWith(FENCE)) return body;
  return body.slice(body.indexOf("\n") + 1, -FENCE.length).trim();
}

/** What stands between `<｜tool▁calls▁begin｜>` and `<｜tool▁calls▁end｜>`. */
export const callsInDeepSeek = (text: string, tools: Tools): WrittenCall[] | null =>
  callsInSections(text, tools, DEEPSEEK, (head, body) => {
    if (head !== "function") return [head, unfenced(body)];
    const lineEnd = body.indexOf("\n");
    return lineEnd === -1 ? [body, ""] : [body.slice(0, lineEnd).trim(), unfenced(body.slice(lineEnd + 1))];
  });

const NAMESPACE = "functions.";

/** What stands between `<|tool_calls_section_begin|>` and `<|tool_calls_section_end|>`. */
export const callsInKimi = (text: string, tools: Tools): WrittenCall[] | null =>
  callsInSections(text, tools, KIMI, (head, body) => {
    const named = head.startsWith(NAMESPACE) ? head.slice(NAMESPACE.length) : head;
    const colon = named.lastIndexOf(":");
    return [colon === -1 ? named : named.slice(0, colon), body];
  });

/** Schema of one of a tool's arguments. */
function schemaOf(tool: Tools[number], argument: string): unknown {
  const { properties } = tool.schema;
  return isObject(properties) ? properties[argument] : undefined;
}

const KEY = ["<arg_key>", "</arg_key>"] as const;
const VALUE = ["<arg_value>", "</arg_value>"] as const;

/** A name, and its arguments in pairs of marks. */
function callOfPairs(text: string, tools: Tools): WrittenCall[] | null {
  const first = text.indexOf(KEY[0]);
  const head = first === -1 ? text : text.slice(0, first);
  const name = head.trim();
  const tool = tools.find((one) => one.name === name);
  // Without arguments a line feed alone tells a call from a name that is spoken of.
  if (tool === undefined || (first === -1 && !head.trimStart().includes("\n"))) return null;
  const args = new Map<string, unknown>();
  let at = head.length;
  const between = ([open, close]: readonly [string, string]): string | null => {
    const begin = text.indexOf(open, at);
    const end = begin === -1 ? -1 : text.indexOf(close, begin);
    if (end === -1 || text.slice(at, begin).trim() !== "") return null;
    at = end + close.length;
    return text.slice(begin + open.length, end);
  };
  while (text.slice(at).trim() !== "") {
    const key = between(KEY)?.trim();
    const value = key === undefined ? null : between(VALUE);
    if (key === undefined || value === null) return null;
    args.set(key, valueOf(value, schemaOf(tool, key)));
  }
  return [{ name, arguments: JSON.stringify(Object.fromEntries(args)) }];
}

/** What stands between `<tool_call>` and `</tool_call>`. */
export function callsInAnyToolCall(text: string, tools: Tools): WrittenCall[] | null {
  return /^\s*[[{<]/.test(text) ? callsInToolCall(text, tools) : callOfPairs(text, tools);
}

/** `<parameter name="a">1</parameter>` … as the text of an object; null: something else stands there as well. */
function parametersIn(text: string, tool: Tools[number], prefix: string): string | null {
  const parameters = text.trim() === "" ? [] : enclosed(text, `<${prefix}parameter name="`, `</${prefix}parameter>`);
  if (parameters === null) return null;
  const args = new Map<string, unknown>();
  for (const parameter of parameters) {
    const nameEnd = parameter.indexOf('"');
    const tagEnd = nameEnd === -1 ? -1 : parameter.indexOf(">", nameEnd);
    if (tagEnd === -1) return null;
    const name = parameter.slice(0, nameEnd);
    const value = parameter.slice(tagEnd + 1);
    const attributes = parameter.slice(nameEnd + 1, tagEnd);
    if (attributes.includes('string="true"')) args.set(name, value);
    else if (attributes.includes('string="false"')) args.set(name, parseJson(value) ?? value);
    else args.set(name, valueOf(value, schemaOf(tool, name)));
  }
  return JSON.stringify(Object.fromEntries(args));
}

function callsInInvokes(text: string, tools: Tools, prefix: string): WrittenCall[] | null {
  const calls: WrittenCall[] = [];
  for (const invoked of enclosed(text, `<${prefix}invoke name="`, `</${prefix}invoke>`) ?? []) {
    const nameEnd = invoked.indexOf('">');
    const tool = tools.find((one) => one.name === invoked.slice(0, Math.max(0, nameEnd)));
    const args = tool === undefined ? null : parametersIn(invoked.slice(nameEnd + 2), tool, prefix);
    if (tool === undefined || args === null) return null;
    calls.push({ name: tool.name, arguments: args });
  }
  return calls.length === 0 ? null : calls;
}

/** What stands between `<minimax:tool_call>` and `</minimax:tool_call>`. */
export const callsInMiniMax = (text: string, tools: Tools): WrittenCall[] | null => callsInInvokes(text, tools, "");

/** What stands between `<｜DSML｜function_calls>` and `</｜DSML｜function_calls>`. */
export const callsInDsml = (text: string, tools: Tools): WrittenCall[] | null => callsInInvokes(text, tools, "｜DSML｜");
