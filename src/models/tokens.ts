/**
 * How many tokens a text has, before a provider has counted it. Two figures for two purposes:
 *
 * - `upperBoundTokens` is a bound, for holds (invariant 8). Every tokenizer of the catalogue works on bytes or falls
 *   back to them, so a text has at most one token per UTF-8 byte; to that come the template's own.
 * - `likelyTokens` is a guess, for estimates and for fitting a window: one pass over the code units, each weighed by its
 *   script and its place in its word, with weights per family, then corrected by what the provider counted so far.
 *
 * The weights are fitted to what published tokenizers count: gpt-oss, Llama 3.1, Gemma 3, Qwen3, Mistral NeMo, Claude 2,
 * and DeepSeek V3 for "other". Claude's later ones are not published: how far off its first guess is, only the provider
 * can tell. Fitted with were the calibration samples of the test, the Debian handbook in 21 languages, Firefox's labels in
 * 24, source code, documentation and made-up data.
 *
 * How far off a guess is, on samples that nothing was fitted to (test/unit/models/tokens.test.ts prints it per family):
 * Latin prose 7 % in the mean and 20 % at worst, other scripts 7 % and 22 %, code and data 6 % and 19 %, conversations with
 * their template 7 % and 20 %; after one short call that taught 4 to 5 %, and 16 % at worst. Languages that do without
 * accents are taken for English and guessed too low until a call taught: Dutch by 10 to 35 %, Indonesian by 20 to 45 % (of
 * the fitted texts, not in the test).
 */

/**
 * Tokens of a chat template around one message (`<|start_header_id|>user<|end_header_id|>\n\n…<|eot_id|>` is 5).
 * Generous, because it is part of a bound.
 */
const TEMPLATE_TOKENS_PER_MESSAGE = 16;
/** Tokens a template adds once: gpt-oss puts some 70 of its own before everything, Llama 3 a date of some 25. */
const TEMPLATE_TOKENS_PER_CALL = 128;

const encoder = new TextEncoder();

export function utf8Bytes(text: string): number {
  return encoder.encode(text).byteLength;
}

/** The counted part of a message: its text, and its pictures by their provider's rule (picture-tokens.ts). */
type Counted = { content: string; pictures?: readonly { likelyTokens: number; mostTokens: number }[] };

/** No provider counts more input tokens than this. */
export function upperBoundTokens(messages: readonly Counted[]): number {
  let bound = TEMPLATE_TOKENS_PER_CALL;
  for (const { content, pictures = [] } of messages) {
    bound += utf8Bytes(content) + TEMPLATE_TOKENS_PER_MESSAGE;
    for (const { mostTokens } of pictures) bound += mostTokens + TEMPLATE_TOKENS_PER_MESSAGE;
  }
  return bound;
}

const FAMILIES = ["gpt", "llama", "gemma", "qwen", "mistral", "claude", "other"] as const;
export type TokenizerFamily = (typeof FAMILIES)[number];

/** The tokenizer a model most likely has, by its id. */
export function familyOf(modelId: string): TokenizerFamily {
  const id = modelId.toLowerCase();
  if (id.includes("gpt")) return "gpt";
  if (id.includes("claude") || id.startsWith("anthropic/")) return "claude";
  if (id.includes("gemma") || id.includes("gemini")) return "gemma";
  if (id.includes("qwen") || id.includes("qwq")) return "qwen";
  if (id.includes("mistral") || id.includes("mixtral")) return "mistral";
  if (id.includes("llama")) return "llama";
  return "other";
}

/** Thousandths of a token per UTF-16 code unit, in the order of `FAMILIES`. */
type Weights = readonly number[];

const FREE: Weights = [0, 0, 0, 0, 0, 0, 0];
/** The first letter of a word, or a capital inside one. The blank before it is part of its token. */
const WORD: Weights = [1000, 1000, 980, 990, 980, 990, 960];
const CAPITALS: Weights = [10, 10, 50, 20, 100, 60, 60];
/** Letters and digits of keys, hashes and base64: any run longer than `LONGEST_WORD`. */
const KEY: Weights = [700, 760, 810, 900, 900, 740, 730];
const LONGEST_WORD = 24;
/** Words of up to so many code units count as one token, as most of them are. */
const SHORT_WORD = 5;
/** Extra weight of a word's later letters in other languages than English. */
const FOREIGN: Weights = [130, 330, 130, 300, 170, 410, 210];
/** A text counts as not English from one accented letter in so many Latin letters on. */
const LETTERS_PER_ACCENT = 100;

interface Script {
  /** Code units it begins at; it ends where another begins. Multiples of 16 from 128 on. */
  from: readonly number[];
  /** The first of its kind in a row. */
  first: Weights;
  /** The following ones; default: as the first. */
  next?: Weights;
  /** Those after `SHORT_WORD`; default: as the following ones. */
  late?: Weights;
}

