/** One server from outside: requests and sockets as a person. Nothing here knows Tally's sources. */
import { Reader, type Judge } from "./reader.ts";
import type { Event } from "./shapes.ts";

/** Milliseconds that anything may take which the protocol calls immediate. */
const PATIENCE_MS = 10_000;

/** Until a close that was said is also the connection's end: workerd ends it when the object goes to sleep, 10 s later. */
const CLOSED_WITHIN_MS = 20_000;

/** The headers that say who calls. */
export type Person = Readonly<Record<string, string>>;

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
  /** The body as it came. */
  text: string;
}

/** Something a check needs did not come; what was waited for is told. */
export class TooLate extends Error {}

export class Target {
  readonly base: string;
  readonly #broken: Judge;
  readonly #tabs = new Set<Tab>();

  constructor(base: string, broken: Judge) {
    this.base = base.replace(/\/+$/, "");
    this.#broken = broken;
  }

  async call<T>(
    person: Person,
    path: string,
    options: { method?: string; body?: unknown; raw?: BodyInit; headers?: Record<string, string> } = {},
  ): Promise<Answer<T>> {
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(`${this.base}${path}`, {
      method: options.method ?? (body === undefined ? "GET" : "POST"),
      headers: { "content-type": "application/json", ...person, ...options.headers },
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // An export or a file.
    }
    return { status: response.status, headers: response.headers, body: json as T, text };
  }

  /** A socket; resolves when it is open. */
  async socket(person: Person, path: string, onFrame: (frame: string) => void = () => undefined): Promise<RawTab> {
    const tab = new RawTab(`${this.base.replace(/^http/, "ws")}${path}`, person, onFrame);
    await tab.opened;
    return tab;
  }

  /** A tab of a conversation with its reader; resolves with its first frame. @param before an earlier tab, whose cursor is used */
  async tab(person: Person, chatId: string, options: { query?: string; before?: Tab; waits?: boolean; route?: string } = {}): Promise<Tab> {
    const tab = new Tab(this, person, chatId, options, this.#broken);
    this.#tabs.add(tab);
    await tab.raw.opened;
    if (options.waits !== true) await tab.until(() => tab.reader.frames > 0, "the first frame");
    return tab;
  }

  /** Leaves no socket behind. */
  closeAll(): void {
    for (const tab of this.#tabs) tab.raw.close();
  }
}

/** A socket and its frames. */
export class RawTab {
  readonly frames: string[] = [];
  closeCode: number | null = null;
  readonly opened: Promise<void>;
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];

  constructor(url: string, person: Person, onFrame: (frame: string) => void) {
    // Node's own client takes headers, which the type that browsers share does not know.
    this.#socket = new WebSocket(url, { headers: { ...person } } as unknown as string[]);
    this.opened = new Promise((resolve, reject) => {
      this.#socket.addEventListener("open", () => resolve());
      this.#socket.addEventListener("close", ({ code }) => reject(new TooLate(`the socket was closed with ${code} before it was open`)));
    });
    this.opened.catch(() => undefined);
    this.#socket.addEventListener("message", ({ data }) => {
      const frame = String(data);
      this.frames.push(frame);
      onFrame(frame);
      this.#wake();
    });
    this.#socket.addEventListener("close", ({ code }) => {
      this.closeCode = code;
      this.#wake();
    });
    this.#socket.addEventListener("error", () => undefined);
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  send(frame: string): void {
    this.#socket.send(frame);
  }

  close(): void {
    this.#socket.close(1000);
  }

  /** Waits for the end of the socket; `closeCode` is known then. */
  closed(what: string): Promise<void> {
    return this.until(() => this.closeCode !== null, what, CLOSED_WITHIN_MS);
  }

  /** Waits for frames, not for time. */
  async until(test: () => boolean, what: string, withinMs = PATIENCE_MS): Promise<void> {
    const late = AbortSignal.timeout(withinMs);
    const isLate = new Promise<void>((resolve) => late.addEventListener("abort", () => resolve(), { once: true }));
    while (!test()) {
      if (late.aborted) throw new TooLate(`${what} did not come within ${withinMs / 1000} s`);
      await Promise.race([new Promise<void>((resolve) => void this.#waiting.push(resolve)), isLate]);
    }
  }
}

/** A tab of one conversation. */
export class Tab {
  readonly raw: RawTab;
  readonly reader: Reader;
  readonly #answers = new Map<string, Event>();
  /** Whether marks are said back (P33). */
  confirms = true;

  constructor(target: Target, person: Person, chatId: string, options: { query?: string; before?: Tab; route?: string }, broken: Judge) {
    const { before } = options;
    this.reader = new Reader(broken, before?.reader ?? null);
    const cursor = new URLSearchParams({ v: "2" });
    if (before !== undefined && before.reader.seq !== null) {
      cursor.set("seq", String(before.reader.seq));
      const { live } = before.reader;
      if (live !== undefined) {
        cursor.set("answer", live.id);
        cursor.set("text", String(live.text.length));
        cursor.set("reasoning", String(live.reasoning?.length ?? 0));
      }
    }
    for (const [name, value] of new URLSearchParams(options.query ?? "")) cursor.set(name, value);
    const path = options.route ?? `/api/chats/${encodeURIComponent(chatId)}/live`;
    this.raw = new RawTab(`${target.base.replace(/^http/, "ws")}${path}?${cursor}`, person, (frame) => this.#read(frame));
  }

  #read(frame: string): void {
    this.reader.read(frame);
    if (frame.startsWith("m") && this.confirms) this.raw.send(JSON.stringify({ type: "received", mark: frame.slice(1) }));
    if (!frame.startsWith("{")) return;
    const event = JSON.parse(frame) as Event;
    if ((event.type === "ack" || event.type === "refused") && typeof event.id === "string") this.#answers.set(event.id, event);
  }

  /** Sends a command and gives its `ack` or `refused`. */
  async command(frame: { type: string; id: string; [field: string]: unknown }): Promise<Event> {
    this.#answers.delete(frame.id);
    this.raw.send(JSON.stringify(frame));
    await this.raw.until(() => this.#answers.has(frame.id), `an answer to the command ${frame.type}`);
    return this.#answers.get(frame.id) ?? { type: "none" };
  }

  until(test: () => boolean, what: string, withinMs?: number): Promise<void> {
    return this.raw.until(test, what, withinMs);
  }

  /** Waits until that answer has a final status here. */
  async ended(answerId: string, withinMs?: number): Promise<string> {
    const isFinal = (): boolean => !["queued", "running", undefined].includes(this.reader.messages.get(answerId)?.status);
    await this.raw.until(isFinal, `the end of the answer ${answerId}`, withinMs);
    return this.reader.messages.get(answerId)?.text ?? "";
  }

  close(): void {
    this.raw.close();
  }
}
