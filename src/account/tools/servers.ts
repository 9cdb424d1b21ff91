/**
 * A person's servers of the Model Context Protocol. Keys and tokens are stored in this object's table and are sent only to
 * the server and its own sign-in. The list of tools is stored, and fetched again on connect, when it is used after a day,
 * and when a call showed that it has changed.
 */
import { z } from "zod";
import { jsonOr } from "../../storage/json-column.ts";
import { callTool, finishSignIn, listTools, type Endpoint, type Net } from "../../mcp/connection.ts";
import { refusalOfAddress } from "../../mcp/address.ts";
import { AUTHORIZATION_LIFE_MS, SignInProvider, type SignIn } from "../../mcp/sign-in.ts";
import { listedTools, listOf, prefixOf, type ListedTool } from "../../mcp/tool-list.ts";
import { isObject, parseJson } from "../../models/json.ts";
import { failed, invalid, type Result } from "../../protocol/problem.ts";
import { MAX_MCP_SERVERS, mcpState, type McpServer } from "../../protocol/tools.ts";
import { toolFailure, type ToolOutcome } from "../../tools/tool.ts";
import type { ServerRow, ToolSql } from "./sql.ts";

/** Age after which a list is fetched again when its tools are used. Milliseconds. */
const LIST_LIFE_MS = 86_400_000;

/** Which servers people may have, as an administrator set it. */
export type ServerRules = {
  /** Servers that everybody has and nobody can remove. */
  fixed: readonly { name: string; url: string }[];
  mayAdd: boolean;
};

export type ServersWorld = {
  now(): number;
  newSecret(): string;
  net: Net;
  rules: ServerRules;
};

export type Connected = { state: McpServer["state"]; authorizeUrl?: string; detail?: string };

const headersIn = (column: string): { [name: string]: string } => jsonOr(column, z.record(z.string(), z.string()), {});
const toolsIn = (server: Pick<ServerRow, "tools">): ListedTool[] => jsonOr(server.tools, listedTools, []);
/** The sign-in's state, in the library's own shape; anything that is not an object reads as empty. */
const signInOf = (column: string): SignIn => {
  const kept = parseJson(column);
  return isObject(kept) ? kept : {};
};

export class Servers {
  readonly #sql: ToolSql;
  readonly #world: ServersWorld;
  /** Connections to one server run one after the other: two refreshes at once would invalidate each other's token. */
  readonly #busy = new Map<string, Promise<unknown>>();
  /** Tool calls that are under way, by their callers' ids. */
  readonly #calls = new Map<string, AbortController>();

  constructor(sql: ToolSql, world: ServersWorld) {
    this.#sql = sql;
    this.#world = world;
  }

