/**
 * The text models of Workers AI as they were known on `AS_OF`: prices from Cloudflare's price table, windows and
 * capabilities from its model pages, collected 2026-11. Cloudflare retires models with 13 to 22 days
 * of notice, so the app shows the date. Retired models stay, so that old conversations still show a name.
 */

/** The day of the price table, ISO 8601. */
export const AS_OF = "2026-08-28";

/** USD for a minute of audio with `@cf/openai/whisper-large-v3-turbo`, the speech-to-text model. */
export const SPEECH_USD_PER_MINUTE = "0.00051";

/** USD for a million characters with `@cf/deepgram/aura-1`, the text-to-speech model. */
export const VOICE_USD_PER_MILLION_CHARACTERS = "15";

export interface CatalogueRow {
  /** Without the leading `@cf/`; the part before the slash is the maker. */
  id: string;
  name: string;
  /** Tokens, question and answer together; null where no source says. */
  window: number | null;
  /** USD per million tokens: input, cached input (null: no cheaper price), output. Null: none is published. */
  price: readonly [input: string, cachedInput: string | null, output: string] | null;
  /** Beyond text. Default: nothing. */
  can?: readonly ("tools" | "reasoning" | "vision")[];
  /** `native` takes `max_tokens`, `chat` (OpenAI's schema) `max_completion_tokens`. Default: `native`. */
  body?: "native" | "chat";
  /** The highest temperature it accepts (the lowest is 0; above it the call is refused with 400). Default: not known, none is sent. */
  hottest?: number;
  /** Needs the paid Workers plan (else 403/5035). Default: false. */
  paid?: true;
  /** The day it was retired, ISO 8601, and the full id of what to use instead. */
  retired?: { on: string; successor: string };
  /** False: no chat model, never listed. Default: true. */
  chat?: false;
}

export const MAKERS: { readonly [prefix: string]: string } = {
  "deepseek-ai": "DeepSeek",
  "ibm-granite": "IBM",
  "swiss-ai": "Swiss AI",
  "utter-project": "UTTER",
  "zai-org": "Z.ai",
  aisingapore: "AI Singapore",
  cloudflare: "Cloudflare",
  google: "Google",
  meta: "Meta",
  mistral: "Mistral AI",
  mistralai: "Mistral AI",
  moonshotai: "Moonshot AI",
  nvidia: "NVIDIA",
  openai: "OpenAI",
  qwen: "Qwen",
};

