/** The Terraform files, checked without Terraform: rules, planted mistakes, and equality with wrangler.jsonc. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY } from "./double/project.ts";
import { asBody, readConfiguration, readSources, textOf } from "./hcl.ts";
import type { Body, Configuration } from "./hcl.ts";
import { MISTAKES } from "./planted.ts";
import { violations } from "./rules.ts";

describe("the rules for terraform/", () => {
  it("find nothing wrong", async () => {
    expect(violations(await readConfiguration(readSources()))).toEqual([]);
  });

  it.each(MISTAKES)("find $name", async ({ file, from, to, rule }) => {
    const sources = readSources();
    const before = sources[file] ?? "";
    expect(before).toContain(from);
    const found = violations(await readConfiguration({ ...sources, [file]: before.replace(from, () => to) }));
    expect(found.join("\n")).toMatch(rule);
  });
});

interface WranglerConfig {
  name: string;
  compatibility_date: string;
  compatibility_flags?: string[];
  workers_dev: boolean;
  preview_urls: boolean;
  observability: { enabled: boolean; logs?: { invocation_logs?: boolean } };
  assets: { binding: string; html_handling?: string; not_found_handling: string; run_worker_first: string[] };
  ai: { binding: string };
  durable_objects: { bindings: { name: string; class_name: string }[] };
  migrations: { tag: string; new_sqlite_classes: string[] }[];
  d1_databases: { binding: string }[];
  vars: Record<string, string>;
  secrets: { required: string[] };
}

/** wrangler.jsonc, with comments and trailing commas taken out (never inside of a string). */
function wranglerConfig(): WranglerConfig {
  const text = readFileSync(join(REPOSITORY, "wrangler.jsonc"), "utf8");
  const bare = text.replaceAll(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "$1").replaceAll(/,(\s*[}\]])/g, "$1");
  return JSON.parse(bare) as WranglerConfig;
}

function bodyOf({ resources }: Configuration, type: string): Body {
  return resources.find((block) => block.type === type)?.body ?? {};
}

describe("wrangler.jsonc and terraform/ describe the same Worker", async () => {
  const wrangler = wranglerConfig();
  const configuration = await readConfiguration(readSources());
  const script = bodyOf(configuration, "cloudflare_workers_script");
  const bindings = (Array.isArray(script["bindings"]) ? script["bindings"] : []).map(asBody);
  const named = (type: string): unknown[] => bindings.filter((binding) => binding["type"] === type).map((binding) => binding["name"]);
  const local = (name: string): string => textOf(configuration.locals[name]);

  it("by name, compatibility date and flags", () => {
    expect(local("name")).toContain(`\\"${wrangler.name}\\"`);
    expect(script["compatibility_date"]).toBe(wrangler.compatibility_date);
    expect(script["compatibility_flags"] ?? []).toEqual(wrangler.compatibility_flags ?? []);
  });

  it("by the way assets are served", () => {
    const config = asBody(asBody(script["assets"])["config"]);
    expect(config["not_found_handling"]).toBe(wrangler.assets.not_found_handling);
    expect(config["run_worker_first"]).toEqual(wrangler.assets.run_worker_first);
    expect(config["html_handling"]).toBe(wrangler.assets.html_handling ?? "auto-trailing-slash");
    expect(named("assets")).toEqual([wrangler.assets.binding]);
  });

  it("by bindings: models, objects and their classes, the database", () => {
    expect(named("ai")).toEqual([wrangler.ai.binding]);
    expect(named("d1")).toEqual(wrangler.d1_databases.map(({ binding }) => binding));
    const objects = bindings.filter(({ type }) => type === "durable_object_namespace");
    const classes = Object.fromEntries(objects.map((binding) => [binding["name"], binding["class_name"]]));
    expect(classes).toEqual(Object.fromEntries(wrangler.durable_objects.bindings.map((binding) => [binding.name, binding.class_name])));
  });

  it("by the history of object classes", () => {
    expect(configuration.locals["class_history"]).toEqual(wrangler.migrations);
  });

  it("by the names of variables, and by the values they have when .env is silent", () => {
    // Optional in the Worker: a Wrangler deployment without service tokens may leave it out.
    const optional = "ACCESS_SERVICE_TOKENS";
    expect([...new Set([...named("plain_text"), optional])].toSorted()).toEqual(
      [...new Set([...Object.keys(wrangler.vars), optional])].toSorted(),
    );
    expect(local("default_model")).toContain(`\\"${wrangler.vars["DEFAULT_MODEL"]}\\"`);
    expect(local("monthly_limit_usd")).toContain(`\\"${wrangler.vars["MONTHLY_LIMIT_USD"]}\\"`);
  });

  it("by hosts that exist: no previews, which Access would not cover", () => {
    expect(bodyOf(configuration, "cloudflare_workers_script_subdomain")["previews_enabled"]).toBe(wrangler.preview_urls);
    expect(wrangler).toMatchObject({ preview_urls: false, workers_dev: true });
  });

  it("by what is logged", () => {
    const observability = asBody(script["observability"]);
    expect(observability["enabled"]).toBe(wrangler.observability.enabled);
    const invocations = wrangler.observability.logs?.invocation_logs;
    if (invocations !== undefined) expect(asBody(observability["logs"])["invocation_logs"]).toBe(invocations);
  });

  it("and Wrangler is told not to load .env as variables of the Worker", () => {
    expect(wrangler.secrets).toEqual({ required: [] });
  });
});
