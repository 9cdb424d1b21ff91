/**
 * WebSockets between tabs and objects: frames in order in both directions, each of them an item of the scheduler; a line
 * that is cut loses what is on its way.
 */
import { PLATFORM, type Owner } from "./scheduler.ts";
import type { World } from "./world.ts";

/** What a tab hears. */
export interface Client {
  readonly owner: Owner;
  opened(): void;
  message(data: string): void;
  closed(code: number): void;
}

/** The object as its sockets see it. */
export interface SocketHost {
  readonly name: string;
  readonly sockets: Set<ServerSocket>;
  /** Its memory now; null: it sleeps. */
  readonly instance: SocketInstance | null;
  wake(): SocketInstance | null;
  socketMessage(socket: ServerSocket, data: string): void;
  socketClosed(socket: ServerSocket, code: number): void;
}
export interface SocketInstance {
  out(effect: () => void): void;
  fetch(request: Request): { webSocket: { server: ServerSocket } | null };
}

type Line = { world: World; host: SocketHost; client: Client };

/** The object's end. Its attachment and itself outlive the object's memory. */
export class ServerSocket {
  readyState = 1;
  #attachment: unknown = null;
  #line: Line | null = null;
  /** What was said before the upgrade was answered. */
  #early: (() => void)[] = [];
  #toClientMs = 0;
  #toServerMs = 0;
  /** Nothing goes through any more. */
  isDown = false;
  #isAccepted = false;

  accept(): void {
    this.#isAccepted = true;
  }

  get isAccepted(): boolean {
    return this.#isAccepted;
  }

  serializeAttachment(value: unknown): void {
    this.#attachment = structuredClone(value);
  }

  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }

  send(data: string): void {
    if (this.readyState !== 1) throw new TypeError("Can't call WebSocket send() after close().");
    this.#out(() => this.#toClient(`frame ${data}`, (client) => client.message(data)));
  }

  close(code = 1000): void {
    if (this.readyState > 1) return;
    this.readyState = 2;
    this.#out(() =>
      this.#toClient(`close ${code}`, (client) => {
        this.#toServer(`closed ${code}`, (host) => this.#end(host, code));
        client.closed(code);
      }),
    );
  }

  /** The upgrade was answered: the line is open. */
  connect(line: Line): void {
    this.#line = line;
    this.#toClient("open", (client) => client.opened());
    for (const say of this.#early.splice(0)) say();
  }

  /** The platform answers for the object, without waking it. */
  answer(data: string): void {
    this.#toClient(`frame ${data}`, (client) => client.message(data));
  }

  /** The tab says something. */
  receive(data: string): void {
    this.#toServer(`hears ${data}`, (host) => host.socketMessage(this, data));
  }

  /** The tab closes. */
  clientCloses(code: number): void {
    this.#toServer(`closed by its tab ${code}`, (host) => this.#end(host, code));
  }

  /** The network is gone: both sides learn it, each in its time. */
  cut(): void {
    if (this.isDown || this.#line === null) return;
    this.isDown = true;
    const { world, host, client } = this.#line;
    world.scheduler.in(client.owner, world.network.delayMs(), "socket lost", () => client.closed(1006));
    world.scheduler.in(PLATFORM, world.network.delayMs(), `${host.name} loses a socket`, () => this.#end(host, 1006));
  }

  /** The object's process is gone: only the tab is there to learn it. */
  dropped(): void {
    if (this.isDown || this.#line === null) return;
    this.isDown = true;
    this.readyState = 3;
    const { world, client } = this.#line;
    world.scheduler.in(client.owner, world.network.delayMs(), "socket lost", () => client.closed(1006));
  }

  #end(host: SocketHost, code: number): void {
    if (!host.sockets.has(this)) return;
    if (this.readyState === 1) this.readyState = 2;
    host.socketClosed(this, code);
    this.isDown = true;
    host.sockets.delete(this);
  }

  #out(say: () => void): void {
    const instance = this.#line?.host.instance ?? null;
    if (this.#line === null) this.#early.push(say);
    else if (instance !== null) instance.out(say);
  }

  #toClient(what: string, deliver: (client: Client) => void): void {
    if (this.isDown || this.#line === null) return;
    const { world, client } = this.#line;
    this.#toClientMs = Math.max(this.#toClientMs, world.nowMs + world.network.delayMs());
    world.scheduler.at(client.owner, this.#toClientMs, what, () => {
      if (!this.isDown) deliver(client);
    });
  }

  #toServer(what: string, deliver: (host: SocketHost) => void): void {
    if (this.isDown || this.#line === null) return;
    const { world, host } = this.#line;
    this.#toServerMs = Math.max(this.#toServerMs, world.nowMs + world.network.delayMs());
    world.scheduler.at(PLATFORM, this.#toServerMs, `${host.name} ${what}`, () => {
      if (!this.isDown) deliver(host);
    });
  }
}

/** What the object's `WebSocketPair` makes; the tab's end is the line itself. */
export class SocketPair {
  readonly 0: { readonly server: ServerSocket };
  readonly 1: ServerSocket;

  constructor() {
    this[1] = new ServerSocket();
    this[0] = { server: this[1] };
  }
}

/** A tab asks for a socket. */
export function connect(
  world: World,
  host: SocketHost,
  client: Client,
  request: () => Request,
  take: (socket: ServerSocket) => void,
): void {
  world.scheduler.in(PLATFORM, world.network.delayMs(), `${host.name} is asked for a socket`, () => {
    const instance: SocketInstance | null = host.wake();
    const response = instance?.fetch(request());
    const socket = response?.webSocket?.server;
    if (instance === null || socket === undefined) {
      world.scheduler.in(client.owner, world.network.delayMs(), "no socket", () => client.closed(1006));
      return;
    }
    instance.out(() => {
      take(socket);
      socket.connect({ world, host, client });
    });
  });
}
