/**
 * What must hold for the Terraform files, checked without Terraform. Each rule stands for a deployment
 * that failed, drifted or leaked for somebody; the comments in terraform/ tell which.
 */
import { RESOURCES } from "./double/schema.ts";
import type { Attribute, Attributes } from "./double/schema.ts";
import { asBody, textOf } from "./hcl.ts";
import type { Block, Body, Configuration, Term } from "./hcl.ts";

/** Arguments every resource may have, from Terraform itself. */
const META = new Set(["count", "for_each", "lifecycle", "depends_on", "provider", "provisioner"]);

/** Answered by the API with a value of its own, so left out they show a change in every plan. */
const PINNED: Record<string, Body> = {
  cloudflare_ai_gateway: {
    authentication: true,
    log_management: 10_000_000,
    log_management_strategy: "DELETE_OLDEST",
    logpush: false,
    zdr: false,
    cache_ttl: 0,
    collect_logs: true,
  },
  cloudflare_workers_script_subdomain: { previews_enabled: false },
  cloudflare_zero_trust_access_application: { type: "self_hosted", http_only_cookie_attribute: true },
  cloudflare_d1_database: { read_replication: { mode: "disabled" } },
};

/** Everything wrong, as sentences. Empty: nothing. */
export function violations(configuration: Configuration): string[] {
  return [
    ...configuration.resources.flatMap(attributesOf),
    ...pinned(configuration),
    ...secrets(configuration),
    ...worker(configuration),
    ...kinds(configuration),
  ];
}

function attributesOf(block: Block): string[] {
  if (block.type === "terraform_data") return [];
  const schema = RESOURCES[block.type];
  const where = `${block.type}.${block.name}`;
  if (!schema) return [`${where}: this resource is not one the project uses`];
  const own = Object.fromEntries(Object.entries(block.body).filter(([name]) => !META.has(name)));
  return conform(where, own, schema);
}

/** Names are known, required ones are there; Terraform itself drops unknown names inside of objects without a word. */
function conform(where: string, body: Body, schema: Attributes): string[] {
  const found: string[] = [];
  for (const [name, attribute] of Object.entries(schema)) {
    if (attribute.required && !(name in body)) found.push(`${where}: ${name} is required`);
  }
  for (const [name, term] of Object.entries(body)) {
    const attribute = schema[name];
    if (!attribute || (attribute.computed && !attribute.optional)) found.push(`${where}: ${name} is not an argument`);
    else if (attribute.nested) found.push(...inside(`${where}.${name}`, term, attribute));
  }
  return found;
}

function inside(where: string, term: Term, attribute: Attribute): string[] {
  const nested = attribute.nested;
  if (!nested || term === null) return [];
  if (typeof term === "string") return expression(where, term, nested.attributes);
  if (Array.isArray(term)) return term.flatMap((entry) => inside(where, entry, { nested: { ...nested, mode: "single" } }));
  if (nested.mode === "map") return Object.values(asBody(term)).flatMap((entry) => conform(where, asBody(entry), nested.attributes));
  return conform(where, asBody(term), nested.attributes);
}

/** Inside an expression only names can be told: each must occur somewhere below the attribute. */
function expression(where: string, text: string, attributes: Attributes): string[] {
  const known = new Set<string>();
  const maps = (all: Attributes): void => {
    for (const [name, attribute] of Object.entries(all)) {
      known.add(name);
      if (attribute.nested?.mode === "map") known.add("user");
      if (attribute.nested) maps(attribute.nested.attributes);
    }
  };
  maps(attributes);
  const names = [...text.matchAll(/([A-Za-z_]\w*)\s*=(?![=>])/g)].map((match) => String(match[1]));
  return names.filter((name) => !known.has(name)).map((name) => `${where}: ${name} is not an argument`);
}

function pinned({ resources }: Configuration): string[] {
  return resources.flatMap(({ type, name, body }) =>
    Object.entries(PINNED[type] ?? {})
      .filter(([attribute, value]) => textOf(body[attribute]) !== textOf(value))
      .map(([attribute, value]) => `${type}.${name}: ${attribute} must be ${textOf(value)}`),
  );
}

function secrets({ resources, data, outputs, providers, locals }: Configuration): string[] {
  const found: string[] = [];
  for (const block of data) {
    if (block.type.startsWith("dotenv"))
      found.push(`data.${block.type}.${block.name}: copies every key of .env, the API token too, into the state`);
  }
  for (const block of [...resources, ...data, ...outputs]) {
    if (/API_TOKEN|api_token|secret_text|key_base64/.test(textOf({ ...block.body, keep_bindings: null }))) {
      found.push(`${block.type}.${block.name}: must not touch the API token or a secret`);
    }
  }
  if (/API_TOKEN/.test(textOf(locals))) found.push("locals: must not hold the API token");
  const tokens = providers.filter(({ body }) => /API_TOKEN/.test(textOf(body)));
  if (tokens.length !== 1 || tokens[0]?.name !== "cloudflare") found.push("the API token belongs into the one cloudflare provider");
  return found;
}

function worker({ resources, locals, text }: Configuration): string[] {
  const found: string[] = [];
  const scripts = resources.filter(({ type }) => type === "cloudflare_workers_script");
  const body = scripts[0]?.body ?? {};
  if (scripts.length !== 1) found.push("there must be exactly one cloudflare_workers_script");
  if (!/length\(local\.class_pending\) == 0 \? null/.test(textOf(body["migrations"]))) {
    found.push("class migrations must be sent only while the live tag lacks them (10079)");
  }
  if (!/data\.cloudflare_workers_scripts\.live/.test(textOf(locals["class_live_tag"])))
    found.push("the live migration tag must be read from the account");
  if (!/d1_migrations/.test(textOf(body["depends_on"]))) found.push("the Worker must be uploaded after the D1 migrations");
  if (!/filesha256/.test(textOf(body["content_sha256"]))) found.push("content_sha256 must be computed, else no plan sees new code");
  if (!/_headers/.test(textOf(asBody(asBody(body["assets"])["config"])["headers"]))) found.push("assets must be given the _headers file");
  if (textOf(body["keep_bindings"]) !== '["secret_text"]') found.push("an upload must keep secrets that were put by hand");
  if (/nodejs_compat"/.test(text.replaceAll(/#.*/g, ""))) found.push("nodejs_compat is part of the compatibility date");
  const names = (Array.isArray(body["bindings"]) ? body["bindings"] : []).map((binding) => String(asBody(binding)["name"]));
  if (names.length === 0 || names.join() !== names.toSorted().join()) found.push("bindings must be sorted by name");
  return found;
}

function kinds({ resources }: Configuration): string[] {
  const found: string[] = [];
  const has = (type: string): boolean => resources.some((block) => block.type === type);
  for (const type of Object.keys(RESOURCES)) if (!has(type)) found.push(`${type} is missing`);
  const application = resources.find(({ type }) => type === "cloudflare_zero_trust_access_application")?.body ?? {};
  if (!/local\.hostname/.test(textOf(application["domain"])))
    found.push("Access must guard the host name (a policy on the Worker answers 403 to sockets)");
  for (const { type, name, body } of resources) {
    if (/\$\{.*get_by_key/.test(textOf(body))) found.push(`${type}.${name}: settings are read in settings.tf only`);
  }
  return found;
}
