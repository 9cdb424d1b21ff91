/**
 * `npm run links -- --requests 1000`: links that never were, were taken back, ran out or lost their conversation, asked for
 * by a stranger in an order of chance, and the time of each answer. Links that never were are asked for as two kinds: what
 * these two differ by is the machine's. `--write` puts the figures into docs/reliability.md. Nothing fails by a time.
 */
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { percentile } from "../../bench/statistics.ts";
import { Server } from "../crash/server.ts";
import { Random } from "../fuzz/random.ts";
import { stateFolder } from "../fuzz/state.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
  },
});
const count = Number(values.requests);
const random = new Random(Number(values.seed), 0);

const OWNER = "owner@example.com";
const STRANGER = "stranger@example.com";
/** Links of each kind: no page of a database is warm for one kind alone. */
const LINKS = 20;
/** Answers before those that count. */
const WARM_UP = 100;
/** Links that run out do so after this time. Milliseconds. */
const RUNS_OUT_MS = 5_000;
/** Bytes of a link's random name. */
const NAME_BYTES = 24;

const KINDS = ["never was", "never was, the others", "taken back", "run out", "conversation deleted"] as const;
type Kind = (typeof KINDS)[number];
const ROUTES = ["read", "copied", "socket"] as const;
type Route = (typeof ROUTES)[number];

const state = stateFolder("links");
const server = await Server.start(state);
/** One connection after the other would be measured, too. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function linkOf(chat: string, body: object): Promise<string> {
  return (await server.call<{ id: string }>(`/api/chats/${chat}/shares`, { as: OWNER, body })).body.id;
}

async function newChat(): Promise<string> {
  const { body } = await server.call<{ id: string }>("/api/chats", { as: OWNER, body: { title: "Shared" } });
  await server.call(`/api/chats/${body.id}/messages`, { as: OWNER, body: { id: "m1", text: "/gen tokens=50" } });
  return body.id;
}

const unknown = (): string[] => Array.from({ length: LINKS }, () => randomBytes(NAME_BYTES).toString("base64url"));

async function linksOf(): Promise<Record<Kind, string[]>> {
  const made: Record<Kind, string[]> = {
    "never was": unknown(),
    "never was, the others": unknown(),
    "taken back": [],
    "run out": [],
    "conversation deleted": [],
  };
  const until = new Date(Date.now() + RUNS_OUT_MS).toISOString();
  for (let index = 0; index < LINKS; index += 1) {
    const [kept, deleted] = [await newChat(), await newChat()];
    // One that stands beside them: the conversation is still shared.
    await linkOf(kept, {});
    made["run out"].push(await linkOf(kept, { until }));
    const back = await linkOf(kept, {});
    made["taken back"].push(back);
    await server.call(`/api/chats/${kept}/shares/${back}`, { as: OWNER, method: "DELETE" });
    made["conversation deleted"].push(await linkOf(deleted, {}));
    await server.call(`/api/chats/${deleted}`, { as: OWNER, method: "DELETE" });
  }
  return made;
}

type Answered = { ms: number; what: string };

/** Asks once. `what`: the whole answer, for they must be alike in that as well. */
function ask(route: Route, id: string): Promise<Answered> {
  const headers = {
    "x-tally-dev-user": STRANGER,
    ...(route === "socket"
      ? {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": randomBytes(16).toString("base64"),
        }
      : {}),
  };
  const path = `/api/shared/${id}${route === "read" ? "" : route === "copied" ? "/copy" : "/live?v=2"}`;
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const over = (what: string): void => resolve({ ms: performance.now() - startedAt, what });
    const sent = request(`${server.base}${path}`, {
      agent: route === "socket" ? false : agent,
      headers,
      method: route === "copied" ? "POST" : "GET",
    });
    sent.on("response", (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => over(`${answer.statusCode} ${Buffer.concat(parts).toString()}`));
      answer.on("error", reject);
    });
    sent.on("upgrade", (_answer, socket, head) => {
      // The first frame is the end: two bytes, and in them its code.
      const closed = (frame: Buffer): void => {
        over(`closed ${frame.length >= 4 ? frame.readUInt16BE(2) : "without a code"}`);
        socket.destroy();
      };
      if (head.length > 0) closed(head);
      else socket.once("data", closed);
      socket.on("error", () => undefined);
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** How often an answer of the second takes longer than one of the first: 0.5, where nothing can be told. */
function likelihood(first: readonly number[], second: readonly number[]): number {
  const all = [...first.map((ms) => ({ ms, isSecond: false })), ...second.map((ms) => ({ ms, isSecond: true }))].toSorted(
    (a, b) => a.ms - b.ms,
  );
  let below = 0;
  let pairs = 0;
  for (const { isSecond } of all) {
    if (isSecond) pairs += below;
    else below += 1;
  }
  return pairs / (first.length * second.length);
}

const figure = (value: number, digits = 2): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const wrong: string[] = [];
try {
  const links = await linksOf();
  // Those that run out have, and every conversation's object sleeps.
  await new Promise((resolve) => setTimeout(resolve, RUNS_OUT_MS + 15_000));
  const lines: string[] = [];
  for (const route of ROUTES) {
    const answers = new Set<string>();
    const times = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
    for (let nth = 0; nth < WARM_UP + count * KINDS.length; nth += 1) {
      const kind = random.of(KINDS);
      const { ms, what } = await ask(route, random.of(links[kind]));
      answers.add(what);
      if (nth >= WARM_UP) times.get(kind)?.push(ms);
    }
    if (answers.size !== 1) wrong.push(`${route}: ${[...answers].join(" | ")}`);
    const usual = times.get("never was") ?? [];
    for (const kind of KINDS) {
      const own = times.get(kind) ?? [];
      const [p50, p95] = [percentile(own, 50), percentile(own, 95)];
      lines.push(
        `| ${route} | ${kind} | ${figure(own.length, 0)} | ${figure(p50)} | ${figure(p95)} | ${figure(p50 / percentile(usual, 50), 3)} | ${kind === "never was" ? "" : `${figure(100 * likelihood(usual, own), 1)} %`} |`,
      );
    }
  }
  const text = [
    `\`npm run links -- --requests ${count} --seed ${values.seed}\`, ${new Date().toISOString().slice(0, 10)}: ${LINKS} links of each kind, asked for in an order of chance, one after the other; ${cpus().length} cores, load ${figure(loadavg()[0] ?? 0, 1)}. ${
      wrong.length === 0 ? "Every answer of a route was the same byte for byte." : `**Answers differ: ${wrong.join("; ")}.**`
    }`,
    "",
    "| asked | link | answers | p50, ms | p95, ms | p50 by that of one that never was | takes longer than one that never was |",
    "|---|---|---:|---:|---:|---:|---:|",
    ...lines,
  ].join("\n");
  console.log(text);
  if (values.write) {
    const page = new URL("../../docs/reliability.md", import.meta.url);
    const before = readFileSync(page, "utf8");
    const [begin, end] = ["<!-- links: written by npm run links -->", "<!-- links: end -->"];
    const [from, to] = [before.indexOf(begin), before.indexOf(end)];
    if (from === -1 || to < from) throw new Error("docs/reliability.md has no place for the links");
    writeFileSync(page, `${before.slice(0, from + begin.length)}\n${text}\n${before.slice(to)}`);
  }
} finally {
  agent.destroy();
  await server.kill();
  rmSync(state, { recursive: true, force: true });
}
process.exitCode = wrong.length === 0 ? 0 : 1;
