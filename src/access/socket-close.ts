/** How the server closes WebSockets: with a reason of its own, or in reply to the other side's close frame. */

/** A socket that was lost without a close frame. */
export const LOST = 1006;
/** Close codes that mean "no close frame arrived": there is nothing to reply to. */
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

/** Replies to a close frame, even one without a code, because clients wait for the reply. */
export function answerClose(socket: WebSocket, code: number): void {
  if (NO_CLOSE_FRAME.has(code)) return;
  try {
    socket.close(code >= FIRST_APPLICATION_CODE ? code : NORMAL);
  } catch {
    // It is closed on both sides already.
  }
}