  /** Theirs, and those that an administrator gave to everybody. w: fixed ones that are new here, or moved */
  all(): ServerRow[] {
    const rows = this.#sql.servers();
    for (const { name, url } of this.#world.rules.fixed) {
      const id = fixedId(name);
      const at = rows.findIndex((row) => row.id === id);
      const known = rows[at];
      if (known?.url === url) continue;
      // If its address has changed, keys and tokens for the old one must not be sent to the new one.
      if (known !== undefined) this.#sql.deleteServer(id);
      const others = rows.filter((row) => row.id !== id);
      const row = this.#newRow(id, freeName(name, others), url, {});
      this.#sql.insertServer(row);
      rows.splice(at === -1 ? rows.length : at, at === -1 ? 0 : 1, row);
    }
    return rows.filter((row) => !row.id.startsWith(FIXED) || this.#isFixed(row));
  }

  /** Counts the servers that hold anything of the person's. */
  count(): number {
    return this.#sql.servers().filter(({ id, auth }) => !id.startsWith(FIXED) || auth !== NOTHING).length;
  }

  list(): { servers: McpServer[]; mayAdd: boolean } {
    return { servers: this.all().map((row) => this.#view(row)), mayAdd: this.#world.rules.mayAdd };
  }

  /** The tools of one server, as far as it may be used. */
  toolsOf(server: ServerRow): ListedTool[] {
    if (!this.#isAllowed(server) || (server.state === "failed" && server.asked_at === null)) return [];
    return toolsIn(server);
  }

  async add(body: { url: string; name: string; headers?: Record<string, string> | undefined }): Promise<Result<McpServer>> {
    const rows = this.all();
    if (!this.#world.rules.mayAdd)
      return failed({ reason: "conflict", detail: "An administrator allows no servers beside those that are there." });
    if (rows.length >= MAX_MCP_SERVERS)
      return failed({ reason: "conflict", detail: `You have ${MAX_MCP_SERVERS} servers already. Remove one first.` });
    const like = rows.find(({ name }) => prefixOf(name) === prefixOf(body.name));
    if (like !== undefined)
      return failed({
        reason: "conflict",
        detail: `You have a server of this name, or one too like it (${like.name}). Give it another one.`,
      });
    const refusal = refusalOfAddress(body.url, this.#world.net.allowsLoopback);
    if (refusal !== null) return failed(invalid("url", refusal));
    const row = this.#newRow(this.#world.newSecret().slice(0, 16), body.name, body.url, body.headers ?? {});
    this.#sql.insertServer(row);
    return { ok: true, value: this.#view(row) };
  }

  remove(id: string): Result<{ tools: string[] }> {
    const row = this.#sql.server(id);
    if (row === null) return failed({ reason: "not-found" });
    if (this.#isFixed(row))
      return failed({ reason: "conflict", detail: "An administrator gave this server to everybody: it cannot be removed." });
    const tools = toolsIn(row).map(({ name }) => name);
    this.#sql.deleteServer(id);
    this.#sql.forgetPolicies(tools);
    return { ok: true, value: { tools } };
  }

  /** Fetches a server's tools; where it requires a sign-in, returns the address to open. @param redirectUrl the OAuth redirect URI */
  async connect(id: string, redirectUrl: string): Promise<Result<Connected>> {
    const known = this.#sql.server(id);
    if (known === null) return failed({ reason: "not-found" });
    if (!this.#isAllowed(known)) return failed({ reason: "conflict", detail: NOT_ALLOWED });
    return this.#oneByOne(id, async () => {
      const row = this.#sql.server(id);
      return row === null ? failed({ reason: "not-found" }) : { ok: true, value: await this.#ask(row, redirectUrl) };
    });
  }

  /** Finishes an OAuth sign-in. @returns null where this person has not begun it, or too long ago */
  async signedIn(state: string, code: string, issuer: string | null, redirectUrl: string): Promise<Connected | null> {
    const row = this.all().find((one) => {
      const begun = signInOf(one.auth).state;
      return (
        this.#isAllowed(one) && begun !== undefined && begun.value === state && this.#world.now() - begun.atMs <= AUTHORIZATION_LIFE_MS
      );
    });
    if (row === undefined) return null;
    return this.#oneByOne(row.id, async () => {
      const endpoint = this.#endpoint(row, redirectUrl);
      if (!(await finishSignIn(endpoint, this.#world.net, code, issuer))) {
        this.#sql.updateServer(row.id, { state: "authorize", detail: "The sign-in was not accepted. Try again." });
        return { state: "authorize", detail: "The sign-in was not accepted. Try again." };
      }
      return this.#ask(this.#sql.server(row.id) ?? row, redirectUrl);
    });
  }

  /** Calls a tool of a server. @param id by which it can be stopped */
  async call(id: string, tool: string, argumentsJson: string): Promise<ToolOutcome> {
    const server = this.all().find((row) => this.toolsOf(row).some(({ name }) => name === tool));
    const listed = server === undefined ? undefined : this.toolsOf(server).find(({ name }) => name === tool);
    if (server === undefined || listed === undefined) return toolFailure("This tool is not available any more.");
    const args = parseJson(argumentsJson);
    const call = new AbortController();
    this.#calls.set(id, call);
    try {
      const { outcome, isListOld } = await callTool(
        this.#endpoint(server, ""),
        this.#world.net,
        listed.own,
        isObject(args) ? args : {},
        call.signal,
      );
      const isOld = isListOld || this.#world.now() - (server.asked_at ?? 0) > LIST_LIFE_MS;
      // Before the next call: what the server says of its tools now may have to be asked about.
      if (isOld && !call.signal.aborted) await this.connect(server.id, "");
      return outcome;
    } finally {
      this.#calls.delete(id);
    }
  }

  /** Cancels a call: notifies its server, and ends it at once. Does nothing where it has ended or is unknown. */
  stop(id: string): void {
    this.#calls.get(id)?.abort(new Error("stopped"));
  }

  async #ask(row: ServerRow, redirectUrl: string): Promise<Connected> {
    const listed = await listTools(this.#endpoint(row, redirectUrl), this.#world.net);
    switch (listed.is) {
      case "ready": {
        const { tools, leftOut } = listOf(row.name, listed.tools);
        const detail =
          leftOut === 0
            ? null
            : `${leftOut} of its tools cannot be used: they have no usable name, or are described at too great a length.`;
        this.#sql.updateServer(row.id, { state: "ready", detail, tools: JSON.stringify(tools), asked_at: this.#world.now() });
        return { state: "ready", ...(detail === null ? {} : { detail }) };
      }
      case "authorize":
        this.#sql.updateServer(row.id, { state: "authorize", detail: null });
        return { state: "authorize", ...(listed.authorizeUrl === null ? {} : { authorizeUrl: listed.authorizeUrl }) };
      case "failed":
        this.#sql.updateServer(row.id, { state: "failed", detail: listed.detail });
        return { state: "failed", detail: listed.detail };
    }
  }

  /** @param redirectUrl empty: where it led before */
  #endpoint(row: ServerRow, redirectUrl: string): Endpoint {
    const { id } = row;
    const kept = signInOf(this.#sql.server(id)?.auth ?? row.auth);
    // An OAuth client is registered for one redirect URI: under another address of Tally it is registered again.
    const { client: _client, tokens: _tokens, discovery: _discovery, ...bare } = kept;
    const isElsewhere = redirectUrl !== "" && kept.redirect !== undefined && kept.redirect !== redirectUrl;
    const provider = new SignInProvider(
      {
        redirectUrl: redirectUrl === "" ? (kept.redirect ?? "") : redirectUrl,
        now: this.#world.now,
        newSecret: this.#world.newSecret,
        save: (signIn) => this.#sql.updateServer(id, { auth: JSON.stringify(signIn) }),
      },
      isElsewhere && kept.tokens === undefined ? bare : kept,
    );
    return { url: row.url, headers: headersIn(row.headers), provider };
  }

  #newRow(id: string, name: string, url: string, headers: { [name: string]: string }): ServerRow {
    return {
      id,
      name,
      url,
      headers: JSON.stringify(headers),
      state: "new",
      detail: null,
      tools: "[]",
      asked_at: null,
      auth: NOTHING,
      added_at: this.#world.now(),
    };
  }

  /** People's own are used only as long as an administrator lets them have some. */
  #isAllowed(row: ServerRow): boolean {
    return this.#world.rules.mayAdd || this.#isFixed(row);
  }

  #isFixed(row: ServerRow): boolean {
    return this.#world.rules.fixed.some(({ name, url }) => row.id === fixedId(name) && row.url === url);
  }

  #view(row: ServerRow): McpServer {
    const isAllowed = this.#isAllowed(row);
    const detail = isAllowed ? row.detail : NOT_ALLOWED;
    return {
      id: row.id,
      name: row.name,
      url: row.url,
      state: isAllowed ? stateIn(row.state) : "failed",
      ...(detail === null ? {} : { detail }),
      headers: Object.keys(headersIn(row.headers)),
      tools: isAllowed ? toolsIn(row).map(({ name }) => name) : [],
      askedAt: row.asked_at === null ? null : new Date(row.asked_at).toISOString(),
      fixed: this.#isFixed(row),
    };
  }

  #oneByOne<T>(id: string, work: () => Promise<T>): Promise<T> {
    const passed = (this.#busy.get(id) ?? Promise.resolve()).then(work, work);
    this.#busy.set(id, passed);
    return passed;
  }
}

const FIXED = "fixed-";
const NOT_ALLOWED = "An administrator allows no servers of people's own any more: it is not asked. It can only be removed.";

/** The administrator's name for a server, with a number where a server of the person's own has that name or a too similar one. */
function freeName(name: string, others: readonly { name: string }[]): string {
  const taken = new Set(others.map((other) => prefixOf(other.name)));
  const isFree = (candidate: string): boolean => !taken.has(prefixOf(candidate));
  for (let number = 2, free: string | undefined = isFree(name) ? name : undefined; ; number += 1) {
    if (free !== undefined) return free;
    // Names are cut for tools' prefixes: after a long name a number would be lost, so it may come first.
    free = [`${name} ${number}`, `${number} ${name}`].find(isFree);
  }
}

/** The stored state before any sign-in. */
const NOTHING = "{}";
const fixedId = (name: string): string => `${FIXED}${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;

/** A server's state; a newer version's unknown state reads as `failed`. */
function stateIn(column: string): McpServer["state"] {
  const known = mcpState.safeParse(column);
  return known.success ? known.data : "failed";
}
