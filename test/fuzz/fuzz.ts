/**
 * Sends inputs to a server and judges what comes: no 500, no hang, every refusal a problem, nothing of the victim's, no
 * words in the log, and at the end books that agree and a victim whose things are as they were.
 */
import { inputOf, type Input, type Pool } from "./inputs.ts";
import { MARK } from "./values.ts";

/** A request may take this long, a large export on a shared machine included. */
const HANG_MS = 30_000;
/** Inputs under way at once. */
const AT_ONCE = 12;
/** After so many inputs something new is put into the pool. */
const RENEW_EVERY = 50;
const MOST_REPORTED = 50;

const VICTIM = "victim@example.com";
const VICTIM_WORD = "canaryfuzzvictimzq";
const ADMIN = "admin@localhost";
/** With these a socket may be closed: docs/protocol.md's, and the platform's for a frame that is too large. */
const CODES = new Set([1000, 1005, 1006, 1009, 4401, 4403, 4404, 4408, 4426, 4429]);

export interface Fuzzed {
  inputs: number;
  requests: number;
  sockets: number;
  frames: number;
  /** Status → how often. */
  statuses: Record<string, number>;
  bugs: { input: number; what: string }[];
  slowestMs: number;
  seconds: number;
}

type Call = <T>(as: string, path: string, body?: unknown, method?: string) => Promise<{ status: number; body: T }>;

