/** What an isolate of workerd holds, as V8's own inspector says while it works. */

/** `heapMb`: objects and texts. `buffersMb`: the bytes of its buffers. */
export type Held = { heapMb: number; buffersMb: number };

const MEGABYTE = 1024 * 1024;
/** How often it is looked. Milliseconds. */
const LOOK_MS = 20;

type Answer = { id?: number; result?: { usedSize?: number; backingStorageSize?: number } };

export class Heap {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;
  #isWatching = false;
  #most: Held & { sumMb: number } = { heapMb: 0, buffersMb: 0, sumMb: 0 };
  #watched: Promise<void> = Promise.resolve();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const answer: Answer = JSON.parse(String(data));
      if (answer.id === undefined) return;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  /** @param port of the inspector */
  static async of(port: number): Promise<Heap> {
    const targets: { id: string; webSocketDebuggerUrl: string }[] = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
    const target = targets.find(({ id }) => id.endsWith("user:tally"));
    if (target === undefined) throw new Error("the inspector knows no Worker");
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", () => reject(new Error("the inspector cannot be reached")), { once: true });
    });
    return new Heap(socket);
  }

  async now(): Promise<Held> {
    const { result } = await this.#ask("Runtime.getHeapUsage");
    return { heapMb: (result?.usedSize ?? 0) / MEGABYTE, buffersMb: (result?.backingStorageSize ?? 0) / MEGABYTE };
  }

  /** Keeps the most that is seen from now on. */
  watch(): void {
    this.#most = { heapMb: 0, buffersMb: 0, sumMb: 0 };
    this.#isWatching = true;
    this.#watched = this.#look();
  }

  /** The moment of those seen in which both together were most. */
  async most(): Promise<Held & { sumMb: number }> {
    this.#isWatching = false;
    await this.#watched;
    return this.#most;
  }

  close(): void {
    this.#socket.close();
  }

  async #look(): Promise<void> {
    while (this.#isWatching) {
      const held = await this.now();
      const sumMb = held.heapMb + held.buffersMb;
      if (sumMb > this.#most.sumMb) this.#most = { ...held, sumMb };
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  #ask(method: string): Promise<Answer> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method }));
    });
  }
}
