/**
 * Durable Objects as the platform runs them: made when they are asked something, one event at a time, nothing leaves
 * before what was written is durable (the output gate), an alarm that is tried again until it succeeds, memory that may
 * be gone at any moment.
 */
import { PING, PONG } from "../../src/protocol/frames.ts";
import { PLATFORM, type Item, type Owner } from "./scheduler.ts";
import type { ServerSocket, SocketHost, SocketInstance } from "./sockets.ts";
import { ObjectStorage } from "./storage.ts";
import type { World } from "./world.ts";

/** An object as the platform sees it. */
export interface Handlers {
  fetch(request: Request): { webSocket: { server: ServerSocket } | null };
  alarm(): Promise<void>;
  webSocketMessage(socket: unknown, data: string): Promise<void> | void;
  webSocketClose(socket: unknown, code: number): void;
}

/** What an instance is made with: the platform's `ctx`, as far as the rooms use it. */
export type Context = {
  id: { name: string };
  storage: ObjectStorage;
  acceptWebSocket(socket: ServerSocket): void;
  getWebSockets(): ServerSocket[];
  setWebSocketAutoResponse(): void;
};
export type Make = (context: Context, instance: Instance) => Handlers;

/** Why an object may crash. */
type Crash = "crash" | "crash-after-commit";
/** An alarm whose work failed comes again after this time. Milliseconds. */
const ALARM_RETRY_MS = 2_000;
/** An object in which something runs is evicted all the same when it was asked nothing for so long (docs/design.md). Milliseconds. */
const EVICTED_AFTER_MS = 110_000;

/** The memory of one object between two losses of it. */
export class Instance implements Owner, SocketInstance {
  readonly name: string;
  isAlive = true;
  readonly host: ObjectHost;
  readonly object: Handlers;
  /** What waits for the writes before it. */
  readonly #gate: (() => void)[] = [];
  #isCommitting = false;
  /** Calls that are not answered yet, by what their callers learn when this memory goes. */
  readonly calls = new Set<() => void>();
  /** Events whose work is not over. */
  busy = 0;

  constructor(host: ObjectHost, make: Make) {
    this.name = host.name;
    this.host = host;
    host.world.scheduler.current = this;
    // What its constructor sends leaves as anything else does.
    host.instance = this;
    this.object = make(host.context, this);
  }

  /** Lets something leave the object, once everything written before it is durable. */
  out(effect: () => void): void {
    if (this.isAlive) this.#gate.push(effect);
  }

  /** A step of this object is over. */
  turnEnded(): void {
    if (!this.isAlive || this.#isCommitting) return;
    const { world, storage } = this.host;
    if (!storage.isDirty) return this.#open();
    this.#isCommitting = true;
    world.scheduler.in(this, world.network.chance(0.7) ? 0 : world.network.between(1, 15), "commits", () => {
      this.#isCommitting = false;
      if (world.hit("crash-after-commit")) return this.host.crash("crash-after-commit");
      this.#open();
    });
  }

  #open(): void {
    this.host.storage.commit();
    this.host.armAlarm();
    for (const effect of this.#gate.splice(0)) effect();
  }

  /** Nothing runs here, and nothing waits to become durable. */
  get isIdle(): boolean {
    return this.busy === 0 && !this.#isCommitting && this.#gate.length === 0;
  }

  fetch(request: Request): { webSocket: { server: ServerSocket } | null } {
    return this.object.fetch(request);
  }

  /** Runs an event. @param lost what happens elsewhere when this memory goes before it is over */
  handle<T>(run: () => Promise<T> | T, succeeded: (value: T) => void, failed: (error: unknown) => void, lost: () => void): void {
    this.busy += 1;
    this.calls.add(lost);
    const over = (): void => {
      this.busy -= 1;
      this.calls.delete(lost);
    };
    void ended(run).then((end) => {
      over();
      if (end.ok) succeeded(end.value);
      else failed(end.error);
    });
  }
}

/** How an event ended. What a handler throws at once is an end like any other. */
async function ended<T>(run: () => Promise<T> | T): Promise<{ ok: true; value: T } | { ok: false; error: unknown }> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return { ok: false, error };
  }
}

export class ObjectHost implements SocketHost {
  readonly name: string;
  readonly world: World;
  readonly storage: ObjectStorage;
  readonly context: Context;
  readonly sockets = new Set<ServerSocket>();
  readonly #make: Make;
  instance: Instance | null = null;
  #alarm: Item | null = null;
  #isGoingOff = false;
  #retries = 0;
  /** When something was last asked of it. */
  #wokenMs = 0;

