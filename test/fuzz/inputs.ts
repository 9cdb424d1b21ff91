/** Input number n of a seed: a request on one of the router's routes, or a socket with a cursor and some frames. */
import { TABLE } from "../worker/authorization-table.ts";
import { Random } from "./random.ts";
import { bodyOf, MARK, mutated, oddString, oddValue } from "./values.ts";

/** What exists on the server and may be named. */
export interface Pool {
  chats: string[];
  messages: string[];
  files: string[];
  shares: string[];
  projects: string[];
  presets: string[];
  servers: string[];
  /** How many times something new was put in. */
  made: number;
}

export type Input =
  | {
      kind: "request";
      method: string;
      path: string;
      headers: Record<string, string>;
      body: Uint8Array<ArrayBuffer> | null;
      isAdministrator: boolean;
    }
  | { kind: "socket"; path: string; frames: (string | Uint8Array<ArrayBuffer>)[] };

const REQUESTS = Object.entries(TABLE).filter(([, { isSocket }]) => isSocket !== true);
/** Where questions are asked: tried as often as all the rest together would leave it out. */
const QUESTIONS = REQUESTS.filter(([route]) => /\/(messages|commands|regenerate)$/.test(route) && route.startsWith("POST"));
const TYPES = [
  "application/json",
  "text/plain",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "image/png",
  "audio/wav",
  "",
  "*/*",
  "application/json; charset=utf-16",
];
const QUERY_NAMES = [
  "q",
  "cursor",
  "limit",
  "before",
  "after",
  "afterChat",
  "from",
  "to",
  "by",
  "format",
  "costs",
  "name",
  "as",
  "archived",
  "project",
  "person",
  "chats",
  "state",
  "code",
  "language",
  "chatId",
];
const PATH_PARTS = [
  "",
  ".",
  "..",
  "%2e%2e%2f",
  "%00",
  "%ff",
  "a%20b",
  "constructor",
  "__proto__",
  "a".repeat(101),
  "x".repeat(4_000),
  "%F0%9F%98%80",
  "a.a",
  "-x",
  "0",
  "null",
];

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

/** Whatever was asked, the embedded AI answers briefly. */
function question(random: Random): string {
  const directive = random.of([
    "tokens=2",
    "tokens=3 reasoning=2",
    "tokens=5 cut=2",
    "fail=3040",
    "fail=429",
    "tool=web_search rounds=1 tokens=2",
    "tokens=4 shape=think",
    "tokens=3 usage=none neurons=0",
    `tokens=2 args={"q":1} tool=read_page`,
    "tokens=400 rate=200",
  ]);
  const words = random.isOneIn(2) ? MARK : oddString(random);
  return `${words} /gen ${directive}`;
}

/** An id from the pool of that kind, or one of nothing. */
function idFor(parameter: string, path: string, pool: Pool, random: Random): string {
  if (random.isOneIn(12)) return random.of(PATH_PARTS);
  const lists: Record<string, readonly string[]> = {
    ":shareId": pool.shares,
    ":fileId": pool.files,
    ":email": ["fuzzed@example.com", "NOBODY@example.com", "a", "x@y"],
    ":name": ["web_search", "read_page", "nothing", "x__y"],
    ":id": path.startsWith("/api/projects")
      ? pool.projects
      : path.startsWith("/api/presets")
        ? pool.presets
        : path.startsWith("/api/mcp")
          ? pool.servers
          : pool.chats,
  };
  const list = lists[parameter] ?? [];
  return list.length === 0 ? "nothing" : encoded(random.of(list));
}

/** Bodies that some route takes, beside the table's: what is mutated. */
function bodyFor(route: string, body: object | string | undefined, pool: Pool, random: Random): unknown {
  const id = `f${random.below(2 ** 31)}`;
  const message = pool.messages.length === 0 ? "m" : random.of(pool.messages);
  if (route.endsWith("/messages"))
    return {
      id,
      text: question(random),
      ...(random.isOneIn(3) ? { parentId: random.of([null, message]) } : {}),
      ...(random.isOneIn(6) ? { tools: ["web_search"] } : {}),
      ...(random.isOneIn(6) && pool.files.length > 0 ? { files: [random.of(pool.files)] } : {}),
    };
  if (route.endsWith("/commands")) return commandFor(pool, random);
  if (route.endsWith("/regenerate")) return { id, messageId: message };
  if (route === "POST /api/import")
    return {
      format: "tally",
      version: 1,
      exportedAt: "2026-01-01T00:00:00.000Z",
      chats: [
        {
          id,
          title: MARK,
          model: "embedded/tally",
          system: "",
          createdAt: "2026-01-01T00:00:00.000Z",
          pinned: false,
          archived: false,
          head: "b",
          messages: [
            { id: "a", parentId: null, role: "user", text: MARK, status: "done", createdAt: "2026-01-01T00:00:00.000Z" },
            { id: "b", parentId: "a", role: "assistant", text: MARK, status: "done", createdAt: "2026-01-01T00:00:01.000Z" },
          ],
        },
      ],
    };
  if (route.startsWith("POST /api/estimate"))
    return { chatId: random.of(pool.chats), text: MARK, model: "embedded/tally", files: pool.files.slice(0, 1) };
  if (typeof body === "string") return random.isOneIn(3) ? String(oddValue(random)) : `${body} ${MARK}`;
  return body ?? {};
}

