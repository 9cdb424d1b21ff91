import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLiveConversation, type LiveConversation } from "../../client/live/index.ts";
import type { Message } from "../../src/protocol/message.ts";
import { Server } from "./server.ts";

/** Each kill ends the running answers of all conversations: 10 × 8 = 80 instants of running answers. A night takes more of them. */
const KILLS = Number(process.env["TALLY_KILLS"] ?? 10);
const CHATS = 8;
const seed = Number(process.env["TALLY_SEED"] ?? Date.now() % 1_000_000);

/** Mulberry32: small, seeded, good enough to choose instants. */
function random(state: number): () => number {
  let at = state;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const state = mkdtempSync(join(tmpdir(), "tally-crash-"));
let server: Server;
beforeAll(async () => {
  server = await Server.start(state);
});
afterAll(async () => {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
});

const reference = (tokens: number): string => Array.from({ length: tokens }, (_, index) => ` w${index}`).join("");
const until = (live: LiveConversation, test: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!test()) return;
      off();
      offText();
      resolve();
    };
    const off = live.subscribe(check);
    const offText = live.subscribeLiveText(check);
    check();
  });

it(`[I1] [I4] [I6] [I7] survives ${KILLS} SIGKILLs, each in the middle of ${CHATS} running answers (seed ${seed})`, async () => {
  const next = random(seed);
  const chats: { id: string; accepted: Map<string, string>; tab: LiveConversation }[] = [];
  for (let index = 0; index < CHATS; index += 1) {
    const { body } = await server.call<{ id: string }>("/api/chats", { body: {} });
    const tab = createLiveConversation({
      chatId: body.id,
      baseUrl: server.base,
      createSocket: (url) => new WebSocket(url, { headers: { "x-tally-dev-user": "alice@example.com" } } as unknown as string[]),
    });
    chats.push({ id: body.id, accepted: new Map(), tab });
  }
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await Promise.all(chats.map(({ tab }) => until(tab, () => tab.getState().connection.status === "live")));
    // Every conversation gets a message, some two; every one of them is accepted before the kill.
    for (const chat of chats) {
      const count = next() < 0.15 ? 2 : 1;
      for (let index = 0; index < count; index += 1) {
        const id = `k${kill}-${index}`;
        const { status, body } = await server.call<{ answerId: string }>(`/api/chats/${chat.id}/messages`, {
          body: { id, text: `/gen tokens=${index === 0 ? 400 + Math.floor(next() * 400) : 20} rate=${200 + Math.floor(next() * 300)}` },
        });
        expect(status).toBe(202);
        chat.accepted.set(id, body.answerId);
      }
    }
    const victim = chats[Math.floor(next() * chats.length)];
    const characters = Math.floor(next() * 900);
    if (victim !== undefined)
      await until(victim.tab, () => (victim.tab.getLiveText()?.text.length ?? 0) >= characters || victim.tab.getState().runningId === null);
    killed += chats.filter(({ tab }) => tab.getState().runningId !== null).length;
    await server.restart();
    for (const chat of chats) {
      const { status, body } = await server.call<{ messages: Message[]; head: string }>(`/api/chats/${chat.id}/messages?limit=200`);
      expect(status, JSON.stringify(body) + server.output).toBe(200);
      const byId = new Map(body.messages.map((message) => [message.id, message]));
      for (const [question, answer] of [...chat.accepted].slice(-2)) {
        expect(byId.has(question), `question ${question}`).toBe(true);
        expect(byId.has(answer), `answer ${answer}`).toBe(true);
      }
    }
    // What waited goes on by itself; what ran is settled. Nothing may be running for ever.
    await Promise.all(
      chats.map(({ tab }) =>
        until(
          tab,
          () =>
            tab.getState().connection.status === "live" &&
            tab.getState().runningId === null &&
            [...tab.getState().messages.values()].every(({ status }) => status !== "running" && status !== "queued"),
        ),
      ),
    );
    for (const chat of chats) {
      const messages: Message[] = [];
      for (let before: string | null = null; ;) {
        const page: { body: { messages: Message[]; next: string | null } } = await server.call(
          `/api/chats/${chat.id}/messages?limit=200${before === null ? "" : `&before=${before}`}`,
        );
        messages.unshift(...page.body.messages);
        if (page.body.next === null) break;
        before = page.body.next;
      }
      expect(messages).toHaveLength(chat.accepted.size * 2);
      for (const message of messages) {
        if (message.role === "user") continue;
        const tokens = Number(/tokens=(\d+)/.exec(messages.find(({ id }) => id === message.parentId)?.text ?? "")?.[1]);
        expect(reference(tokens).startsWith(message.text)).toBe(true);
        expect(["done", "interrupted", "error"]).toContain(message.status);
        if (message.status === "done") expect(message.text).toBe(reference(tokens));
        // The tab shows what storage holds, byte for byte.
        const shown = chat.tab.getState().messages.get(message.id);
        if (shown !== undefined) expect(shown.text).toBe(message.text);
      }
      const { body } = await server.call<{
        receipts: { callId: string; messageId: string; purpose: string; costNanoUsd: number }[];
        totalNanoUsd: number;
      }>(`/api/chats/${chat.id}/receipts`);
      expect(new Set(body.receipts.map(({ callId }) => callId)).size).toBe(body.receipts.length);
      const answers = body.receipts.filter(({ purpose }) => purpose !== "title");
      expect(answers.map(({ messageId }) => messageId).toSorted()).toEqual([...chat.accepted.values()].toSorted());
      expect(body.receipts.length - answers.length).toBeLessThanOrEqual(1);
      expect(body.receipts.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0)).toBe(body.totalNanoUsd);
    }
  }
  // The emulated log died with the server: what the estimates left of their holds is given back after a while.
  await expect
    .poll(async () => (await server.call<{ wallet: { heldNanoUsd: number } }>("/api/me")).body.wallet.heldNanoUsd, {
      timeout: 60_000,
      interval: 500,
    })
    .toBe(0);
  for (const { tab } of chats) tab.close();
  console.log(
    `${KILLS} SIGKILLs at ${killed} instants of running answers, ${chats.reduce((sum, { accepted }) => sum + accepted.size, 0)} answers promised and kept, seed ${seed}`,
  );
});
