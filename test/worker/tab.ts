/** A tab for tests inside workerd: the real live client over a socket that the Worker itself hands out. */
import { exports } from "cloudflare:workers";
import { createLiveConversation } from "../../client/live/index.ts";
import type { Beginning, ConversationState, LiveConversation, LiveText } from "../../client/live/state.ts";
import type { Message } from "../../src/protocol/message.ts";

export const ORIGIN = "http://localhost";

/** Who asks where a test names nobody. Every other person belongs to the tests of one file. */
export const DEFAULT_PERSON = "alice@example.com";

/** A request as somebody. */
export function call(
  path: string,
  options: { method?: string; body?: unknown; as?: string; raw?: BodyInit; headers?: Record<string, string> } = {},
): Promise<Response> {
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  return exports.default.fetch(
    new Request(`${ORIGIN}${path}`, {
      method: options.method ?? (body === undefined ? "GET" : "POST"),
      headers: { "x-tally-dev-user": options.as ?? DEFAULT_PERSON, "content-type": "application/json", ...options.headers },
      ...(body === undefined ? {} : { body }),
      // What the Worker says is looked at, not where it leads.
      redirect: "manual",
    }),
  );
}

export async function json<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

export async function newChat(body: object = {}, as?: string): Promise<string> {
  const { id } = await json<{ id: string }>(call("/api/chats", { body, ...(as === undefined ? {} : { as }) }));
  return id;
}

/**
 * A socket of the Worker in the shape of the platform's client: it "opens" asynchronously, and can lose its network
 * (`cut`), as real ones do.
 */
class WorkerSocket extends EventTarget {
  readyState = 0;
  readonly frames: string[] = [];
  #socket: WebSocket | null = null;

  constructor(path: string, as: string) {
    super();
    void this.#open(path, as);
  }

  async #open(path: string, as: string): Promise<void> {
    const response = await call(path, { as, headers: { upgrade: "websocket" } });
    const socket = response.webSocket;
    if (socket === null || this.readyState === 3) return this.#closed(1006);
    this.#socket = socket;
    socket.accept();
    this.readyState = 1;
    socket.addEventListener("message", (event) => {
      if (typeof event.data === "string") this.frames.push(event.data);
      if (this.readyState === 1) this.dispatchEvent(new MessageEvent("message", { data: event.data }));
    });
    socket.addEventListener("close", (event) => this.#closed(event.code));
    this.dispatchEvent(new Event("open"));
  }

  send(data: string): void {
    if (this.readyState === 1) this.#socket?.send(data);
  }

  close(code = 1000): void {
    this.#socket?.close(code);
    this.#closed(code);
  }

  #closed(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason: "", wasClean: code !== 1006 }));
  }

  /** The network is gone: this side learns it, the other side sees a socket that closed. */
  cut(): void {
    const socket = this.#socket;
    this.#closed(1006);
    socket?.close(1001);
  }
}

export class Tab {
  readonly live: LiveConversation;
  readonly sockets: WorkerSocket[] = [];
  #isAsleep = false;

  /** @param begin the conversation does not exist yet: its first message makes it */
  constructor(chatId: string, as = DEFAULT_PERSON, begin?: Beginning) {
    this.live = createLiveConversation({
      chatId,
      ...(begin === undefined ? {} : { begin }),
      baseUrl: ORIGIN,
      createSocket: (url) => {
        const { pathname, search } = new URL(url);
        const socket = new WorkerSocket(`${pathname}${search}`, as);
        if (this.#isAsleep) socket.cut();
        else this.sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      fetch: (input) => call(new URL(String(input)).pathname + new URL(String(input)).search, { as }),
    });
  }

  get state(): ConversationState {
    return this.live.getState();
  }

  get text(): LiveText | null {
    return this.live.getLiveText();
  }

  message(id: string): Message | undefined {
    return this.state.messages.get(id);
  }

  /** Waits for the state, not for the time. */
  until(test: (tab: Tab) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const offs: (() => void)[] = [];
      const check = (): void => {
        if (!test(this)) return;
        for (const off of offs) off();
        resolve();
      };
      offs.push(this.live.subscribe(check), this.live.subscribeLiveText(check));
      check();
    });
  }

  isLive(): Promise<void> {
    return this.until(({ state }) => state.connection.status === "live" && state.chat !== null);
  }

  /** The answer has ended, whatever its end. */
  ended(answerId: string): Promise<void> {
    return this.until((tab) => {
      const status = tab.message(answerId)?.status;
      return status !== undefined && status !== "running" && status !== "queued";
    });
  }

  cut(): void {
    this.sockets.at(-1)?.cut();
  }

  /** The device sleeps: the network is gone, and none comes until `wake`. */
  sleep(): void {
    this.#isAsleep = true;
    this.cut();
  }

  wake(): void {
    this.#isAsleep = false;
    this.live.reconnectNow();
  }

  /** What it shows: everything that a reader of the conversation sees. */
  shown(): { id: string; text: string; reasoning: string; status: string }[] {
    return this.state.path.map(({ id, text, reasoning, status }) => ({ id, text, reasoning: reasoning ?? "", status }));
  }

  close(): void {
    this.live.close();
  }
}

/** The reference text of `/gen tokens=n`. */
export const reference = (tokens: number): string => Array.from({ length: tokens }, (_, index) => ` w${index}`).join("");

/** All messages, read over HTTP page by page. */
export async function stored(chatId: string, as?: string): Promise<{ messages: Message[]; head: string | null }> {
  const messages: Message[] = [];
  let head: string | null = null;
  for (let before: string | null = null; ;) {
    const query: string = before === null ? "?limit=200" : `?limit=200&before=${before}`;
    const page: { messages: Message[]; head: string | null; next: string | null } = await json(
      call(`/api/chats/${chatId}/messages${query}`, as === undefined ? {} : { as }),
    );
    messages.unshift(...page.messages);
    head = page.head;
    if (page.next === null) return { messages, head };
    before = page.next;
  }
}
