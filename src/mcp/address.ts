/** Where a server of the Model Context Protocol may be, and how it is fetched from: public, bounded, never led elsewhere. */
import { isPrivateOrLocalHost } from "agents/webfetch";

/** Bytes of one response that are read. */
export const MAX_RESPONSE_BYTES = 5_000_000;

const isLoopback = (hostname: string): boolean => hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";

/** Why a server may not be there, as a sentence; null: it may. @param allowsLoopback on one's own machine alone */
export function refusalOfAddress(text: string, allowsLoopback: boolean): string | null {
  if (!URL.canParse(text)) return "This is no address.";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "An address with a name and a password in it is not taken. Use a header instead.";
  if (isLoopback(url.hostname)) {
    if (!allowsLoopback) return "A server on this address cannot be reached from here.";
    return /^https?:$/.test(url.protocol) ? null : "Only http and https addresses can be reached.";
  }
  if (isPrivateOrLocalHost(url.hostname)) return "Only public addresses can be reached, and this one is private.";
  return url.protocol === "https:" ? null : "A server is reached by https alone.";
}

export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

/** The body, broken off where it becomes too large. */
function bounded(body: ReadableStream<Uint8Array>, onTooLarge: (error: Error) => void): ReadableStream<Uint8Array> {
  let length = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.byteLength;
        if (length <= MAX_RESPONSE_BYTES) return controller.enqueue(chunk);
        const error = new TooLargeError(`more than ${MAX_RESPONSE_BYTES} bytes`);
        onTooLarge(error);
        controller.error(error);
      },
    }),
  );
}

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * Every request of a connection and of its sign-in goes through this: also those to addresses that the server named.
 * @param over ends whatever is under way, also requests of a sign-in, which the library never ends by itself
 * @param onTooLarge told beside the reader, who may wait for more of a stream that broke
 */
export function guardedFetch(
  fetchIt: typeof fetch,
  allowsLoopback: boolean,
  over: AbortSignal,
  onTooLarge: (error: Error) => void = () => undefined,
): Fetch {
  return async (url, init) => {
    const why = refusalOfAddress(String(url), allowsLoopback);
    if (why !== null) throw new Error(why);
    const signal = init?.signal == null ? over : AbortSignal.any([init.signal, over]);
    // A redirect would carry the person's token to wherever it leads.
    const response = await fetchIt(url, { ...init, redirect: "manual", signal });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      return new Response(null, { status: 502 });
    }
    if (response.body === null) return response;
    return new Response(bounded(response.body, onTooLarge), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}
