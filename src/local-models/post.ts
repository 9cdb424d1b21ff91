/**
 * Requests to servers on one's own machine, of which it is known afterwards whether anything was sent: a call that was
 * sent is never free, one to a server that is down is. workerd says the same of both ("Network connection lost"), so
 * the body goes in two pieces: the second is taken only once there is a connection (ran, workerd of 2026-11).
 */
import { NeverSentError } from "../models/binding.ts";
import type { Fetch } from "./probe.ts";

export type Post = (url: string, init: { headers: Record<string, string>; body: string; signal?: AbortSignal }) => Promise<Response>;

/** A stream's two ends. In workerd a `FixedLengthStream`, which sends its length ahead as servers want it. */
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
      // The failed request has let go of its body, so this ends.
      await written;
      throw isConnected ? error : new NeverSentError();
    }
  };
}