function commandFor(pool: Pool, random: Random): Record<string, unknown> {
  const id = random.isOneIn(10) ? "f1" : `f${random.below(2 ** 31)}`;
  const messageId = pool.messages.length === 0 ? "m" : random.of(pool.messages);
  return random.of<Record<string, unknown>>([
    { type: "send", id, text: question(random) },
    { type: "send", id, text: question(random), conversation: { model: "embedded/tally", system: MARK, temporary: true } },
    { type: "edit", id, messageId, text: question(random) },
    { type: "regenerate", id, messageId },
    { type: "continue", id, messageId },
    { type: "stop", id, queue: true },
    { type: "cancel", id, messageId },
    { type: "select", id, messageId },
    { type: "compact", id, messageId },
    { type: "expand", id, messageId },
    { type: "set", id, title: MARK, system: MARK, effort: null, maxCostNanoUsd: null },
    { type: "draft", text: `${MARK} draft` },
    { type: "shown", shown: false },
    { type: "received", mark: MARK },
    { type: "decide", id, messageId, stepId: "s1", decision: "once" },
  ]);
}

function query(given: string | undefined, random: Random): string {
  const parts = given === undefined || random.isOneIn(4) ? [] : [given];
  while (random.isOneIn(3))
    parts.push(
      `${random.isOneIn(10) ? encoded(oddString(random)).slice(0, 200) : random.of(QUERY_NAMES)}=${encoded(oddString(random)).slice(0, 3_000)}`,
    );
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

function request(pool: Pool, random: Random): Input {
  let [route, row] = random.of(random.isOneIn(6) ? QUESTIONS : REQUESTS);
  // What takes everything away is asked for now and then, so that the rest finds something.
  if (route.startsWith("DELETE") && !random.isOneIn(route === "DELETE /api/me/data" ? 40 : 5)) [route, row] = random.of(REQUESTS);
  const path = route
    .slice(route.indexOf(" ") + 1)
    .replaceAll(/:\w+/g, (parameter) => idFor(parameter, route.slice(route.indexOf(" ") + 1), pool, random));
  const method = random.isOneIn(30)
    ? random.of(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
    : route.slice(0, route.indexOf(" "));
  const hasBody = method !== "GET" && method !== "HEAD";
  const value = bodyFor(route, row.body, pool, random);
  const changed = random.isOneIn(2) ? value : mutated(value, random);
  return {
    kind: "request",
    method,
    path: `${path}${query(row.query, random)}`,
    headers: {
      "content-type": random.isOneIn(8) ? random.of(TYPES) : "application/json",
      ...(random.isOneIn(40) ? { origin: random.of(["https://elsewhere.example", "null", ""]) } : {}),
      ...(random.isOneIn(40) ? { "x-tally-session": "victim%40example.com 9999999999999", "x-partykit-props": "{" } : {}),
      ...(random.isOneIn(40) ? { range: "bytes=0-1", "if-none-match": "*", accept: "text/html" } : {}),
    },
    body: hasBody ? bodyOf(changed, random) : null,
    isAdministrator: row.rule === "administrator" && !random.isOneIn(4),
  };
}

const CURSORS = ["seq", "answer", "text", "reasoning", "draft", "v", "new"];

function socket(pool: Pool, random: Random): Input {
  const where = random.below(8);
  const path =
    where === 0
      ? "/api/live"
      : where === 1 && pool.shares.length > 0
        ? `/api/shared/${random.of(pool.shares)}/live`
        : `/api/chats/${random.isOneIn(10) ? `f${random.below(2 ** 31)}` : random.of(pool.chats)}/live`;
  const cursor = [random.isOneIn(10) ? `v=${encoded(oddString(random)).slice(0, 100)}` : "v=2", ...(random.isOneIn(4) ? ["new=1"] : [])];
  while (random.isOneIn(2))
    cursor.push(`${random.of(CURSORS)}=${encoded(random.isOneIn(2) ? String(random.below(500)) : oddString(random)).slice(0, 300)}`);
  const frames = Array.from({ length: 1 + random.below(12) }, (): string | Uint8Array<ArrayBuffer> => {
    const command = commandFor(pool, random);
    if (random.isOneIn(3)) return JSON.stringify(command);
    if (random.isOneIn(8)) return bodyOf(command, random);
    if (random.isOneIn(12))
      return random.of(["ping", "", "{", "[]", "null", "0", '"x"', `{"type":"${MARK}"}`, "[".repeat(3_000), oddString(random)]);
    return JSON.stringify(mutated(command, random));
  });
  return { kind: "socket", path: `${path}?${cursor.join("&")}`, frames };
}

export function inputOf(seed: number, number: number, pool: Pool): Input {
  const random = new Random(seed, number);
  return random.isOneIn(5) ? socket(pool, random) : request(pool, random);
}
