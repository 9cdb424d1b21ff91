/** The person's socket: the list of conversations and the wallet, live. Reconnects by itself until it is closed. */
import ReconnectingWebSocket from "partysocket/ws";
import { z } from "zod";
import { CLOSE_CODES, PING, PONG } from "../../src/protocol/frames.ts";
import { accountEvent, wallet, type AccountEvent } from "../../src/protocol/http.ts";
import { chatPage } from "./chat-list.ts";

const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
const MAX_RECONNECTION_DELAY_MS = 10_000;

/** The first event with its conversations read one by one, and all others. */
const opening = z.object({ type: z.literal("account"), wallet, ...chatPage.shape });
const readableEvent = z.union([opening, accountEvent]);

export interface AccountSocketHandlers {
  onEvent: (event: AccountEvent) => void;
  /** The socket ended for good: `unauthenticated` means that signing in again helps. */
  onEnd: (reason: "unauthenticated" | "refused") => void;
}

/** Opens the socket; returns what closes it. */
export function openAccountSocket(handlers: AccountSocketHandlers): () => void {
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/live`;
  const socket = new ReconnectingWebSocket(url, [], {
    minReconnectionDelay: 200 + Math.random() * 300,
    maxReconnectionDelay: MAX_RECONNECTION_DELAY_MS,
    maxEnqueuedMessages: 0,
    shouldReconnectOnClose: ({ code }: { code: number }) => code !== CLOSE_CODES.unauthenticated && code !== CLOSE_CODES.forbidden,
  });
  let pongDue: ReturnType<typeof setTimeout> | undefined;
  const heartbeat = setInterval(() => {
    if (socket.readyState !== ReconnectingWebSocket.OPEN) return;
    socket.send(PING);
    clearTimeout(pongDue);
    pongDue = setTimeout(() => socket.reconnect(), PONG_WITHIN_MS);
  }, PING_EVERY_MS);

  socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    clearTimeout(pongDue);
    if (typeof data !== "string" || data === PONG) return;
    const parsed = readableEvent.safeParse(parseJson(data));
    // An event of a newer server that this page does not know is left alone.
    if (parsed.success) handlers.onEvent(parsed.data);
  });
  socket.addEventListener("close", ({ code }) => {
    clearTimeout(pongDue);
    if (code === CLOSE_CODES.unauthenticated) handlers.onEnd("unauthenticated");
    if (code === CLOSE_CODES.forbidden) handlers.onEnd("refused");
  });
  const wake = () => {
    if (document.visibilityState === "visible" && socket.readyState === ReconnectingWebSocket.CLOSED) socket.reconnect();
  };
  document.addEventListener("visibilitychange", wake);

  return () => {
    clearInterval(heartbeat);
    clearTimeout(pongDue);
    document.removeEventListener("visibilitychange", wake);
    socket.close();
  };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