/** @param log everything the server has printed so far */
export async function fuzz(base: string, seed: number, inputs: number, log: () => string, first = 0): Promise<Fuzzed> {
  const startedAt = performance.now();
  const result: Fuzzed = { inputs: 0, requests: 0, sockets: 0, frames: 0, statuses: {}, bugs: [], slowestMs: 0, seconds: 0 };
  const bug = (input: number, what: string): void => {
    if (result.bugs.length < MOST_REPORTED) result.bugs.push({ input, what });
  };
  const me = `fuzz-${seed}@example.com`;
  const call: Call = async (as, path, body, method) => {
    const response = await fetch(`${base}${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: { "x-tally-dev-user": as, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text.startsWith("{") ? JSON.parse(text) : text) as never };
  };
  const holdings = async (): Promise<string> => {
    const { body: listed } = await call<{ chats: { id: string }[] }>(VICTIM, "/api/chats");
    const chats = await Promise.all(listed.chats.map(({ id }) => call(VICTIM, `/api/chats/${id}/messages`)));
    return JSON.stringify([listed, chats, (await call(VICTIM, "/api/me")).body]);
  };
  const victims = await call<{ id: string }>(VICTIM, "/api/chats", { id: "victims", title: VICTIM_WORD, system: VICTIM_WORD });
  await call(VICTIM, `/api/chats/${victims.body.id}/messages`, { id: "v1", text: `${VICTIM_WORD} /gen tokens=3 log=0` });
  const pool: Pool = { chats: [], messages: [], files: [], shares: [], projects: [], presets: [], servers: [], made: 0 };
  await renew(pool, call, me);
  // The victim's own answer, title and receipt have settled.
  await settled(call, VICTIM);
  const before = await holdings();

  const judgeText = (number: number, text: string): void => {
    if (text.includes(VICTIM_WORD)) bug(number, "something of another person's came back");
  };
  const request = async (number: number, input: Extract<Input, { kind: "request" }>): Promise<void> => {
    const at = performance.now();
    const response = await fetch(`${base}${input.path}`, {
      method: input.method,
      headers: { ...input.headers, "x-tally-dev-user": input.isAdministrator ? ADMIN : me },
      redirect: "manual",
      signal: AbortSignal.timeout(HANG_MS),
      ...(input.body === null ? {} : { body: input.body }),
    });
    const text = await response.text();
    const { status } = response;
    result.slowestMs = Math.max(result.slowestMs, performance.now() - at);
    result.statuses[status] = (result.statuses[status] ?? 0) + 1;
    if (!input.isAdministrator) judgeText(number, text);
    const type = response.headers.get("content-type") ?? "";
    if (status === 500 || status > 503) bug(number, `${input.method} ${input.path.slice(0, 120)}: ${status} ${text.slice(0, 80)}`);
    else if (status >= 400 && input.method !== "HEAD" && !type.startsWith("application/problem+json"))
      bug(number, `${input.method} ${input.path.slice(0, 120)}: ${status} of the type ${type}: ${text.slice(0, 60)}`);
  };
  const socket = async (number: number, input: Extract<Input, { kind: "socket" }>): Promise<void> => {
    const at = performance.now();
    await new Promise<void>((resolve) => {
      const opened = new WebSocket(`${base.replace("http", "ws")}${input.path}`, {
        headers: { "x-tally-dev-user": me },
      } as unknown as string[]);
      let isOver = false;
      const over = (what?: string): void => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        if (what !== undefined) bug(number, `${input.path.slice(0, 120)}: ${what}`);
        opened.close(1000);
        resolve();
      };
      // workerd ends a connection that it has closed when the object goes to sleep: readyState tells of the close before.
      const timer = setTimeout(() => over(opened.readyState === WebSocket.OPEN ? "no pong" : undefined), HANG_MS);
      opened.addEventListener("open", () => {
        for (const frame of input.frames) opened.send(frame);
        opened.send("ping");
        const look = setInterval(() => {
          if (!isOver && opened.readyState !== WebSocket.CLOSING) return;
          clearInterval(look);
          over();
        }, 20);
      });
      opened.addEventListener("message", ({ data }) => {
        const frame = String(data);
        judgeText(number, frame);
        if (frame.includes('"type":"refused"') && /"status":5(?!03)/.test(frame)) over(`a frame was refused with ${frame.slice(0, 200)}`);
        if (frame === "pong") over();
      });
      opened.addEventListener("close", ({ code }) => over(CODES.has(code) ? undefined : `closed with ${code}`));
      opened.addEventListener("error", () => undefined);
    });
    result.frames += input.frames.length;
    result.slowestMs = Math.max(result.slowestMs, performance.now() - at);
  };

  let next = first;
  const worker = async (): Promise<void> => {
    for (let number = next++; number < first + inputs; number = next++) {
      if (number % RENEW_EVERY === RENEW_EVERY - 1) await renew(pool, call, me);
      const input = inputOf(seed, number, pool);
      try {
        if (input.kind === "request") await request(number, input);
        else await socket(number, input);
      } catch (error) {
        const what = error instanceof Error ? `${error.name}: ${error.message} ${String(error.cause ?? "")}` : String(error);
        bug(number, `${input.kind} ${input.path.slice(0, 120)}: ${what}`);
      }
      result.inputs += 1;
      result[input.kind === "request" ? "requests" : "sockets"] += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  if ((await holdings()) !== before) bug(-1, "the victim's conversations or wallet changed");
  const text = log();
  if (text.includes(MARK)) bug(-1, `words in the log: ${text.slice(Math.max(0, text.indexOf(MARK) - 100), text.indexOf(MARK) + 60)}`);
  if (text.includes(VICTIM_WORD)) bug(-1, "the victim's words in the log");
  for (const [line] of text.matchAll(/.*"event":"unexpected".*/g)) bug(-1, line);
  await settled(call, me);
  for (const difference of await audit(call)) bug(-1, `the books differ: ${JSON.stringify(difference)}`);
  result.seconds = (performance.now() - startedAt) / 1000;
  return result;
}

function put(list: string[], value: string | undefined): void {
  if (value === undefined) return;
  list.push(value);
  // The oldest go: a conversation that is deleted is named for a while still.
  if (list.length > 12) list.shift();
}

/** Something new of everything. Ids are the same in every run, those that the server makes apart. */
async function renew(pool: Pool, call: Call, me: string): Promise<void> {
  const made = pool.made++;
  const id = `c${made}`;
  await call(me, "/api/chats", { id, title: MARK });
  const message = `m${made}`;
  await call(me, `/api/chats/${id}/messages`, { id: message, text: `${MARK} /gen tokens=3` });
  const [file, share, project, preset, server] = await Promise.all([
    call<{ id?: string }>(me, `/api/chats/${id}/files?name=a.txt`, `${MARK} a file`),
    call<{ id?: string }>(me, `/api/chats/${id}/shares`, {}),
    call<{ id?: string }>(me, "/api/projects", { name: MARK }),
    call<{ id?: string }>(me, "/api/presets", { kind: "prompt", name: `p${message}`, text: MARK }),
    call<{ id?: string }>(me, "/api/mcp", { url: "http://127.0.0.1:9/mcp", name: `s${message}` }),
  ]);
  put(pool.chats, id);
  put(pool.messages, message);
  put(pool.messages, `${message}.a`);
  put(pool.files, file.body.id);
  put(pool.shares, share.body.id);
  put(pool.projects, project.body.id);
  put(pool.presets, preset.body.id);
  put(pool.servers, server.body.id);
}

/** Nothing of that person's runs any more, and nothing is held. */
async function settled(call: Call, as: string): Promise<void> {
  const until = Date.now() + 120_000;
  for (;;) {
    const { body } = await call<{ wallet: { heldNanoUsd: number } }>(as, "/api/me");
    let running = 0;
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: { body: { chats: { id: string; running: boolean }[]; next: string | null } } = await call(
        as,
        `/api/chats?cursor=${encodeURIComponent(cursor)}`,
      );
      for (const { id } of page.body.chats.filter((chat) => chat.running)) {
        running += 1;
        await call(as, `/api/chats/${id}/stop`, { queue: true });
      }
      cursor = page.body.next;
    }
    if ((running === 0 && body.wallet.heldNanoUsd === 0) || Date.now() > until) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function audit(call: Call): Promise<object[]> {
  const all: object[] = [];
  for (let query: string | null = ""; query !== null;) {
    const { body }: { body: { differences: object[]; next: { person: string; chatId: string | null } | null } } = await call(
      ADMIN,
      `/api/admin/audit?${query}`,
    );
    all.push(...body.differences);
    query =
      body.next === null
        ? null
        : String(new URLSearchParams({ after: body.next.person, ...(body.next.chatId === null ? {} : { afterChat: body.next.chatId }) }));
  }
  return all;
}
