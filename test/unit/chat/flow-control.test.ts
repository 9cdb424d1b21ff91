import { describe, expect, test } from "vitest";
import { FlowControl, type Owed } from "../../../src/chat/tabs/flow-control.ts";
import { CONFIRM_EVERY_BYTES, MAX_UNCONFIRMED_BYTES, MAX_UNCONFIRMED_BYTES_IN_ALL } from "../../../src/protocol/limits.ts";

const FRAME = 1_000;
const MARK_FRAME_BYTES = "mm1".length;

function flowControl(): { flow: FlowControl<string>; send: (reader: string, bytes: number) => string[] } {
  let marks = 0;
  const flow = new FlowControl<string>(() => `m${(marks += 1)}`);
  return {
    flow,
    /** Frames of so many bytes in all; the marks that follow them. */
    send(reader, bytes) {
      const made: string[] = [];
      for (let sent = 0; sent < bytes; sent += FRAME) {
        const mark = flow.sent(reader, Math.min(FRAME, bytes - sent));
        if (mark !== null) made.push(mark);
      }
      return made;
    },
  };
}

/** Readers that were sent away with 2 MB each and never go. */
function withLiars(): ReturnType<typeof flowControl> & { comeBack: () => boolean } {
  const made = flowControl();
  let number = 0;
  return {
    ...made,
    comeBack() {
      if (made.flow.isFull) return false;
      const liar = `liar${(number += 1)}`;
      made.flow.enter(liar, true);
      while (made.flow.tooSlow(liar) === null) made.flow.sent(liar, FRAME);
      made.flow.sendAway(liar);
      return true;
    },
  };
}

describe("what a reader proves to have read", () => {
  test("[P15b] [P33] is asked for after 256 KB and not before: a resume is not charged with it [I5]", () => {
    const { flow, send } = flowControl();
    flow.enter("tab", true);
    expect(send("tab", CONFIRM_EVERY_BYTES - 1)).toEqual([]);
    expect(send("tab", 1)).toEqual(["m1"]);
    expect(flow.owedBy("tab")).toBe(CONFIRM_EVERY_BYTES + MARK_FRAME_BYTES);
  });

  test("[P33] is everything up to the mark that is said back, and nothing behind it", () => {
    const { flow, send } = flowControl();
    flow.enter("tab", true);
    send("tab", CONFIRM_EVERY_BYTES);
    send("tab", 5_000);
    flow.confirm("tab", "m1");
    expect(flow.owedBy("tab")).toBe(5_000);
  });

  test("is everything before a later mark too, because frames come in order", () => {
    const { flow, send } = flowControl();
    flow.enter("tab", true);
    expect(send("tab", 2 * CONFIRM_EVERY_BYTES + 3 * FRAME)).toEqual(["m1", "m2"]);
    flow.confirm("tab", "m2");
    expect(flow.owedBy("tab")).toBeLessThan(3 * FRAME);
  });

  test("is nothing where a mark is wrong, is said again, or was another reader's", () => {
    const { flow, send } = flowControl();
    flow.enter("liar", true);
    flow.enter("other", true);
    expect(send("liar", CONFIRM_EVERY_BYTES)).toEqual(["m1"]);
    expect(send("other", CONFIRM_EVERY_BYTES)).toEqual(["m2"]);
    const owed = flow.owedBy("liar");
    for (const mark of ["", "m3", "m2"]) flow.confirm("liar", mark);
    expect(flow.owedBy("liar")).toBe(owed);
    flow.confirm("liar", "m1");
    send("liar", FRAME);
    flow.confirm("liar", "m1");
    expect(flow.owedBy("liar")).toBe(FRAME);
    expect(flow.owedBy("other")).toBe(owed);
  });
});

describe("a reader is too slow", () => {
  test("with more than 2 MB unread beside its largest frame, whose size is not its fault", () => {
    const { flow } = flowControl();
    flow.enter("tab", true);
    flow.sent("tab", 3 * MAX_UNCONFIRMED_BYTES);
    expect(flow.tooSlow("tab")).toBeNull();
    flow.sent("tab", MAX_UNCONFIRMED_BYTES - FRAME);
    expect(flow.tooSlow("tab")).toBeNull();
    flow.sent("tab", FRAME);
    expect(flow.tooSlow("tab")).toBe("tab");
  });

  test("not while it says marks back, however late, within 2 MB", () => {
    const { flow, send } = flowControl();
    flow.enter("slow", true);
    const unsaid: string[] = [];
    for (let sent = 0; sent < 100 * CONFIRM_EVERY_BYTES; sent += FRAME) {
      unsaid.push(...send("slow", FRAME));
      if (unsaid.length > 6) flow.confirm("slow", unsaid.shift() ?? "");
      expect(flow.tooSlow("slow")).toBeNull();
    }
  });

  test("of version 1, once 2 MB were sent: it is sent no mark and can prove nothing", () => {
    const { flow, send } = flowControl();
    flow.enter("old", false);
    expect(send("old", MAX_UNCONFIRMED_BYTES)).toEqual([]);
    expect(flow.tooSlow("old")).toBeNull();
    send("old", 2 * FRAME);
    expect(flow.tooSlow("old")).toBe("old");
  });
});

