/** The embedded AI's speech to text: it returns the size of what it received, and says that nothing was transcribed. */
import { isObject } from "../models/json.ts";
import { secondsOf } from "../models/speech.ts";

/** A response in the shape of Workers AI's Whisper. */
export function transcribedBy(input: unknown): Response {
  const audio = isObject(input) ? input["audio"] : null;
  const type = isObject(input) ? input["type"] : null;
  if (!(audio instanceof Uint8Array) || typeof type !== "string") return Response.json({ errors: [{ code: 5004 }] }, { status: 400 });
  const { likely } = secondsOf(audio, type);
  const text = `No model has listened: a recording came here, ${type}, ${audio.length.toLocaleString("en-US")} bytes, about ${likely} s.`;
  return Response.json({ text, word_count: text.split(" ").length, transcription_info: { duration: likely } });
}
