/** What a model says, decided when it is asked: words, figures, how it ends, and where its bytes are cut. */
import type { Random } from "./random.ts";
import { NOTE, SEARCH } from "./web.ts";
import type { World } from "./world.ts";

/** A piece of the stream. `tokens`: written by its end. `isWhole`: it begins and ends between two events. */
export type Piece = { bytes: Uint8Array; tokens: number; isWhole: boolean };

export type Script = {
  /** Words of the whole answer: a token each. What it asks of tools takes more tokens, after them. */
  tokens: number;
  end: "done" | "breaks" | "stalls";
  pieces(fromEvent: number, random: Random): Piece[];
};

const encoder = new TextEncoder();
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** The word at one place of one call: whoever reads it knows where it belongs. */
export const wordAt = (call: number, index: number): string => ` w${call}_${index}${index % 3 === 0 ? "é🙂" : ""}`;

/** @param most tokens it may write @param wanted what is not left to chance @param usageOf the totals that a provider reports of so many tokens */
export function scriptOf(
  world: World,
  random: Random,
  {
    call,
    most,
    isOpenAi,
    usageOf,
    wanted,
    tools,
  }: {
    call: number;
    most: number;
    isOpenAi: boolean;
    wanted: { tokens?: number; asks?: readonly string[] };
    tools: readonly string[];
    usageOf: (tokens: number, withNeurons: boolean) => unknown;
  },
): Script {
  const tokens = Math.min(most, wanted.tokens ?? (random.chance(0.1) ? random.between(100, 400) : random.between(0, 30)));
  const asked = wanted.asks?.map((name, index) => callOf(call, index, name, false)) ?? askedOf(random, call, tools);
  const calls = tokens + asked.length * CALL_TOKENS > most ? [] : asked;
  const hasUsage = !world.hit("no-usage");
  const hasNeurons = !isOpenAi && !world.hit("no-neurons");
  const cutAt = (isHit: boolean): number | null => (isHit ? random.between(0, tokens) : null);
  const breaksAt = cutAt(world.hit("stream-breaks"));
  const stallsAt = cutAt(world.hit("stream-stalls"));
  const words = Math.min(tokens, breaksAt ?? tokens, stallsAt ?? tokens);
  const end = stallsAt !== null && words === stallsAt ? "stalls" : breaksAt !== null ? "breaks" : "done";
  const events: { text: string; tokens: number }[] = [];
  for (let index = 0; index < words; index += 1) {
    const content = wordAt(call, index);
    events.push({
      text: event(isOpenAi ? { choices: [{ index: 0, delta: { content }, finish_reason: null }] } : { response: content }),
      tokens: index + 1,
    });
  }
  return {
    tokens,
    end,
    pieces: (fromEvent, cuts) => {
      const ending = end === "done" ? endingOf() : [];
      const inAll = words + calls.length * CALL_TOKENS;
      return cut([...events, ...ending.map((text) => ({ text, tokens: inAll }))].slice(fromEvent), cuts);
    },
  };

  function endingOf(): string[] {
    const usage = hasUsage ? usageOf(words + calls.length * CALL_TOKENS, hasNeurons) : null;
    const reason = calls.length > 0 ? "tool_calls" : tokens === most ? "length" : "stop";
    return [
      ...callEvents(calls, isOpenAi),
      ...(isOpenAi ? [event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })] : []),
      ...(usage === null ? [] : [event(isOpenAi ? { choices: [], usage } : { response: "", usage })]),
      "data: [DONE]\n\n",
    ];
  }
}

type AskedCall = { id: string; name: string; arguments: string };

/** Tokens that a call of a tool takes. */
const CALL_TOKENS = 5;

/** What a model asks of its tools: now and then two at once, nonsense, or a tool that there is not. */
function askedOf(random: Random, call: number, tools: readonly string[]): AskedCall[] {
  if (tools.length === 0 || !random.chance(0.5)) return [];
  return Array.from({ length: random.pick([1, 1, 2]) }, (_none, index) => {
    const [first = "", ...others] = tools;
    const name = random.chance(0.04) ? "no_such_tool" : random.pick([first, ...others]);
    return callOf(call, index, name, random.chance(0.04));
  });
}

function callOf(call: number, index: number, name: string, isBroken: boolean): AskedCall {
  const key = `s${call}_${index}`;
  const written = JSON.stringify(name === SEARCH ? { query: key } : name === NOTE ? { text: key } : {});
  return { id: `call-${call}-${index}`, name, arguments: isBroken ? "{" : written };
}

/** OpenAI's wire sends arguments in pieces; Workers AI's sends calls whole. */
function callEvents(calls: readonly AskedCall[], isOpenAi: boolean): string[] {
  if (calls.length === 0) return [];
  if (!isOpenAi) return [event({ response: "", tool_calls: calls.map(({ name, arguments: written }) => ({ name, arguments: written })) })];
  const piece = (index: number, more: object): string =>
    event({ choices: [{ index: 0, delta: { tool_calls: [{ index, ...more }] }, finish_reason: null }] });
  return calls.flatMap(({ id, name, arguments: written }, index) => [
    piece(index, { id, type: "function", function: { name, arguments: "" } }),
    piece(index, { function: { arguments: written.slice(0, 4) } }),
    piece(index, { function: { arguments: written.slice(4) } }),
  ]);
}

/** Pieces of one or several events, or cut anywhere, inside a character too. */
function cut(events: readonly { text: string; tokens: number }[], random: Random): Piece[] {
  const pieces: Piece[] = [];
  const isTorn = random.chance(0.3);
  for (let from = 0; from < events.length;) {
    const to = Math.min(events.length, from + random.between(1, 6));
    const bytes = encoder.encode(
      events
        .slice(from, to)
        .map(({ text }) => text)
        .join(""),
    );
    const tokens = events[to - 1]?.tokens ?? 0;
    const at = isTorn ? random.between(1, bytes.length - 1) : bytes.length;
    if (at === bytes.length) pieces.push({ bytes, tokens, isWhole: true });
    else pieces.push({ bytes: bytes.slice(0, at), tokens, isWhole: false }, { bytes: bytes.slice(at), tokens, isWhole: false });
    from = to;
  }
  return pieces;
}