describe("all readers together", () => {
  test("owe what was sent to those who were dropped until they are gone, so that coming back gains nothing", () => {
    const { flow, comeBack } = withLiars();
    let times = 0;
    while (times < 1_000 && comeBack()) times += 1;
    expect(times * MAX_UNCONFIRMED_BYTES).toBeLessThanOrEqual(MAX_UNCONFIRMED_BYTES_IN_ALL + MAX_UNCONFIRMED_BYTES);
    expect(flow.isFull).toBe(true);
    flow.gone("liar1");
    flow.gone("liar2");
    expect(flow.isFull).toBe(false);
  });

  test("lose the slowest beyond the bound, and never one that keeps up", () => {
    const { flow, send, comeBack } = withLiars();
    flow.enter("honest", true);
    flow.enter("slow", true);
    send("slow", 3 * CONFIRM_EVERY_BYTES);
    while (comeBack());
    send("honest", CONFIRM_EVERY_BYTES);
    expect(flow.tooSlow("honest")).toBe("slow");
    flow.sendAway("slow");
    expect(flow.tooSlow("honest")).toBeNull();
  });

  test("owe nothing once everybody is gone", () => {
    const { flow, comeBack } = withLiars();
    for (let times = 1; times <= 100; times += 1) {
      expect(comeBack()).toBe(true);
      flow.gone(`liar${times}`);
      expect(flow.owedBy(`liar${times}`)).toBe(0);
    }
    expect(flow.isFull).toBe(false);
  });
});

/** What is kept with sockets outlives the object; the rest is made anew. */
function asleep(): { wake: (isVersion2?: boolean) => FlowControl<string>; kept: Map<string, Owed> } {
  const kept = new Map<string, Owed>();
  let marks = 0;
  return {
    kept,
    wake(isVersion2 = true) {
      const flow = new FlowControl<string>(
        () => `m${(marks += 1)}`,
        (reader, owed) => void kept.set(reader, owed),
      );
      flow.enter("tab", isVersion2, kept.get("tab"));
      return flow;
    },
  };
}

describe("[P33] through the object's sleep", () => {
  test.each([true, false])("a liar gains nothing by any number of sleeps; version 2: %s", (isVersion2) => {
    const { wake } = asleep();
    let sent = 0;
    for (let sleeps = 0; sleeps < 1_000; sleeps += 1) {
      const flow = wake(isVersion2);
      for (let frames = 0; frames < 100; frames += 1) {
        flow.sent("tab", FRAME);
        sent += FRAME;
        if (flow.tooSlow("tab") !== null) {
          expect(sent).toBeLessThan(MAX_UNCONFIRMED_BYTES + 2 * CONFIRM_EVERY_BYTES);
          return;
        }
      }
    }
    expect.fail("never dropped");
  });

  test("a mark that was sent before it is good after it, and who says marks back is never dropped", () => {
    const { wake } = asleep();
    const unsaid: string[] = [];
    for (let sleeps = 0; sleeps < 200; sleeps += 1) {
      const flow = wake();
      for (const mark of unsaid.splice(0)) flow.confirm("tab", mark);
      for (let frames = 0; frames < 90; frames += 1) {
        const mark = flow.sent("tab", FRAME);
        if (mark !== null) unsaid.push(mark);
        expect(flow.tooSlow("tab")).toBeNull();
      }
    }
    expect(unsaid.length).toBeLessThan(2);
  });

  test("what is kept stays small, however many marks are out, and still proves everything before", () => {
    const { wake, kept } = asleep();
    const flow = wake();
    const marks = Array.from({ length: 100 }, () => flow.sent("tab", CONFIRM_EVERY_BYTES));
    const owed = flow.owedBy("tab");
    expect(kept.get("tab")?.length).toBeLessThan(16);
    const woken = wake();
    expect(woken.owedBy("tab")).toBeGreaterThanOrEqual(owed);
    woken.confirm("tab", marks.at(-1) ?? "");
    expect(woken.owedBy("tab")).toBeLessThan(CONFIRM_EVERY_BYTES);
  });

  test("one that was sent away is still counted, until it is gone", () => {
    const { kept } = asleep();
    const flow = new FlowControl<string>(
      () => "m",
      (reader, owed) => void kept.set(reader, owed),
    );
    flow.enter("liar", true);
    flow.sent("liar", MAX_UNCONFIRMED_BYTES_IN_ALL + FRAME);
    flow.sendAway("liar");
    const woken = new FlowControl<string>(() => "m");
    woken.restoreLeaving("liar", kept.get("liar") ?? []);
    expect(woken.isFull).toBe(true);
    woken.gone("liar");
    expect(woken.isFull).toBe(false);
  });
});
