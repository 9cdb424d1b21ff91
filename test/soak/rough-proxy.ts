/**
 * A bad network of our own: bytes between client and server are delayed, come in halves, and connections are cut in the
 * middle of whatever they carry. Loopback; knows nothing of what is said.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface Weather {
  /** Longest delay of a piece. Milliseconds. */
  delayMs: number;
  /** Share of pieces that come in two. */
  halves: number;
  /** Mean time until a connection is cut; null: none is. Milliseconds. */
  cutAfterMs: number | null;
}

export const CALM: Weather = { delayMs: 0, halves: 0, cutAfterMs: null };

export class RoughProxy {
  readonly base: string;
  readonly counts = { delayed: 0, halved: 0, cut: 0, connections: 0 };
  weather: Weather;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #random: () => number;

  private constructor(server: Server, weather: Weather, random: () => number) {
    this.#server = server;
    this.weather = weather;
    this.#random = random;
    this.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(target: string, weather: Weather, random: () => number): Promise<RoughProxy> {
    const port = Number(new URL(target).port);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const proxy = new RoughProxy(server, weather, random);
    server.on("connection", (client) => proxy.#join(client, connect(port, "127.0.0.1")));
    return proxy;
  }

  #join(client: Socket, upstream: Socket): void {
    this.counts.connections += 1;
    const { cutAfterMs } = this.weather;
    const end = (): void => {
      clearTimeout(cutting);
      for (const socket of [client, upstream]) {
        this.#open.delete(socket);
        socket.destroy();
      }
    };
    // Exponential: as many die in their first second as the mean says.
    const cutting = setTimeout(
      () => {
        if (this.weather.cutAfterMs === null) return;
        this.counts.cut += 1;
        end();
      },
      cutAfterMs === null ? 2 ** 31 - 1 : -Math.log(1 - this.#random()) * cutAfterMs,
    );
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#open.add(from);
      from.setNoDelay(true);
      this.#pipe(from, to, end);
    }
  }

  /** Pieces keep their order, however long each is held. */
  #pipe(from: Socket, to: Socket, end: () => void): void {
    let last = Promise.resolve();
    const hold = (piece: Buffer, ms: number): void => {
      last = last.then(async () => {
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
        if (!to.destroyed) to.write(piece);
      });
    };
    from.on("data", (piece) => {
      const { delayMs, halves } = this.weather;
      const ms = delayMs === 0 ? 0 : this.#random() ** 3 * delayMs;
      if (ms > 1) this.counts.delayed += 1;
      if (piece.length > 1 && this.#random() < halves) {
        this.counts.halved += 1;
        const at = 1 + Math.floor(this.#random() * (piece.length - 1));
        hold(piece.subarray(0, at), ms);
        hold(piece.subarray(at), 1 + ms);
      } else hold(piece, ms);
    });
    from.on("error", () => undefined);
    from.on("close", () => void last.then(end));
  }

  stop(): void {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
  }
}