// prettier-ignore
export const ROWS: readonly CatalogueRow[] = [
  { id: "meta/llama-3.2-1b-instruct", name: "Llama 3.2 1B Instruct", window: 60_000, price: ["0.027", null, "0.201"] },
  { id: "meta/llama-3.2-3b-instruct", name: "Llama 3.2 3B Instruct", window: 80_000, price: ["0.051", null, "0.335"] },
  { id: "meta/llama-3.1-8b-instruct-fp8-fast", name: "Llama 3.1 8B Instruct fp8 fast", window: null, price: ["0.045", null, "0.384"] },
  // Needs a one-time licence call per account ({prompt:'agree'}), else 403/5016.
  { id: "meta/llama-3.2-11b-vision-instruct", name: "Llama 3.2 11B Vision Instruct", window: 128_000, price: ["0.049", null, "0.676"], can: ["vision"] },
  // Status uncertain: its sibling without fp8-fast was retired on 2026-05-30.
  { id: "meta/llama-3.1-70b-instruct-fp8-fast", name: "Llama 3.1 70B Instruct fp8 fast", window: null, price: ["0.293", null, "2.253"] },
  { id: "meta/llama-3.3-70b-instruct-fp8-fast", name: "Llama 3.3 70B Instruct fp8 fast", window: 24_000, price: ["0.293", null, "2.253"], can: ["tools"] },
  { id: "deepseek-ai/deepseek-r1-distill-qwen-32b", name: "DeepSeek R1 Distill Qwen 32B", window: 80_000, price: ["0.497", null, "4.881"], can: ["reasoning"], hottest: 5 },
  // Context windows of the V4 pair were corrected on 2026-09-17; the corrected values are not known here.
  { id: "deepseek-ai/deepseek-v4-flash-0731", name: "DeepSeek V4 Flash 0731", window: 1_048_576, price: ["0.44", "0.014", "1.32"], can: ["tools", "reasoning"], body: "chat", paid: true },
  { id: "deepseek-ai/deepseek-v4-pro-0813", name: "DeepSeek V4 Pro 0813", window: 1_048_576, price: ["1.32", "0.044", "3.96"], can: ["tools", "reasoning"], body: "chat", paid: true },
  // The retired ones still stand in the price table of 2026-08-28.
  { id: "mistral/mistral-7b-instruct-v0.1", name: "Mistral 7B Instruct v0.1", window: null, price: ["0.11", null, "0.19"], retired: { on: "2026-05-30", successor: "@cf/zai-org/glm-4.7-flash" } },
  { id: "mistralai/mistral-small-3.1-24b-instruct", name: "Mistral Small 3.1 24B Instruct", window: 128_000, price: ["0.351", null, "0.555"], can: ["tools"] },
  { id: "meta/llama-3.1-8b-instruct", name: "Llama 3.1 8B Instruct", window: null, price: ["0.282", null, "0.827"], retired: { on: "2026-05-30", successor: "@cf/zai-org/glm-4.7-flash" } },
  { id: "meta/llama-3.1-8b-instruct-fp8", name: "Llama 3.1 8B Instruct fp8", window: 32_000, price: ["0.152", null, "0.287"] },
  // Status uncertain: not on models.dev on 2026-07-02.
  { id: "meta/llama-3.1-8b-instruct-awq", name: "Llama 3.1 8B Instruct AWQ", window: null, price: ["0.123", null, "0.266"] },
  { id: "meta/llama-3-8b-instruct", name: "Llama 3 8B Instruct", window: null, price: ["0.282", null, "0.827"], retired: { on: "2026-05-30", successor: "@cf/zai-org/glm-4.7-flash" } },
  { id: "meta/llama-3-8b-instruct-awq", name: "Llama 3 8B Instruct AWQ", window: null, price: ["0.123", null, "0.266"], retired: { on: "2026-05-30", successor: "@cf/zai-org/glm-4.7-flash" } },
  // Status uncertain: not on models.dev on 2026-07-02.
  { id: "meta/llama-2-7b-chat-fp16", name: "Llama 2 7B Chat fp16", window: null, price: ["0.556", null, "6.667"] },
  // Moderation, not chat.
  { id: "meta/llama-guard-3-8b", name: "Llama Guard 3 8B", window: 131_072, price: ["0.484", null, "0.03"], chat: false },
  { id: "meta/llama-4-scout-17b-16e-instruct", name: "Llama 4 Scout 17B 16E", window: 131_000, price: ["0.27", null, "0.85"], can: ["vision", "tools"], hottest: 2 },
  { id: "google/gemma-3-12b-it", name: "Gemma 3 12B IT", window: null, price: ["0.345", null, "0.556"], retired: { on: "2026-05-30", successor: "@cf/google/gemma-4-26b-a4b-it" } },
  { id: "qwen/qwq-32b", name: "QwQ 32B", window: 24_000, price: ["0.66", null, "1"], can: ["reasoning"] },
  { id: "qwen/qwen2.5-coder-32b-instruct", name: "Qwen2.5 Coder 32B", window: 32_768, price: ["0.66", null, "1"] },
  { id: "qwen/qwen3-30b-a3b-fp8", name: "Qwen3 30B A3B fp8", window: 32_768, price: ["0.051", null, "0.335"], can: ["tools", "reasoning"], body: "chat" },
  { id: "qwen/qwen3.8-27b", name: "Qwen 3.8 27B", window: 262_144, price: ["0.45", null, "3.2"], can: ["tools", "reasoning", "vision"], body: "chat" },
  { id: "openai/gpt-oss-120b", name: "gpt-oss 120B", window: 128_000, price: ["0.35", null, "0.75"], can: ["tools", "reasoning"], body: "chat" },
  { id: "openai/gpt-oss-20b", name: "gpt-oss 20B", window: 128_000, price: ["0.2", null, "0.3"], can: ["tools", "reasoning"], body: "chat" },
  { id: "aisingapore/gemma-sea-lion-v4-27b-it", name: "Gemma SEA-LION v4 27B", window: 128_000, price: ["0.351", null, "0.555"] },
  { id: "ibm-granite/granite-4.0-h-micro", name: "Granite 4.0 H Micro", window: 131_000, price: ["0.017", null, "0.112"], can: ["tools"], hottest: 5 },
  { id: "zai-org/glm-4.7-flash", name: "GLM 4.7 Flash", window: 131_072, price: ["0.06", null, "0.4"], can: ["tools", "reasoning"], body: "chat", hottest: 2 },
  { id: "zai-org/glm-5.2", name: "GLM 5.2", window: 262_144, price: ["1.4", "0.26", "4.4"], can: ["tools", "reasoning"], body: "chat", hottest: 2, paid: true },
  { id: "zai-org/glm-5.3", name: "GLM 5.3", window: 1_048_576, price: ["1.4", "0.26", "4.4"], can: ["tools", "reasoning"], body: "chat", hottest: 2, paid: true },
  { id: "zai-org/glm-5.3-flash", name: "GLM 5.3 Flash", window: 1_048_576, price: ["0.15", "0.03", "0.5"], can: ["tools", "reasoning", "vision"], body: "chat", hottest: 2, paid: true },
  { id: "nvidia/nemotron-3-120b-a12b", name: "Nemotron 3 Super 120B A12B", window: 256_000, price: ["0.5", null, "1.5"], can: ["tools", "reasoning"], body: "chat" },
  // Silently aliased to the dearer K2.6 when it was retired.
  { id: "moonshotai/kimi-k2.5", name: "Kimi K2.5", window: null, price: ["0.6", "0.1", "3"], can: ["tools", "reasoning"], body: "chat", retired: { on: "2026-05-30", successor: "@cf/moonshotai/kimi-k2.6" } },
  { id: "moonshotai/kimi-k2.6", name: "Kimi K2.6", window: 262_144, price: ["0.95", "0.16", "4"], can: ["tools", "reasoning", "vision"], body: "chat", paid: true },
  { id: "moonshotai/kimi-k2.7-code", name: "Kimi K2.7 Code", window: 262_144, price: ["0.95", "0.19", "4"], can: ["tools", "reasoning", "vision"], body: "chat", paid: true },
  // Reports cached tokens but bills them in full (live): no cached price. Thinking is on by default and can eat the whole maximum.
  { id: "google/gemma-4-26b-a4b-it", name: "Gemma 4 26B A4B", window: 256_000, price: ["0.1", null, "0.3"], can: ["tools", "reasoning", "vision"], body: "chat", hottest: 2 },
  // No price is published and access is by form: listed, but not available, for these two.
  { id: "swiss-ai/apertus-v1.5-8b", name: "Apertus v1.5 8B", window: 262_144, price: null, can: ["tools", "vision"], body: "chat" },
  { id: "utter-project/eurollm-9b-it", name: "EuroLLM 9B IT", window: 32_000, price: null, can: ["tools"], body: "chat" },
  // Answers probabilities to typed questions, not chat; an input-only price.
  { id: "cloudflare/clef-flash", name: "Clef Flash 9B", window: 65_536, price: null, can: ["vision"], chat: false },
];
