/** Random histories: whatever tabs, networks and the platform do, every tab ends with what storage holds. */
import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { call, newChat, stored, Tab } from "./tab.ts";

const TABS = 3;
const tab = fc.nat({ max: TABS - 1 });
const text = fc
  .record({ tokens: fc.integer({ min: 0, max: 60 }), rate: fc.constantFrom(0, 300, 1000) })
  .map(({ tokens, rate }) => `/gen tokens=${tokens} rate=${rate}`);
const which = fc.nat({ max: 20 });

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("send" as const), tab, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("send-below" as const), tab, text, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("edit" as const), tab, text, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("regenerate" as const), tab, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("stop" as const), tab, queue: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("continue" as const), tab, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("select" as const), tab, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), tab, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("draft" as const), tab, text }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rename" as const), tab }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("repeat" as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("cut" as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("evict" as const), hibernate: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abort" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pause" as const), turns: fc.integer({ min: 1, max: 30 }) }) },
);

/** Gives others a turn: as long as the platform needs to run what is due, not a fixed time. */
const turns = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await new Promise((resolve) => setTimeout(resolve, 1));
};

const isAtRest = (one: Tab): boolean =>
  one.state.connection.status === "live" &&
  one.state.pending.length === 0 &&
  one.state.unanswered === 0 &&
  one.state.runningId === null &&
  [...one.state.messages.values()].every(({ status }) => status !== "running" && status !== "queued");

/** One of the messages a tab knows; null: it knows none. */
const pick = (one: Tab, nth: number, role: "user" | "assistant"): string | null => {
  const ids = [...one.state.messages.values()].filter((message) => message.role === role).map(({ id }) => id);
  return ids.length === 0 ? null : (ids[nth % ids.length] ?? null);
};

async function play(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Promise<void> {
  const chat = await newChat();
  const tabs = Array.from({ length: TABS }, () => new Tab(chat));
  await Promise.all(tabs.map((one) => one.isLive()));
  /** Questions that were accepted over HTTP: each must be there for ever after. */
  const accepted = new Map<string, { answerId: string; body: string }>();
  const sent: { id: string; text: string }[] = [];
  for (const [index, action] of steps.entries()) {
    const one = "tab" in action ? tabs[action.tab] : undefined;
    switch (action.do) {
      case "send": {
        if (one === undefined) break;
        if (index % 3 === 0) {
          // Over HTTP, and twice with the same id: accepted once.
          const id = `h${index}`;
          const body = { id, text: action.text };
          const [first, second] = await Promise.all([
            call(`/api/chats/${chat}/messages`, { body }),
            call(`/api/chats/${chat}/messages`, { body }),
          ]);
          const answers = [await first.text(), await second.text()];
          // A restart between acceptance and answer is told as a failure of the call; the retry below learns the truth.
          const good = [first, second].findIndex(({ ok }) => ok);
          if (good >= 0) accepted.set(id, { answerId: `${id}.a`, body: answers[good] ?? "" });
          sent.push(body);
        } else one.live.send(action.text);
        break;
      }
      case "send-below": {
        const parentId = one === undefined ? null : pick(one, action.which, "assistant");
        one?.live.send(action.text, { parentId });
        break;
      }
      case "edit": {
        const id = one === undefined ? null : pick(one, action.which, "user");
        if (id !== null) one?.live.edit(id, action.text);
        break;
      }
      case "regenerate": {
        const id = one === undefined ? null : pick(one, action.which, "assistant");
        if (id !== null) one?.live.regenerate(id);
        break;
      }
      case "continue": {
        const id = one === undefined ? null : pick(one, action.which, "assistant");
        if (id !== null) one?.live.continueAnswer(id);
        break;
      }
      case "select": {
        const id = one === undefined ? null : pick(one, action.which, "assistant");
        if (id !== null) one?.live.select(id);
        break;
      }
      case "cancel": {
        const id = one === undefined ? null : pick(one, action.which, "user");
        if (id !== null) one?.live.cancel(id);
        break;
      }
      case "stop":
        one?.live.stop({ queue: action.queue });
        break;
      case "draft":
        one?.live.setDraft(action.text);
        break;
      case "rename":
        one?.live.set({ title: `title ${index}` });
        break;
      case "repeat": {
        const again = sent[action.which % Math.max(1, sent.length)];
        if (again === undefined) break;
        const response = await call(`/api/chats/${chat}/messages`, { body: again });
        if (response.ok && accepted.has(again.id)) expect(response.status).toBe(200);
        break;
      }
      case "cut":
        one?.cut();
        break;
      case "evict":
        // An object that sleeps already cannot be evicted: nothing is lost to the test then.
        await evictDurableObject(env.CHAT.getByName(`alice@example.com/${chat}`), {
          webSockets: action.hibernate ? "hibernate" : "close",
        }).catch((error: unknown) => expect(String(error)).toContain("not currently running"));
        break;
      case "abort":
        await abortAllDurableObjects();
        for (const each of tabs) each.cut();
        break;
      case "pause":
        await turns(action.turns);
        break;
    }
  }
  // Each has nothing left to say; then each hears what the others said last. A tab that never does is the failure.
  await Promise.all(tabs.map((one) => one.until(isAtRest)));
  const truth = await stored(chat);
  await Promise.all(tabs.map((one) => one.until(() => isAtRest(one) && one.state.head === truth.head)));
  const byId = new Map(truth.messages.map((message) => [message.id, message]));
  expect(new Set(truth.messages.map(({ id }) => id)).size).toBe(truth.messages.length);
  for (const [id, { answerId }] of accepted) {
    expect(byId.has(id), id).toBe(true);
    expect(byId.has(answerId), answerId).toBe(true);
  }
  const fresh = new Tab(chat);
  await fresh.isLive();
  for (const one of [...tabs, fresh]) {
    expect(one.state.head).toBe(truth.head);
    for (const message of one.state.messages.values()) {
      const real = byId.get(message.id);
      expect({ text: message.text, status: message.status, parentId: message.parentId }).toEqual({
        text: real?.text,
        status: real?.status,
        parentId: real?.parentId,
      });
    }
    expect(one.shown().map(({ id }) => id)).toEqual(
      fresh
        .shown()
        .map(({ id }) => id)
        .slice(-one.shown().length),
    );
    expect(one.state.chat?.title).toBe(fresh.state.chat?.title);
    one.close();
  }
}

it(
  "[I1] [I3] [I4] [I6] after any history of commands, lost networks, evictions and aborts, all tabs and storage agree",
  { timeout: 240_000 },
  async () => {
    const seed = Number(env.TALLY_SEED) || Date.now() % 1_000_000;
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 40 }), play), {
      seed,
      numRuns: Number(env.TALLY_RUNS),
      endOnFailure: true,
      verbose: fc.VerbosityLevel.None,
    });
  },
);
