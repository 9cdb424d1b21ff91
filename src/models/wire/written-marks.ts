/** The published marks of calls of tools among a model's words, and what reads what stands between them. */
import {
  callInFunction,
  callsInAnswer,
  callsInList,
  callsInMarked,
  callsInMistral,
  type Tools,
  type WrittenCall,
} from "./written-forms.ts";
import { callsInAnyToolCall, callsInDeepSeek, callsInDsml, callsInKimi, callsInMiniMax } from "./written-sections.ts";

/** `close` null: what follows is all of it. `inside`: what begins it anew, or ends it. */
export type Mark = {
  open: string;
  close: string | null;
  inside: RegExp;
  /** What its content may begin with, after white space; null: anything. */
  begins: string | null;
  /** Its content may begin with a tool's name as well. */
  isNamed?: true;
  read(content: string, tools: Tools): WrittenCall[] | null;
};

const NOTHING = /(?!)/g;
export const MARKS: readonly Mark[] = [
  { open: "<tool_call>", close: "</tool_call>", inside: /<\/?tool_call>/g, begins: "{[<", isNamed: true, read: callsInAnyToolCall },
  { open: "<function=", close: "</function>", inside: /<function=|<\/function>/g, begins: null, read: callInFunction },
  { open: "[TOOL_CALLS]", close: null, inside: NOTHING, begins: null, read: callsInMistral },
  { open: "<|python_tag|>", close: null, inside: NOTHING, begins: "{[", read: callsInAnswer },
  { open: "<|tool_call|>", close: null, inside: NOTHING, begins: "{[", read: callsInList },
  { open: "<|START_ACTION|>", close: "<|END_ACTION|>", inside: /<\|(?:START|END)_ACTION\|>/g, begins: "{[", read: callsInMarked },
  {
    open: "<｜tool▁calls▁begin｜>",
    close: "<｜tool▁calls▁end｜>",
    inside: /<｜tool▁calls▁(?:begin|end)｜>/g,
    begins: "<",
    read: callsInDeepSeek,
  },
  {
    open: "<|tool_calls_section_begin|>",
    close: "<|tool_calls_section_end|>",
    inside: /<\|tool_calls_section_(?:begin|end)\|>/g,
    begins: "<",
    read: callsInKimi,
  },
  { open: "<minimax:tool_call>", close: "</minimax:tool_call>", inside: /<\/?minimax:tool_call>/g, begins: "<", read: callsInMiniMax },
  {
    open: "<｜DSML｜function_calls>",
    close: "</｜DSML｜function_calls>",
    inside: /<\/?｜DSML｜function_calls>/g,
    begins: "<",
    read: callsInDsml,
  },
];
export const OPENING =
  /<tool_call>|<function=|\[TOOL_CALLS\]|<\|python_tag\|>|<\|tool_call\|>|<\|START_ACTION\|>|<｜tool▁calls▁begin｜>|<\|tool_calls_section_begin\|>|<minimax:tool_call>|<｜DSML｜function_calls>/g;
export const OPENINGS = MARKS.map(({ open }) => open.toLowerCase());
