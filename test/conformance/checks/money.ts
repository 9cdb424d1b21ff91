/** Money, models, titles, summaries, the person's socket: P26, P27, P29, P38, P41 to P44. */
import { ask, ended, eventually, fresh, isProblem, newChat, stranger, walletOf, type Check } from "../world.ts";
import type { Chat, Event, Receipt } from "../shapes.ts";

/** D1 is told some seconds after an answer (P41). */
const BOOKED_WITHIN_MS = 20_000;

export const money: readonly Check[] = [
  {
    rules: ["P26"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const poor = await target.call(alice, `/api/chats/${chat}/messages`, { body: { id: fresh(), text: "x", maxCostNanoUsd: 1 } });
      const isFree = poor.status === 202;
      findings.holds("P26", isFree || isProblem(poor, 402), `a cap of one nano-dollar: ${poor.status}`);
      const answerId = await ask(world, chat, "/gen tokens=2000 rate=200");
      const { heldNanoUsd } = await walletOf(world, alice);
      findings.holds("P26", isFree || heldNanoUsd > 0, `${heldNanoUsd} is held while an answer runs`);
      await target.call(alice, `/api/chats/${chat}/stop`, { body: {} });
      await ended(world, chat, answerId);
    },
  },
  {
    rules: ["P27"],
    async run(world) {
      const { target, findings, alice, models } = world;
      const chat = await newChat(world);
      const send = (more: object) =>
        target.call(alice, `/api/chats/${chat}/messages`, { body: { id: fresh(), text: "/gen tokens=1", ...more } });
      findings.holds("P27", isProblem(await send({ model: "no/such-model" }), 422), "an unknown model was not refused with 422");
      const plain = models.find(({ capabilities }) => !capabilities.includes("reasoning"));
      if (plain !== undefined)
        findings.holds(
          "P27",
          isProblem(await send({ model: plain.id, effort: "low" }), 422),
          `effort on ${plain.id}, which does not reason, was not refused`,
        );
      const tab = await target.tab(alice, chat);
      const limited = await tab.command({ type: "set", id: fresh(), maxCostNanoUsd: 1 });
      findings.holds("P27", limited.type === "ack", `a limit of the conversation was ${limited.type}`);
      const over = await send({});
      findings.holds(
        "P27",
        over.status === 202 || (isProblem(over, 402) && !("renewsAt" in (over.body as object))),
        `over the conversation's limit: ${over.status}, or it says when it renews`,
      );
    },
  },
  {
    rules: ["P29"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const tab = await target.tab(alice, chat);
      await tab.command({ type: "send", id: fresh(), text: "What is a conformance suite? /gen tokens=3" });
      await tab.until(
        () => tab.reader.events.some(({ type, title }) => type === "chat" && typeof title === "string"),
        "a title as a `chat` event",
      );
      await tab.command({ type: "set", id: fresh(), title: "A person's own" });
      const { body } = await target.call<Chat>(alice, `/api/chats/${chat}`);
      findings.holds("P29", body.title === "A person's own", `a person's title became ${body.title}`);
    },
  },
  {
    rules: ["P38"],
    async run(world) {
      const { target, findings, alice } = world;
      const socket = await target.socket(alice, "/api/live");
      await socket.until(() => socket.frames.length > 0, "the first frame of the person's socket");
      const first = JSON.parse(socket.frames[0] ?? "{}") as Event;
      findings.holds(
        "P38",
        first.type === "account" && Array.isArray(first.chats) && first.wallet !== undefined,
        `it began with ${first.type}`,
      );
      const chat = await newChat(world);
      const isNotifiedOf = (type: string) => socket.frames.some((frame) => frame.includes(`"type":"${type}"`) && frame.includes(chat));
      await socket.until(() => isNotifiedOf("chat"), "a new conversation on the person's socket");
      await target.call(alice, `/api/chats/${chat}`, { method: "DELETE" });
      await socket.until(() => isNotifiedOf("removed"), "a deleted conversation on the person's socket");
      socket.close();
    },
  },
  {
    rules: ["P41"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      await ended(world, chat, await ask(world, chat, "/gen tokens=20 log=0"));
      const { body } = await target.call<{ receipts: Receipt[]; totalNanoUsd: number }>(alice, `/api/chats/${chat}/receipts`);
      const sum = body.receipts.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0);
      findings.holds("P41", sum === body.totalNanoUsd, `receipts add up to ${sum}, the total says ${body.totalNanoUsd}`);
      const rows = (): Promise<{ key: string; costNanoUsd: number }[]> =>
        target.call<{ rows: { key: string; costNanoUsd: number }[] }>(alice, "/api/spend?by=chat").then(({ body: spend }) => spend.rows);
      await eventually(rows, (all) => all.some(({ key }) => key === chat), "this conversation in /api/spend", BOOKED_WITHIN_MS);
    },
  },
  {
    rules: ["P42"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const tab = await target.tab(alice, chat);
      const nothing = await tab.command({ type: "compact", id: fresh() });
      findings.holds("P42", nothing.problem?.status === 409, `compact without an answer: ${nothing.type} ${nothing.problem?.status}`);
      const id = fresh();
      await tab.command({ type: "send", id, text: "/gen tokens=40" });
      await tab.ended(`${id}.a`);
      const asked = await tab.command({ type: "compact", id: fresh() });
      findings.holds("P42", asked.type === "ack", `compact was ${asked.type} ${asked.problem?.detail ?? ""}`);
      await tab.until(() => tab.reader.messages.get(`${id}.a`)?.summary !== undefined, "a summary");
      const { body } = await target.call<{ receipts: Receipt[] }>(alice, `/api/chats/${chat}/receipts`);
      findings.holds(
        "P42",
        body.receipts.some(({ purpose, messageId }) => purpose === "summary" && messageId === undefined),
        "a summary has no receipt of its own",
      );
      const twice = await tab.command({ type: "compact", id: fresh() });
      findings.holds("P42", twice.problem?.status === 409, `compact where a summary is: ${twice.type}`);
      const back = await tab.command({ type: "expand", id: fresh(), messageId: `${id}.a` });
      findings.holds(
        "P42",
        back.type === "ack" && tab.reader.messages.get(`${id}.a`)?.summary === undefined,
        "expand did not take the summary back",
      );
    },
  },
  {
    rules: ["P43"],
    needs: "local",
    async run(world) {
      const { target, findings, admin, models } = world;
      const [model, other] = models;
      if (admin === null || model === undefined || other === undefined) return;
      const person = stranger();
      const path = `/api/admin/people/${encodeURIComponent(person["x-tally-dev-user"] ?? "")}/models`;
      await target.call(admin, path, { method: "PUT", body: { allow: [model.id], default: model.id } });
      const chat = await newChat(world, {}, person);
      const refused = await target.call(person, `/api/chats/${chat}/messages`, { body: { id: fresh(), text: "x", model: other.id } });
      findings.holds("P43", isProblem(refused, 422), `a model that is not allowed: ${refused.status}`);
      const estimated = await target.call(person, "/api/estimate", { body: { chatId: chat, text: "x", model: other.id } });
      findings.holds("P43", isProblem(estimated, 422), `the estimate of a model that is not allowed: ${estimated.status}`);
    },
  },
  {
    rules: ["P44"],
    needs: "local",
    async run(world) {
      const { target, findings } = world;
      const person = stranger();
      await target.call(person, "/api/me", { method: "PATCH", body: { preferences: { suggestions: true } } });
      const chat = await newChat(world, {}, person);
      const tab = await target.tab(person, chat);
      const id = fresh();
      await tab.command({ type: "send", id, text: "What does Tally cost?" });
      await tab.until(() => (tab.reader.messages.get(`${id}.a`)?.suggestions?.length ?? 0) > 0, "suggestions", 15_000);
      const count = tab.reader.messages.get(`${id}.a`)?.suggestions?.length ?? 0;
      findings.holds("P44", count <= 3, `${count} suggestions`);
      const { body } = await target.call<{ receipts: Receipt[] }>(person, `/api/chats/${chat}/receipts`);
      findings.holds(
        "P44",
        body.receipts.some(({ purpose }) => purpose === "suggestions"),
        "suggestions have no receipt",
      );
    },
  },
];
