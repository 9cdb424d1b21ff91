/** What is uploaded: one module without anything of local mode, and answers and files with their headers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { checkBuild } from "../../scripts/deploy/build-output.mjs";
import { filesBelow } from "../../scripts/deploy/effects.mjs";
import { securityHeaders } from "../../src/access/headers.ts";
import { AUDIENCE, signingKey, type SigningKey } from "../unit/access/tokens.ts";
import { Deployed } from "./deployed.ts";
import { HEALTH, readRoutes } from "./routes.ts";
import { as, Team } from "./team.ts";

/** Cloudflare's limit for a Worker on the free plan, after gzip. Bytes. */
const FREE_PLAN_BYTES = 3 * 1024 * 1024;

/** Those headers of an answer that `kind` asks for. */
const headersOf = (response: Response, kind: "api" | "asset"): Record<string, string | null> =>
  Object.fromEntries(Object.keys(securityHeaders(kind)).map((name) => [name, response.headers.get(name)]));

describe("the bundle", () => {
  const build = inject("build");
  const worker = readFileSync(join(build, "tally", "index.js"), "utf8");

  it("is one module, beside an app that has its headers", () => {
    // Wrangler's own list, which the deployment removes before it looks.
    const files = filesBelow(build).filter((file) => file !== "client/.assetsignore");
    expect(checkBuild(files)).toEqual([]);
    expect(files.filter((file) => file.startsWith("tally/") && !file.endsWith(".json"))).toEqual(["tally/index.js"]);
  });

  it("fits into the free plan", () => {
    const bytes = gzipSync(worker, { level: 9 }).byteLength;
    console.log(`the deployed Worker: ${Math.round(worker.length / 1024)} KiB, ${Math.round(bytes / 1024)} KiB gzip`);
    expect(bytes).toBeLessThan(FREE_PLAN_BYTES);
  });

  it("imports nothing but what the platform has", () => {
    const imported = [...worker.matchAll(/(?:^|;)import\b[^"'();]*\bfrom ?["'`]([^"'`]+)["'`]/gm)].map(([, from = ""]) => from);
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((from) => !/^(cloudflare|node):/.test(from) && from !== "path")).toEqual([]);
  });

  it.each([
    "x-tally-dev-user",
    "tally_dev_user",
    "EmbeddedAi",
    "embedded-ai/",
    "devIdentify",
    "admin@localhost",
    "you@localhost",
    "/gen ",
    "11434",
    "LOCAL_AI_URL",
    "local-models",
    // What reads documents on a machine without an account: pdf.js, and sheets.
    "PasswordException",
    "sharedStrings",
  ])("does not contain %j, a part of local mode", (word) => {
    expect(worker.includes(word)).toBe(false);
  });

  it("does contain what stands in the same place for a deployment, so that the words above are looked for in the right file", () => {
    expect(worker).toContain("Cf-Access-Jwt-Assertion");
    expect(worker).toContain("x-tally-session");
  });

  it("is configured with empty Access settings and no secret", () => {
    const config = JSON.parse(readFileSync(join(build, "tally", "wrangler.json"), "utf8")) as {
      vars: Record<string, string>;
      main: string;
    };
    expect(config.main).toBe("index.js");
    expect(config.vars).toMatchObject({ ACCESS_TEAM_DOMAIN: "", ACCESS_AUDIENCE: "", ADMIN_EMAILS: "", ACCESS_SERVICE_TOKENS: "" });
    expect(Object.keys(config.vars).filter((name) => /TOKEN$|KEY|SECRET|EMBEDDED|REMOTE|LOCAL/.test(name))).toEqual([]);
  });
});

describe("security headers", () => {
  let deployed: Deployed;
  let key: SigningKey;
  beforeAll(async () => {
    key = await signingKey("current");
    deployed = await Deployed.start(inject("build"), new Team(key), {
      ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com",
      ACCESS_AUDIENCE: AUDIENCE,
      ADMIN_EMAILS: "boss@example.com",
    });
  });
  afterAll(async () => {
    await deployed.stop();
  });

  it("stand on every answer of the API, good or bad", async () => {
    const boss = await as(key, "boss@example.com");
    const routes = [{ method: "GET", path: HEALTH }, { method: "GET", path: "/api/nothing" }, ...readRoutes()];
    for (const { method, path } of routes) {
      for (const headers of [{}, boss, { ...boss, origin: "https://evil.example" }]) {
        const response = await deployed.call(path, { method, headers, ...(method === "GET" ? {} : { body: { unexpected: true } }) });
        expect(headersOf(response, "api"), `${response.status} ${method} ${path}`).toEqual(securityHeaders("api"));
        await response.arrayBuffer();
      }
    }
  });

  it("stand on every file of the app, and a name with a hash may be kept for ever", async () => {
    const files = filesBelow(join(inject("build"), "client")).filter((file) => !/^[._]/.test(file));
    for (const path of ["/", "/c/some-conversation", ...files.map((file) => `/${file}`)]) {
      const response = await deployed.call(path);
      const moved = response.status === 307 && path === "/index.html";
      if (!moved) expect(response.status, path).toBe(200);
      expect(headersOf(response, "asset"), path).toEqual(securityHeaders("asset"));
      expect(response.headers.get("cache-control")?.includes("immutable") ?? false, path).toBe(path.startsWith("/assets/"));
      await response.arrayBuffer();
    }
  });

  it("allow no inline script, and the page has none", async () => {
    const page = await (await deployed.call("/")).text();
    expect(page).toContain("<script");
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|javascript:|<style/i);
  });

  it.each(["/_headers", "/.assetsignore", "/wrangler.json", "/tally/index.js", "/.env"])(
    "do not come with the text of %s, which is not published",
    async (path) => {
      const response = await deployed.call(path);
      const text = await response.text();
      expect(response.status === 404 || text.startsWith("<!doctype html>") || text.startsWith("<!DOCTYPE html>")).toBe(true);
    },
  );
});
