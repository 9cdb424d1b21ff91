/** Where pushes go, and when they are tried again. */
import { describe, expect, it } from "vitest";
import { refusalOfEndpoint } from "../../../src/push/endpoint.ts";
import { MAX_TRIES, nextTryMs, STALE_AFTER_MS, verdictOf } from "../../../src/push/retry.ts";

describe("a push goes", () => {
  it.each([
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://wns2-par02p.notify.windows.com/w/?token=abc",
    "https://web.push.apple.com/abc",
  ])("to %s", (endpoint) => {
    expect(refusalOfEndpoint(endpoint, false)).toBeNull();
  });

  it.each([
    "https://example.com/push",
    "https://fcm.googleapis.com.example.com/",
    "https://evilpush.apple.com/",
    "https://push.apple.com.evil.example/",
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com:8443/fcm/send/abc",
    "https://user:pass@fcm.googleapis.com/fcm/send/abc",
    "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://127.0.0.1/",
    "http://localhost:9/",
    "ftp://fcm.googleapis.com/",
    "file:///etc/passwd",
    "no address",
    "",
    `https://fcm.googleapis.com/${"a".repeat(1_000)}`,
  ])("never to %s", (endpoint) => {
    expect(refusalOfEndpoint(endpoint, false)).not.toBeNull();
  });

  it("to this machine on this machine alone, and to no other address in its network", () => {
    for (const endpoint of ["http://127.0.0.1:9/push/1", "https://localhost/push"]) expect(refusalOfEndpoint(endpoint, true)).toBeNull();
    for (const endpoint of ["http://192.168.0.2/", "https://10.0.0.1/", "ftp://127.0.0.1/"])
      expect(refusalOfEndpoint(endpoint, true)).not.toBeNull();
  });
});

describe("the answer of a push service", () => {
  const NOW_MS = Date.UTC(2026, 10, 27, 8);

  it("is read by its status", () => {
    for (const status of [200, 201, 202, 204]) expect(verdictOf(status, null, NOW_MS)).toEqual({ is: "taken" });
    for (const status of [404, 410]) expect(verdictOf(status, null, NOW_MS)).toEqual({ is: "gone" });
    for (const status of [301, 307, 400, 401, 403, 413]) expect(verdictOf(status, null, NOW_MS)).toEqual({ is: "refused" });
    for (const status of [429, 500, 502, 503]) expect(verdictOf(status, null, NOW_MS)).toEqual({ is: "later", afterMs: null });
  });

  it("says when to come back, in seconds or by a date; what is neither is not said", () => {
    expect(verdictOf(429, "120", NOW_MS)).toEqual({ is: "later", afterMs: 120_000 });
    expect(verdictOf(503, "Fri, 27 Nov 2026 08:01:00 GMT", NOW_MS)).toEqual({ is: "later", afterMs: 60_000 });
    expect(verdictOf(503, "Fri, 27 Nov 2026 07:00:00 GMT", NOW_MS)).toEqual({ is: "later", afterMs: 0 });
    expect(verdictOf(503, "soon", NOW_MS)).toEqual({ is: "later", afterMs: null });
  });

  it("leads to a bounded number of tries, each later than the one before and never before the service wants it", () => {
    const waits: number[] = [];
    let [tries, nowMs] = [1, NOW_MS];
    for (let next = nextTryMs(tries, null, NOW_MS, nowMs); next !== null; next = nextTryMs(tries, null, NOW_MS, nowMs)) {
      waits.push(next - nowMs);
      nowMs = next;
      tries += 1;
    }
    expect(tries).toBeLessThanOrEqual(MAX_TRIES);
    expect(waits).toEqual([30_000, 120_000, 480_000, 1_920_000]);
    expect(nextTryMs(1, 600_000, NOW_MS, NOW_MS)).toBe(NOW_MS + 600_000);
    expect(nextTryMs(1, 1_000, NOW_MS, NOW_MS)).toBe(NOW_MS + 30_000);
  });

  it("leads to none where it would be told too late", () => {
    expect(nextTryMs(1, STALE_AFTER_MS + 1, NOW_MS, NOW_MS)).toBeNull();
    expect(nextTryMs(1, null, NOW_MS - STALE_AFTER_MS, NOW_MS)).toBeNull();
    expect(nextTryMs(MAX_TRIES, null, NOW_MS, NOW_MS)).toBeNull();
  });
});
