/**
 * How many output tokens a stream has brought so far, before the provider reports it. The size of a stream's parts is not
 * specified: most providers send one token in each, some several words, some less than a token. So the text is counted as
 * well as the parts, in one pass over each character when it is sent.
 */
import { TokenGuess, type TokenizerFamily } from "../../models/tokens.ts";

/** A part of more bytes than this holds several tokens. A character's bytes after its first count three times each. */
const LONGEST_TOKEN = 16;
const WIDE_WEIGHT = 3;
/** Words in a part from which on it holds several tokens: a word is a token at least. */
const WORDS_OF_SEVERAL = 1.25;
/** Parts per guessed token from which on they are smaller than tokens; the guess alone is never so far off (models/tokens.ts). */
const PARTS_OF_ONE = 2;
/** Fewer parts than this are too few to judge their size. */
const PARTS_THAT_TELL = 32;

export class OutputCount {
  readonly #before: number;
  readonly #guess: TokenGuess;
  #parts = 0;
  #weight = 0;
  #words = 0;
  #isInWord = false;

  /** @param before tokens of the same call that were counted before a crash */
  constructor(family: TokenizerFamily, before: number) {
    this.#guess = new TokenGuess(family);
    this.#before = before;
  }

  /** The text of so many further parts. */
  add(text: string, parts: number): void {
    this.#parts += parts;
    this.#guess.add(text);
    let isInWord = this.#isInWord;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const isBlank = code <= 32;
      if (!isBlank && !isInWord) this.#words += 1;
      isInWord = !isBlank;
      this.#weight += code < 0x80 ? 1 : code < 0x800 ? 1 + WIDE_WEIGHT : 1 + 2 * WIDE_WEIGHT;
    }
    this.#isInWord = isInWord;
  }

  get #areSmallerThanTokens(): boolean {
    return this.#parts >= PARTS_THAT_TELL && this.#parts > PARTS_OF_ONE * this.#guess.tokens;
  }

  get #holdSeveral(): boolean {
    return this.#weight > LONGEST_TOKEN * this.#parts || this.#words > WORDS_OF_SEVERAL * this.#parts;
  }

  /** The best guess: for receipts without totals, and for the figure shown while an answer runs. */
  get tokens(): number {
    const least = this.#words;
    if (this.#areSmallerThanTokens) return this.#before + Math.max(least, this.#guess.tokens);
    return this.#before + (this.#holdSeveral ? Math.max(least, this.#parts, this.#guess.tokens) : this.#parts);
  }

  /**
   * So many tokens at least: a word is one or more, and so is a part, unless parts are plainly smaller. An answer is
   * stopped for its cost by this figure alone, for a guess would stop some that keep to their maximum.
   */
  get certainTokens(): number {
    return this.#before + (this.#areSmallerThanTokens ? this.#words : Math.max(this.#words, this.#parts));
  }
}
