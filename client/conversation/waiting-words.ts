/** What is said while an answer has no word yet, or no new one. Pure. */
import { words } from "../words/words.ts";

/** A first word within this time is how models answer, in milliseconds. */
const PATIENCE_MS = 5_000;
/** A machine of one's own that has not begun after this time loads its model or has others before this one. */
const LOCAL_PATIENCE_MS = 3_000;

export interface Wait {
  elapsedMs: number;
  /** The model's name; null: not known. */
  model: string | null;
  /** It runs on a server of one's own, which loads models and has a queue. */
  isLocal: boolean;
  /** False: this page receives nothing now, whatever the model does. */
  isConnected: boolean;
}

/** Models of a server of one's own are named so. */
export function isLocalModel(modelId: string | undefined): boolean {
  return modelId?.startsWith("local/") === true;
}

/** Before the first word. */
export function waitingWords({ elapsedMs, model, isLocal, isConnected }: Wait): string {
  // What the page does not receive is not the model's doing.
  if (!isConnected) return words.answer.waiting.disconnected;
  const name = model ?? words.answer.model;
  if (isLocal && elapsedMs > LOCAL_PATIENCE_MS) return words.answer.waiting.local(name);
  return elapsedMs > PATIENCE_MS
    ? words.answer.waiting.firstWord(name)
    : model === null
      ? words.answer.thinking
      : words.answer.thinkingOf(model);
}
