/** Tools: P80 to P86. Policies belong to the person, so the suite asks as somebody new. */
import { fresh, isProblem, newChat, stranger, type Check } from "../world.ts";
import type { Receipt, Step } from "../shapes.ts";

const TOOL = "web_search";

export const tools: readonly Check[] = [
  {
    rules: ["P80", "P81", "P82", "P83", "P84", "P85", "P86"],
    needs: "local",
    async run(world) {
      const { target, findings } = world;
      const person = stranger();
      const { body: offered } = await target.call<{ tools: { name: string; priceNanoUsd: number }[] }>(person, "/api/tools");
      if (!offered.tools.some(({ name }) => name === TOOL)) return;
      findings.holds(
        "P85",
        (await target.call(person, `/api/tools/${TOOL}`, { method: "PATCH", body: { policy: "ask" } })).status === 200,
        "a policy was not taken",
      );
      const chat = await newChat(world, {}, person);
      const [one, two] = await Promise.all([target.tab(person, chat), target.tab(person, chat)]);
      const id = fresh();
      await one.command({ type: "send", id, text: `/gen tool=${TOOL} tokens=5`, tools: [TOOL] });
      const answerId = `${id}.a`;
      const step = (): Step | undefined => one.reader.messages.get(answerId)?.steps?.[0];
      await one.until(() => step()?.status === "waiting", "a step that waits for the person");
      findings.holds("P84", one.reader.running === answerId, "an answer whose step waits does not run");
      const { body: me } = await target.call<{ wallet: { heldNanoUsd: number } }>(person, "/api/me");
      findings.holds("P84", me.wallet.heldNanoUsd === 0, `${me.wallet.heldNanoUsd} is held while a step waits`);
      const decision = { type: "decide", id: fresh(), messageId: answerId, stepId: step()?.id, decision: "once" };
      findings.holds("P85", (await two.command(decision)).type === "ack", "a decision of another tab was refused");
      await one.ended(answerId);
      await two.ended(answerId);
      findings.holds(
        "P83",
        JSON.stringify(one.reader.messages.get(answerId)?.steps) === JSON.stringify(two.reader.messages.get(answerId)?.steps),
        "two tabs show other steps",
      );
      findings.holds("P81", step()?.status === "done" && (step()?.result?.length ?? 0) <= 4_000, `a step ended as ${step()?.status}`);
      findings.holds("P82", (step()?.sources?.length ?? 0) > 0, "a search has no sources");
      const late = await one.command({ ...decision, id: fresh() });
      findings.holds("P85", late.problem?.status === 409, `a second decision: ${late.type} ${late.problem?.status}`);
      const again = await one.command(decision);
      findings.holds("P85", again.type === "ack", "the same decision again was refused");
      const { body } = await target.call<{ receipts: Receipt[] }>(person, `/api/chats/${chat}/receipts`);
      const own = body.receipts.filter(({ messageId }) => messageId === answerId);
      const priced = (offered.tools.find(({ name }) => name === TOOL)?.priceNanoUsd ?? 0) > 0 ? 1 : 0;
      findings.holds(
        "P86",
        own.length === 2 + priced && own.filter(({ purpose, model }) => purpose === "tool" && model === `tool/${TOOL}`).length === priced,
        `${own.length} receipts of two model calls and ${priced} priced step`,
      );
      const none = fresh();
      await one.command({ type: "send", id: none, text: `/gen tool=${TOOL} tokens=5`, tools: [] });
      await one.ended(`${none}.a`);
      findings.holds("P80", (one.reader.messages.get(`${none}.a`)?.steps ?? []).length === 0, "a tool was asked for that was not offered");
      findings.holds(
        "P80",
        isProblem(await target.call(person, `/api/chats/${chat}/messages`, { body: { id: fresh(), text: "x", tools: [7] } }), 400),
        "a tool without a name was not refused",
      );
    },
  },
];
