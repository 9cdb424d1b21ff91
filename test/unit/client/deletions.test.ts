import { describe, expect, test } from "vitest";
import { Deletions, UNDO_MS, type DeletionPorts } from "../../../client/account/deletions.ts";

type Answer = Awaited<ReturnType<DeletionPorts["remove"]>>;

/** One browser: its storage, its clock, and a server that answers as it is told. */
class Browser {
  kept: string | null = null;
  nowMs = 1_000_000;
  answer: Answer = { outcome: "gone" };
  readonly asked: string[] = [];
  readonly notices: string[] = [];
  readonly #timers = new Set<{ dueMs: number; run: () => void }>();

  /** A page of it; `isOpen` false: it has died, and its timers with it. */
  page(): { deletions: Deletions; die: () => void } {
    let isAlive = true;
    const deletions = new Deletions({
      storage: { getItem: () => this.kept, setItem: (_key, value) => void (this.kept = value) },
      nowMs: () => this.nowMs,
      after: (ms, run) => {
        const timer = { dueMs: this.nowMs + ms, run: () => (isAlive ? run() : undefined) };
        this.#timers.add(timer);
        return () => void this.#timers.delete(timer);
      },
      remove: (id) => {
        this.asked.push(id);
        return Promise.resolve(this.answer);
      },
      onRefused: (reason) => void this.notices.push(`refused: ${reason}`),
      onGone: (id) => void this.notices.push(`gone: ${id}`),
    });
    return { deletions, die: () => (isAlive = false) };
  }

  async passes(ms: number): Promise<void> {
    this.nowMs += ms;
    for (const timer of this.#timers) {
      if (timer.dueMs > this.nowMs) continue;
      this.#timers.delete(timer);
      timer.run();
    }
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
}

describe("a deletion that can be undone", () => {
  test("is out of sight at once, is sent when its time is over, and once", async () => {
    const browser = new Browser();
    const { deletions } = browser.page();
    deletions.begin("me", ["a", "b"]);
    expect([...deletions.hidden()]).toEqual(["a", "b"]);
    await browser.passes(UNDO_MS - 1);
    expect(browser.asked).toEqual([]);
    deletions.undo(["b"]);
    await browser.passes(UNDO_MS);
    await browser.passes(UNDO_MS * 3);
    expect(browser.asked).toEqual(["a"]);
    expect(browser.notices).toEqual(["gone: a"]);
    expect([...deletions.hidden()]).toEqual([]);
  });

  test("is sent when the page is hidden", async () => {
    const browser = new Browser();
    const { deletions } = browser.page();
    deletions.begin("me", ["a"]);
    deletions.flush();
    await browser.passes(UNDO_MS * 3);
    expect(browser.asked).toEqual(["a"]);
  });

  test("of a page that died is sent by the next page of the same person, and by nobody else", async () => {
    const browser = new Browser();
    const first = browser.page();
    first.deletions.begin("me", ["a"]);
    first.die();
    const stranger = browser.page();
    stranger.deletions.resume("somebody else");
    await browser.passes(UNDO_MS * 3);
    expect(browser.asked).toEqual([]);
    const next = browser.page();
    next.deletions.resume("me");
    expect([...next.deletions.hidden()]).toEqual(["a"]);
    await browser.passes(0);
    expect(browser.asked).toEqual(["a"]);
  });

  test("that another page undid is not sent", async () => {
    const browser = new Browser();
    const first = browser.page();
    first.deletions.begin("me", ["a"]);
    const second = browser.page();
    second.deletions.resume("me");
    first.deletions.undo(["a"]);
    await browser.passes(UNDO_MS * 3);
    expect(browser.asked).toEqual([]);
    expect([...second.deletions.hidden()]).toEqual([]);
  });

  test("without a connection is tried again; a refused one is back in sight, with the reason", async () => {
    const browser = new Browser();
    const { deletions } = browser.page();
    browser.answer = { outcome: "unreachable" };
    deletions.begin("me", ["a"]);
    await browser.passes(UNDO_MS);
    expect([...deletions.hidden()]).toEqual(["a"]);
    browser.answer = { outcome: "refused", reason: "It is being imported." };
    await browser.passes(UNDO_MS);
    expect(browser.asked).toEqual(["a", "a"]);
    expect([...deletions.hidden()]).toEqual([]);
    expect(browser.notices).toEqual(["refused: It is being imported."]);
  });
});
