/**
 * The part all wires share: bytes → text → SSE events → JSON values, and the count of events for the gateway's resume.
 * What the values mean is the wire's own business. Servers also send JSON without SSE around it: one whole answer, or
 * one object a line. The first character tells.
 */
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { withoutTags } from "../failures.ts";
import { isObject, parseJson } from "../json.ts";
import type { PartSink, WireReader } from "../parts.ts";

export interface SseHandler {
  /** One event's JSON. Returns whether this was the wire's own last event. */
  event(value: unknown, sink: PartSink): "more" | "last";
  /** The stream is over: hand out what was held back. */
  flush(sink: PartSink): void;
}

/** A sink between reads: the parser only speaks while bytes are read, so nothing ever reaches it. */
const nobody: PartSink = { text() {}, reasoning() {}, textWasReasoning() {}, usage() {}, finish() {}, failure() {}, done() {} };

/**
 * Counts blank lines (`\n\n`, not overlapping) in text cut anywhere: the gateway's definition of an event, which a
 * comment of its own meets too. `carry`: the text before ended in a line feed that no pair has used yet.
 */
function countBlankLines(text: string, carry: boolean): { pairs: number; carry: boolean } {
  let pairs = 0;
  let from = 0;
  if (carry && text.startsWith("\n")) {
    pairs = 1;
    from = 1;
  }
  for (let at = text.indexOf("\n\n", from); at !== -1; at = text.indexOf("\n\n", from)) {
    pairs += 1;
    from = at + 2;
  }
  return { pairs, carry: text === "" ? carry : from < text.length && text.endsWith("\n") };
}

/** Characters of a page that stands where a stream should. */
const MOST_OF_A_PAGE = 4_000;
/** The data of the last event. */
const END = "[DONE]";
const ERROR_FIELD = "error:";
/** The end of a line that holds a whole object: where another line of data follows, its event is over. */
const WHOLE_OBJECT = /^data: ?\{[^\n]*\}\r?\n(?=data:)/gm;

/** What an event named `error` says, in the place where errors stand. */
function asError(value: unknown): unknown {
  return isObject(value) && ("error" in value || value["object"] === "error") ? value : { error: value };
}

export function createSseReader(handler: SseHandler): WireReader {
  const decoder = new TextDecoder();
  let current = nobody;
  let blankLines = 0;
  let carry = false;
  /** Events the parser saw. Where lines end in CRLF there are no `\n\n` to count, and this is the count. */
  let dispatched = 0;
  /** Events that only the end of the bytes completed. */
  let flushed = 0;
  let ending = false;
  let closed = false;
  let form: "undecided" | "sse" | "json" | "page" = "undecided";
  /** Of JSON without SSE: what is not parsed yet. Of a page: its beginning. */
  let unparsed = "";
  let hasSeveralLines = false;
  /** Of events: the line that has not ended yet. */
  let partial = "";
  /** The last line may have been a whole object. */
  let isObjectBefore = false;

  function close(): void {
    closed = true;
    handler.flush(current);
    current.done();
  }

  function onEvent(event: EventSourceMessage): void {
    if (closed) return;
    const isEnd = event.data.startsWith(END) && event.data.trim() === END;
    const value = isEnd ? undefined : parseJson(event.data);
    // Half an event at the end of a cut stream is no event: a resume starts with it.
    if (ending && !isEnd && value === undefined) return;
    if (ending) flushed += 1;
    else dispatched += 1;
    if (isEnd) close();
    // An event that is no JSON says nothing a person could read (and may hold content): passed over, unless it is named an error.
    else say(event.event === "error" ? asError(value ?? event.data) : value);
  }

  function say(value: unknown): void {
    // Gemini puts a list around a failure.
    if (Array.isArray(value)) for (const one of value) say(one);
    else if (!closed && handler.event(value, current) === "last") close();
  }

  const parser = createParser({
    onEvent,
    // A server whose stream broke may write its error as a plain line, or (llama.cpp) as a field of that name.
    onError: ({ line = "" }) => {
      const isField = line.startsWith(ERROR_FIELD);
      const value = parseJson(isField ? line.slice(ERROR_FIELD.length) : line);
      if (isObject(value)) say(isField ? asError(value) : value);
    },
  });

  /** One object a line is said as its line ends; anything longer only when it is whole, so that it is parsed once. */
  function feedJson(text: string): void {
    if (hasSeveralLines || !text.includes("\n")) {
      unparsed += text;
      return;
    }
    const lines = (unparsed + text).split("\n");
    unparsed = lines.pop() ?? "";
    for (const [index, line] of lines.entries()) {
      const value = parseJson(line);
      if (value !== undefined) say(value);
      else if (line.trim() !== "") {
        hasSeveralLines = true;
        unparsed = [...lines.slice(index), unparsed].join("\n");
        return;
      }
    }
  }

  /** Whole lines. Some proxies write one line feed between events where two belong: a line that is a whole object is an event. */
  function feedLines(lines: string): void {
    if (isObjectBefore && lines.startsWith("data:")) parser.feed("\n");
    parser.feed(lines.includes("}\ndata:") || lines.includes("}\r\ndata:") ? lines.replaceAll(WHOLE_OBJECT, "$&\n") : lines);
    const last = lines.lastIndexOf("\n", lines.length - 2) + 1;
    isObjectBefore =
      (lines.startsWith("data: {", last) || lines.startsWith("data:{", last)) && (lines.endsWith("}\n") || lines.endsWith("}\r\n"));
  }

  function feed(text: string): void {
    if (form === "undecided") {
      const first = text.trimStart()[0];
      if (first !== undefined) form = first === "{" || first === "[" ? "json" : first === "<" ? "page" : "sse";
    }
    if (form === "page") {
      if (unparsed.length < MOST_OF_A_PAGE) unparsed += text;
      return;
    }
    if (form === "json") return feedJson(text);
    const counted = countBlankLines(text, carry);
    blankLines += counted.pairs;
    carry = counted.carry;
    // The parser tells of a plain line only where it gets it whole.
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) partial += text;
    else {
      feedLines(partial + text.slice(0, end));
      partial = text.slice(end);
    }
  }

  return {
    read(bytes, sink) {
      if (closed) return;
      current = sink;
      feed(decoder.decode(bytes, { stream: true }));
      current = nobody;
    },
    end(sink) {
      if (closed) return;
      current = sink;
      feed(decoder.decode());
      if (!closed) {
        // Some servers leave out the blank line after their last event.
        ending = true;
        if (form === "json") say(parseJson(unparsed));
        // A proxy's page, or a website's: not a word of it is an answer's.
        else if (form === "page") say({ error: withoutTags(unparsed) });
        else parser.feed(`${partial}\n\n`);
      }
      if (!closed) {
        closed = true;
        handler.flush(sink);
      }
      current = nobody;
    },
    get events() {
      return Math.max(blankLines, dispatched) + flushed;
    },
  };
}
