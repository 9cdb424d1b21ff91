/**
 * Harmony's channels, as gpt-oss writes them where no server takes them apart:
 *
 *   <|channel|>analysis<|message|>The person greets.<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>
 *   <|channel|>commentary to=functions.web_search <|constrain|>json<|message|>{"query":"tea"}<|call|>
 *
 * What is said in `final` is the answer, what is said to a function is a call of a tool, and everything else is reasoning;
 * what stands between marks is a header. Servers keep the last mark to themselves.
 */
import { isObject, parseJson } from "../json.ts";
import type { PartSink } from "../parts.ts";
import { heldBack } from "./think-marks.ts";

const MARKS = ["<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|return|>", "<|call|>", "<|constrain|>"];
const MARK = /<\|(start|channel|message|end|return|call|constrain)\|>/;
/** In a header, before or behind its channel. */
const RECIPIENT = /(?:^|\s)to=functions\.([\w.-]{1,128})/;

/** What an answer in this form begins with. */
export const HARMONY_OPENINGS: readonly string[] = ["<|channel|>", "<|start|>"];

export interface Harmony {
  text(text: string, sink: PartSink): void;
  flush(sink: PartSink): void;
}

type Speech =
  /** Between marks. `to`: the function that the message is for, if it was named already. */
  { is: "header"; text: string; to: string | null } | { is: "answer" } | { is: "reasoning" } | { is: "call"; to: string; pieces: string[] };

export function createHarmony(): Harmony {
  let held = "";
  let speech: Speech = { is: "header", text: "", to: null };

  function say(text: string, sink: PartSink): void {
    if (text === "") return;
    switch (speech.is) {
      case "header":
        speech.text += text;
        return;
      case "answer":
        return sink.text(text);
      case "reasoning":
        return sink.reasoning(text);
      case "call":
        speech.pieces.push(text);
        sink.heldBack?.();
    }
  }

  /** A message has ended. Arguments that are no object were words. */
  function end(sink: PartSink): void {
    if (speech.is === "call") {
      const written = speech.pieces.join("").trim();
      if (sink.toolCall !== undefined && isObject(parseJson(written)))
        sink.toolCall({ index: null, id: null, name: speech.to, arguments: written, extra: null });
      else if (written !== "") sink.reasoning(written);
    }
    if (speech.is !== "header") speech = { is: "header", text: "", to: null };
  }

  function recipient(): string | null {
    return speech.is === "header" ? (RECIPIENT.exec(speech.text)?.[1] ?? speech.to) : null;
  }

  function mark(name: string, sink: PartSink): void {
    switch (name) {
      case "start":
        end(sink);
        speech = { is: "header", text: "", to: null };
        return;
      case "channel":
        end(sink);
        speech = { is: "header", text: "", to: recipient() };
        return;
      case "message": {
        const to = recipient();
        const isFinal = speech.is === "header" && /^\s*final\b/.test(speech.text);
        end(sink);
        speech = to !== null ? { is: "call", to, pieces: [] } : { is: isFinal ? "answer" : "reasoning" };
        return;
      }
      default:
        end(sink);
    }
  }

  return {
    text(text, sink) {
      let rest = held + text;
      for (let found = MARK.exec(rest); found !== null; found = MARK.exec(rest)) {
        say(rest.slice(0, found.index), sink);
        mark(found[1] ?? "", sink);
        rest = rest.slice(found.index + found[0].length);
      }
      const length = heldBack(rest, MARKS);
      held = rest.slice(rest.length - length);
      say(rest.slice(0, rest.length - length), sink);
    },
    flush(sink) {
      say(held, sink);
      held = "";
      end(sink);
    },
  };
}
