/** Steps in words, and the addresses of what they found. Pure. */
import type { Message } from "../live/index.ts";
import { words } from "../words/words.ts";

export type Step = NonNullable<Message["steps"]>[number];

/** `["Search for “tea”", "3 sources"]`: what a step does and how it ended, without its price. */
export function stepWords(step: Pick<Step, "title" | "status" | "sources">): string[] {
  switch (step.status) {
    case "waiting":
      return [step.title, words.answer.step.waiting];
    case "running":
      return [step.title, words.answer.step.running];
    case "denied":
      return [step.title, words.answer.step.denied];
    case "failed":
      return [step.title, words.answer.step.failed];
    case "done": {
      const found = step.sources?.length ?? 0;
      return found === 0 ? [step.title] : [step.title, words.answer.step.sources(found)];
    }
  }
}

/** The address a source leads to; null: it is no web page, and nothing is opened. */
export function addressOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.href : null;
}

/** The host of a source, without `www.`; the address itself where it has none. */
export function hostOf(url: string): string {
  const host = URL.parse(url)?.host ?? "";
  return host === "" ? url : host.startsWith("www.") ? host.slice(4) : host;
}
