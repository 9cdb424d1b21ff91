/** Tokens per second of a whole answer, from the question leaving to the last tab knowing that it is whole. */
import type { Server } from "../server.ts";
import { answerOf, question, type Subject } from "../subject.ts";
import { Watcher } from "./tabs.ts";

const WARM_UP_TOKENS = 50;

export async function throughput(subject: Subject, server: Server, tabs: number, tokens: number): Promise<number> {
  const chat = await subject.create(server);
  const watchers: Watcher[] = [];
  for (let index = 0; index < tabs; index += 1) watchers.push(await Watcher.open(subject, server, chat, index === 0));
  const [first] = watchers;
  if (first === undefined) throw new Error("no tabs");
  const warm = Promise.all(watchers.map((watcher) => watcher.done()));
  first.tab.ask(question(`tokens=${WARM_UP_TOKENS}`));
  await warm;
  const all = Promise.all(watchers.map((watcher) => watcher.done()));
  const startedAt = performance.now();
  first.tab.ask(question(`tokens=${tokens}`));
  await all;
  const seconds = (performance.now() - startedAt) / 1000;
  const expected = answerOf(tokens);
  const isWhole = first.text === expected && watchers.every(({ textBytes }) => textBytes === expected.length);
  for (const watcher of watchers) watcher.close();
  if (!isWhole) throw new Error(`${subject.name}: an answer of ${tokens} tokens in ${tabs} tabs did not arrive whole`);
  return tokens / seconds;
}
