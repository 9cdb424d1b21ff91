/** How long a socket takes to open, and what it is told first. */
import { bytesOf } from "./figures.ts";

/** Longer than this no measurement is waited for, milliseconds. */
const WITHIN_MS = 10_000;

/** Milliseconds, and UTF-8 bytes of the first frame. */
export interface Opening {
  /** False: the server told everything anew. */
  isResumed: boolean;
  ms: number;
  /** Of those: what passed behind the handshake. */
  afterHandshakeMs: number;
  bytes: number;
}

/** Watches a socket that was made just now. @throws Error where it closes, or nothing comes, before its first frame */
export function watchOpening(socket: WebSocket): Promise<Opening> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    let opened = start;
    const timer = setTimeout(() => reject(new Error("no first frame")), WITHIN_MS);
    socket.addEventListener("open", () => (opened = performance.now()), { once: true });
    socket.addEventListener(
      "message",
      ({ data }: MessageEvent<string>) => {
        const now = performance.now();
        clearTimeout(timer);
        resolve({ isResumed: data.startsWith('{"type":"resumed"'), ms: now - start, afterHandshakeMs: now - opened, bytes: bytesOf(data) });
      },
      { once: true },
    );
    socket.addEventListener(
      "close",
      () => {
        clearTimeout(timer);
        reject(new Error("closed before its first frame"));
      },
      { once: true },
    );
  });
}