  constructor(name: string, world: World, make: Make) {
    this.name = name;
    this.world = world;
    this.#make = make;
    this.storage = new ObjectStorage(name.slice(0, name.indexOf(" ")));
    this.context = {
      id: { name },
      storage: this.storage,
      acceptWebSocket: (socket) => {
        socket.accept();
        this.sockets.add(socket);
      },
      getWebSockets: () => [...this.sockets],
      setWebSocketAutoResponse: () => undefined,
    };
  }

  /** The object's memory, made now if there is none; null: it could not be made. */
  wake(): Instance | null {
    const { scheduler } = this.world;
    if (this.instance === null) {
      this.world.note(`${this.name} wakes`);
      try {
        this.instance = new Instance(this, this.#make);
      } catch {
        if (this.instance !== null) this.instance.isAlive = false;
        this.instance = null;
        // What was written is not durable, and whoever asked learns that it failed.
        this.storage.rollback();
        scheduler.current = PLATFORM;
        return null;
      }
    }
    scheduler.current = this.instance;
    this.#wokenMs = scheduler.nowMs;
    return this.instance;
  }

  hasTable(name: string): boolean {
    return this.storage.tables.has(name);
  }

  /** Memory and everything not durable are gone; sockets are cut. */
  crash(how: Crash): void {
    const { instance } = this;
    if (instance === null) return;
    this.world.note(`${this.name} ${how}`);
    if (how === "crash-after-commit") this.storage.commit(false);
    for (const socket of this.sockets) socket.dropped();
    this.sockets.clear();
    this.#forget(instance);
  }

  /** Memory is gone; sockets stay. Where nothing runs, or what runs was asked for too long ago. */
  evict(): void {
    const { instance } = this;
    if (instance === null || !instance.isIdle || this.#isGoingOff) return;
    const { scheduler } = this.world;
    if (scheduler.hasAny(instance) && scheduler.nowMs - this.#wokenMs < EVICTED_AFTER_MS) return;
    this.world.note(`${this.name} is evicted`);
    this.#forget(instance);
  }

  #forget(instance: Instance): void {
    instance.isAlive = false;
    this.instance = null;
    this.storage.rollback();
    for (const lost of instance.calls) lost();
    this.armAlarm();
  }

  socketMessage(socket: ServerSocket, data: string): void {
    if (!this.sockets.has(socket)) return;
    if (data === PING) return socket.answer(PONG);
    const instance = this.wake();
    instance?.handle(
      () => instance.object.webSocketMessage(socket, data),
      nothing,
      (error) => this.#uncaught(error),
      nothing,
    );
  }

  socketClosed(socket: ServerSocket, code: number): void {
    this.wake()?.object.webSocketClose(socket, code);
  }

  #uncaught(error: unknown): void {
    this.world.fail(`${this.name}: an event threw ${String(error)}`);
  }

  /** Sets the platform's alarm as storage has it. */
  armAlarm(retryMs = 0): void {
    if (this.#isGoingOff) return;
    const dueMs = this.storage.durableAlarmMs;
    if (this.#alarm !== null) this.#alarm.isCancelled = true;
    this.#alarm = null;
    if (dueMs === null) return;
    const { world } = this;
    const shiftMs = world.hit("alarm-early")
      ? -world.network.between(1, 900)
      : world.hit("alarm-late")
        ? world.network.between(1_000, 200_000)
        : 0;
    const atMs = Math.max(world.nowMs, dueMs + shiftMs) + retryMs + world.network.between(0, 5);
    this.#alarm = world.scheduler.at(PLATFORM, atMs, `${this.name} alarm`, () => this.#goOff());
  }

  #goOff(): void {
    const { world, storage } = this;
    this.#alarm = null;
    if (storage.isDirty || storage.durableAlarmMs === null) {
      // What is being written may move it.
      if (storage.durableAlarmMs !== null) this.armAlarm(1);
      return;
    }
    const instance = this.wake();
    if (instance === null) return this.armAlarm(ALARM_RETRY_MS);
    this.#isGoingOff = true;
    storage.hideAlarm();
    const over = (retryMs: number): void => {
      this.#isGoingOff = false;
      this.#retries = retryMs === 0 ? 0 : this.#retries + 1;
      this.armAlarm(retryMs * 2 ** Math.min(6, this.#retries));
    };
    const failed = (): void => {
      storage.showAlarm();
      over(ALARM_RETRY_MS);
    };
    const succeeded = (): void => {
      const isTwice = world.hit("alarm-twice");
      if (!isTwice) storage.alarmDone();
      else storage.showAlarm();
      over(0);
    };
    instance.handle(() => instance.object.alarm(), succeeded, failed, failed);
  }
}

const nothing = (): void => undefined;