/** Latin letters come first, they make words together: without accents, with accents. Digits make keys with them. */
const SCRIPTS: { readonly [name: string]: Script } = {
  small: { from: [97], first: WORD, next: FREE, late: [60, 60, 70, 60, 70, 70, 100] },
  capital: { from: [65], first: WORD, next: CAPITALS },
  westEuropean: { from: [0xc0], first: [410, 230, 370, 600, 400, 1320, 1130] },
  eastEuropean: { from: [0x100, 0x210], first: [1560, 1260, 1170, 1480, 1600, 2000, 1620] },
  vietnamese: { from: [0x180, 0x300, 0x1e00], first: [0, 0, 0, 0, 0, 2000, 600] },
  digit: { from: [48], first: [1000, 1000, 1000, 1000, 1000, 1000, 1000], next: [390, 360, 1000, 1000, 1000, 110, 330] },
  // One blank is part of the next word, an indent is a token.
  blank: { from: [32], first: FREE, next: [470, 480, 440, 440, 350, 220, 390], late: FREE },
  line: { from: [0], first: [380, 200, 1000, 100, 310, 1000, 410] },
  sign: { from: [33, 58, 91, 123], first: [770, 820, 1000, 900, 920, 1000, 890], next: [190, 140, 140, 130, 220, 190, 220] },
  typographicSign: { from: [0x2000], first: [820, 360, 440, 1070, 900, 870, 830] },
  symbol: { from: [0x80, 0x2070, 0xfe00, 0xfff0], first: [2000, 2000, 1390, 1930, 2000, 2000, 1690] },
  greek: { from: [0x370, 0x1f00], first: [430, 450, 440, 1020, 460, 1330, 560] },
  cyrillic: { from: [0x410], first: [300, 350, 280, 380, 330, 590, 350] },
  cyrillicNotRussian: { from: [0x400, 0x450], first: [1470, 730, 1150, 2000, 1130, 1670, 1940] },
  hebrew: { from: [0x590], first: [470, 1190, 540, 450, 530, 1070, 550] },
  arabic: { from: [0x600], first: [380, 460, 400, 450, 340, 1140, 460] },
  persian: { from: [0x670, 0xfb00], first: [210, 0, 40, 1790, 320, 1480, 390] },
  devanagari: { from: [0x900], first: [400, 660, 320, 1190, 470, 1350, 730] },
  otherIndian: { from: [0x980], first: [370, 1420, 270, 1220, 450, 1980, 510] },
  thai: { from: [0xe00], first: [430, 510, 360, 580, 570, 1780, 420] },
  eastAsianSign: { from: [0x3000, 0xff00], first: [1000, 1000, 1000, 450, 1000, 1000, 1000] },
  kana: { from: [0x3040], first: [730, 650, 450, 620, 650, 1030, 690] },
  ideograph: { from: [0x3400, 0xf900], first: [760, 800, 650, 680, 950, 1060, 570] },
  hangul: { from: [0xac00], first: [750, 770, 680, 860, 660, 1400, 860] },
  // Half of an emoji, mostly.
  surrogate: { from: [0xd800], first: [920, 1350, 770, 1030, 1950, 1470, 1220] },
  other: {
    from: [0x250, 0x530, 0x780, 0xe80, 0x2c00, 0x3100, 0xa000, 0xd7b0, 0xe000, 0xfe10],
    first: [350, 1970, 510, 1140, 440, 1570, 690],
  },
};
const NAMES = Object.keys(SCRIPTS);
const CAPITAL = NAMES.indexOf("capital");
const DIGIT = NAMES.indexOf("digit");

/** The script of every code unit below 128, and of every 16 code units. */
const NARROW = new Uint8Array(128);
const WIDE = new Uint8Array(0x10000 / 16);
const STARTS = Object.values(SCRIPTS).flatMap(({ from }, script) => from.map((at) => ({ at, script })));
for (const { at, script } of STARTS.toSorted((a, b) => a.at - b.at)) {
  if (at < NARROW.length) NARROW.fill(script, at);
  else WIDE.fill(script, at / 16);
}

const KEY_AT = 3 * NAMES.length;

interface Costs {
  /** Per script: the first of its kind, the following, the late; behind all of them, a key's. */
  weights: Uint16Array;
  foreign: number;
}

function costsOf(family: TokenizerFamily): Costs {
  const at = FAMILIES.indexOf(family);
  const rows = Object.values(SCRIPTS).flatMap(({ first, next = first, late = next }) => [first, next, late]);
  return { weights: Uint16Array.from([...rows, KEY], (row) => row[at] ?? 0), foreign: FOREIGN[at] ?? 0 };
}

const COSTS: { readonly [family in TokenizerFamily]: Costs } = {
  gpt: costsOf("gpt"),
  llama: costsOf("llama"),
  gemma: costsOf("gemma"),
  qwen: costsOf("qwen"),
  mistral: costsOf("mistral"),
  claude: costsOf("claude"),
  other: costsOf("other"),
};

