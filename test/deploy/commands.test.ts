/** The deciding parts of the deploy commands: no file, no network, no child process. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judge } from "../../scripts/deploy/answer.mjs";
import { checkBuild } from "../../scripts/deploy/build-output.mjs";
import { parseEnv } from "../../scripts/deploy/env-file.mjs";
import { isWorkersBuilds } from "../../scripts/deploy/plain.mjs";
import { isSettling, losses, summary } from "../../scripts/deploy/plan.mjs";
import { secretCommand } from "../../scripts/deploy/secret-command.mjs";
import { checkSettings, hostname } from "../../scripts/deploy/settings.mjs";
import { isNewEnough } from "../../scripts/deploy/terraform-binary.mjs";
import { checkToken } from "../../scripts/deploy/token.mjs";
import { REPOSITORY } from "./double/project.ts";
import { readSources } from "./hcl.ts";

const GOOD = {
  CLOUDFLARE_API_TOKEN: "t".repeat(40),
  CLOUDFLARE_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
  WORKERS_SUBDOMAIN: "example",
  ACCESS_ALLOWED_EMAILS: "me@example.com",
};

/** A Cloudflare that answers parts of its API. */
const answering = (answers: Record<string, Response>, other = () => Response.json({ result: [] })) => {
  return async (url: string) =>
    Object.entries(answers)
      .find(([part]) => url.includes(part))?.[1]
      .clone() ?? other();
};

const denied = () => Response.json({ errors: [{ code: 10000, message: "Authentication error" }] }, { status: 403 });

/** A plan with one change, and a read that is none. */
const change = (
  type: string,
  actions: string[],
  before: Record<string, unknown> | null = null,
  after: Record<string, unknown> | null = null,
) => ({
  resource_changes: [
    { address: "data.x.y", type: "x", change: { actions: ["read"] } },
    { address: `${type}.tally`, type, change: { actions, before, after } },
  ],
});

const version = (text: string) => `{\n  "terraform_version": "${text}"\n}`;

describe(".env", () => {
  it("is read as all three programs read it", () => {
    const text = "# comment\n\nA=1\nexport B=two # note\nC=\"with blanks, and # inside\"\r\nD='x'\nE=\n";
    expect(parseEnv(text)).toEqual({ values: { A: "1", B: "two", C: "with blanks, and # inside", D: "x", E: "" }, problems: [] });
  });

  it("says when it begins with a byte order mark, which Terraform's provider cannot read", () => {
    const { problems } = parseEnv("\uFEFFA=1\n");
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("byte order mark");
  });

  it.each(["A", "A 1", "A=two words", 'A="open', "A=$B", 'A="a\\nb"', "A=`x`", "1A=x", "A=1\nA=2", "A: 1"])(
    "is refused where they would disagree: %j",
    (text) => {
      const { problems } = parseEnv(text);
      expect(problems).toHaveLength(1);
    },
  );

  it("never has its values repeated in a message", () => {
    expect(parseEnv("CLOUDFLARE_API_TOKEN=very secret").problems.join()).not.toContain("secret");
    expect(checkSettings({ ...GOOD, CLOUDFLARE_API_TOKEN: "verysecret" }).join()).not.toContain("verysecret");
  });
});

