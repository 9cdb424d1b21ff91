/**
 * Joins an answer's continuation to its beginning. A model that is asked to continue begins a new message: it drops the
 * blank that belongs between two words, or repeats one that is there already. Only certain cases are corrected: a word cut
 * in its middle is continued as it came, and code is left alone. Pure.
 */
import type { PartSink, WireReader } from "../../models/parts.ts";

/** Punctuation that a blank follows, in scripts that have blanks. */
const CLOSING = ".,;:!?…)”";

const isUpper = (sign: string): boolean => sign !== sign.toLowerCase();
const isLower = (sign: string): boolean => sign !== sign.toUpperCase();
const isBlank = (sign: string): boolean => sign === " " || sign === "\t";

/** Whether the text ends inside of code, an address or a dotted name, where a blank would change what it says. */
function endsInCode(text: string): boolean {
  if (text.split("```").length % 2 === 0) return true;
  const line = text.slice(text.lastIndexOf("\n") + 1);
  if (line.split("`").length % 2 === 0) return true;
  const word = line.slice(line.lastIndexOf(" ") + 1);
  return word.includes("/") || /[\p{L}\p{N}_]\.[\p{L}\p{N}_]/u.test(word) || /^\p{L}\.$/u.test(word);
}

/** The continuation's beginning as it belongs behind `begun`; empty where nothing of it is left. */
export function joint(begun: string, piece: string): string {
  const last = begun.at(-1) ?? "";
  if (last.trim() === "") {
    // The beginning ends in white space, so the piece needs none; after a line feed in code its indentation is kept.
    if (last === "\n" && endsInCode(begun)) return piece;
    const rest = piece.replace(/^[ \t]+/, "");
    return begun.endsWith("\n\n") ? rest.replace(/^\n+/, "") : rest;
  }
  const first = piece.at(0) ?? "";
  if (isBlank(first) || first === "\n" || endsInCode(begun)) return piece;
  const isNewWord = (CLOSING.includes(last) && (isUpper(first) || isLower(first))) || (isLower(last) && isUpper(first));
  return isNewWord ? ` ${piece}` : piece;
}

/** What a model says after a round of tools begins a paragraph of its own. */
export const paragraph = (begun: string, piece: string): string => {
  const said = piece.replace(/^\s+/, "");
  return said === "" ? "" : `${begun.endsWith("\n\n") ? "" : begun.endsWith("\n") ? "\n" : "\n\n"}${said}`;
};

/**
 * Wraps the reader of a continuation: its first words are joined to the beginning, and the rest passes through unchanged.
 * Where that text turns out to have been reasoning, the next text counts as the first.
 */
export function joinedReader(reader: WireReader, begun: string, join = joint): WireReader {
  let isJoined = begun === "";
  const joining = (sink: PartSink): PartSink => ({
    text(text) {
      const said = isJoined ? text : join(begun, text);
      if (said === "") return;
      isJoined = true;
      sink.text(said);
    },
    reasoning: (text) => sink.reasoning(text),
    textWasReasoning() {
      isJoined = begun === "";
      sink.textWasReasoning();
    },
    usage: (usage) => sink.usage(usage),
    finish: (reason) => sink.finish(reason),
    failure: (failure) => sink.failure(failure),
    done: () => sink.done(),
    toolCall: (piece) => sink.toolCall?.(piece),
    heldBack: () => sink.heldBack?.(),
    thought: (thought) => sink.thought?.(thought),
  });
  return {
    read: (bytes, sink) => reader.read(bytes, begun === "" ? sink : joining(sink)),
    end: (sink) => reader.end(begun === "" ? sink : joining(sink)),
    get events() {
      return reader.events;
    },
    get isHolding() {
      return reader.isHolding === true;
    },
  };
}
