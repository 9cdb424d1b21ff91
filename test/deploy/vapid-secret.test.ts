/** The key that pushes are signed with: made once, kept, and told to nobody but Cloudflare. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ensureVapidSecret, sayVapidSecret } from "../../scripts/deploy/vapid-secret.mjs";
import { newVapidKey, vapidKeyOf } from "../../scripts/vapid-key.mjs";
import { vapidKeyIn } from "../../src/push/vapid.ts";

/** Wrangler over an account with these secrets. */
function wranglerOver(secrets: Map<string, string>, failing: string | null = null) {
  const calls: string[][] = [];
  return {
    calls,
    run: (args: string[], input?: string) => {
      calls.push(args);
      if (args[1] === failing) return { status: 1, output: "" };
      if (args[1] === "list")
        return { status: 0, output: JSON.stringify([...secrets.keys()].map((name) => ({ name, type: "secret_text" }))) };
      secrets.set(args[2] ?? "", input ?? "");
      return { status: 0, output: "Success!" };
    },
  };
}

const WORKER = ["--name", "tally"];

describe("a deployment", () => {
  it("makes the key where there is none, by standard input alone, and leaves one that is there as it is", () => {
    const secrets = new Map([["PAID_PLAN", "1"]]);
    const { run, calls } = wranglerOver(secrets);
    expect(ensureVapidSecret(run, WORKER)).toEqual({ is: "made" });
    const key = secrets.get("VAPID_KEY") ?? "";
    expect(vapidKeyIn(key)?.publicKey).toHaveLength(87);
    expect(calls.flat().join(" ")).not.toContain(JSON.parse(key).d);
    expect(ensureVapidSecret(run, WORKER)).toEqual({ is: "there" });
    expect(secrets.get("VAPID_KEY")).toBe(key);
    expect(calls).toEqual([
      ["secret", "list", ...WORKER],
      ["secret", "put", "VAPID_KEY", ...WORKER],
      ["secret", "list", ...WORKER],
    ]);
  });

  it("goes on without it and says so where Cloudflare does not take it; one that may be there is never replaced", () => {
    const secrets = new Map<string, string>();
    const unlisted = wranglerOver(secrets, "list");
    const outcome = ensureVapidSecret(unlisted.run, WORKER);
    expect(outcome.is).toBe("missing");
    expect(sayVapidSecret(outcome)).toMatch(/Web Push is off/);
    expect(unlisted.calls).toHaveLength(1);
    expect(ensureVapidSecret(wranglerOver(secrets, "put").run, WORKER).is).toBe("missing");
    expect(ensureVapidSecret(() => ({ status: 0, output: "no list" }), WORKER).is).toBe("missing");
    expect(sayVapidSecret({ is: "there" })).toBeNull();
  });
});

it("a local state has a key of its own from its first start on, for its owner's eyes", () => {
  const state = mkdtempSync(join(tmpdir(), "tally-vapid-"));
  const folder = join(state, "new");
  const key = vapidKeyOf(folder);
  expect(vapidKeyIn(key)).not.toBeNull();
  expect(vapidKeyOf(folder)).toBe(key);
  expect(statSync(join(folder, "vapid.json")).mode & 0o077).toBe(0);
  expect(newVapidKey()).not.toBe(key);
  rmSync(state, { recursive: true });
});
