/**
 * Reads the rest of a request's body before an early response. If a response is sent while the client is still sending, the
 * platform resets the connection: the client sees a broken connection instead of the response, and so does the next request
 * on it. So a refusal reads on first, within bounds.
 */
import { giveBack } from "../protocol/bytes.ts";
import { MAX_IMPORT_BYTES } from "../protocol/transfer.ts";

/** The most bytes read and dropped: more than any route accepts, so that a client just over a limit gets the refusal. */
const MAX_DRAINED_BYTES = MAX_IMPORT_BYTES + 28 * 1024 * 1024;
/** The longest time that reading on may take. Milliseconds. */
const DRAIN_WITHIN_MS = 20_000;

/** Reads and drops the unread rest of a body. Never throws, because a response is about to be sent. */
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
 * Passes a body to a consumer that may return before it has read all of it; the rest stays in the request, for `drain`. (A
 * body that is passed itself would be cancelled with the response, and the connection reset.)
 * @param to must read the stream to its end, or cancel it, before it returns or throws
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

/** Copies until the body ends or its consumer stops reading. */
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
