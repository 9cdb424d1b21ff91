/** Sharing and projects: P56 to P63. */
import { ask, ended, fresh, isProblem, newChat, stored, words, type Check } from "../world.ts";
import type { Chat, Message } from "../shapes.ts";

export const together: readonly Check[] = [
  {
    rules: ["P56", "P57", "P58", "P59", "P60"],
    async run(world) {
      const { target, findings, alice, bob } = world;
      const chat = await newChat(world, { title: "Shared", system: "a secret instruction" });
      await ended(world, chat, await ask(world, chat, "on another branch /gen tokens=3"));
      await ended(world, chat, await ask(world, chat, "/gen tokens=5", { parentId: null }));
      const { status, body: share } = await target.call<{ id: string }>(alice, `/api/chats/${chat}/shares`, { body: {} });
      findings.holds("P56", status === 201 && share.id.length >= 22, `a share was answered with ${status}, or its id is short`);
      const read = await target.call<{ messages: Message[]; withCosts: boolean }>(bob, `/api/shared/${share.id}`);
      findings.holds(
        "P56",
        read.body.messages?.length === 2 && !read.text.includes("another branch"),
        "a reader sees another branch, or not this one",
      );
      const hidden = ["a secret instruction", '"receipt"', ...Object.values(alice)];
      findings.holds(
        "P56",
        hidden.every((secret) => !read.text.includes(secret)),
        "a reader sees the system prompt, a cost or the owner",
      );
      const reader = await target.tab(bob, chat, { route: `/api/shared/${share.id}/live` });
      const tab = await target.tab(alice, chat);
      const id = fresh();
      await tab.command({ type: "send", id, text: "/gen tokens=200 rate=400" });
      await reader.ended(`${id}.a`);
      findings.holds("P58", reader.reader.messages.get(`${id}.a`)?.text === words(200), "a reader did not get the running answer whole");
      const received = reader.raw.frames.join("\n");
      const isSilent =
        !/^s\d/m.test(received) &&
        !/"(costNanoUsd|maxCostNanoUsd)":[1-9]/.test(received) &&
        !received.includes('"receipt"') &&
        !/"type":"(tabs|draft|cost)"/.test(received);
      findings.holds("P58", isSilent, "a reader's socket told costs, drafts or tabs");
      const said = await reader.command({ type: "send", id: fresh(), text: "x" });
      findings.holds("P59", said.problem?.status === 403, `a reader's command: ${said.type} ${said.problem?.status}`);
      const copy = await target.call<{ chatId: string; messages: number }>(bob, `/api/shared/${share.id}/copy`, { body: { id: fresh() } });
      const copied = copy.status === 201 ? await stored(world, copy.body.chatId, bob) : [];
      findings.holds(
        "P60",
        copied.length === 4 && copied.every(({ receipt }) => receipt === undefined),
        `a copy has ${copied.length} messages, or receipts`,
      );
      await target.call(alice, `/api/chats/${chat}/shares/${share.id}`, { method: "DELETE" });
      await reader.raw.closed("the end of a reader's socket");
      findings.holds(
        "P57",
        reader.raw.closeCode === 4404 && !reader.raw.frames.some((frame) => frame.includes('"deleted"')),
        `taken back: closed with ${reader.raw.closeCode}`,
      );
      const [gone, never] = await Promise.all(
        [share.id, "A".repeat(share.id.length)].map((name) => target.call(bob, `/api/shared/${name}`)),
      );
      findings.holds(
        "P57",
        gone !== undefined && isProblem(gone, 404) && gone.text === never?.text,
        "a share that was taken back does not answer like one that never was",
      );
    },
  },
  {
    rules: ["P61", "P62", "P63"],
    async run(world) {
      const { target, findings, alice } = world;
      const made = await target.call<{ id: string }>(alice, "/api/projects", {
        body: { id: fresh(), name: "Conformance", instructions: "Be brief.", budget: { limitNanoUsd: 1, per: "total" } },
      });
      if (!findings.holds("P61", made.status === 201, `a project was answered with ${made.status}`)) return;
      const chat = await newChat(world, { projectId: made.body.id });
      const { body } = await target.call<Chat>(alice, `/api/chats/${chat}`);
      findings.holds(
        "P61",
        body.system === "Be brief." && body.projectId === made.body.id,
        `a conversation of the project began with ${body.system}`,
      );
      const poor = await target.call(alice, `/api/chats/${chat}/messages`, { body: { id: fresh(), text: "/gen tokens=20" } });
      const isFree = poor.status === 202;
      findings.holds(
        "P62",
        isFree || (isProblem(poor, 402) && !poor.text.includes("renewsAt")),
        `over a project's budget in all: ${poor.status}`,
      );
      findings.holds(
        "P63",
        isProblem(await target.call(alice, `/api/projects/${made.body.id}`, { method: "DELETE" }), 400),
        "a project goes without a word about its conversations",
      );
      const deleted = await target.call(alice, `/api/projects/${made.body.id}?chats=delete`, { method: "DELETE" });
      const left = await target.call(alice, `/api/chats/${chat}`);
      findings.holds(
        "P63",
        deleted.status === 200 && isProblem(left, 404),
        `deleted with its conversations: ${deleted.status}, and one of them answers ${left.status}`,
      );
    },
  },
];
