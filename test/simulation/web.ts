/**
 * What tools reach, as the scheduler plays it: a search that costs money, and a server of the Model Context Protocol whose
 * one tool has an effect. It remembers what was really done, which is what steps are held against.
 */
import { PLATFORM } from "./scheduler.ts";
import type { Caller } from "./network.ts";
import type { World } from "./world.ts";
import { isObject, parseJson } from "../../src/models/json.ts";

export const SEARCH = "web_search";
export const NOTE = "notes__add";
export const SERVER_URL = "https://notes.example/mcp";
export const SERVERS = JSON.stringify([{ name: "Notes", url: SERVER_URL }]);

/** Longer than a conversation waits for a tool. Milliseconds. */
const LATE_MS = 100_000;

const TOOLS = [
  {
    name: "add",
    description: "Adds a note.",
    inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  },
];

export class Web {
  readonly #world: World;
  /** How often each was done, by its key. */
  readonly searches = new Map<string, number>();
  readonly notes = new Map<string, number>();
  /** Told of each search when it is done. */
  searched: (key: string) => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** `env.AI.websearch` of one object. */
  search(caller: Caller, request: unknown): Promise<Response> {
    const query = isObject(request) && typeof request["query"] === "string" ? request["query"] : "";
    return this.#ask(caller, `search ${query}`, true, () => {
      count(this.searches, query);
      this.searched(query);
      const items = [{ url: "https://example.com/one", title: "One", description: "What One says." }];
      return Response.json({ items, metadata: { query, requestId: query, latencyMs: 1 } });
    });
  }

  /** `fetch` of one object: the server of the notes is all there is. */
  fetch(caller: Caller, url: string, init: RequestInit | undefined): Promise<Response> {
    const message = parseJson(typeof init?.body === "string" ? init.body : "");
    if (url !== SERVER_URL || !isObject(message)) return Promise.resolve(new Response(null, { status: 405 }));
    const { id, method } = message;
    const called = isObject(message["params"]) ? message["params"] : {};
    const answer = (result: object): Response => Response.json({ jsonrpc: "2.0", id, result });
    return this.#ask(caller, `notes ${String(method)}`, method === "tools/call", () => {
      switch (method) {
        case "initialize":
          return answer({
            protocolVersion: called["protocolVersion"],
            capabilities: { tools: {} },
            serverInfo: { name: "Notes", version: "1.0.0" },
          });
        case "tools/list":
          return answer({ tools: TOOLS });
        case "tools/call": {
          const args = isObject(called["arguments"]) ? called["arguments"] : {};
          count(this.notes, String(args["text"]));
          return answer({ content: [{ type: "text", text: "Added." }] });
        }
        default:
          return new Response(null, { status: 202 });
      }
    });
  }

  #ask(caller: Caller, what: string, mayFail: boolean, serve: () => Response): Promise<Response> {
    const world = this.#world;
    const { network, scheduler } = world;
    return new Promise((resolve, reject) => {
      const answer = (how: string, lateMs: number, settle: () => void): void =>
        void scheduler.in(caller, lateMs + network.delayMs(), `${what} ${how}`, settle);
      const lose = (how: string): void => answer(how, 0, () => reject(new TypeError("fetch failed")));
      caller.out(() => {
        if (mayFail && world.hit("tool-lost")) return lose("is lost");
        scheduler.in(PLATFORM, network.delayMs(), `${what} for ${caller.name}`, () => {
          const response = serve();
          if (mayFail && world.hit("tool-answer-lost")) return lose("has its answer lost");
          answer("is answered", mayFail && world.hit("tool-late") ? LATE_MS : 0, () => resolve(response));
        });
      });
    });
  }
}

const count = (done: Map<string, number>, key: string): void => void done.set(key, (done.get(key) ?? 0) + 1);
