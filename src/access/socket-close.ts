/** How the server ends WebSockets: refused with a reason, or answered when the other side ends them. */

/** A socket that was lost without a close frame. */
export const LOST = 1006;
/** Close codes that stand for "no close frame came": there is nobody to answer. */
const NO_CLOSE_FRAME = new Set([LOST, 1015]);
/** From here on a close code may be sent back as it came. */
const FIRST_APPLICATION_CODE = 3000;
const NORMAL = 1000;

/** A socket that is accepted only to be closed with a reason: refusing the upgrade would make clients retry for ever. */
export function closedSocket(code: number, reason: string): Response {
  const pair = new WebSocketPair();
  pair[1].accept();
  pair[1].close(code, reason);
  return new Response(null, { status: 101, webSocket: pair[0] });
}

/** Answers a close frame, one without a code too: a plain client waits for it. */
export function answerClose(socket: WebSocket, code: number): void {
  if (NO_CLOSE_FRAME.has(code)) return;
  try {
    socket.close(code >= FIRST_APPLICATION_CODE ? code : NORMAL);
  } catch {
    // It is closed on both sides already.
  }
}
