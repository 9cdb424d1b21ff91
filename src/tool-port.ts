/**
 * A person's tools as a conversation uses them. Tally's own tools run in the conversation's object; those of the person's
 * servers run in the person's object, which alone has the keys.
 */
import { isObject, parseJson, type JsonObject } from "./models/json.ts";
import { READ_PAGE, WEB_SEARCH } from "./tools/built-in.ts";
import { readPage } from "./tools/read-page.ts";
import { toolFailure, type ToolOutcome, type ToolPort } from "./tools/tool.ts";
import { webSearch } from "./tools/web-search.ts";

/** Set by the local entry: pages of the embedded AI's web. */
let simulated: (url: string) => Response | null = () => null;
export function simulatePages(page: (url: string) => Response | null): void {
  simulated = page;
}

/** Set by the local entry: a `fetch` that reaches public addresses only. */
let publicFetch: (env: Env) => typeof fetch =
  () =>
  (...request) =>
    fetch(...request);
export function readPagesBy(fetchOf: (env: Env) => typeof fetch): void {
  publicFetch = fetchOf;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const countOf = (value: unknown): number => (typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0);

function runBuiltIn(env: Env, name: string, args: JsonObject, signal: AbortSignal): Promise<ToolOutcome> | null {
  switch (name) {
    case WEB_SEARCH:
      return webSearch(
        env.AI,
        { gatewayId: env.GATEWAY_ID, provider: textOf(Reflect.get(env, "SEARCH_PROVIDER")) },
        textOf(args["query"]),
        signal,
      );
    case READ_PAGE:
      return readPage({ binding: env.AI, fetch: publicFetch(env), simulated }, textOf(args["url"]), countOf(args["from"]), signal);
    default:
      return null;
  }
}

type PersonObject = ReturnType<Env["ACCOUNT"]["getByName"]>;

/** In the person's object. A signal does not cross RPC, so that the stop follows the call to where it runs. */
async function runOfServer(
  person: PersonObject,
  id: string,
  name: string,
  argumentsJson: string,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  // Should it be lost, the call ends by its own deadline.
  const stop = (): void => void Promise.resolve(person.stopTool(id)).catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await person.runTool(id, name, argumentsJson);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** @param newId of a call */
export function toolPortOf(env: Env, person: () => PersonObject, newId: () => string): ToolPort {
  return {
    offered: async (names) => person().offeredTools([...names]),
    allow: async (name) => {
      await person().setToolPolicy(name, "always");
    },
    run: async (tool, argumentsJson, signal) => {
      const args = parseJson(argumentsJson === "" ? "{}" : argumentsJson);
      if (!isObject(args)) return toolFailure("The arguments are no JSON object.");
      return (
        runBuiltIn(env, tool.name, args, signal) ??
        runOfServer(person(), newId(), tool.name, argumentsJson === "" ? "{}" : argumentsJson, signal)
      );
    },
  };
}
