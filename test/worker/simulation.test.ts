import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { DaySum } from "../../src/protocol/rooms.ts";
import { mapBounded } from "../../src/spend/audit.ts";
import { storeSummaries } from "../../src/spend/store.ts";
import {
  accountStub,
  alarm,
  ask,
  audit,
  breakD1,
  chatStub,
  COSTLY_TOKEN,
  crash,
  idle,
  mendD1,
  receiptsOf,
  seeded,
  send,
  setBudget,
  sleep,
  spendOf,
  walletOf,
} from "./bookkeeping.ts";
import { call, newChat } from "./tab.ts";

const OWNER = "simulated@example.com";
const CONVERSATIONS = 50;
const ROUNDS = 4;
const LIMIT = 60_000_000;

describe("the books under a simulation", () => {
  it(
    "[I7][I8] agree after 50 conversations with stops, cuts, failures, crashes, late flushes and a D1 that fails",
    { timeout: 300_000 },
    async () => {
      const random = seeded(20_261_123);
      const statuses = new Map<number, number>();
      const deeds = new Map<string, number>();
      const count = (status: number): void => void statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await setBudget(OWNER, LIMIT);
      await call("/api/me", { as: OWNER, method: "PATCH", body: { preferences: { suggestions: true } } });
      const chats = await mapBounded([...Array(CONVERSATIONS).keys()], 10, () => newChat({ model: "embedded/costly" }, OWNER));
      let isDown = false;
      const work = { isOver: false };
      let flushesWhileDown = 0;
      const late: DaySum[][] = [];

      /** D1 gets an old state of this conversation again, after newer ones. */
      const sendAgain = async (chat: string): Promise<void> => {
        const books = await chatStub(OWNER, chat).audit();
        if (books.state !== "open") return;
        const summaries = books.days.map((day) => ({
          ...day,
          person: OWNER,
          chat,
          inputTokens: 0,
          cachedTokens: 0,
          outputTokens: 0,
          savedNanoUsd: 0,
          simulated: true,
          hours: null,
        }));
        late.push(summaries.map((summary) => ({ ...summary, seq: summary.seq - 1, costNanoUsd: 1 })));
      };
      const oneDeed = async (chat: string): Promise<void> => {
        const tokens = random.between(5, 120);
        const cap = random.pick([700_000, 1_500_000, 3_000_000]);
        const extra = random.next() < 0.02 ? {} : { maxCostNanoUsd: cap };
        const deed = random.pick([
          "answer",
          "answer",
          "answer",
          "stop",
          "cut",
          "busy",
          "refused",
          "neuronless",
          "usageless",
          "logless",
          "crash",
          "walletCrash",
          "evict",
          "regenerate",
          "queue",
          "question",
          "summary",
          "summaryCrash",
        ]);
        deeds.set(deed, (deeds.get(deed) ?? 0) + 1);
        switch (deed) {
          case "stop": {
            const { status } = await send(
              chat,
              OWNER,
              `/gen tokens=2000 rate=${random.between(100, 400)} log=${random.between(0, 4000)}`,
              extra,
            );
            count(status);
            await sleep(random.between(10, 150));
            await call(`/api/chats/${chat}/stop`, { as: OWNER, body: {} });
            break;
          }
          case "cut":
            count(await ask(chat, OWNER, `/gen tokens=${tokens} cut=${random.between(0, tokens)} rate=900`, extra));
            break;
          case "busy":
            count(await ask(chat, OWNER, "/gen fail=3040", extra));
            break;
          case "refused":
            count(await ask(chat, OWNER, "/gen fail=3036", extra));
            break;
          case "neuronless":
            count(await ask(chat, OWNER, `/gen tokens=${tokens} neurons=0 cached=${random.between(0, 60)}`, extra));
            break;
          case "usageless":
            count(await ask(chat, OWNER, `/gen tokens=${tokens} usage=none neurons=0`, extra));
            break;
          case "logless":
            count(await ask(chat, OWNER, `/gen tokens=${tokens} usage=none neurons=0 log=never`, extra));
            break;
          case "crash": {
            count((await send(chat, OWNER, "/gen tokens=600 rate=300", extra)).status);
            await sleep(random.between(0, 120));
            await crash(chatStub(OWNER, chat));
            break;
          }
          case "walletCrash":
            void crash(accountStub(OWNER));
            count(await ask(chat, OWNER, `/gen tokens=${tokens} rate=600`, extra));
            break;
          case "evict":
            count(await ask(chat, OWNER, `/gen tokens=${tokens}`, extra));
            await evictDurableObject(chatStub(OWNER, chat)).catch(() => undefined);
            break;
          case "regenerate": {
            const { status, answerId } = await send(chat, OWNER, `/gen tokens=${tokens}`, extra);
            count(status);
            await idle(chat, OWNER);
            if (status === 202)
              count(
                (await call(`/api/chats/${chat}/regenerate`, { as: OWNER, body: { id: crypto.randomUUID(), messageId: answerId } })).status,
              );
            break;
          }
          // Without a directive: titles and follow-up questions are made of it.
          case "question":
            count(await ask(chat, OWNER, "Thank you, and what does a conversation cost?", extra));
            break;
          case "summary":
          case "summaryCrash":
            count(await ask(chat, OWNER, `/gen tokens=${tokens}`, extra));
            count((await chatStub(OWNER, chat).command({ type: "compact", id: crypto.randomUUID() })).ok ? 202 : 409);
            await sleep(random.between(0, 200));
            if (deed === "summaryCrash") await crash(chatStub(OWNER, chat));
            break;
          case "queue":
            for (const status of (await Promise.all([1, 2, 3].map(() => send(chat, OWNER, `/gen tokens=${tokens} rate=900`, extra)))).map(
              ({ status }) => status,
            ))
              count(status);
            break;
          default:
            count(
              await ask(
                chat,
                OWNER,
                `/gen tokens=${tokens} rate=${random.pick([0, 900])} log=${random.pick(["0", "500", "never"])}`,
                extra,
              ),
            );
        }
        await idle(chat, OWNER);
        await alarm(OWNER, chat);
        if (isDown) flushesWhileDown += 1;
        if (random.next() < 0.3) await sendAgain(chat);
      };
      const weather = (async (): Promise<void> => {
        for (let turns = 0; turns < 1_000 && !work.isOver; turns += 1) {
          await sleep(random.between(150, 500));
          if (isDown) await mendD1();
          else await breakD1();
          isDown = !isDown;
        }
      })();
      await mapBounded(chats, 10, async (chat) => {
        for (let round = 0; round < ROUNDS; round += 1) await oneDeed(chat);
      });
      work.isOver = true;
      await weather;
      if (isDown) await mendD1();
      for (const summaries of late) await storeSummaries(env.DB, summaries);

      // Time passes: logs become readable, what D1 missed is told again (a flush waits a minute, unless the object slept).
      await sleep(3_500);
      for (let pass = 0; pass < 3; pass += 1) {
        await abortAllDurableObjects();
        await mapBounded(chats, 10, async (chat) => {
          await alarm(OWNER, chat);
          await alarm(OWNER, chat);
        });
        await sleep(300);
      }
      for (const summaries of late) await storeSummaries(env.DB, summaries);

      // A hold of a call whose log never comes is kept for ten seconds.
      for (let tries = 0; tries < 30 && (await walletOf(OWNER)).heldNanoUsd > 0; tries += 1) await sleep(500);

      const report = await audit(OWNER);
      const wallet = await walletOf(OWNER);
      const spend = await spendOf(OWNER, "chat");
      const books = await mapBounded(chats, 10, (chat) => receiptsOf(chat, OWNER));
      const receipts = books.flatMap((book) => book.receipts);
      const ends = Object.fromEntries(
        ["done", "stopped", "failed", "cut", "stalled", "crashed"].map((end) => [
          end,
          receipts.filter((receipt) => receipt.end === end).length,
        ]),
      );
      const purposes = Object.fromEntries(
        ["answer", "title", "summary", "suggestions"].map((purpose) => [
          purpose,
          receipts.filter((receipt) => receipt.purpose === purpose).length,
        ]),
      );
      const bases = Object.fromEntries(
        ["billed", "logged", "listed", "estimated", "free"].map((basis) => [
          basis,
          receipts.filter((receipt) => receipt.basis === basis).length,
        ]),
      );
      console.log(
        `simulation: ${CONVERSATIONS} conversations, ${[...statuses].map(([status, n]) => `${n} × ${status}`).join(", ")}; deeds ${JSON.stringify(Object.fromEntries(deeds))}; ` +
          `${receipts.length} receipts by end ${JSON.stringify(ends)}, by basis ${JSON.stringify(bases)}, by purpose ${JSON.stringify(purposes)}; alarms run while D1 was down ${flushesWhileDown}, old summaries sent ${late.length}; ` +
          `settled ${wallet.spentNanoUsd} of ${LIMIT} nano-dollars (one token costs ${COSTLY_TOKEN}), held at the end ${wallet.heldNanoUsd}; ` +
          `audit: ${report.checkedChats} conversations, ${report.differences.length} differences, ${report.waiting.length} waiting, ${report.orphanedHolds.length} orphaned holds`,
      );
      expect(report.differences).toEqual([]);
      expect(report.waiting).toEqual([]);
      expect(report.checkedChats).toBe(CONVERSATIONS);
      expect(new Set(receipts.map(({ callId }) => callId)).size).toBe(receipts.length);
      expect(books.reduce((sum, book) => sum + book.totalNanoUsd, 0)).toBe(wallet.spentNanoUsd);
      expect(spend.totalNanoUsd).toBe(wallet.spentNanoUsd);
      expect(report.totalNanoUsd).toBe(wallet.spentNanoUsd);
      expect(wallet.spentNanoUsd).toBeLessThanOrEqual(LIMIT + COSTLY_TOKEN);
      expect(wallet.heldNanoUsd).toBe(0);
    },
  );
});