/** Guesses the tokens of a text that arrives in pieces; where it is cut makes no difference. */
export class TokenGuess {
  readonly #costs: Costs;
  #thousandths = 0;
  /** The script of the code unit before; -1: there was none. */
  #before = -1;
  #run = 0;
  #unbroken = 0;
  #letters = 0;
  #accents = 0;
  #lateLetters = 0;

  constructor(family: TokenizerFamily) {
    this.#costs = COSTS[family];
  }

  add(text: string): void {
    const { weights } = this.#costs;
    let thousandths = 0;
    let before = this.#before;
    let run = this.#run;
    let unbroken = this.#unbroken;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const script = (code < NARROW.length ? NARROW[code] : WIDE[code >> 4]) ?? 0;
      const isLetter = script < DIGIT;
      const goesOn = script === before || (isLetter && before >= 0 && before < DIGIT && script !== CAPITAL);
      run = goesOn ? run + 1 : 0;
      unbroken = script <= DIGIT ? unbroken + 1 : 0;
      if (isLetter) {
        this.#letters += 1;
        if (script > CAPITAL) this.#accents += 1;
        else if (run >= SHORT_WORD && script !== CAPITAL && unbroken <= LONGEST_WORD) this.#lateLetters += 1;
      }
      const place = run === 0 ? 0 : run < SHORT_WORD ? 1 : 2;
      thousandths += weights[unbroken > LONGEST_WORD ? KEY_AT : 3 * script + place] ?? 0;
      before = script;
    }
    this.#thousandths += thousandths;
    this.#before = before;
    this.#run = run;
    this.#unbroken = unbroken;
  }

  get tokens(): number {
    const foreignShare = this.#letters === 0 ? 0 : Math.min(1, (this.#accents * LETTERS_PER_ACCENT) / this.#letters);
    return Math.ceil((this.#thousandths + this.#lateLetters * this.#costs.foreign * foreignShare) / 1000);
  }
}

/** How many tokens a text probably is. */
export function likelyTokens(text: string, family: TokenizerFamily): number {
  const guess = new TokenGuess(family);
  guess.add(text);
  return guess.tokens;
}

/** Characters from which on a text's guess is worth remembering. */
const LONG_TEXT = 8_192;

/** Caches guesses of long texts while one message is priced on every model. */
export class RememberedTokens {
  readonly #known = new Map<string, Map<string, number>>();

  tokens(text: string, family: TokenizerFamily): number {
    if (text.length < LONG_TEXT) return likelyTokens(text, family);
    let known = this.#known.get(family);
    if (known === undefined) this.#known.set(family, (known = new Map()));
    let tokens = known.get(text);
    if (tokens === undefined) known.set(text, (tokens = likelyTokens(text, family)));
    return tokens;
  }
}

/** Tokens a template probably adds around one message. */
export const LIKELY_TEMPLATE_TOKENS = 5;

/** Tokens a template probably adds once: the instructions and dates of gpt-oss, the dates of Llama 3. */
export function likelyTemplateTokensPerCall(family: TokenizerFamily): number {
  if (family === "gpt") return 64;
  return family === "llama" ? 25 : 0;
}

/** How many input tokens a request probably has, its template included. */
export function likelyInputTokens(messages: readonly Counted[], family: TokenizerFamily): number {
  let sum = likelyTemplateTokensPerCall(family);
  for (const { content, pictures = [] } of messages) {
    sum += likelyTokens(content, family) + LIKELY_TEMPLATE_TOKENS;
    for (const { likelyTokens: ofPicture } of pictures) sum += ofPicture;
  }
  return sum;
}

/** The counts learned for a conversation (or a model): sums of guesses and of the provider's counts. */
export interface Correction {
  likely: number;
  counted: number;
}

export const NO_CORRECTION: Correction = { likely: 0, counted: 0 };

/** The weight of older calls when a new count is added: they fade, so that a change of language shows. */
const MEMORY = 0.7;
/** The initial factor 1 weighs as much as so many guessed tokens, so that a first short call does not decide alone. */
const PRIOR_TOKENS = 200;
const SMALLEST_FACTOR = 0.4;
const LARGEST_FACTOR = 2.5;

/** The correction after a provider counted `counted` input tokens where `likely` were guessed. */
export function learned(known: Correction, likely: number, counted: number): Correction {
  if (likely <= 0 || counted <= 0) return known;
  return { likely: known.likely * MEMORY + likely, counted: known.counted * MEMORY + counted };
}

/** What a guess is multiplied with: between 0.4 and 2.5. */
export function correctionFactor(known: Correction): number {
  const factor = (known.counted + PRIOR_TOKENS) / (known.likely + PRIOR_TOKENS);
  return Math.min(LARGEST_FACTOR, Math.max(SMALLEST_FACTOR, factor));
}
