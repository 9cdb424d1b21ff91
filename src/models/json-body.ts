/**
 * A response with a JSON content type. It may be the whole answer of a server that does not stream, a failure with status
 * 200, one object a line, or a mislabelled stream of events. The first character tells events from JSON.
 */
import { isObject, parseJson } from "./json.ts";
import { factsOfJson } from "./failure-facts.ts";

/** The response's text, or as much as was read before it broke. */
export async function textOf(response: { text(): Promise<string> }): Promise<string> {
  try {
    return await response.text();
  } catch {
    return "";
  }
}

export type JsonBody =
  | { ok: true; body: ReadableStream<Uint8Array> }
  /** It is a failure, or breaks off. */
  | { ok: false; text: string };

/** A stream of the pieces that were read already, followed by the rest. */
function withBeginning(pieces: Uint8Array[], rest: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = pieces.shift();
      if (piece !== undefined) return controller.enqueue(piece);
      const { done, value } = await rest.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => rest.cancel(reason),
  });
}

/** A whole answer as the one event of a stream. */
function eventOf(text: string): ReadableStream<Uint8Array> | null {
  const value = parseJson(text);
  if (!isObject(value) || value["success"] === false || factsOfJson(value) !== null) return null;
  // Workers AI's REST shape has the answer below `result`.
  const answer = isObject(value["result"]) ? value["result"] : value;
  return new Response(`data: ${JSON.stringify(answer)}\n\ndata: [DONE]\n\n`).body;
}

export async function streamOfJson(body: ReadableStream<Uint8Array>): Promise<JsonBody> {
  const source = body.getReader();
  const pieces: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    let next: ReadableStreamReadResult<Uint8Array>;
    try {
      next = await source.read();
    } catch {
      return { ok: false, text };
    }
    if (next.done) break;
    pieces.push(next.value);
    text += decoder.decode(next.value, { stream: true });
    const start = text.trimStart();
    const line = start.indexOf("\n");
    const isStream =
      start !== "" &&
      (!/^[{[]/.test(start) || (line !== -1 && isObject(parseJson(start.slice(0, line))) && start.slice(line).trim() !== ""));
    if (isStream) return { ok: true, body: withBeginning(pieces, source) };
  }
  const whole = eventOf(text);
  return whole === null ? { ok: false, text } : { ok: true, body: whole };
}
