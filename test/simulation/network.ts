/** Calls between objects, and of objects by people: in order on one stub, lost now and then, answered in a step of the caller. */
import type { Instance, ObjectHost } from "./objects.ts";
import { PLATFORM, type Owner } from "./scheduler.ts";
import type { World } from "./world.ts";

/** Whoever calls: what it asks may have to wait for its writes. */
export interface Caller extends Owner {
  out(effect: () => void): void;
}

/** One stub. After the object's memory was lost in a crash it is broken, as the platform's is. */
export class Stub {
  readonly #world: World;
  readonly #host: ObjectHost;
  readonly #caller: Caller;
  #isBroken = false;
  #lastMs = 0;

  constructor(world: World, host: ObjectHost, caller: Caller) {
    this.#world = world;
    this.#host = host;
    this.#caller = caller;
  }

  call<T>(what: string, run: (instance: Instance) => Promise<T> | T): Promise<T> {
    const world = this.#world;
    const { network, scheduler } = world;
    return new Promise<T>((resolve, reject) => {
      const answer = (how: string, settle: () => void): void =>
        void scheduler.in(this.#caller, network.delayMs(), `${how} ${what}`, settle);
      const fail = (why: string): void => answer(`${why}:`, () => reject(new Error(`${what}: ${why}`)));
      this.#caller.out(() => {
        if (world.hit("call-lost")) return fail("lost");
        this.#lastMs = Math.max(this.#lastMs, world.nowMs + network.delayMs());
        scheduler.at(PLATFORM, this.#lastMs, `${this.#host.name} is asked ${what} by ${this.#caller.name}`, () => {
          if (this.#isBroken) return fail("broken");
          const instance = this.#host.wake();
          if (instance === null) return fail("no object");
          const lost = (): void => {
            this.#isBroken = true;
            fail("reset");
          };
          // Until the answer has left, whoever asked learns it when the memory goes.
          const leave = (effect: () => void): void => {
            instance.calls.add(lost);
            instance.out(() => {
              instance.calls.delete(lost);
              effect();
            });
          };
          instance.handle(
            () => run(instance),
            (value) =>
              leave(() => (world.hit("answer-lost") ? fail("answer lost") : answer("answered", () => resolve(structuredClone(value))))),
            (error) => leave(() => answer(`threw ${String(error)} to`, () => reject(error))),
            lost,
          );
        });
      });
    });
  }
}

/**
 * Something else that is asked over a network (D1, the model's provider): done in one step, answered in another.
 * @param lateMs by how much each of the two ways takes longer, asked when it leaves. Milliseconds
 */
export function remote<T>(world: World, caller: Caller, what: string, serve: () => T, lateMs: () => number = () => 0): Promise<T> {
  const { network, scheduler } = world;
  return new Promise<T>((resolve, reject) => {
    caller.out(() => {
      const late = lateMs();
      scheduler.in(PLATFORM, late + network.delayMs(), `${what} for ${caller.name}`, () => {
        let settle: () => void;
        try {
          const value = serve();
          settle = () => resolve(value);
        } catch (error) {
          settle = () => reject(error);
        }
        scheduler.in(caller, late + network.delayMs(), `${what} answered`, settle);
      });
    });
  });
}