describe(".env.example", () => {
  const example = readFileSync(join(REPOSITORY, ".env.example"), "utf8");
  const { values, problems } = parseEnv(example.replaceAll(/^#(?=[A-Z_]+=)/gm, ""));

  it("has no key the Deploy button would ask for and hand to the Worker as a secret", () => {
    expect(parseEnv(example)).toEqual({ values: {}, problems: [] });
  });

  it("is well formed, and asks for exactly what has no default", () => {
    expect(problems).toEqual([]);
    const asked = checkSettings(values).map((problem) => problem.split(" ")[0]);
    expect(asked).toEqual(["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID", "WORKERS_SUBDOMAIN", "Nobody"]);
    expect(checkSettings({ ...values, ...GOOD })).toEqual([]);
  });

  it("explains every key that Terraform reads", () => {
    const read = [
      ...Object.values(readSources())
        .join("\n")
        .matchAll(/get_by_key\("([A-Z_0-9]+)"/g),
    ].map((match) => String(match[1]));
    expect(read.filter((key) => !(key in values))).toEqual([]);
    expect(read).toContain("CLOUDFLARE_API_TOKEN");
  });
});

describe("settings", () => {
  it("that are good have nothing against them, on workers.dev or an own domain", () => {
    expect(checkSettings(GOOD)).toEqual([]);
    const tools = `MCP_SERVERS='[{"name":"The Wiki","url":"https://wiki.example.com/mcp"}]'\nRETENTION_DAYS=365\nRETENTION_LIMIT_DAYS=730\nSEARCH_PROVIDER=exa`;
    expect(parseEnv(tools).problems).toEqual([]);
    expect(checkSettings({ ...GOOD, ...parseEnv(tools).values })).toEqual([]);
    expect(hostname(GOOD)).toBe("tally.example.workers.dev");
    const own = { ...GOOD, WORKERS_SUBDOMAIN: "", CUSTOM_DOMAIN: "chat.example.com", CUSTOM_DOMAIN_ZONE_ID: "a".repeat(32) };
    expect(checkSettings(own)).toEqual([]);
    expect(hostname(own)).toBe("chat.example.com");
  });

  it.each([
    [{ CLOUDFLARE_API_TOKEN: "" }, /CLOUDFLARE_API_TOKEN is empty/],
    [{ CLOUDFLARE_API_TOKEN: "short" }, /does not look like/],
    [{ CLOUDFLARE_ACCOUNT_ID: "me@example.com" }, /32 hex digits/],
    [{ APP_NAME: "My App" }, /APP_NAME/],
    [{ WORKERS_SUBDOMAIN: "example.workers.dev" }, /that word alone/],
    [{ CUSTOM_DOMAIN: "https://chat.example.com" }, /without https/],
    [{ CUSTOM_DOMAIN: "chat.example.com" }, /CUSTOM_DOMAIN_ZONE_ID/],
    [{ ACCESS_ALLOWED_EMAILS: " , " }, /Nobody could enter/],
    [{ ACCESS_ALLOWED_EMAILS: "me" }, /"me" is no e-mail/],
    [{ ADMIN_EMAILS: "@example.com" }, /ADMIN_EMAILS/],
    [{ ACCESS_ALLOWED_EMAIL_DOMAINS: "@example.com" }, /no domain/],
    [{ MONTHLY_LIMIT_USD: "ten" }, /MONTHLY_LIMIT_USD/],
    [{ GATEWAY_DAILY_LIMIT_USD: "0" }, /refuse every call/],
    [{ RETENTION_DAYS: "0" }, /1 to 3650/],
    [{ RETENTION_LIMIT_DAYS: "4000" }, /RETENTION_LIMIT_DAYS is a number of days from 1 to 3650/],
    [{ MCP_SERVERS: "https://wiki.example.com" }, /MCP_SERVERS is JSON/],
    [{ MCP_SERVERS: '[{"name":"Wiki","url":"http://wiki.example.com"}]' }, /https address/],
    [{ MCP_OWN_SERVERS: "no" }, /MCP_OWN_SERVERS/],
    [{ MCP_LIST_MS: "1 s" }, /milliseconds/],
    [{ SEARCH_PROVIDER: "bing" }, /SEARCH_PROVIDER/],
  ])("%j are refused with what to do", (broken, says) => {
    expect(checkSettings({ ...GOOD, ...broken }).join("\n")).toMatch(says);
  });
});

describe("the API token", () => {
  const subdomain = { "/workers/subdomain": Response.json({ result: { subdomain: "example" } }) };

  it("that may do everything passes, and is sent in the header alone", async () => {
    const urls: string[] = [];
    const problems = await checkToken(GOOD, async (url, init) => {
      urls.push(url);
      expect(new Headers(init.headers).get("Authorization")).toBe(`Bearer ${GOOD.CLOUDFLARE_API_TOKEN}`);
      return answering(subdomain)(url);
    });
    expect(problems).toEqual([]);
    expect(urls.join()).not.toContain(GOOD.CLOUDFLARE_API_TOKEN);
  });

  it("that lacks a permission is told which", async () => {
    expect(await checkToken(GOOD, answering({ ...subdomain, "/ai-gateway/": denied() }))).toEqual([
      'The API token lacks the permission "Account, AI Gateway, Edit".',
    ]);
  });

  it("that is unknown, or of another account, is told apart", async () => {
    expect(
      (
        await checkToken(
          GOOD,
          answering({}, () => new Response("{}", { status: 401 })),
        )
      ).join(),
    ).toMatch(/mistyped, expired or revoked/);
    expect((await checkToken(GOOD, answering({}, denied))).join()).toMatch(/another account/);
  });

  it("of an account without Zero Trust, or with another subdomain, gets a hint", async () => {
    const off = Response.json({ errors: [{ code: 9999, message: "access.api.error.not_enabled" }] }, { status: 404 });
    expect((await checkToken(GOOD, answering({ ...subdomain, "/access/organizations": off }))).join()).toMatch(/open Zero Trust/);
    expect((await checkToken({ ...GOOD, WORKERS_SUBDOMAIN: "other" }, answering(subdomain))).join()).toMatch(/the account's is "example"/);
  });

  it("cannot be asked about without a network", async () => {
    expect((await checkToken(GOOD, async () => await Promise.reject(new TypeError("failed")))).join()).toMatch(/could not be asked/);
  });
});

describe("a plan", () => {
  it("is told in words, without what stays", () => {
    expect(summary(change("cloudflare_d1_database", ["no-op"]))).toEqual([]);
    expect(summary(change("cloudflare_d1_database", ["create"]))).toEqual(["create cloudflare_d1_database.tally"]);
    expect(summary(change("cloudflare_d1_database", ["delete", "create"]))).toEqual(["replace cloudflare_d1_database.tally"]);
  });

  it("that deletes or replaces what holds data is a loss; other deletions are not", () => {
    expect(losses(change("cloudflare_workers_script", ["delete", "create"]))).toHaveLength(1);
    expect(losses(change("cloudflare_d1_database", ["delete"]))).toHaveLength(1);
    expect(losses(change("cloudflare_zero_trust_access_policy", ["delete"]))).toEqual([]);
    expect(losses(change("cloudflare_workers_script", ["update"]))).toEqual([]);
  });

  it("settles only where class migrations are forgotten and nothing else changes", () => {
    const sent = { migrations: { new_tag: "v1" }, content_sha256: "1" };
    const script = "cloudflare_workers_script";
    expect(isSettling(change(script, ["update"], sent, { content_sha256: "1" }))).toBe(true);
    expect(isSettling(change(script, ["update"], sent, { content_sha256: "2" }))).toBe(false);
    expect(isSettling(change(script, ["update"], { content_sha256: "1" }, { content_sha256: "1" }))).toBe(false);
    expect(isSettling(change(script, ["delete", "create"], sent, { content_sha256: "1" }))).toBe(false);
    expect(isSettling({ resource_changes: [] })).toBe(false);
    expect(isSettling({})).toBe(false);
  });
});

describe("a build", () => {
  const good = [
    "tally/index.js",
    "tally/index.js.map",
    "tally/wrangler.json",
    "client/index.html",
    "client/_headers",
    "client/assets/a.js",
  ];

  it("of one module and assets with headers is good", () => {
    expect(checkBuild(good)).toEqual([]);
  });

  it.each([
    ["a second module", [...good, "tally/assets/chunk.js"], /codeSplitting/],
    ["a wasm module", [...good, "tally/x.wasm"], /one module/],
    ["no Worker", good.slice(1), /did not make the Worker/],
    ["no headers", good.filter((file) => !file.endsWith("_headers")), /Content-Security-Policy/],
    ["a hidden file", [...good, "client/.env"], /published/],
    ["nothing", [], /missing/],
  ])("with %s is refused", (_name, files, says) => {
    expect(checkBuild(files).join("\n")).toMatch(says);
  });
});

describe("the first answer of the address", () => {
  const team = "team.cloudflareaccess.com";
  it.each([
    [302, `https://${team}/cdn-cgi/access/login/tally?x=1`, "protected"],
    [401, null, "protected"],
    [403, null, "protected"],
    [200, null, "open"],
    [302, "https://elsewhere.example/", "not-yet"],
    [302, "/relative", "not-yet"],
    [404, null, "not-yet"],
    [530, null, "not-yet"],
  ])("%i to %s is %s", (status, location, verdict) => {
    expect(judge({ status, location }, team)).toBe(verdict);
  });
});

describe("npm run secrets", () => {
  it("asks Wrangler for the value and never takes it as an argument", () => {
    expect(secretCommand(["put", "API_KEY"], GOOD)).toEqual({ args: ["secret", "put", "API_KEY", "--name", "tally"] });
    expect(secretCommand(["list"], { APP_NAME: "mine" })).toEqual({ args: ["secret", "list", "--name", "mine"] });
    expect(secretCommand(["put", "API_KEY", "value"], GOOD)).toHaveProperty("problem");
  });

  it.each([
    [[]],
    [["put"]],
    [["put", "lower"]],
    [["put", "ADMIN_EMAILS"]],
    [["put", "RETENTION_DAYS"]],
    [["put", "CLOUDFLARE_API_TOKEN"]],
    [["list", "X"]],
    [["drop", "X"]],
  ])("%j is refused", (argv) => {
    expect(secretCommand(argv, GOOD)).toHaveProperty("problem");
  });
});

it("Workers Builds is told from a person's machine", () => {
  expect(isWorkersBuilds({ WORKERS_CI: "1" })).toBe(true);
  expect(isWorkersBuilds({ CI: "1" })).toBe(false);
});

it("Terraform 1.8 and OpenTofu 1.7 are new enough, older ones are not", () => {
  expect(isNewEnough(version("1.8.0"), "terraform")).toBe(true);
  expect(isNewEnough(version("2.0.0"), "terraform")).toBe(true);
  expect(isNewEnough(version("1.7.5"), "terraform")).toBe(false);
  expect(isNewEnough(version("1.7.0"), "/usr/bin/tofu")).toBe(true);
  expect(isNewEnough("garbage", "terraform")).toBe(false);
});
