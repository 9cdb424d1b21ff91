/**
 * One person: the list of their conversations, live in every tab's sidebar, their preferences and their wallet. A plain
 * Durable Object, named by the person's address; hibernates whenever nothing is asked of it.
 *
 * Conversations are made and deleted through this object, so that the list and the conversations cannot disagree for long: a
 * repeated request finishes what a crash interrupted. Accepted race: between the end of an answer and its report, a list may
 * show the conversation as running for some milliseconds more.
 *
 * This file handles the platform's events alone. The RPC methods are in rpc.ts, the parts in person.ts.
 */
import { LOST } from "../access/socket-close.ts";
import { PING, PONG } from "../protocol/frames.ts";
import { AccountRpc } from "./rpc.ts";

export class Account extends AccountRpc {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.person.migrate();
    this.person.settings.planSweep();
    this.person.pushes.plan();
  }

  override alarm(): Promise<void> {
    const { alarm, pushes, settings } = this.person;
    return alarm.goOff(async () => {
      await pushes.work();
      await settings.sweepWhenDue(() => this.sweep());
    });
  }

  // The person's sockets only receive.

  override fetch(request: Request): Response {
    if (request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 404 });
    const { sockets, list } = this.person;
    return sockets.open(request, () => {
      const page = list.page({ archived: false, cursor: null, filter: "", project: null }) ?? { chats: [], next: null };
      return { type: "account", wallet: this.wallet(), ...page };
    });
  }

  /** Ignores whatever a client sends. */
  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket, code: number): void {
    this.person.sockets.closed(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.person.sockets.closed(socket, LOST);
  }
}
