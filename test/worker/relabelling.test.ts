/** Text that turns out to be reasoning, because only the end of the thinking is marked: for tabs, checkpoints and crashes. */
import { abortAllDurableObjects } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { newChat, reference, stored, Tab } from "./tab.ts";

const thoughts = (tokens: number): string => Array.from({ length: tokens }, (_, index) => `r${index}`).join(" ");

async function twoTabs(model?: string): Promise<{ chat: string; first: Tab; second: Tab }> {
  const chat = await newChat(model === undefined ? {} : { model });
  const first = new Tab(chat);
  const second = new Tab(chat);
  await Promise.all([first.isLive(), second.isLive()]);
  return { chat, first, second };
}

const textOf = (tab: Tab): string => tab.text?.text ?? "";
/** The answer proper has begun: what was said before it is known to be reasoning. */
const isAnswering = (tab: Tab): boolean => textOf(tab).trimStart().startsWith("w") && (tab.text?.reasoning ?? "") !== "";

describe("an answer whose thinking only ends in a mark", () => {
  it("[I1] [I5] [P15] [P17] is the same in every tab, also in one that was away while its text became reasoning", async () => {
    const { chat, first, second } = await twoTabs();
    const id = first.live.send("/gen reasoning=300 tokens=200 rate=200 shape=lone-close");
    await second.until((tab) => textOf(tab).length > 100);
    second.cut();
    await second.until((tab) => textOf(tab).length > 600);
    second.sleep();
    await first.until((tab) => isAnswering(tab) && textOf(tab).length > 100);
    second.wake();
    await Promise.all([first.ended(`${id}.a`), second.ended(`${id}.a`)]);
    const answer = (await stored(chat)).messages.at(-1);
    expect(answer).toMatchObject({ status: "done", reasoning: ` ${thoughts(300)}` });
    expect(answer?.text).toBe(reference(200));
    for (const tab of [first, second]) {
      expect(tab.shown().at(-1)).toMatchObject({ text: answer?.text, reasoning: answer?.reasoning, status: "done" });
      tab.close();
    }
  });

  it("[I1] [I6] keeps its reasoning apart through a crash that comes later", async () => {
    const { chat, first, second } = await twoTabs();
    const id = first.live.send("/gen reasoning=250 tokens=4000 rate=200 shape=lone-close log=never");
    await second.until((tab) => textOf(tab).length > 300);
    second.sleep();
    // Two checkpoints and more after the mark: the first of them says the whole call again.
    await first.until((tab) => isAnswering(tab) && textOf(tab).length > 2_500);
    await abortAllDurableObjects();
    first.cut();
    await first.ended(`${id}.a`);
    second.wake();
    await second.ended(`${id}.a`);
    const answer = (await stored(chat)).messages.at(-1);
    expect(answer).toMatchObject({ status: "interrupted", problem: { reason: "crashed" }, reasoning: ` ${thoughts(250)}` });
    expect(answer?.text.length).toBeGreaterThan(100);
    expect(reference(4_000).startsWith(answer?.text ?? "?")).toBe(true);
    for (const tab of [first, second]) {
      expect(tab.shown().at(-1)).toMatchObject({ text: answer?.text, reasoning: answer?.reasoning, status: "interrupted" });
      tab.close();
    }
  });

  it("[I1] [I6] [I7] has it apart although a crash came before the mark, where the same paid call goes on", async () => {
    const { chat, first, second } = await twoTabs("openai/resumable");
    const id = first.live.send("/gen reasoning=600 tokens=100 rate=200 shape=lone-close");
    await first.until((tab) => textOf(tab).length > 1_800);
    await abortAllDurableObjects();
    first.cut();
    second.cut();
    await Promise.all([first.ended(`${id}.a`), second.ended(`${id}.a`)]);
    const answer = (await stored(chat)).messages.at(-1);
    expect(answer).toMatchObject({ status: "done", reasoning: ` ${thoughts(600)}`, receipt: { calls: 1 } });
    expect(answer?.text).toBe(reference(100));
    for (const tab of [first, second]) {
      expect(tab.shown().at(-1)).toMatchObject({ text: answer?.text, reasoning: answer?.reasoning, status: "done" });
      tab.close();
    }
  });
});
