/** What ends while people are in: their session, and the keys Access signs with. In real time, since workerd's clock is real. */
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { SESSION_HEADER } from "../../src/access/session.ts";
import { AUDIENCE, ISSUER, signingKey, type SigningKey } from "../unit/access/tokens.ts";
import { Deployed } from "./deployed.ts";
import { as, nowSeconds, Team } from "./team.ts";

const SETTINGS = { ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com", ACCESS_AUDIENCE: AUDIENCE };
/** Keys are not fetched twice within this time (jose), milliseconds; and what a loaded machine may add. */
const COOLDOWN_MS = 30_000;
const LATE_MS = 5_000;

let first: SigningKey;
let second: SigningKey;
let stranger: SigningKey;
let team: Team;
let deployed: Deployed;
beforeAll(async () => {
  [first, second, stranger] = await Promise.all([signingKey("first"), signingKey("second"), signingKey("stranger")]);
  team = new Team(first);
  deployed = await Deployed.start(inject("build"), team, SETTINGS);
  await deployed.call("/api/chats", { headers: await as(first, "alice@example.com"), body: { id: "c1" } });
});
afterAll(async () => {
  await deployed.stop();
});

const status = async (headers: Record<string, string>): Promise<number> => (await deployed.call("/api/models", { headers })).status;

describe.concurrent("a deployment that runs on", () => {
  it("[I9] [P36] closes an open socket with 4401 when its token ends, not before, and lets the next one in", async () => {
    const exp = nowSeconds() + 3;
    // A client that claims a session without an end gets no other than its token's.
    const claimed = { [SESSION_HEADER]: "alice%40example.com " };
    const live = deployed.socket("/api/chats/c1/live?v=1", { ...(await as(first, "alice@example.com", { exp })), ...claimed });
    const lasting = deployed.socket("/api/chats/c1/live?v=1", await as(first, "alice@example.com"));
    await Promise.all([live.frame(), lasting.frame()]);
    await expect.poll(() => live.isClosing, { timeout: 3_000 + LATE_MS }).toBe(true);
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    expect(await live.closed).toMatchObject({ code: 4401, reason: "the session ended" });
    // The other tab of the same person, with a token that goes on, still hears what happens.
    const again = deployed.socket("/api/chats/c1/live?v=1", await as(first, "alice@example.com"));
    await again.frame();
    for (let frame = await lasting.frame(); !/"type":"tabs"/.test(frame);) frame = await lasting.frame();
    for (const socket of [lasting, again]) socket.close();
  });

  it("[I9] gives a token in its last seconds of tolerance no socket that lasts", async () => {
    const live = deployed.socket("/api/chats/c1/live?v=1", await as(first, "alice@example.com", { exp: nowSeconds() - 1 }));
    expect(await live.closed).toMatchObject({ code: 4401 });
  });

  it("[I9] tells the list of a person nothing after the token that opened it has ended", async () => {
    const exp = nowSeconds() + 2;
    const headers = await as(first, "bob@example.com", { exp });
    await deployed.call("/api/chats", { headers, body: { id: "b1" } });
    const list = deployed.socket("/api/live", headers);
    const live = deployed.socket("/api/chats/b1/live?v=1", headers);
    await Promise.all([list.frame(), live.frame()]);
    await expect.poll(() => live.isClosing, { timeout: 2_000 + LATE_MS }).toBe(true);
    await deployed.call("/api/chats", { headers: await as(first, "bob@example.com"), body: { id: "b2", title: "Unheard" } });
    expect(await list.closed).toMatchObject({ code: 4401 });
    expect(list.unread.join()).not.toContain("Unheard");
  });

  it("takes a rotated key without a restart, once the cooldown is over, and the old one no more; made-up keys do not make it ask", async () => {
    const [old, rotated, made] = await Promise.all([
      as(first, "rita@example.com"),
      as(second, "rita@example.com"),
      as(stranger, "rita@example.com"),
    ]);
    const fetchedAtMs = Date.now();
    expect(await status(old)).toBe(200);
    expect(team.asked).toEqual([`${ISSUER}/cdn-cgi/access/certs`]);
    for (let flood = 0; flood < 20; flood += 1) expect(await status(made)).toBe(401);
    expect(team.asked).toHaveLength(1);

    team.published = [first, second];
    await expect.poll(() => status(rotated), { timeout: COOLDOWN_MS + LATE_MS, interval: 250 }).toBe(200);
    expect(Date.now() - fetchedAtMs).toBeLessThan(COOLDOWN_MS + LATE_MS);
    expect(team.asked).toHaveLength(2);
    expect(await status(old)).toBe(200);
    expect(await status(made)).toBe(401);
  });
});
