/**
 * One conversation that grows, an answer that grows, tabs that become more: the built Worker in its own workerd, asked as
 * a client asks. Conversations come in by the import that everybody has, since asking for 10,000 messages would take hours.
 */
import { call } from "../http.ts";
import { openStored } from "../rows/storage.ts";
import { sleep, Watcher } from "../rows/tabs.ts";
import type { Server } from "../server.ts";
import { median } from "../statistics.ts";
import { question } from "../subject.ts";
import { tally } from "../subjects/tally.ts";
import { Curves, each, one, upTo, type Step } from "./curve.ts";

const WHO = { "x-tally-dev-user": "bench@example.com", "content-type": "application/json" };
const RUNS = 5;
/** Messages that a tab opens with, and of a page that it asks for. */
const WINDOW = 50;
/** Messages of the size here that fit the model's window of 524,288 tokens, more or less: a turn reads (2.1 rows each) and sends them. */
const PROMPT = 4_600;
const ASKED = "tokens=100 log=never";

const ask = async <T>(server: Server, path: string, body?: object): Promise<T> =>
  JSON.parse(await call(server.port, path, { headers: WHO, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })) as T;

/** A conversation of so many messages as ChatGPT's export has one, under an id of its own. */
function exported(id: string, messages: number): object {
  const nodes = Array.from({ length: messages }, (_, index) => {
    const name = `${id}-${index}`;
    const text = `${index} ${"a word or two about tea and its leaves, ".repeat(8)}`;
    return [
      name,
      {
        id: name,
        parent: index === 0 ? null : `${id}-${index - 1}`,
        children: index + 1 === messages ? [] : [`${id}-${index + 1}`],
        message: {
          author: { role: index % 2 === 0 ? "user" : "assistant" },
          create_time: 1_700_000_000 + index,
          content: { content_type: "text", parts: [text] },
        },
      },
    ] as const;
  });
  return {
    title: `Of ${messages} messages`,
    create_time: 1_700_000_000,
    update_time: 1_700_000_000 + messages,
    conversation_id: id,
    current_node: `${id}-${messages - 1}`,
    mapping: Object.fromEntries(nodes),
  };
}

interface Imported {
  imported: { chatId: string; messages: number }[];
  skipped: { reason: string }[];
}

async function bringIn(server: Server, conversations: object[]): Promise<Imported["imported"]> {
  const { imported, skipped } = await ask<Imported>(server, "/api/import", conversations);
  if (imported.length !== conversations.length) throw new Error(`an import left something out: ${skipped[0]?.reason}`);
  return imported;
}

interface Stats {
  rowsWritten: number;
  rowsRead: number;
}
const statsOf = (server: Server, chat: string): Promise<Stats> => ask(server, `/api/chats/${chat}/stats`);

async function middle(run: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let at = 0; at < RUNS; at += 1) values.push(await run());
  return median(values);
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

/** Messages of a conversation. */
export async function measureMessages(sizes: readonly number[]): Promise<Step[]> {
  const curves = new Curves();
  const server = await tally.start();
  for (const size of sizes) {
    const startedAt = performance.now();
    const [made] = await bringIn(server, [exported(`m${size}`, size)]);
    const chat = made?.chatId ?? "";
    curves.add("it comes in by an import", "ms", each("message"), size, performance.now() - startedAt);
    await openStored(tally, server, chat);
    const before = await statsOf(server, chat);
    const { bytes } = await openStored(tally, server, chat);
    const after = await statsOf(server, chat);
    curves.add("a tab opens it", "ms", upTo(WINDOW, "message"), size, await middle(async () => (await openStored(tally, server, chat)).ms));
    curves.add("a tab opens it", "B", upTo(WINDOW, "message"), size, bytes);
    curves.add("a tab opens it, read", "rows", upTo(WINDOW, "message"), size, after.rowsRead - before.rowsRead);
    const page = (): Promise<{ messages: { id: string }[] }> => ask(server, `/api/chats/${chat}/messages?limit=${WINDOW}`);
    await page();
    curves.add("a page of its messages", "ms", upTo(WINDOW, "message"), size, await middle(() => timed(page)));
    curves.add(
      "all of it is exported",
      "ms",
      each("message"),
      size,
      await middle(() => timed(() => call(server.port, `/api/chats/${chat}/export?format=json`, { headers: WHO }))),
    );
    const tab = await Watcher.open(tally, server, chat, false);
    await tab.ask(question(ASKED));
    const asked = await statsOf(server, chat);
    const bytesBefore = tab.tab.socket.received;
    const times: number[] = [];
    for (let at = 0; at < RUNS; at += 1) times.push(await timed(() => tab.ask(question(ASKED))));
    const answered = await statsOf(server, chat);
    curves.add("the next turn, 100 tokens", "ms", upTo(PROMPT, "message of the prompt"), size, median(times));
    curves.add("the next turn", "B", one("turn"), size, (tab.tab.socket.received - bytesBefore) / RUNS);
    curves.add("the next turn, written", "rows", one("turn"), size, (answered.rowsWritten - asked.rowsWritten) / RUNS);
    curves.add("the next turn, read", "rows", upTo(PROMPT, "message of the prompt"), size, (answered.rowsRead - asked.rowsRead) / RUNS);
    tab.close();
  }
  await server.stop();
  return curves.steps;
}

