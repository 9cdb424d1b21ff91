/**
 * What is left of a request's body when the answer is known. A connection on which an answer goes out before the body
 * was read is reset by the platform while the client still sends: the client sees a broken connection instead of the
 * answer, and so does the next request on it. So a refusal reads on first, within bounds.
 */
import { giveBack } from "../files/memory.ts";
import { MAX_IMPORT_BYTES } from "../protocol/transfer.ts";

/** Bytes that are read for nothing: above the largest body that any route takes, so that whoever is just over a limit hears it. */
const MAX_DRAINED_BYTES = MAX_IMPORT_BYTES + 28 * 1024 * 1024;
/** Whoever sends more slowly than this is cut off. Milliseconds. */
const DRAIN_WITHIN_MS = 20_000;

/** Reads what nobody has read of a body. Never throws: an answer is on its way. */
export async function drain(request: Request): Promise<void> {
  if (request.body === null || request.body.locked) return;
  const reader = request.body.getReader();
  const callOff = setTimeout(() => void reader.cancel().catch(() => undefined), DRAIN_WITHIN_MS);
  try {
    for (let bytes = 0; bytes <= MAX_DRAINED_BYTES;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
      giveBack(value);
    }
    await reader.cancel();
  } catch {
    // The client is gone.
  } finally {
    clearTimeout(callOff);
  }
}

/**
 * A body for whoever may answer before having read it to its end: what is left stays with the request, for `drain`. (A body
 * that is handed over itself is called off with the answer, and the connection is reset.)
 * @param to reads the stream to its end, or cancels it, before it answers or throws
 */
export async function handedOver<T>(body: ReadableStream<Uint8Array>, to: (body: ReadableStream<Uint8Array>) => Promise<T>): Promise<T> {
  const { readable, writable } = new IdentityTransformStream();
  const passed = pass(body.getReader(), writable.getWriter());
  try {
    return await to(readable);
  } finally {
    await passed;
  }
}

/** Ends when the body does, or nobody reads any more. */
async function pass(from: ReadableStreamDefaultReader<Uint8Array>, to: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
  try {
    for (;;) {
      const { done, value } = await from.read();
      if (done) return await to.close();
      await to.write(value);
      giveBack(value);
    }
  } catch {
    await to.abort().catch(() => undefined);
  } finally {
    from.releaseLock();
  }
}
