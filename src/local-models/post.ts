/**
 * Requests to servers on one's own machine that show whether anything was sent: a call that was sent is never free, one to a
 * server that is down is. workerd reports the same error for both ("Network connection lost"), so the body is sent in two
 * pieces: the second is read only once there is a connection (tried with workerd of 2026-11).
 */
import { NeverSentError } from "../models/binding.ts";
import type { Fetch } from "./probe.ts";

export type Post = (url: string, init: { headers: Record<string, string>; body: string; signal?: AbortSignal }) => Promise<Response>;

/** Makes a stream of so many bytes. In workerd a `FixedLengthStream`, which sends a Content-Length, as servers require. */
export type Pipe = (bytes: number) => { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> };

/** Throws `NeverSentError` where no connection came about. */
export function createPost(fetch: Fetch, pipe: Pipe): Post {
  return async (url, { headers, body, signal }) => {
    const bytes = new TextEncoder().encode(body);
    const { readable, writable } = pipe(bytes.length);
    const writer = writable.getWriter();
    let isConnected = false;
    const written = (async () => {
      await writer.write(bytes.subarray(0, 1));
      await writer.write(bytes.subarray(1));
      isConnected = true;
      await writer.close();
    })().catch(() => undefined);
    try {
      return await fetch(url, { method: "POST", headers, body: readable, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      // The failed request has released its body, so this settles.
      await written;
      throw isConnected ? error : new NeverSentError();
    }
  };
}
