/**
 * Reasoning that arrives inline, as `<think>…</think>` at the beginning of the text (DeepSeek R1 and its kin). A tag
 * may be cut across chunks, so a possible beginning of one is held back until it is decided. Only the first thing said
 * can be reasoning: an answer that talks about `<think>` later keeps its words.
 */
import type { PartSink } from "../parts.ts";

const OPEN = "<think>";
const CLOSE = "</think>";

export interface ThinkSplitter {
  text(text: string, sink: PartSink): void;
  /** No more text comes: what was held back was no tag. */
  flush(sink: PartSink): void;
}

/** The length of the longest end of `text` that `tag` begins with; 0: none. */
function heldBack(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (tag.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}

export function createThinkSplitter(): ThinkSplitter {
  /** `answer` is for good: from then on text passes through untouched. */
  let state: "undecided" | "thinking" | "answer" = "undecided";
  let held = "";
  /** Line feeds right after a tag belong to the template, not to the words. */
  let skipLineFeeds = false;

  function say(text: string, sink: PartSink): void {
    const said = skipLineFeeds ? text.replace(/^\n+/, "") : text;
    if (said === "") return;
    skipLineFeeds = false;
    if (state === "thinking") sink.reasoning(said);
    else sink.text(said);
  }

  function decide(text: string, sink: PartSink): void {
    const trimmed = text.trimStart();
    if (trimmed.startsWith(OPEN)) {
      state = "thinking";
      skipLineFeeds = true;
      think(trimmed.slice(OPEN.length), sink);
    } else if (OPEN.startsWith(trimmed)) {
      held = text;
    } else {
      state = "answer";
      say(text, sink);
    }
  }

  function think(text: string, sink: PartSink): void {
    const at = text.indexOf(CLOSE);
    if (at === -1) {
      const length = heldBack(text, CLOSE);
      held = text.slice(text.length - length);
      say(text.slice(0, text.length - length), sink);
      return;
    }
    say(text.slice(0, at), sink);
    state = "answer";
    skipLineFeeds = true;
    say(text.slice(at + CLOSE.length), sink);
  }

  return {
    text(text, sink) {
      if (state === "answer" && !skipLineFeeds) {
        if (text !== "") sink.text(text);
        return;
      }
      const whole = held + text;
      held = "";
      if (state === "answer") say(whole, sink);
      else if (state === "thinking") think(whole, sink);
      else decide(whole, sink);
    },
    flush(sink) {
      const rest = held;
      held = "";
      say(rest, sink);
    },
  };
}
