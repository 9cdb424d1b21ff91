/** What every check is given: the server, two people who never met, and the words of the protocol it may use. */
import type { Findings } from "./findings.ts";
import type { Answer, Person, Tab, Target } from "./server.ts";
import { TooLate } from "./server.ts";
import type { Message, Model, Page, Wallet } from "./shapes.ts";

/** Milliseconds between two looks at something that has no event. */
const LOOK_MS = 100;

export interface World {
  readonly target: Target;
  readonly findings: Findings;
  /** Whose conversations are made and deleted. */
  readonly alice: Person;
  /** Somebody else. */
  readonly bob: Person;
  /** Who administers, where the server lets one be chosen. */
  readonly admin: Person | null;
  /** People may be invented by a header (local mode). */
  readonly isLocal: boolean;
  /** The models that can be asked. */
  readonly models: readonly Model[];
  /** Kills the server as a power cut would and starts it again; null: that cannot be asked for. */
  readonly crash: (() => Promise<void>) | null;
}

export interface Check {
  /** The rules it looks at. */
  rules: readonly string[];
  /** What else it needs. */
  needs?: "local" | "crash";
  run(world: World): Promise<void>;
}

/** The answer's text that `/gen tokens=n` asks for. */
export const words = (tokens: number): string => Array.from({ length: tokens }, (_, index) => ` w${index}`).join("");

let made = 0;
/** An id nobody has used (P4). */
export const fresh = (): string => `${crypto.randomUUID()}${(made += 1)}`;

/** Somebody whom nobody knows yet, in local mode. */
export const stranger = (): Person => ({ "x-tally-dev-user": `conform-${fresh()}@example.com` });

export async function newChat({ target, alice }: World, body: object = {}, person: Person = alice): Promise<string> {
  const { status, body: chat } = await target.call<{ id: string }>(person, "/api/chats", { body: { id: fresh(), ...body } });
  if (status !== 201) throw new TooLate(`POST /api/chats answered ${status}`);
  return chat.id;
}

/** Asks over HTTP and gives the answer's id. */
export async function ask(
  { target, alice }: World,
  chat: string,
  text: string,
  more: object = {},
  person: Person = alice,
): Promise<string> {
  const {
    status,
    body,
    text: said,
  } = await target.call<{ answerId: string }>(person, `/api/chats/${chat}/messages`, {
    body: { id: fresh(), text, ...more },
  });
  if (status !== 202) throw new TooLate(`a question was answered with ${status}: ${said.slice(0, 200)}`);
  return body.answerId;
}

/** All messages of a conversation as storage has them, page by page. */
export async function stored({ target, alice }: World, chat: string, person: Person = alice): Promise<Message[]> {
  const all: Message[] = [];
  for (let before: string | null = null; ;) {
    const query: string = before === null ? "" : `&before=${encodeURIComponent(before)}`;
    const { status, body }: Answer<Page> = await target.call(person, `/api/chats/${chat}/messages?limit=200${query}`);
    if (status !== 200) throw new TooLate(`GET messages answered ${status}`);
    all.unshift(...body.messages);
    if (body.next === null) return all;
    before = body.next;
  }
}

/** Looks again until `test` holds of what `look` gives. */
export async function eventually<T>(look: () => Promise<T>, test: (value: T) => boolean, what: string, withinMs = 10_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (test(value)) return value;
    if (Date.now() > until) throw new TooLate(`${what} did not come within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Waits for the end of an answer by asking for it. */
export const ended = (world: World, chat: string, answerId: string, withinMs?: number): Promise<Message | undefined> =>
  eventually(
    async () => (await stored(world, chat)).find(({ id }) => id === answerId),
    (message) => message !== undefined && !["queued", "running"].includes(message.status),
    `the end of ${answerId}`,
    withinMs,
  );

export const walletOf = async ({ target }: World, person: Person): Promise<Wallet> =>
  (await target.call<{ wallet: Wallet }>(person, "/api/me")).body.wallet;

/** Tab and storage hold the same text of that answer, and the reader got it without starting anew. */
export async function agrees(world: World, chat: string, answerId: string, tabs: readonly Tab[], rule = "P24"): Promise<void> {
  const answer = (await stored(world, chat)).find(({ id }) => id === answerId);
  for (const tab of tabs) {
    const shown = tab.reader.messages.get(answerId)?.text ?? "";
    world.findings.holds(
      rule,
      shown === answer?.text,
      `a tab shows ${shown.length} characters, storage holds ${answer?.text.length}, or they differ`,
    );
  }
}

/** A problem as the page says: its type, status and media type. */
export function isProblem({ status, headers, body }: Answer<unknown>, expected: number): boolean {
  const problem = body as { type?: unknown; status?: unknown; title?: unknown } | null;
  return (
    status === expected &&
    headers.get("content-type")?.startsWith("application/problem+json") === true &&
    typeof problem?.type === "string" &&
    problem.type.startsWith("urn:tally:problem:") &&
    problem.status === expected
  );
}
