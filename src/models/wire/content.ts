/** The words of a delta or of a whole message, wherever servers put them: plain text, typed parts, fields of their own. */
import { field, isObject, type JsonObject } from "../json.ts";

/** Text and reasoning of one chunk, before marks of inline reasoning are looked for. */
export interface ChunkWords {
  text: string;
  reasoning: string;
}

const IS_THINKING = /think|reason|thought/i;

/** The words of `"…"`, `[{"text":"…"}]`, `{"text":"…"}`, `{"value":"…"}` and `{"summary":"…"}`; empty where there are none. */
function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map((entry) => wordsOf(entry)).join("");
  if (!isObject(value)) return "";
  for (const key of ["text", "thinking", "reasoning", "summary", "value", "content", "refusal"]) {
    const words = wordsOf(value[key]);
    if (words !== "") return words;
  }
  return "";
}

/** Content as text or as typed parts. A kind of part that nobody knows costs the text beside it nothing. */
function contentWords(content: unknown): ChunkWords {
  if (typeof content === "string") return { text: content, reasoning: "" };
  if (typeof content === "number") return { text: String(content), reasoning: "" };
  const parts: readonly unknown[] = Array.isArray(content) ? content : isObject(content) ? [content] : [];
  const words = { text: "", reasoning: "" };
  for (const part of parts) {
    const type = field(part, "type");
    if (typeof type === "string" && IS_THINKING.test(type)) words.reasoning += wordsOf(part);
    else words.text += wordsOf(part);
  }
  return words;
}

/** Reasoning in a field of its own. Some servers send several with the same words: the first that has any counts. */
function reasoningOf(delta: JsonObject): string {
  for (const name of ["reasoning_content", "reasoning", "thinking", "reasoning_details", "reasoning_text", "thinking_blocks"]) {
    const words = wordsOf(delta[name]);
    if (words !== "") return words;
  }
  return "";
}

/** The words of `choices[0]`, or of a message that stands by itself (Ollama's own route). */
export function choiceWords(choice: unknown): ChunkWords {
  const delta = field(choice, "delta") ?? field(choice, "message");
  const legacy = field(choice, "text");
  if (!isObject(delta)) return { text: typeof legacy === "string" ? legacy : "", reasoning: "" };
  const { text, reasoning } = contentWords(delta["content"]);
  const own = reasoningOf(delta);
  // A model's refusal is its answer.
  return { text: text + wordsOf(delta["refusal"]), reasoning: own === "" ? reasoning : own };
}