/** Conversations that come in with one import, two messages each. */
export async function measureImport(sizes: readonly number[]): Promise<Step[]> {
  const curves = new Curves();
  const server = await tally.start();
  for (const size of sizes) {
    const conversations = Array.from({ length: size }, (_, index) => exported(`i${size}x${index}`, 2));
    curves.add("conversations come in by an import", "ms", each("conversation"), size, await timed(() => bringIn(server, conversations)));
  }
  await server.stop();
  return curves.steps;
}

/** Tokens of an answer, as fast as it goes. */
export async function measureAnswers(sizes: readonly number[]): Promise<Step[]> {
  const curves = new Curves();
  const server = await tally.start();
  const warm = await Watcher.open(tally, server, await tally.create(server), false);
  await warm.ask(question("tokens=2000 log=never"));
  warm.close();
  for (const size of sizes) {
    const chat = await tally.create(server);
    const tab = await Watcher.open(tally, server, chat, false);
    const before = await statsOf(server, chat);
    const cpuBefore = server.cpuMs();
    const ms = await timed(() => tab.ask(question(`tokens=${size} log=never`)));
    const cpu = server.cpuMs() - cpuBefore;
    const after = await statsOf(server, chat);
    curves.add("the whole answer", "ms", each("token"), size, ms);
    curves.add("processor time of workerd", "ms", each("token"), size, cpu);
    curves.add("payload", "B", each("token"), size, tab.textBytes);
    curves.add("written", "rows", one("answer"), size, after.rowsWritten - before.rowsWritten);
    curves.add(
      "a tab opens it afterwards",
      "ms",
      each("token"),
      size,
      await middle(async () => (await openStored(tally, server, chat)).ms),
    );
    tab.close();
  }
  await server.stop();
  return curves.steps;
}

/** Tabs that watch one answer of so many tokens. */
export async function measureTabs(sizes: readonly number[], tokens: number): Promise<Step[]> {
  const curves = new Curves();
  const server = await tally.start();
  for (const size of sizes) {
    const chat = await tally.create(server);
    const tabs: Watcher[] = [];
    for (let index = 0; index < size; index += 1) tabs.push(await Watcher.open(tally, server, chat, false));
    const [first] = tabs;
    if (first === undefined) throw new Error("no tabs");
    const run = async (): Promise<void> => {
      const all = Promise.all(tabs.map((tab) => tab.done()));
      first.tab.ask(question(`tokens=${tokens} log=never`));
      await all;
    };
    await run();
    await sleep(200);
    const cpuBefore = server.cpuMs();
    const ms = await timed(run);
    const cpu = server.cpuMs() - cpuBefore;
    curves.add(`until all tabs have ${tokens.toLocaleString("en-US")} tokens`, "ms", each("tab"), size, ms);
    curves.add("processor time of workerd for 1,000 of them", "ms", each("tab"), size, (cpu * 1000) / tokens);
    for (const tab of tabs) tab.close();
  }
  await server.stop();
  return curves.steps;
}
