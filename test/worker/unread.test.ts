import { describe, expect, it } from "vitest";
import { MARK_TAG } from "../../src/protocol/frames.ts";
import { CONFIRM_EVERY_BYTES, MAX_UNCONFIRMED_BYTES, MAX_UNCONFIRMED_BYTES_IN_ALL } from "../../src/protocol/limits.ts";
import { RawTab } from "./raw-tab.ts";
import { newChat, reference, Tab } from "./tab.ts";

const AS = "alice@example.com";
/** Two of them are more than a tab that reads nothing may be sent. */
const LONG = "/gen tokens=200000";
const ANSWERS = 2;

const marksIn = (frames: readonly string[]): string[] =>
  frames.filter((frame) => frame.startsWith(MARK_TAG)).map((frame) => frame.slice(1));
const bytesOf = (frames: readonly string[]): number => new TextEncoder().encode(frames.join("")).byteLength;

async function askLong(reader: Tab): Promise<string[]> {
  await reader.isLive();
  return Array.from({ length: ANSWERS }, () => reader.live.send(LONG));
}

/** Says it again after every frame that comes, until the socket is closed. */
async function claimUntilClosed(liar: RawTab, claim: () => object): Promise<number | null> {
  while (liar.closeCode === null) {
    const seen = liar.frames.length;
    liar.say(claim());
    await Promise.race([liar.until((frames) => frames.length > seen), liar.untilClosed()]);
  }
  return liar.closeCode;
}

describe("a tab that claims to have read", () => {
  it("everything, and says no mark, is dropped like one that reads nothing; the others get every word", async () => {
    const chat = await newChat();
    const reader = new Tab(chat);
    const liar = await RawTab.open(chat, AS, "");
    const ids = await askLong(reader);
    let lies = 0;
    const claim = (): object => {
      lies += 1;
      return { type: "received", ...(lies % 2 === 0 ? { bytes: 1_000_000_000 } : { mark: crypto.randomUUID() }) };
    };
    expect(await claimUntilClosed(liar, claim)).toBe(4408);
    expect(liar.events().filter(({ type }) => type === "refused")).toEqual([]);
    expect(bytesOf(liar.frames)).toBeLessThan(MAX_UNCONFIRMED_BYTES + 2 * CONFIRM_EVERY_BYTES);
    await reader.ended(`${ids.at(-1)}.a`);
    // On a busy machine this one may be too slow as well: then it was dropped, came back, and lacks nothing.
    expect(reader.message(`${ids.at(-1)}.a`)?.text).toBe(reference(200_000));
    reader.close();
  });

  it("one mark again and again is dropped", async () => {
    const chat = await newChat();
    const reader = new Tab(chat);
    const liar = await RawTab.open(chat, AS, "");
    await askLong(reader);
    await liar.until((frames) => marksIn(frames).length > 0);
    const [mark] = marksIn(liar.frames);
    expect(await claimUntilClosed(liar, () => ({ type: "received", mark }))).toBe(4408);
    reader.close();
  });

  it("by version 1, which knows no marks, is dropped at the bound and comes back with its cursor", async () => {
    const chat = await newChat();
    const reader = new Tab(chat);
    const old = await RawTab.open(chat, AS, "", 1);
    const ids = await askLong(reader);
    expect(await claimUntilClosed(old, () => ({ type: "received", bytes: 262_144 }))).toBe(4408);
    expect(marksIn(old.frames)).toEqual([]);
    await reader.ended(`${ids.at(-1)}.a`);
    const again = await RawTab.open(chat, AS, "seq=1", 1);
    await again.until((frames) => frames.length > 0);
    expect(again.closeCode).toBeNull();
    again.close();
    reader.close();
  });
});

describe("a tab that reads slowly", () => {
  it("[P15b] [P33] and says each mark back some marks late is not dropped, and is asked once in 256 KB", async () => {
    const chat = await newChat();
    const slow = await RawTab.open(chat, AS, "");
    const reader = new Tab(chat);
    const ids = await askLong(reader);
    const LATE = 3;
    let said = 0;
    const isEnd = (frames: readonly string[]): boolean =>
      frames.some((frame) => frame.startsWith('{"type":"closed"') && frame.includes(`${ids.at(-1)}.a`));
    while (!isEnd(slow.frames) && slow.closeCode === null) {
      await Promise.race([slow.until((frames) => isEnd(frames) || marksIn(frames).length > said + LATE), slow.untilClosed()]);
      const mark = marksIn(slow.frames)[said];
      if (slow.closeCode !== null || mark === undefined || marksIn(slow.frames).length <= said + LATE) continue;
      slow.say({ type: "received", mark });
      said += 1;
    }
    expect(slow.closeCode).toBeNull();
    const marks = marksIn(slow.frames);
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks.length).toBeGreaterThan(8);
    expect(marks.length).toBeLessThanOrEqual(bytesOf(slow.frames) / CONFIRM_EVERY_BYTES);
    slow.close();
    reader.close();
  });
});

describe("tabs that were dropped", () => {
  it("with more than 48 MB in all keep nobody out once they have closed", async () => {
    const chat = await newChat();
    const reader = new Tab(chat);
    const count = Math.ceil(MAX_UNCONFIRMED_BYTES_IN_ALL / MAX_UNCONFIRMED_BYTES) + 1;
    const dropped = await Promise.all(Array.from({ length: count }, () => RawTab.open(chat, AS, "")));
    const ids = await askLong(reader);
    await Promise.all(dropped.map((tab) => tab.untilClosed()));
    expect(new Set(dropped.map(({ closeCode }) => closeCode))).toEqual(new Set([4408]));
    await reader.ended(`${ids.at(-1)}.a`);
    const next = await RawTab.open(chat, AS, "");
    await Promise.race([next.until((frames) => frames.length > 0), next.untilClosed()]);
    expect(next.events().map(({ type }) => type)).toEqual(["snapshot"]);
    expect(reader.message(`${ids.at(-1)}.a`)?.text).toBe(reference(200_000));
    next.close();
    reader.close();
  });
});
