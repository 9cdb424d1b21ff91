/** What a model says, decided when it is asked: words, figures, how it ends, and where its bytes are cut. */
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** A piece of the stream. `tokens`: written by its end. `isWhole`: it begins and ends between two events. */
export type Piece = { bytes: Uint8Array; tokens: number; isWhole: boolean };

export type Script = {
  /** Tokens of the whole answer. */
  tokens: number;
  end: "done" | "breaks" | "stalls";
  pieces(fromEvent: number, random: Random): Piece[];
};

const encoder = new TextEncoder();
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** The word at one place of one call: whoever reads it knows where it belongs. */
export const wordAt = (call: number, index: number): string => ` w${call}_${index}${index % 3 === 0 ? "é🙂" : ""}`;

/** @param most tokens it may write @param wanted how many it writes, if not by chance @param usageOf the totals that a provider reports of so many tokens */
export function scriptOf(
  world: World,
  random: Random,
  {
    call,
    most,
    isOpenAi,
    usageOf,
    wanted,
  }: {
    call: number;
    most: number;
    isOpenAi: boolean;
    wanted?: number | undefined;
    usageOf: (tokens: number, withNeurons: boolean) => unknown;
  },
): Script {
  const tokens = Math.min(most, wanted ?? (random.chance(0.1) ? random.between(100, 400) : random.between(0, 30)));
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
      return cut([...events, ...ending.map((text) => ({ text, tokens: words }))].slice(fromEvent), cuts);
    },
  };

  function endingOf(): string[] {
    const usage = hasUsage ? usageOf(words, hasNeurons) : null;
    const reason = tokens === most ? "length" : "stop";
    return [
      ...(isOpenAi ? [event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })] : []),
      ...(usage === null ? [] : [event(isOpenAi ? { choices: [], usage } : { response: "", usage })]),
      "data: [DONE]\n\n",
    ];
  }
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
