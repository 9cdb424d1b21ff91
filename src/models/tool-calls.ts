/**
 * Assembles tool calls from the pieces in a stream. Servers cut them anywhere and leave things out: arguments come in pieces
 * or whole, several calls one after the other or interleaved, without ids, without an index, all at index 0. Calls that
 * cannot be told apart are not guessed at: their arguments are then not valid JSON, and the model gets an error.
 */
import { isObject, parseJson, type JsonObject } from "./json.ts";

/** The part of a call in one event. */
export interface ToolCallPiece {
  /** The call's index in this answer; null: not given. */
  index: number | null;
  id: string | null;
  name: string | null;
  /** The next piece of the arguments' JSON text; a whole object where a server sends one. */
  arguments: string | JsonObject | null;
  /** Fields beside these that the provider wants back with the call (`extra_content`); null: none. */
  extra: JsonObject | null;
}

/** A call as the model wrote it. */
export interface ModelToolCall {
  /** The model's own, or one of ours where it sent none. */
  id: string;
  name: string;
  /** As the model wrote them; often, not always, a JSON object. */
  arguments: string;
  extra: JsonObject | null;
}

/** Bounds for a hostile or broken stream: calls, and UTF-16 code units of all arguments together. */
const MAX_CALLS = 64;
const MAX_ARGUMENTS = 512 * 1024;

type Slot = { index: number | null; id: string; name: string; arguments: string; extra: JsonObject | null };

/** A key that is equal for calls of the same tool with the same arguments, however these are spaced. */
function wordsOf({ name, arguments: written }: Slot): string {
  const value = parseJson(written);
  return `${name} ${value === undefined ? written : JSON.stringify(value)}`;
}

/** Some models write the namespace that their template shows them. Names of tools hold no dot. */
const plainName = (name: string): string => name.replace(/^functions?\./, "");

/** Arguments without the quotes of a server that encodes them twice. */
function unquoted(written: string): string {
  const value = written.trimStart().startsWith('"') ? parseJson(written) : undefined;
  return typeof value === "string" && isWhole(value) ? value : written;
}

const isWhole = (text: string): boolean => isObject(parseJson(text));

export class ToolCalls {
  readonly #slots: Slot[] = [];
  #length = 0;

  get isEmpty(): boolean {
    return this.#slots.length === 0;
  }

  add(piece: ToolCallPiece): void {
    const slot = this.#slotOf(piece);
    if (slot === null) return;
    if (piece.id !== null && slot.id === "") slot.id = piece.id;
    if (piece.name !== null && slot.name !== piece.name) slot.name = slot.arguments === "" ? slot.name + piece.name : slot.name;
    if (piece.extra !== null) slot.extra = { ...slot.extra, ...piece.extra };
    const text = typeof piece.arguments === "string" ? piece.arguments : piece.arguments === null ? "" : JSON.stringify(piece.arguments);
    // Some servers repeat the whole arguments at the end.
    if (text === "" || (slot.arguments === text && isWhole(text)) || this.#length + text.length > MAX_ARGUMENTS) return;
    slot.arguments += text;
    this.#length += text.length;
  }

  /**
   * The calls in the order in which they began; those without a name are dropped. A call that equals another one and has no
   * id, or the same one, counts as a repetition (by a proxy, or a server that also writes calls as text) and is made once. A
   * model that wants it twice can call again after it has seen the result.
   */
  get calls(): ModelToolCall[] {
    const taken = new Set<string>();
    const named = this.#slots.filter(({ name }) => name !== "");
    const withIds = new Set(named.filter(({ id }) => id !== "").map(wordsOf));
    const said = new Set<string>();
    return named
      .filter((slot) => {
        const words = wordsOf(slot);
        const call = `${slot.id} ${words}`;
        if (said.has(call) || (slot.id === "" && withIds.has(words))) return false;
        said.add(call);
        return true;
      })
      .map(({ id, name, arguments: written, extra }, at) => {
        // Mistral wants exactly nine letters and digits.
        const own = id === "" || taken.has(id) ? `call${String(at + 1).padStart(5, "0")}` : id;
        taken.add(own);
        return { id: own, name: plainName(name), arguments: unquoted(written), extra };
      });
  }

  #slotOf({ index, id, name }: ToolCallPiece): Slot | null {
    const last = this.#slots.at(-1);
    const sameId = id === null || id === "" ? [] : this.#slots.filter((slot) => slot.id === id);
    const known = sameId.find((slot) => slot.index === index) ?? sameId[0];
    // With the same id, another place and a name of its own it is another call: some servers give all of a round one id.
    const isOther = known !== undefined && name !== null && index !== null && known.index !== null && known.index !== index;
    if (known !== undefined && !isOther) return known;
    const placed = index === null ? undefined : this.#slots.findLast((slot) => slot.index === index);
    // Another id at the same index is another call: some servers put all at index 0.
    if (placed !== undefined && (id === null || placed.id === "" || name === null))
      return this.#isNewAt(placed, name) ? this.#begin(index) : placed;
    if (index === null && name === null && (id === null || id === "")) return last ?? null;
    return this.#begin(index);
  }

  /** Without an id, a name after complete arguments begins another call. */
  #isNewAt(slot: Slot, name: string | null): boolean {
    return name !== null && name !== "" && slot.name !== "" && isWhole(slot.arguments);
  }

  #begin(index: number | null): Slot | null {
    if (this.#slots.length >= MAX_CALLS) return null;
    const slot: Slot = { index, id: "", name: "", arguments: "", extra: null };
    this.#slots.push(slot);
    return slot;
  }
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/**
 * The pieces in `tool_calls` of a delta, a message or a Workers AI chunk:
 * `[{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\""}}]` or `[{"name":"f","arguments":{"a":1}}]`
 */
export function piecesIn(value: unknown): ToolCallPiece[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).flatMap((entry) => {
    const called = isObject(entry["function"]) ? entry["function"] : entry;
    const written = called["arguments"] ?? called["parameters"];
    const { extra_content: extra } = entry;
    const piece: ToolCallPiece = {
      index: typeof entry["index"] === "number" ? entry["index"] : null,
      id: textOrNull(entry["id"]),
      name: textOrNull(called["name"]),
      arguments: typeof written === "string" || isObject(written) ? written : null,
      extra: isObject(extra) ? { extra_content: extra } : null,
    };
    return piece.id === null && piece.name === null && piece.arguments === null ? [] : [piece];
  });
}

/** The same of the older `function_call` of a delta: one call, without an id. */
export function legacyPiece(value: unknown): ToolCallPiece[] {
  if (!isObject(value)) return [];
  const written = value["arguments"];
  return [
    {
      index: 0,
      id: null,
      name: textOrNull(value["name"]),
      arguments: typeof written === "string" || isObject(written) ? written : null,
      extra: null,
    },
  ];
}
