/** What tests of the books share: time that passes, objects that crash, a D1 that is down, figures that are read. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Chat } from "../../src/chat/chat.ts";
import type { Account } from "../../src/account/account.ts";
import type { Me, Receipt, Wallet } from "../../src/protocol/http.ts";
import type { AuditReport } from "../../src/spend/audit.ts";
import { call, json, stored } from "./tab.ts";

export const ADMIN = "admin@localhost";
/** What an output token of `embedded/costly` costs. Nano-dollars. */
export const COSTLY_TOKEN = 4_400;

export const chatStub = (owner: string, chat: string): DurableObjectStub<Chat> => env.CHAT.getByName(`${owner}/${chat}`);
export const accountStub = (owner: string): DurableObjectStub<Account> => env.ACCOUNT.getByName(owner);
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The same numbers again for the same seed. */
export function seeded(seed: number): {
  next: () => number;
  pick: <T>(from: readonly [T, ...T[]]) => T;
  between: (low: number, high: number) => number;
} {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(next() * from.length)] ?? from[0];
  return { next, pick, between: (low, high) => low + Math.floor(next() * (high - low + 1)) };
}

/** The object dies here and now; what it was doing is lost. */
export async function crash(stub: DurableObjectStub): Promise<void> {
  await runInDurableObject(stub, (_object, state) => state.abort("crashed by a test")).catch(() => undefined);
}

/** Nothing waits or runs in the conversation any more. */
export async function idle(chat: string, as: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { messages } = await stored(chat, as);
    if (messages.every(({ status }) => status !== "running" && status !== "queued")) return;
    await sleep(25);
  }
  throw new Error(`conversation ${chat} does not come to rest`);
}

export async function send(chat: string, as: string, text: string, extra: object = {}): Promise<{ status: number; answerId: string }> {
  const response = await call(`/api/chats/${chat}/messages`, { as, body: { id: crypto.randomUUID(), text, ...extra } });
  const body = (await response.json()) as { answerId?: string };
  return { status: response.status, answerId: body.answerId ?? "" };
}

/** One message from sending to its end. */
export async function ask(chat: string, as: string, text: string, extra: object = {}): Promise<number> {
  const { status } = await send(chat, as, text, extra);
  await idle(chat, as);
  return status;
}

export const alarm = (owner: string, chat: string): Promise<boolean> => runDurableObjectAlarm(chatStub(owner, chat));

export const receiptsOf = (chat: string, as: string): Promise<{ receipts: Receipt[]; totalNanoUsd: number }> =>
  json(call(`/api/chats/${chat}/receipts`, { as }));
export const walletOf = async (as: string): Promise<Wallet> => (await json<Me>(call("/api/me", { as }))).wallet;
export const spendOf = (
  as: string,
  by = "day",
): Promise<{ rows: { key: string; costNanoUsd: number; calls: number }[]; totalNanoUsd: number }> =>
  json(call(`/api/spend?by=${by}`, { as }));
export const audit = (person: string): Promise<AuditReport> => json(call(`/api/admin/audit?person=${person}`, { as: ADMIN }));

export async function setBudget(email: string, limitNanoUsd: number | null): Promise<Response> {
  return call(`/api/admin/people/${email}/budget`, { as: ADMIN, method: "PUT", body: { limitNanoUsd } });
}

const TABLES = ["spend", "spend_daily", "spend_monthly", "spend_total"];

/** D1 is down: its tables are out of reach. */
export async function breakD1(): Promise<void> {
  for (const table of TABLES) await env.DB.exec(`ALTER TABLE ${table} RENAME TO ${table}_away`);
}

export async function mendD1(): Promise<void> {
  for (const table of TABLES) await env.DB.exec(`ALTER TABLE ${table}_away RENAME TO ${table}`);
}

/** Every number below a key that ends in `NanoUsd` is an integer. Returns how many were looked at. */
export function integersOnly(value: unknown, key = ""): number {
  if (typeof value === "number" && key.endsWith("NanoUsd")) {
    if (!Number.isSafeInteger(value)) throw new Error(`${key} is ${value}`);
    return 1;
  }
  if (typeof value !== "object" || value === null) return 0;
  let looked = 0;
  for (const [name, inner] of Object.entries(value)) looked += integersOnly(inner, Array.isArray(value) ? key : name);
  return looked;
}
