import { describe, expect, test } from "vitest";
import { Audience, type TabSocket } from "../../../../src/chat/tabs/audience.ts";
import type { TabSeat } from "../../../../src/chat/tabs/seats.ts";
import type { ServerEvent } from "../../../../src/protocol/frames.ts";
import { PROTOCOL_VERSION } from "../../../../src/protocol/limits.ts";

type FakeSocket = TabSocket & { frames: string[]; closes: (number | undefined)[]; isBroken: boolean };

function socket(): FakeSocket {
  const fake: FakeSocket = {
    frames: [],
    closes: [],
    isBroken: false,
    send: (data) => {
      if (fake.isBroken) throw new Error("closing");
      fake.frames.push(String(data));
    },
    close: (code) => void fake.closes.push(code),
    deserializeAttachment: () => null,
  };
  return fake;
}
const seat = (more: Partial<TabSeat> = {}): TabSeat => ({
  email: "alice@example.com",
  expiresAtMs: null,
  version: PROTOCOL_VERSION,
  begins: false,
  reader: null,
  ...more,
});
/** Frames without the marks that flow control sends (P-rules of `received`). */
const told = ({ frames }: FakeSocket): string[] => frames.filter((frame) => !frame.startsWith("m"));

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
    audience.enter(first, seat());
    audience.enter(second, seat());
    audience.event({ type: "tabs", count: 2 }, second);
    audience.text("tHello");
    expect(told(first)).toEqual(['{"type":"tabs","count":2}', "tHello"]);
    expect(told(second)).toEqual(["tHello"]);
    expect(audience.sent).toMatchObject({ textBytes: 10 });
  });

  test("[I1] a tab whose socket is closing is left out, and the others are told all the same", () => {
    const audience = audienceAt({ ms: 0 });
    const [closing, open] = [socket(), socket()];
    audience.enter(closing, seat());
    audience.enter(open, seat());
    closing.isBroken = true;
    audience.event(DELETED);
    expect(told(open)).toEqual(['{"type":"deleted"}']);
    expect(audience.has(closing)).toBe(false);
    expect(audience.count).toBe(1);
  });

  test("[I9] a reader gets of an event what the view lets through and no text that it does not show; without a view nothing", () => {
    const audience = audienceAt({ ms: 0 });
    const reader = socket();
    audience.enter(reader, seat({ reader: { shareId: "s1", withCosts: false, untilMs: null } }));
    audience.event(DELETED);
    audience.text("tsecret");
    audience.note("s3 900");
    expect(reader.frames).toEqual([]);
    audience.view = { showsRunning: true, event: () => null, broadcast: () => () => ({ type: "tabs", count: 1 }) };
    audience.event(DELETED);
    audience.text("tshown");
    audience.note("s3 900");
    expect(told(reader)).toEqual(['{"type":"tabs","count":1}', "tshown"]);
  });

  test("[I9] whose identity has run out is sent away as unauthenticated; whose share has, as if there had been none", () => {
    const now = { ms: 0 };
    const audience = audienceAt(now);
    const [tab, reader, other] = [socket(), socket(), socket()];
    audience.enter(tab, seat({ expiresAtMs: 1_000 }));
    audience.enter(reader, seat({ reader: { shareId: "s1", withCosts: false, untilMs: 2_000 } }));
    audience.enter(other, seat({ expiresAtMs: 5_000 }));
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
    audience.enter(mine, seat({ reader: { shareId: "s1", withCosts: false, untilMs: null } }));
    audience.enter(others, seat({ reader: { shareId: "s2", withCosts: false, untilMs: null } }));
    audience.endShare("s1");
    expect([mine.closes, others.closes]).toEqual([[4404], []]);
  });
});
