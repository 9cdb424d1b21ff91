import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { alarm, audit, chatStub, idle, send } from "./bookkeeping.ts";
import { call, newChat } from "./tab.ts";

describe("the gateway's log", () => {
  it("of an answer that was continued while D1 was slow is read all the same [I7]", async () => {
    const as = "race@example.com";
    const chat = await newChat({ title: "Named" }, as);
    const { answerId } = await send(chat, as, "/gen tokens=40 cut=20 log=0");
    await idle(chat, as);
    await runInDurableObject(chatStub(as, chat), (_chat, state) => {
      state.storage.sql.exec("UPDATE receipt SET log_next_at = NULL");
    });
    const isReached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const batch = env.DB.batch.bind(env.DB);
    env.DB.batch = async (statements) => {
      isReached.resolve();
      await goOn.promise;
      return batch(statements);
    };
    const following = alarm(as, chat);
    await isReached.promise;
    await chatStub(as, chat).command({ type: "continue", id: "go-on", messageId: answerId });
    await idle(chat, as);
    env.DB.batch = batch;
    goOn.resolve();
    await following;
    const [room] = await runInDurableObject(chatStub(as, chat), (_chat, state) =>
      state.storage.sql.exec("SELECT logs_from FROM chat, receipt WHERE log_next_at IS NOT NULL AND turn >= logs_from").toArray(),
    );
    expect(room).toBeDefined();
  });
});

describe("a conversation that is deleted while its alarm works", () => {
  it("[I10] goes without a word, and the alarm ends without an error", async () => {
    const as = "delalarm@example.com";
    const chat = await newChat({ title: "Named" }, as);
    await send(chat, as, "/gen tokens=3 log=0");
    await idle(chat, as);
    const isReached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const batch = env.DB.batch.bind(env.DB);
    env.DB.batch = async (statements) => {
      isReached.resolve();
      await goOn.promise;
      return batch(statements);
    };
    const following = alarm(as, chat);
    await isReached.promise;
    env.DB.batch = batch;
    expect((await call(`/api/chats/${chat}`, { as, method: "DELETE" })).status).toBe(200);
    goOn.resolve();
    await expect(following).resolves.toBe(true);
    expect((await audit(as)).differences).toEqual([]);
  });
});
