/** The published marks of calls of tools among a model's words, and what reads what stands between them. */
import { callInFunction, callsInAnswer, callsInMistral, callsInToolCall, type Tools, type WrittenCall } from "./written-forms.ts";

/** `close` null: what follows is all of it. `inside`: what begins it anew, or ends it. */
export type Mark = {
  open: string;
  close: string | null;
  inside: RegExp;
  /** What its content may begin with, after white space; null: anything. */
  begins: string | null;
  read(content: string, tools: Tools): WrittenCall[] | null;
};

const NOTHING = /(?!)/g;
export const MARKS: readonly Mark[] = [
  { open: "<tool_call>", close: "</tool_call>", inside: /<\/?tool_call>/g, begins: "{[<", read: callsInToolCall },
  { open: "<function=", close: "</function>", inside: /<function=|<\/function>/g, begins: null, read: callInFunction },
  { open: "[TOOL_CALLS]", close: null, inside: NOTHING, begins: null, read: callsInMistral },
  { open: "<|python_tag|>", close: null, inside: NOTHING, begins: "{[", read: callsInAnswer },
];
export const OPENING = /<tool_call>|<function=|\[TOOL_CALLS\]|<\|python_tag\|>/g;
export const OPENINGS = MARKS.map(({ open }) => open.toLowerCase());
