/**
 * Reasoning that arrives inline, in marks at the beginning of the text (think-marks.ts), in Harmony's channels, or with
 * a closing mark alone. A mark may be cut across chunks, so a possible beginning of one is held back until it is decided.
 * Only the first thing said can be opened as reasoning: an answer that talks about `<think>` later keeps its words.
 */
import type { PartSink } from "../parts.ts";
import { createHarmony, HARMONY_OPENINGS, type Harmony } from "./harmony.ts";
import { findLoneClose } from "./lone-close.ts";
import { ANSWER_MARKS, heldBack, LONE_CLOSES, THINK_MARKS, type ThinkMark } from "./think-marks.ts";

export interface ThinkSplitter {
  text(text: string, sink: PartSink): void;
  /** No more text comes: what was held back was no mark. */
  flush(sink: PartSink): void;
}

type State =
  /** Nothing is said yet, or reasoning has just ended. */
  | { is: "undecided"; hasThought: boolean }
  | { is: "thinking"; mark: ThinkMark }
  /** For good. `closing`: the mark that ends the answer, which is no word of it. */
  | { is: "answer"; hasThought: boolean; closing: string | null }
  | { is: "harmony"; harmony: Harmony };

/** A longer answer is not looked through for a closing mark: thinking that long has found its opening. Characters. */
const LONE_CLOSE_WITHIN = 200_000;
/** So much white space before its first word is its beginning. Characters. */
const MOST_BLANK = 10_000;
/** An answer that so often speaks of closing marks is about them; each look costs a pass over it. */
const MAX_SPOKEN_OF = 20;

export function createThinkSplitter(): ThinkSplitter {
  let state: State = { is: "undecided", hasThought: false };
  let held = "";
  /** Line feeds right after a mark belong to the template, not to the words. */
  let skipLineFeeds = false;
  /** The answer so far, while a closing mark alone may still come. */
  let said = "";
  let spokenOf = 0;

  function say(text: string, sink: PartSink): void {
    const words = skipLineFeeds ? text.replace(/^[\r\n]+/, "") : text;
    if (words === "") return;
    skipLineFeeds = false;
    if (state.is === "thinking") sink.reasoning(words);
    else {
      sink.text(words);
      if (said.length <= LONE_CLOSE_WITHIN) said += words;
    }
  }

  function thoughtEnded(rest: string, sink: PartSink, isEnd: boolean): void {
    state = { is: "undecided", hasThought: true };
    skipLineFeeds = true;
    go(rest, sink, isEnd);
  }

  function decide(text: string, sink: PartSink, hasThought: boolean, isEnd: boolean): void {
    const trimmed = text.trimStart();
    const lower = trimmed.toLowerCase();
    const mark = THINK_MARKS.find(({ open }) => lower.startsWith(open));
    if (mark !== undefined) {
      state = { is: "thinking", mark };
      skipLineFeeds = true;
      return go(trimmed.slice(mark.open.length), sink, isEnd);
    }
    if (HARMONY_OPENINGS.some((open) => trimmed.startsWith(open))) {
      const harmony = createHarmony();
      state = { is: "harmony", harmony };
      harmony.text(trimmed, sink);
      if (isEnd) harmony.flush(sink);
      return;
    }
    const wrapper = hasThought ? ANSWER_MARKS.find(({ open }) => lower.startsWith(open)) : undefined;
    if (wrapper !== undefined) {
      state = { is: "answer", hasThought, closing: wrapper.close };
      skipLineFeeds = true;
      return go(trimmed.slice(wrapper.open.length), sink, isEnd);
    }
    const openings = [...THINK_MARKS, ...(hasThought ? ANSWER_MARKS : [])].map(({ open }) => open);
    const mayOpen = trimmed !== "" || text.length <= MOST_BLANK;
    if (!isEnd && mayOpen && [...openings, ...HARMONY_OPENINGS].some((open) => open.startsWith(lower))) {
      held = text;
      return;
    }
    state = { is: "answer", hasThought, closing: null };
    go(text, sink, isEnd);
  }

  function think(text: string, sink: PartSink, mark: ThinkMark, isEnd: boolean): void {
    const at = text.toLowerCase().indexOf(mark.close);
    if (at !== -1) {
      say(text.slice(0, at).trimEnd(), sink);
      return thoughtEnded(text.slice(at + mark.close.length), sink, isEnd);
    }
    // White space before the mark belongs to the template too.
    const words = text.slice(0, text.length - heldBack(text, [mark.close])).trimEnd();
    hold(text, sink, isEnd ? 0 : text.length - words.length);
  }

  /** Says all but so many characters of the end. */
  function hold(text: string, sink: PartSink, length: number): void {
    held = text.slice(text.length - length);
    say(text.slice(0, text.length - length), sink);
  }

  function answer(text: string, sink: PartSink, closing: string | null, hasThought: boolean, isEnd: boolean): void {
    if (closing !== null) {
      const at = text.toLowerCase().indexOf(closing);
      if (at === -1) return hold(text, sink, isEnd ? 0 : heldBack(text, [closing]));
      const after = text.slice(at + closing.length);
      if (after.trim() === "") return isEnd ? say(text.slice(0, at), sink) : hold(text, sink, text.length - at);
      say(text.slice(0, at + closing.length), sink);
      return answer(after, sink, closing, hasThought, isEnd);
    }
    if (hasThought || spokenOf >= MAX_SPOKEN_OF || said.length > LONE_CLOSE_WITHIN) return say(text, sink);
    const lone = findLoneClose(said, text, isEnd);
    switch (lone.found) {
      case "no":
        if (lone.spokenOf) spokenOf += 1;
        return hold(text, sink, isEnd ? 0 : heldBack(text, LONE_CLOSES));
      case "undecided":
        return hold(text, sink, text.length - lone.at);
      case "yes":
        say(text.slice(0, lone.at), sink);
        sink.textWasReasoning();
        return thoughtEnded(text.slice(lone.after), sink, isEnd);
    }
  }

  function go(text: string, sink: PartSink, isEnd: boolean): void {
    switch (state.is) {
      case "undecided":
        return decide(text, sink, state.hasThought, isEnd);
      case "thinking":
        return think(text, sink, state.mark, isEnd);
      case "answer":
        return answer(text, sink, state.closing, state.hasThought, isEnd);
      case "harmony":
        state.harmony.text(text, sink);
        if (isEnd) state.harmony.flush(sink);
    }
  }

  const pass = (text: string, sink: PartSink, isEnd: boolean): void => {
    const whole = held + text;
    held = "";
    if (whole !== "" || isEnd) go(whole, sink, isEnd);
  };
  return { text: (text, sink) => pass(text, sink, false), flush: (sink) => pass("", sink, true) };
}
