/** A model reads aloud: piece after piece, the next one fetched while one is heard. Stopped, nothing more is asked for or paid. */
import { MAX_SPOKEN } from "../../src/protocol/files.ts";
import { bytesOf } from "../http/request.ts";

/** No piece is longer than the server takes. */
export function speakable(pieces: readonly string[]): string[] {
  return pieces.flatMap((piece) => {
    const parts: string[] = [];
    for (let at = 0; at < piece.length; at += MAX_SPOKEN) parts.push(piece.slice(at, at + MAX_SPOKEN).toWellFormed());
    return parts.filter((part) => part.trim() !== "");
  });
}

/** Plays it to its end, or until the signal is aborted. */
async function play(sound: Blob, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const address = URL.createObjectURL(sound);
  const audio = new Audio(address);
  const ended = new Promise<void>((resolve, reject) => {
    audio.addEventListener("ended", () => resolve(), { once: true });
    audio.addEventListener("error", () => reject(new Error("the sound cannot be played")), { once: true });
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    await Promise.all([audio.play(), ended]);
  } finally {
    audio.pause();
    URL.revokeObjectURL(address);
  }
}

/** Resolves when all was heard, or the signal was aborted. Throws `ProblemError`, or an error where the sound cannot be played. */
export async function speakPieces(chatId: string, pieces: readonly string[], signal: AbortSignal): Promise<void> {
  const ask = (text: string | undefined): Promise<Blob> | null =>
    text === undefined || signal.aborted
      ? null
      : bytesOf(`/api/chats/${encodeURIComponent(chatId)}/speak`, { method: "POST", body: { text }, signal });
  try {
    let next = ask(pieces[0]);
    for (let index = 1; next !== null; index += 1) {
      const sound: Blob = await next;
      next = ask(pieces[index]);
      // Asked for already: that it failed is said when its turn comes.
      next?.catch(() => undefined);
      await play(sound, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
