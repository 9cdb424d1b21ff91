/** The bundle on Cloudflare's network: a server of tools is reached at a public address by https, and never on this machine. */
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { AUDIENCE, ISSUER, signingKey, type SigningKey } from "../unit/access/tokens.ts";
import { Deployed } from "./deployed.ts";
import { as, Team } from "./team.ts";

const FIXED = [
  { name: "Inside", url: "http://127.0.0.1:9/mcp" },
  { name: "Public", url: "https://tools.example/mcp" },
];

let key: SigningKey;
let team: Team;
let deployed: Deployed;
beforeAll(async () => {
  key = await signingKey("current");
  team = new Team(key);
  deployed = await Deployed.start(inject("build"), team, {
    ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com",
    ACCESS_AUDIENCE: AUDIENCE,
    MCP_SERVERS: JSON.stringify(FIXED),
  });
});
afterAll(() => deployed.stop());

it.each([
  "http://127.0.0.1:3001/mcp",
  "https://127.0.0.1/mcp",
  "http://localhost:3001/mcp",
  "https://localhost/mcp",
  "http://[::1]:3001/mcp",
  "https://[::1]/mcp",
  "https://2130706433/mcp",
  "https://[::ffff:127.0.0.1]/mcp",
  "https://10.0.0.1/mcp",
  "https://169.254.169.254/latest",
  "http://tools.example/mcp",
])("[P87] %s is refused", async (url) => {
  const answer = await deployed.call("/api/mcp", { body: { name: "Mine", url }, headers: await as(key, "alice@example.com") });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ path: "url" }] });
});

it("[P87] one on loopback that an administrator named is never asked; one with a public address is", async () => {
  const headers = await as(key, "alice@example.com");
  const list = (await (await deployed.call("/api/mcp", { headers })).json()) as { servers: { id: string; name: string }[] };
  for (const { id } of list.servers) {
    const answer = await deployed.call(`/api/mcp/${id}/connect`, { body: {}, headers });
    expect(await answer.json()).toMatchObject({ state: "failed", detail: expect.any(String) as string });
  }
  expect(team.asked.filter((url) => !url.startsWith(ISSUER))).toEqual([expect.stringContaining("https://tools.example/") as string]);
});
