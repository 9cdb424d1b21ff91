/**
 * The Terraform files, applied by the real Terraform to an account in memory. Both providers are
 * doubles (test/deploy/double): this proves the configuration, not Cloudflare. Where Terraform is not
 * installed the test says so; the same rules are then checked by terraform-static.test.ts alone.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSettling, losses, summary } from "../../scripts/deploy/plan.mjs";
import type { Plan } from "../../scripts/deploy/plan.mjs";
import { installedTerraform, openProject, TOKEN } from "./double/project.ts";
import type { Project } from "./double/project.ts";
import { MISTAKES } from "./planted.ts";

const installed = installedTerraform() !== null;
if (!installed) console.warn("Terraform is not installed: terraform.test.ts is skipped, the static rules are checked without it.");

const OTHER_CODE = "export default { fetch: () => new Response('2') };\n";

describe.skipIf(!installed)(installed ? "real Terraform" : "real Terraform (SKIPPED: not installed)", { timeout: 120_000 }, () => {
  let project: Project;

  beforeEach(async () => {
    project = await openProject();
    expect(await project.terraform("init", "-input=false", "-backend=false")).toMatchObject({ ok: true });
  });

  afterEach(async () => {
    await project.close();
  });

  async function apply(): Promise<string> {
    const { ok, output } = await project.terraform("apply", "-auto-approve", "-input=false");
    expect(ok, output).toBe(true);
    return output;
  }

  async function plan(...args: string[]): Promise<Plan> {
    const made = await project.terraform("plan", "-input=false", "-out=test.tfplan", ...args);
    expect(made.ok, made.output).toBe(true);
    return JSON.parse((await project.terraform("show", "-json", "test.tfplan")).output) as Plan;
  }

  /** As `npm run deploy` does it: apply, and once more when only the class migrations are to be forgotten. */
  async function deploy(): Promise<void> {
    await apply();
    if (isSettling(await plan())) await apply();
  }

  it("validates, deploys, changes nothing the second time, updates code, and destroys to zero", async () => {
    expect(await project.terraform("validate")).toMatchObject({ ok: true });
    const first = await plan();
    expect(summary(first)).toHaveLength(7);
    await deploy();
    const { journal, scripts } = project.account;
    expect(journal.indexOf("create cloudflare_zero_trust_access_application")).toBeLessThan(
      journal.indexOf("create cloudflare_workers_script"),
    );
    expect(journal.indexOf("create cloudflare_workers_script")).toBeLessThan(journal.indexOf("create cloudflare_workers_script_subdomain"));
    expect(project.read("migrated.txt")).toBe("tally\n");
    expect(scripts.get("tally")).toMatchObject({ tag: "v2", classes: ["Chat", "Account", "SearchIndex"], uploads: 2 });

    const before = journal.length;
    expect(summary(await plan())).toEqual([]);
    await deploy();
    expect(journal.slice(before)).toEqual([]);

    project.write("dist/tally/index.js", OTHER_CODE);
    await deploy();
    expect(journal.slice(before)).toEqual(["update cloudflare_workers_script"]);
    expect(scripts.get("tally")).toMatchObject({ tag: "v2", uploads: 3, sent: [{ new_tag: "v2" }, null, null] });
    expect(summary(await plan())).toEqual([]);

    const destroyed = await project.terraform("destroy", "-auto-approve");
    expect(destroyed.ok, destroyed.output).toBe(true);
    expect(project.account.left()).toEqual([]);
  });

  it("sees changed assets, migrates the database anew for a new file, and sends only class migrations that are pending", async () => {
    await deploy();
    project.write("dist/client/assets/app-1a2b.js", "1;\n");
    expect(summary(await plan())).toEqual(["update cloudflare_workers_script.tally"]);
    project.write("migrations/0002_more.sql", "CREATE TABLE more (day TEXT);\n");
    project.edit(
      "terraform/worker.tf",
      '{ tag = "v2", new_sqlite_classes = ["SearchIndex"] },',
      '{ tag = "v2", new_sqlite_classes = ["SearchIndex"] },\n    { tag = "v3", new_sqlite_classes = ["Third"] },',
    );
    await deploy();
    expect(project.read("migrated.txt")).toBe("tally\ntally\n");
    expect(project.account.scripts.get("tally")).toMatchObject({ tag: "v3", classes: ["Chat", "Account", "SearchIndex", "Third"] });
    expect(project.account.scripts.get("tally")?.sent.at(-2)).toMatchObject({ old_tag: "v2", new_tag: "v3" });
    expect(summary(await plan())).toEqual([]);
  });

  it("moves to an own domain and lets service tokens in, and takes the workers.dev host away", async () => {
    await deploy();
    project.env({ CUSTOM_DOMAIN: "chat.example.com", CUSTOM_DOMAIN_ZONE_ID: "b".repeat(32), ACCESS_SERVICE_TOKENS: "ci.access" });
    expect(losses(await plan())).toEqual([]);
    const output = await apply();
    expect(output).toMatch(/^url += "https:\/\/chat\.example\.com"$/m);
    const [subdomain] = [...project.account.resources]
      .filter(([key]) => key.startsWith("cloudflare_workers_script_subdomain"))
      .map(([, item]) => item);
    expect(subdomain).toMatchObject({ enabled: false, previews_enabled: false });
    expect(project.account.left().filter((key) => key.startsWith("cloudflare_zero_trust_access_policy"))).toHaveLength(2);
    expect(summary(await plan())).toEqual([]);
  });

  it("takes the service tokens back: the application lets go of their policy before it is deleted", async () => {
    project.env({ ACCESS_SERVICE_TOKENS: "ci.access" });
    await deploy();
    const before = project.account.journal.length;
    project.env({ ACCESS_SERVICE_TOKENS: "" });
    await deploy();
    const changes = project.account.journal.slice(before);
    expect(changes.indexOf("update cloudflare_zero_trust_access_application")).toBeLessThan(
      changes.indexOf("delete cloudflare_zero_trust_access_policy"),
    );
    expect(JSON.stringify(project.account.scripts.get("tally")?.bindings)).not.toContain("ci.access");
    expect(summary(await plan())).toEqual([]);
  });

  it("takes the service tokens back where an older deployment made their policy, as docs/operations.md says", async () => {
    const order = "  lifecycle {\n    create_before_destroy = true\n  }\n";
    project.edit("terraform/access.tf", order, "");
    project.env({ ACCESS_SERVICE_TOKENS: "ci.access" });
    await deploy();
    project.edit("terraform/access.tf", "any_valid_service_token = {} }]\n", `any_valid_service_token = {} }]\n${order}`);
    project.env({ ACCESS_SERVICE_TOKENS: "" });
    const forgotten = await project.terraform("state", "rm", "cloudflare_zero_trust_access_policy.services[0]");
    expect(forgotten.ok, forgotten.output).toBe(true);
    await deploy();
    expect(JSON.stringify(project.account.scripts.get("tally")?.bindings)).not.toContain("ci.access");
    expect(summary(await plan())).toEqual([]);
  });

  it("takes the gateway's daily limit back when the setting is emptied, and hands the settings of tools and retention on as they stand", async () => {
    await deploy();
    const MCP_SERVERS = '[{"name":"The Wiki","url":"https://wiki.example.com/mcp"}]';
    project.env({ GATEWAY_DAILY_LIMIT_USD: "", RETENTION_DAYS: "365", RETENTION_LIMIT_DAYS: "730", MCP_SERVERS });
    await deploy();
    const gateway = [...project.account.resources].find(([key]) => key.startsWith("cloudflare_ai_gateway"))?.[1];
    expect(gateway?.["spend_limits"]).toEqual({ enabled: false, rules: [] });
    expect(project.account.scripts.get("tally")?.bindings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "RETENTION_DAYS", text: "365" }),
        expect.objectContaining({ name: "RETENTION_LIMIT_DAYS", text: "730" }),
        expect.objectContaining({ name: "MCP_SERVERS", text: MCP_SERVERS }),
        expect.objectContaining({ name: "MCP_OWN_SERVERS", text: "" }),
      ]),
    );
    expect(summary(await plan())).toEqual([]);
  });

  it("a new name is seen as the loss of all data before anything is done", async () => {
    await deploy();
    project.env({ APP_NAME: "other" });
    expect(losses(await plan())).toHaveLength(3);
  });

  it("a Worker that was deployed from other code is not touched", async () => {
    await deploy();
    const script = project.account.scripts.get("tally");
    if (script) script.tag = "foreign-tag";
    project.write("dist/tally/index.js", OTHER_CODE);
    const { ok, output } = await project.terraform("apply", "-auto-approve", "-input=false");
    expect(ok).toBe(false);
    expect(output.replaceAll(/\s+│?\s*/g, " ")).toContain("is not in class_history");
    expect(project.account.scripts.get("tally")?.uploads).toBe(2);
  });

  it("the API token is neither in the state, nor in a plan, nor in what Terraform prints", async () => {
    const printed = await apply();
    await plan();
    expect(project.read("terraform/terraform.tfstate")).toContain("cloudflare_workers_script");
    for (const text of [
      printed,
      project.read("terraform/terraform.tfstate"),
      (await project.terraform("show", "-json", "test.tfplan")).output,
    ]) {
      expect(text).not.toContain(TOKEN);
    }
  });

  it.each([
    ["nobody may enter", { ACCESS_ALLOWED_EMAILS: "" }, /lets nobody in/],
    ["there is no address", { WORKERS_SUBDOMAIN: "" }, /Set WORKERS_SUBDOMAIN/],
    ["the token is empty", { CLOUDFLARE_API_TOKEN: "" }, /no API token/],
  ])("refuses settings when %s", async (_name, overrides, says) => {
    project.env(overrides);
    const { ok, output } = await project.terraform("plan", "-input=false");
    expect(ok).toBe(false);
    expect(output.replaceAll(/\s+│?\s*/g, " ")).toMatch(says);
    expect(project.account.left()).toEqual([]);
  });

  it.each(MISTAKES.flatMap(({ terraform, ...mistake }) => (terraform ? [{ ...mistake, ...terraform }] : [])))(
    "finds $name ($at)",
    async ({ file, from, to, at, says }) => {
      project.edit(`terraform/${file}`, from, to);
      if (at === "validate") {
        const { ok, output } = await project.terraform("validate");
        expect(ok).toBe(false);
        expect(output).toMatch(says);
        return;
      }
      await apply();
      if (at === "code change") {
        project.write("dist/tally/index.js", OTHER_CODE);
        const { ok, output } = await project.terraform("apply", "-auto-approve");
        expect(ok).toBe(false);
        expect(output).toMatch(says);
        return;
      }
      expect((await project.terraform("plan")).output).toMatch(says);
    },
  );
});
