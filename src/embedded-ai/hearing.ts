/** The embedded AI's speech to text: it returns the size of what it received, and says that nothing was transcribed. */
import { isObject } from "../models/json.ts";
import { secondsOf } from "../models/speech.ts";
import { LANGUAGES } from "../protocol/languages.ts";
import { SAYINGS } from "./sayings/language.ts";

/** A response in the shape of Workers AI's Whisper. */
export function transcribedBy(input: unknown): Response {
  const audio = isObject(input) ? input["audio"] : null;
  const type = isObject(input) ? input["type"] : null;
  if (!(audio instanceof Uint8Array) || typeof type !== "string") return Response.json({ errors: [{ code: 5004 }] }, { status: 400 });
  const { likely } = secondsOf(audio, type);
  const spoken = isObject(input) ? input["language"] : null;
  const language = LANGUAGES.find((each) => each === spoken) ?? "en";
  const text = SAYINGS[language].heard(type, audio.length, likely);
  return Response.json({ text, word_count: text.split(" ").length, transcription_info: { duration: likely } });
}
