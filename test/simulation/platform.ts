/** The whole of it: the real objects, D1, the model's provider, and the bindings through which they reach one another. */
import { Account } from "../../src/account/account.ts";
import { Chat } from "../../src/chat/chat.ts";
import { chatNameOf } from "../../src/rooms.ts";
import { SearchIndex } from "../../src/search/search-index.ts";
import { BooksDatabase } from "./d1.ts";
import { Model, THIRD_PARTY_MODELS } from "./model.ts";
import { Stub, type Caller } from "./network.ts";
import { Instance, ObjectHost, type Context, type Handlers } from "./objects.ts";
import type { Steady } from "./random.ts";
import type { Owner } from "./scheduler.ts";
import { standIn } from "./stand-in.ts";
import { SERVERS, Web } from "./web.ts";
import { World } from "./world.ts";

export const EMAIL = "sim@example.com";
/** A budget that a history with many answers can come near. USD. */
const LIMIT_USD = "0.05";
/** A morning near the end of a month: a clock that jumps crosses days, and some histories the month. */
const STARTS_MS = [Date.UTC(2026, 10, 26, 9), Date.UTC(2026, 10, 30, 23, 58)] as const;

type Kind = "CHAT" | "ACCOUNT" | "SEARCH";
type Callable = { [method: string]: (...values: unknown[]) => unknown };

/** A person's own way to the objects, as the Worker's routes have it. */
export interface Asking {
  chat<T>(what: string, run: (chat: Chat) => Promise<T> | T): Promise<T>;
  account<T>(what: string, run: (account: Account) => Promise<T> | T): Promise<T>;
  search<T>(what: string, run: (index: SearchIndex) => Promise<T> | T): Promise<T>;
}

export class Platform {
  readonly world: World;
  readonly books: BooksDatabase;
  readonly model: Model;
  readonly web: Web;
  readonly #hosts = new Map<string, ObjectHost>();
  readonly #variables: { [name: string]: string };

  constructor(seed: number, without: ReadonlySet<string>, steady?: Steady) {
    const startMs = STARTS_MS[seed % 7 === 0 ? 1 : 0];
    this.world = new World(seed, without, startMs, (owner) => this.#turnEnded(owner), steady);
    this.books = new BooksDatabase(this.world);
    this.model = new Model(this.world);
    this.web = new Web(this.world);
    const { random } = this.world;
    this.#variables = {
      EMBEDDED_MODELS: "1",
      REMOTE_AI: "1",
      ALLOWED_MODELS: "embedded/*, openai/sim",
      DEFAULT_MODEL: "embedded/costly",
      THIRD_PARTY_MODELS,
      MONTHLY_LIMIT_USD: random.fork("limit").chance(0.3) ? LIMIT_USD : "10",
      GATEWAY_ID: "tally",
      MCP_SERVERS: SERVERS,
    };
  }

  /** Every object there is. */
  readonly hosts: ObjectHost[] = [];

  get limitNanoUsd(): number {
    return Math.round(Number(this.#variables["MONTHLY_LIMIT_USD"]) * 1e9);
  }

  host(kind: Kind, name: string): ObjectHost {
    const key = `${kind} ${name}`;
    let host = this.#hosts.get(key);
    if (host !== undefined) return host;
    host = new ObjectHost(key, this.world, this.#make(kind));
    this.#hosts.set(key, host);
    this.hosts.push(host);
    return host;
  }

  chatHost(chatId: string): ObjectHost {
    return this.host("CHAT", chatNameOf(EMAIL, chatId));
  }

  get accountHost(): ObjectHost {
    return this.host("ACCOUNT", EMAIL);
  }

  /** What asks the objects in somebody's name. Every call is on a stub of its own, as a route's is. */
  asking(caller: Caller, chatId: string): Asking {
    const ask = <T, O extends object>(host: ObjectHost, what: string, run: (object: O) => Promise<T> | T): Promise<T> =>
      new Stub(this.world, host, caller).call(what, ({ object }) => run(standIn<O>(object)));
    return {
      chat: (what, run) => ask(this.chatHost(chatId), what, run),
      account: (what, run) => ask(this.accountHost, what, run),
      search: (what, run) => ask(this.host("SEARCH", EMAIL), what, run),
    };
  }

  /** The bindings of a Worker that serves this caller's request. */
  environmentOf(caller: Caller): object {
    return {
      CHAT: this.#namespace("CHAT", caller),
      ACCOUNT: this.#namespace("ACCOUNT", caller),
      SEARCH: this.#namespace("SEARCH", caller),
    };
  }

  close(): void {
    for (const host of this.#hosts.values()) host.storage.close();
    this.books.close();
  }

  #turnEnded(owner: Owner): void {
    if (owner instanceof Instance) owner.turnEnded();
    this.world.audit();
  }

  #make(kind: Kind): (context: Context, instance: Instance) => Handlers {
    return (context, instance) => {
      const environment = {
        ...this.#variables,
        AI: this.model.bindingOf(instance, this.web),
        DB: this.books.bindingOf(instance),
        CHAT: this.#namespace("CHAT", instance),
        ACCOUNT: this.#namespace("ACCOUNT", instance),
        SEARCH: this.#namespace("SEARCH", instance),
      };
      const Class = { CHAT: Chat, ACCOUNT: Account, SEARCH: SearchIndex }[kind];
      const [, name = ""] = context.id.name.split(" ");
      return Reflect.construct(Class, [{ ...context, id: { name } }, environment]);
    };
  }

  /** A namespace as one object has it: stubs whose methods go over the network. */
  #namespace(kind: Kind, caller: Caller): object {
    return {
      getByName: (name: string): object => {
        const stub = new Stub(this.world, this.host(kind, name), caller);
        const method =
          (called: string) =>
          (...values: unknown[]) => {
            const sent = structuredClone(values);
            return stub.call(called, async ({ object }) => {
              const target = standIn<Callable>(object);
              const answer = await target[called]?.(...sent);
              if (called === "report" && this.world.hit("report-twice")) return target[called]?.(...sent);
              return answer;
            });
          };
        return new Proxy({}, { get: (_target, called) => (typeof called === "string" && called !== "then" ? method(called) : undefined) });
      },
    };
  }
}
