/**
 * One conversation: the Durable Object. Wiring alone: it passes sockets, calls and the alarm to the parts of the
 * conversation, which do the work. Named `<owner>/<id>`, so that another person's conversation is simply another object
 * that does not exist (invariant 9). Hibernates whenever nothing runs; nothing in memory is needed that storage lacks.
 *
 * Methods without `#` are reachable over Workers RPC by this Worker alone; those of a conversation that exists stand in
 * rpc.ts. Each of them trusts its arguments, which the API has parsed.
 */
import { LOST } from "../access/socket-close.ts";
import { PING, PONG } from "../protocol/frames.ts";
import type { Result } from "../protocol/problem.ts";
import type { ChatAudit, ChatView, NewChat } from "../protocol/rooms.ts";
import { unpackTurns, type ImportedChat, type ImportedFile } from "../protocol/transfer.ts";
import { Alarm } from "../storage/alarm.ts";
import { ownerAndId } from "../rooms.ts";
import { portsOf } from "../wiring.ts";
import { auditOf } from "./audit.ts";
import { Conversation, type Ground } from "./conversation.ts";
import { Creation } from "./creation.ts";
import { Deletion } from "./deletion.ts";
import { ChatSql } from "./log/sql.ts";
import type { ChatRow } from "./log/tables.ts";
import { ChatRpc } from "./rpc.ts";
import { Audience } from "./tabs/audience.ts";
import { Sockets } from "./tabs/sockets.ts";

export class Chat extends ChatRpc {
  readonly #ground: Ground;
  readonly #sockets: Sockets;
  readonly #deletion: Deletion;
  readonly #creation: Creation;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const name = ownerAndId(ctx.id.name ?? "");
    const ports = portsOf(env, () => name.owner);
    const alarm = new Alarm(ctx.storage);
    const audience = new Audience(ports.newId, ports.now);
    const sql = new ChatSql(ctx.storage.sql);
    const deletion = new Deletion(ctx.storage, ports, alarm);
    this.#ground = { sql, audience, ports, alarm, transaction: (run) => sql.whole(() => ctx.storage.transactionSync(run)) };
    this.#deletion = deletion;
    this.#creation = new Creation({
      ...this.#ground,
      name,
      get isLeaving() {
        return deletion.isUnderWay;
      },
      existing: () => this.conversation,
      open: (chat) => this.#open(chat),
      forget: () => (this.conversation = null),
      welcome: (conversation, first) => this.#sockets.welcomeWaiting(conversation, first),
    });
    this.#sockets = new Sockets(
      {
        now: ports.now,
        listening: () => this.conversation,
        sockets: () => ctx.getWebSockets(),
        accept: (socket) => ctx.acceptWebSocket(socket),
        begin: (first) => this.#creation.begin(first),
        wakeNoLaterThan: (ms) => void alarm.wakeNoLaterThan(ms),
      },
      audience,
    );
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    if (!sql.exists()) return;
    sql.migrate();
    this.#open(sql.chat());
  }

  /** Makes the conversation from its row, or null from none. */
  #open(chat: ChatRow | null): Conversation | null {
    if (chat === null) return null;
    this.conversation = new Conversation(this.#ground, chat);
    this.conversation.takeUp(this.ctx.getWebSockets());
    return this.conversation;
  }

  create(chat: NewChat): Result<{ created: boolean; chat: ChatView }> {
    return this.#creation.create(chat);
  }

  /** @param turns packed (`packTurns`), to fit into one RPC call */
  importChat(
    owner: string,
    chat: ImportedChat,
    turns: Uint8Array,
    files: readonly ImportedFile[] = [],
    hasMoreFiles = false,
    before = 0,
  ): Promise<{ created: boolean; warnings: string[] }> {
    return this.#creation.importChat(owner, chat, unpackTurns(turns), files, hasMoreFiles, before);
  }

  /** Which model calls of this conversation need their holds now: the wallet asks before it releases an old one. */
  openRuns(): string[] {
    return this.conversation?.openRuns ?? [...this.#deletion.openRuns, ...this.#creation.openRuns];
  }

  /** What the books say, for the audit: numbers only. */
  audit(): ChatAudit {
    if (this.conversation !== null) return auditOf(this.conversation);
    return this.#deletion.isUnderWay ? { state: "leaving", openRuns: this.#deletion.openRuns } : { state: "none" };
  }

  /** Deletes every word; numbers that are not reported yet stay until they are (invariant 10). */
  remove(): Promise<Result<{ messages: number }>> {
    return this.#deletion.remove({
      ...this.#ground,
      existing: () => this.conversation,
      forget: () => (this.conversation = null),
      settled: this.#creation.settled,
    });
  }

  override fetch(request: Request): Response {
    return this.#sockets.open(request);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#sockets.message(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#sockets.closed(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#sockets.closed(socket, LOST);
  }

  override alarm(): Promise<void> {
    return this.#ground.alarm.goOff(async () => {
      await this.#deletion.work();
      await this.conversation?.work();
    });
  }
}
