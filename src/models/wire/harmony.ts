/**
 * Harmony's channels, as gpt-oss writes them where no server takes them apart:
 *
 *   <|channel|>analysis<|message|>The person greets.<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>
 *
 * What is said in `final` is the answer, in every other channel reasoning; what stands between marks is a header.
 */
import type { PartSink } from "../parts.ts";
import { heldBack } from "./think-marks.ts";

const MARKS = ["<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|return|>", "<|call|>", "<|constrain|>"];
const MARK = /<\|(start|channel|message|end|return|call|constrain)\|>/;

/** What an answer in this form begins with. */
export const HARMONY_OPENINGS: readonly string[] = ["<|channel|>", "<|start|>"];

export interface Harmony {
  text(text: string, sink: PartSink): void;
  flush(sink: PartSink): void;
}

export function createHarmony(): Harmony {
  let held = "";
  let header: string | null = "";
  let isFinal = false;

  function say(text: string, sink: PartSink): void {
    if (text === "") return;
    if (header !== null) header += text;
    else if (isFinal) sink.text(text);
    else sink.reasoning(text);
  }

  function mark(name: string): void {
    if (name === "message") {
      isFinal = /^\s*final\b/.test(header ?? "");
      header = null;
    } else if (name === "channel" || name === "start" || header === null) header = "";
  }

  return {
    text(text, sink) {
      let rest = held + text;
      for (let found = MARK.exec(rest); found !== null; found = MARK.exec(rest)) {
        say(rest.slice(0, found.index), sink);
        mark(found[1] ?? "");
        rest = rest.slice(found.index + found[0].length);
      }
      const length = heldBack(rest, MARKS);
      held = rest.slice(rest.length - length);
      say(rest.slice(0, rest.length - length), sink);
    },
    flush(sink) {
      say(held, sink);
      held = "";
    },
  };
}
