import { describe, expect, test } from "vitest";
import { Audience, type TabSocket } from "../../../../src/chat/tabs/audience.ts";
import { attachSession, type TabSession } from "../../../../src/chat/tabs/sessions.ts";
import type { ServerEvent } from "../../../../src/protocol/frames.ts";
import { MAX_UNCONFIRMED_BYTES, PROTOCOL_VERSION } from "../../../../src/protocol/limits.ts";

type FakeSocket = TabSocket & { frames: string[]; closes: (number | undefined)[]; isBroken: boolean };

function socket(): FakeSocket {
  let attachment: unknown = null;
  const fake: FakeSocket = {
    frames: [],
    closes: [],
    isBroken: false,
    send: (data) => {
      if (fake.isBroken) throw new Error("closing");
      fake.frames.push(String(data));
    },
    close: (code) => void fake.closes.push(code),
    serializeAttachment: (value) => (attachment = structuredClone(value)),
    deserializeAttachment: () => structuredClone(attachment),
  };
  return fake;
}
const session = (more: Partial<TabSession> = {}): TabSession => ({
  email: "alice@example.com",
  expiresAtMs: null,
  version: PROTOCOL_VERSION,
  begins: false,
  isHidden: false,
  reader: null,
  ...more,
});
/** Frames without the marks that flow control sends (P-rules of `received`). */
const received = ({ frames }: FakeSocket): string[] => frames.filter((frame) => !frame.startsWith("m"));

/** @param now the clock, milliseconds */
function audienceAt(now: { ms: number }): Audience {
  return new Audience(
    () => "mark",
    () => now.ms,
  );
}
const DELETED: ServerEvent = { type: "deleted" };

describe("the tabs of a conversation", () => {
  test("[I1] an event reaches every tab, one excepted where it is its own; text reaches all", () => {
    const audience = audienceAt({ ms: 0 });
    const [first, second] = [socket(), socket()];
    audience.enter(first, session());
    audience.enter(second, session());
    audience.event({ type: "tabs", count: 2 }, second);
    audience.text("tHello");
    expect(received(first)).toEqual(['{"type":"tabs","count":2}', "tHello"]);
    expect(received(second)).toEqual(["tHello"]);
    expect(audience.sent).toMatchObject({ textBytes: 10 });
  });

  test("[I1] a tab whose socket is closing is left out, and the others are told all the same", () => {
    const audience = audienceAt({ ms: 0 });
    const [closing, open] = [socket(), socket()];
    audience.enter(closing, session());
    audience.enter(open, session());
    closing.isBroken = true;
    audience.event(DELETED);
    expect(received(open)).toEqual(['{"type":"deleted"}']);
    expect(audience.has(closing)).toBe(false);
    expect(audience.count).toBe(1);
  });

  test("[I9] a reader gets of an event what the view lets through and no text that it does not show; without a view nothing", () => {
    const audience = audienceAt({ ms: 0 });
    const reader = socket();
    audience.enter(reader, session({ reader: { shareId: "s1", withCosts: false, untilMs: null } }));
    audience.event(DELETED);
    audience.text("tsecret");
    audience.note("s3 900");
    expect(reader.frames).toEqual([]);
    audience.view = { showsRunning: true, event: () => null, broadcast: () => () => ({ type: "tabs", count: 1 }) };
    audience.event(DELETED);
    audience.text("tshown");
    audience.note("s3 900");
    expect(received(reader)).toEqual(['{"type":"tabs","count":1}', "tshown"]);
  });

  test("[I9] whose identity has run out is sent away as unauthenticated; whose share has, as if there had been none", () => {
    const now = { ms: 0 };
    const audience = audienceAt(now);
    const [tab, reader, other] = [socket(), socket(), socket()];
    audience.enter(tab, session({ expiresAtMs: 1_000 }));
    audience.enter(reader, session({ reader: { shareId: "s1", withCosts: false, untilMs: 2_000 } }));
    audience.enter(other, session({ expiresAtMs: 5_000 }));
    expect(audience.firstExpiryMs).toBe(1_000);
    now.ms = 2_000;
    audience.event(DELETED);
    expect([tab.closes, reader.closes, other.closes]).toEqual([[4401], [4404], []]);
    expect(tab.frames).toEqual([]);
    expect(audience.firstExpiryMs).toBe(5_000);
  });

  test("a share that is taken back sends its readers away, and nobody else", () => {
    const audience = audienceAt({ ms: 0 });
    const [mine, others] = [socket(), socket()];
    audience.enter(mine, session({ reader: { shareId: "s1", withCosts: false, untilMs: null } }));
    audience.enter(others, session({ reader: { shareId: "s2", withCosts: false, untilMs: null } }));
    audience.endShare("s1");
    expect([mine.closes, others.closes]).toEqual([[4404], []]);
  });
});

const sent = (audience: Audience, bytes: number): void => {
  for (let at = 0; at < bytes; at += 1_000) audience.text(`t${"x".repeat(999)}`);
};

describe("[P33] after the object has slept", () => {
  test("a tab that reads nothing owes what it owed, and is dropped at the same bound", () => {
    const tab = socket();
    attachSession(tab, session());
    let audience = audienceAt({ ms: 0 });
    audience.enter(tab, session());
    for (let sleeps = 0; sleeps < 40 && tab.closes.length === 0; sleeps += 1) {
      sent(audience, 100_000);
      audience = audienceAt({ ms: 0 });
      audience.restore([tab]);
    }
    expect(tab.closes).toEqual([4408]);
    expect(tab.frames.join("").length).toBeLessThan(2 * MAX_UNCONFIRMED_BYTES);
  });

  test("one that was dropped and has not closed is no tab again", () => {
    const [tab, other] = [socket(), socket()];
    attachSession(tab, session());
    const audience = audienceAt({ ms: 0 });
    audience.enter(tab, session());
    sent(audience, 2 * MAX_UNCONFIRMED_BYTES);
    expect(tab.closes).toEqual([4408]);
    attachSession(other, session());
    const woken = audienceAt({ ms: 0 });
    woken.restore([tab, other]);
    expect([woken.has(tab), woken.has(other), woken.count]).toEqual([false, true, 1]);
  });
});
