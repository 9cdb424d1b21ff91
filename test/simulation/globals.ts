/**
 * The globals that the objects use and Node does not have or may not decide: the clock, timers, ids, and the classes of
 * the platform's sockets. Put in place while a history runs, and taken back after it.
 */
import { SocketPair } from "./sockets.ts";
import type { Item } from "./scheduler.ts";
import { Instance } from "./objects.ts";
import type { Platform } from "./platform.ts";

const RealResponse = globalThis.Response;

/** A response that may be an upgrade. */
class UpgradableResponse extends RealResponse {
  override readonly webSocket: WebSocket | null;

  constructor(body?: BodyInit | null, init: ResponseInit = {}) {
    const { webSocket = null, ...rest } = init;
    super(body, rest.status === 101 ? { ...rest, status: 200 } : rest);
    this.webSocket = webSocket;
  }
}

class AutoResponsePair {
  readonly request: string;
  readonly response: string;

  constructor(request: string, response: string) {
    this.request = request;
    this.response = response;
  }
}

const cancel = (item: Item | undefined | null): void => {
  if (item != null) item.isCancelled = true;
};

/** @returns what takes them back */
export function installGlobals({ world, web }: Platform): () => void {
  const { scheduler } = world;
  const fetched = (url: unknown, init?: RequestInit): Promise<Response> => {
    const { current } = scheduler;
    return current instanceof Instance ? web.fetch(current, String(url), init) : Promise.reject(new TypeError("fetch failed"));
  };
  const later = (callback: () => void, ms: unknown): Item =>
    scheduler.in(scheduler.current, Math.max(0, Number(ms ?? 0)), "timer", callback);
  const every = (callback: () => void, ms: number): { item: Item; isCancelled: boolean } => {
    const kept = { item: later(again, ms), isCancelled: false };
    function again(): void {
      if (kept.isCancelled) return;
      kept.item = later(again, ms);
      callback();
    }
    return kept;
  };
  const abortedAfter = (ms: number): AbortSignal => {
    const controller = new AbortController();
    later(() => controller.abort(new DOMException("The operation timed out.", "TimeoutError")), ms);
    return controller.signal;
  };
  const random = world.random.fork("math");
  return replaced([
    [globalThis, "setTimeout", later],
    [globalThis, "clearTimeout", cancel],
    [globalThis, "setInterval", every],
    [globalThis, "clearInterval", cancel],
    [AbortSignal, "timeout", abortedAfter],
    [globalThis, "fetch", fetched],
    [globalThis, "Response", UpgradableResponse],
    [globalThis, "WebSocketPair", SocketPair],
    [globalThis, "WebSocketRequestResponsePair", AutoResponsePair],
    [Date, "now", () => scheduler.nowMs],
    [Math, "random", () => random.next()],
    [crypto, "randomUUID", () => world.newId()],
    [crypto, "getRandomValues", <T extends Uint8Array>(bytes: T): T => bytes.map(() => random.between(0, 255)) as T],
  ]);
}

function replaced(changes: readonly [object, string, unknown][]): () => void {
  const before = changes.map(([target, name]) => [target, name, Object.getOwnPropertyDescriptor(target, name)] as const);
  for (const [target, name, value] of changes) Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    for (const [target, name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, descriptor);
    }
  };
}
