/**
 * Finds tool calls that a model wrote into its text (written-forms.ts), for servers that leave parsing to their clients:
 * those on one's own machine, and open models. It wraps a wire's reader, only when tools were offered. Text that may be a
 * call is held back until that is decided; anything else, and anything in code, stays text.
 */
import type { PartSink, WireReader } from "../parts.ts";
import { CodeWatch } from "./code-watch.ts";
import { heldBack } from "./think-marks.ts";
import { callsInAnswer, type Tools, type WrittenCall } from "./written-forms.ts";
import { MARKS, OPENING, OPENINGS, type Mark } from "./written-marks.ts";

/** A coder's template forgets to open what it closes. */
const STRAY_CLOSE = "</tool_call>";

/** Characters that are held back at most: of what is longer nothing is a call. */
const MOST_HELD = 100_000;
/** An answer that so often has marks which are none is about them; each one that is read costs more than its words. */
const MOST_SPOKEN_OF = 100;
/** White space that is held back at the beginning, and kept behind a call. Characters. */
const MOST_BLANK = 1_000;
/** So much of an answer tells whether it may be a call as a whole. Characters. */
const HEAD = 200;
/** A tool's name and what stands behind it. Characters. */
const MOST_NAME = 200;
/** The beginning of an object that may be a call, or of a list of them; and what such a beginning can still become. */
const IS_CALL = /^(?:\[\s{0,20})?\{\s{0,20}"(?:name|arguments|parameters|type|function|id)"/;
const MAY_BE_CALL = /^(?:\[\s{0,20})?(?:\{\s{0,20}(?:"[a-z]{0,10})?)?$/;

type State =
  /** Nothing but white space was said yet. */
  | { is: "beginning"; blank: string }
  | { is: "words"; held: string }
  /** `end`: its last characters, in which the beginning of a mark may stand. `head`: its first ones, until it has begun. */
  | { is: "marked"; mark: Mark; pieces: string[]; length: number; end: string; hasBegun: boolean; head: string }
  /** All of the answer so far, which may be one call. */
  | { is: "object"; pieces: string[]; length: number; isLikely: boolean }
  | { is: "after"; blank: string; isFunction: boolean };

class WrittenCalls {
  readonly #tools: Tools;
  readonly #calls: WrittenCall[] = [];
  #state: State = { is: "beginning", blank: "" };
  #code = new CodeWatch();
  #spokenOf = 0;
  sink: PartSink | null = null;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Words were received that nobody was sent yet. */
  get isHolding(): boolean {
    return this.#calls.length > 0 || this.#state.is === "marked" || this.#state.is === "object";
  }

  add(text: string): void {
    for (let rest: string | null = text; rest !== null;) rest = this.#step(rest);
    if (this.isHolding) this.sink?.heldBack?.();
  }

  /** No more text comes. */
  end(): void {
    const state = this.#state;
    switch (state.is) {
      case "beginning":
        this.#say(state.blank);
        break;
      case "words":
        this.#say(state.held);
        break;
      case "object":
        this.#found(state.pieces.join(""), callsInAnswer);
        break;
      case "marked": {
        const content = state.pieces.join("");
        // Some servers keep the closing mark to themselves. JSON tells by itself whether it is whole.
        const isWhole = state.mark.close === null || /^\s*[[{]/.test(content);
        this.#found(content, isWhole ? state.mark.read : () => null, state.mark.open);
        break;
      }
      case "after":
        break;
    }
    this.#state = { is: "words", held: "" };
    for (const { name, arguments: written } of this.#calls.splice(0))
      this.sink?.toolCall?.({ index: null, id: null, name, arguments: written, extra: null });
  }

  /** What was said so far was reasoning. */
  restart(): void {
    this.#calls.length = 0;
    const state = this.#state;
    if (state.is === "words") this.#say(state.held);
    if (state.is === "marked") this.#say(state.mark.open + state.pieces.join(""));
    if (state.is === "object") this.#say(state.pieces.join(""));
    this.#code = new CodeWatch();
    this.#state = { is: "beginning", blank: "" };
  }

  #say(text: string): void {
    if (text === "") return;
    this.#code.add(text);
    this.sink?.text(text);
  }

  /** Keeps what it comes to; where that is nothing, it was words. */
  #found(content: string, read: Mark["read"], open = ""): boolean {
    const calls = this.#spokenOf < MOST_SPOKEN_OF ? read(content, this.#tools) : null;
    if (calls === null) this.#spokenOf += 1;
    if (calls === null) this.#say(open + content);
    else this.#calls.push(...calls);
    return calls !== null;
  }

  /** @returns what is to be looked at next; null: nothing */
  #step(text: string): string | null {
    const state = this.#state;
    switch (state.is) {
      case "beginning":
        return this.#begin(state.blank + text);
      case "words":
        return this.#words(state.held + text);
      case "object":
        return this.#object(state, text);
      case "marked":
        return this.#marked(state, text);
      case "after":
        return this.#after(state, text);
    }
  }

  #become(state: State, rest: string | null): string | null {
    this.#state = state;
    return rest === "" ? null : rest;
  }

  #begin(text: string): string | null {
    const said = text.trimStart();
    if (said === "" && text.length <= MOST_BLANK) return this.#become({ is: "beginning", blank: text }, null);
    const head = said.slice(0, HEAD);
    const mayBe = IS_CALL.test(head) || MAY_BE_CALL.test(head);
    return this.#become(mayBe ? { is: "object", pieces: [], length: 0, isLikely: false } : { is: "words", held: "" }, text);
  }

  #object(state: State & { is: "object" }, text: string): string | null {
    state.pieces.push(text);
    state.length += text.length;
    let isNone = state.length > MOST_HELD;
    if (!state.isLikely) {
      const head = state.pieces.join("").trimStart().slice(0, HEAD);
      state.isLikely = IS_CALL.test(head);
      isNone ||= !state.isLikely && !MAY_BE_CALL.test(head);
    }
    return isNone ? this.#become({ is: "words", held: "" }, state.pieces.join("")) : null;
  }

  #words(text: string): string | null {
    let from = 0;
    OPENING.lastIndex = 0;
    for (let found = OPENING.exec(text); found !== null; found = OPENING.exec(text)) {
      const [open] = found;
      const mark = MARKS.find((one) => one.open === open);
      this.#say(text.slice(from, found.index));
      from = found.index;
      if (mark === undefined || this.#code.isInCode) continue;
      this.#open(mark);
      return text.slice(from + open.length);
    }
    const rest = text.slice(from);
    const length = heldBack(rest, OPENINGS);
    this.#say(rest.slice(0, rest.length - length));
    return this.#become({ is: "words", held: rest.slice(rest.length - length) }, null);
  }

  #open(mark: Mark): void {
    this.#state = { is: "marked", mark, pieces: [], length: 0, end: "", hasBegun: mark.begins === null, head: "" };
  }

  /** Whether a marked text may be a call, by its beginning; null: that is not known yet. */
  #mayBegin({ begins, isNamed }: Mark, head: string): boolean | null {
    const [first] = head;
    if (first === undefined) return null;
    if (begins === null || begins.includes(first)) return true;
    if (isNamed !== true) return false;
    if (this.#tools.some(({ name }) => head.startsWith(name))) return true;
    return this.#tools.some(({ name }) => name.startsWith(head)) ? null : false;
  }

  #marked(state: State & { is: "marked" }, text: string): string | null {
    const { mark } = state;
    if (!state.hasBegun) {
      state.head = (state.head + text).trimStart().slice(0, MOST_NAME);
      const mayBegin = this.#mayBegin(mark, state.head);
      state.hasBegun = mayBegin === true;
      if (mayBegin === false) {
        this.#say(mark.open + state.pieces.join(""));
        return this.#become({ is: "words", held: "" }, text);
      }
    }
    // A mark may have begun in the piece before.
    const looked = state.end + text;
    mark.inside.lastIndex = 0;
    const found = mark.inside.exec(looked);
    if (found === null) {
      state.pieces.push(text);
      state.length += text.length;
      state.end = looked.slice(1 - Math.max(mark.open.length, mark.close?.length ?? 0));
      if (state.length <= MOST_HELD) return null;
      this.#say(mark.open + state.pieces.join(""));
      return this.#become({ is: "words", held: "" }, null);
    }
    const content = `${state.pieces.join("")}${text}`.slice(0, state.length - state.end.length + found.index);
    const rest = looked.slice(found.index + found[0].length);
    if (found[0] === mark.close) {
      const isCall = this.#found(content, mark.read, mark.open);
      if (!isCall) this.#say(found[0]);
      return this.#become(isCall ? { is: "after", blank: "", isFunction: mark.open === "<function=" } : { is: "words", held: "" }, rest);
    }
    // It was spoken of before it was meant.
    this.#say(mark.open + content);
    this.#open(mark);
    return rest === "" ? null : rest;
  }

  /** Behind a call: white space between calls is no word. */
  #after(state: State & { is: "after" }, text: string): string | null {
    const whole = state.blank + text;
    const said = whole.trimStart();
    if (state.isFunction && said.startsWith(STRAY_CLOSE))
      return this.#become({ is: "after", blank: "", isFunction: false }, said.slice(STRAY_CLOSE.length));
    if (said === "") return this.#become({ ...state, blank: whole.slice(0, MOST_BLANK) }, null);
    if (state.isFunction && STRAY_CLOSE.startsWith(said)) return this.#become({ ...state, blank: whole }, null);
    const isOpening = OPENINGS.some((open) => open.startsWith(said.slice(0, open.length).toLowerCase()));
    return this.#become({ is: "words", held: "" }, isOpening ? said : whole);
  }
}

/** @param tools what the model was offered in this request */
export function withWrittenCalls(reader: WireReader, tools: Tools): WireReader {
  const written = new WrittenCalls(tools);
  const listening = (sink: PartSink): PartSink => ({
    text: (text) => written.add(text),
    reasoning: (text) => sink.reasoning(text),
    heldBack: () => sink.heldBack?.(),
    textWasReasoning() {
      written.restart();
      sink.textWasReasoning();
    },
    usage: (usage) => sink.usage(usage),
    finish: (reason) => sink.finish(reason),
    failure: (failure) => sink.failure(failure),
    done() {
      written.end();
      sink.done();
    },
    toolCall: (piece) => sink.toolCall?.(piece),
    thought: (thought) => sink.thought?.(thought),
  });
  return {
    read(bytes, sink) {
      written.sink = sink;
      reader.read(bytes, listening(sink));
    },
    end(sink) {
      written.sink = sink;
      reader.end(listening(sink));
      written.end();
    },
    get events() {
      return reader.events;
    },
    get isHolding() {
      return written.isHolding;
    },
  };
}
