/** Guesses from a model's name whether it is a chat model, where its server does not say. Pure. */

/** Pieces of names that published models of other kinds have. Looked for anywhere in the lower-case name. */
const NOT_CHAT: readonly (readonly [what: string, pieces: readonly string[]])[] = [
  ["reranking", ["rerank"]],
  ["embeddings", ["embed", "minilm", "text-similarity", "sentence-transformers"]],
  ["speech", ["whisper", "parakeet", "kokoro", "speech", "transcribe"]],
  ["images", ["stable-diffusion", "dall-e", "gpt-image", "sdxl"]],
  ["moderation", ["moderation", "llama-guard", "prompt-guard", "shieldgemma"]],
];
/** Short pieces that count only as a whole word (digits may follow), because `e5` is part of many names. */
const NOT_CHAT_WORDS: ReadonlyMap<string, string> = new Map([
  ["bge", "embeddings"],
  ["gte", "embeddings"],
  ["e5", "embeddings"],
  ["tts", "speech"],
  ["stt", "speech"],
  ["asr", "speech"],
  ["bark", "speech"],
  ["piper", "speech"],
  ["flux", "images"],
  ["sora", "video"],
  ["veo", "video"],
]);

/** The other purpose that a model's name suggests; null: it may be a chat model. */
export function otherPurposeOf(name: string): string | null {
  const lower = name.toLowerCase();
  for (const [what, pieces] of NOT_CHAT) if (pieces.some((piece) => lower.includes(piece))) return what;
  for (const word of lower.split(/[^a-z0-9]/)) {
    const what = NOT_CHAT_WORDS.get(word) ?? NOT_CHAT_WORDS.get(word.replace(/\d{1,9}$/, ""));
    if (what !== undefined) return what;
  }
  return /tts\b/.test(lower) ? "speech" : null;
}

/** A model file by its path (llama.cpp) is shown by the file's name; any other name as it is. */
export function shownName(name: string): string {
  if (!name.toLowerCase().endsWith(".gguf")) return name;
  return name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1, -".gguf".length) || name;
}
