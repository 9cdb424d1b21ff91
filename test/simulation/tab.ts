/** A tab: the real live client, whose socket and requests go over the history's network. */
import { withSession } from "../../src/access/session.ts";
import { createLiveConversation } from "../../client/live/index.ts";
import type { LiveConversation } from "../../client/live/state.ts";
import type { Beginning } from "../../src/protocol/commands.ts";
import { EMAIL, type Platform } from "./platform.ts";
import type { Owner } from "./scheduler.ts";
import { connect, type Client, type ServerSocket } from "./sockets.ts";
import { standIn } from "./stand-in.ts";

const ORIGIN = "http://tally";

type Listener = (event: unknown) => void;

/** The tab's end of a line, in the shape of the platform's client. */
class TabSocket implements Client {
  readonly owner: Owner;
  readyState = 0;
  #server: ServerSocket | null = null;
  readonly #listeners: [string, Listener][] = [];

  constructor(platform: Platform, owner: Owner, chatId: string, url: URL) {
    this.owner = owner;
    const request = (): Request => withSession(new Request(url), { email: EMAIL, admin: false, expiresAtMs: null, kind: "dev" });
    connect(platform.world, platform.chatHost(chatId), this, request, (server) => {
      this.#server = server;
      if (this.readyState === 3) server.clientCloses(1000);
    });
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.push([type, listener]);
  }

  opened(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.#dispatch("open", {});
  }

  message(data: string): void {
    if (this.readyState === 1) this.#dispatch("message", { data });
  }

  closed(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#dispatch("close", { code });
  }

  send(data: string): void {
    if (this.readyState === 1) this.#server?.receive(data);
  }

  close(code = 1000): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#server?.clientCloses(code);
  }

  /** The network is gone. */
  cut(): void {
    this.#server?.cut();
  }

  #dispatch(type: string, event: object): void {
    for (const [wanted, listener] of this.#listeners) if (wanted === type) listener(event);
  }
}

export class Tab implements Owner {
  readonly name: string;
  readonly chatId: string;
  isAlive = true;
  readonly live: LiveConversation;
  /** Its first message makes the conversation. */
  readonly begins: boolean;
  #socket: TabSocket | null = null;

  /** @param begins its conversation does not exist yet: its first message makes it, so; null: it is there */
  constructor(platform: Platform, name: string, chatId: string, begins: Beginning | null) {
    this.name = name;
    this.chatId = chatId;
    this.begins = begins !== null;
    const { world } = platform;
    const random = world.random.fork(name);
    const before = world.scheduler.current;
    world.scheduler.current = this;
    this.live = createLiveConversation({
      chatId,
      baseUrl: ORIGIN,
      ...(begins === null ? {} : { begin: begins }),
      createSocket: (url) => {
        this.#socket = new TabSocket(platform, this, chatId, new URL(url));
        return standIn<WebSocket>(this.#socket);
      },
      fetch: async () => new Response("{}", { status: 200 }),
      now: () => world.nowMs,
      random: () => random.next(),
    });
    world.scheduler.current = before;
  }

  cut(): void {
    this.#socket?.cut();
  }

  /** What it shows of the branch everybody sees. */
  shown(): string[] {
    return this.live.getState().path.map(({ id, text, status }) => `${id} ${status} ${text}`);
  }

  close(): void {
    this.live.close();
    this.isAlive = false;
  }
}
