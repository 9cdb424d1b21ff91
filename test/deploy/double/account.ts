/**
 * A Cloudflare account in memory, with the rules that made real deployments fail. What is not known
 * here: Terraform. Each refusal is worded as the API words it.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isItem } from "./msgpack.ts";
import type { Item, Value } from "./msgpack.ts";

/** What the gateway answers for attributes nobody wrote: read back, they show up as a drift. */
const GATEWAY_DEFAULTS: Item = {
  authentication: false,
  log_management: 10_000_000,
  log_management_strategy: "DELETE_OLDEST",
  logpush: false,
  zdr: false,
};

export interface Script {
  tag: string | null;
  classes: string[];
  uploads: number;
  /** Class migrations of each upload; null: none was sent. */
  sent: (Item | null)[];
  bindings: Item[];
  assets: string[];
}

export class Account {
  readonly resources = new Map<string, Item>();
  readonly scripts = new Map<string, Script>();
  /** Every change that was made, in order: "create cloudflare_d1_database". */
  readonly journal: string[] = [];
  #made = 0;
  readonly #folder: string;

  /** Paths in the configuration are relative to this folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What the account holds, by type, for "destroyed to zero". */
  left(): string[] {
    return [...this.resources.keys(), ...this.scripts.keys()].toSorted();
  }

  create(type: string, planned: Item, config: Item): Item {
    this.journal.push(`create ${type}`);
    const made = this.#apply(type, { ...planned, ...this.#identity(type, planned) }, config, null);
    this.resources.set(key(type, made), made);
    return made;
  }

  update(type: string, prior: Item, planned: Item, config: Item): Item {
    this.journal.push(`update ${type}`);
    const made = this.#apply(type, planned, config, prior);
    this.resources.set(key(type, made), made);
    return made;
  }

  delete(type: string, prior: Item): void {
    if (type === "cloudflare_zero_trust_access_policy" && this.#isInUse(String(prior["id"]))) {
      throw new Error("DELETE /access/policies: 400, code 12132: access.api.error.conflict: policy is used by an application");
    }
    this.journal.push(`delete ${type}`);
    this.resources.delete(key(type, prior));
    if (type === "cloudflare_workers_script") this.scripts.delete(String(prior["script_name"]));
  }

  /** Whether an application has the policy. */
  #isInUse(policy: string): boolean {
    return [...this.resources]
      .filter(([name]) => name.startsWith("cloudflare_zero_trust_access_application"))
      .some(([, application]) => items(application["policies"]).some(({ id }) => id === policy));
  }

  read(type: string, state: Item): Item | null {
    const found = this.resources.get(key(type, state));
    if (!found) return null;
    if (type === "cloudflare_ai_gateway") {
      const spoken = Object.fromEntries(Object.entries(GATEWAY_DEFAULTS).filter(([name]) => found[name] === null));
      return { ...found, ...spoken };
    }
    if (type === "cloudflare_workers_script")
      return { ...found, migration_tag: this.scripts.get(String(found["script_name"]))?.tag ?? null };
    return found;
  }

  data(type: string, config: Item): Item {
    if (type === "cloudflare_zero_trust_organization") return { ...config, auth_domain: "team.cloudflareaccess.com" };
    return { ...config, result: [...this.scripts].map(([id, script]) => ({ id, migration_tag: script.tag })) };
  }

  /** The hash of a folder's files and their content. */
  manifest(directory: string): { hash: string; files: string[] } {
    const root = join(this.#folder, directory);
    const files = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => statSync(join(root, file)).isFile())
      .toSorted();
    const hash = createHash("sha256");
    for (const file of files)
      hash
        .update(file)
        .update("\0")
        .update(readFileSync(join(root, file)));
    return { hash: hash.digest("hex"), files };
  }

  #identity(type: string, planned: Item): Item {
    const id = `00000000-0000-4000-8000-${String(++this.#made).padStart(12, "0")}`;
    if (type === "cloudflare_ai_gateway") return {};
    if (type === "cloudflare_workers_script") return { id: planned["script_name"] ?? null };
    if (type === "cloudflare_zero_trust_access_application") return { id, aud: createHash("sha256").update(id).digest("hex") };
    return { id };
  }

  #apply(type: string, planned: Item, config: Item, prior: Item | null): Item {
    if (type === "cloudflare_d1_database" && prior && planned["read_replication"] === null) {
      throw new Error('PATCH /d1/database: 400, code 7400: "read_replication => Expected object, received null"');
    }
    if (type === "cloudflare_zero_trust_access_policy" && Array.isArray(planned["include"]) && planned["include"].length === 0) {
      throw new Error("POST /access/policies: 400, code 12130: access.api.error.invalid_request: include must not be empty");
    }
    // As in the provider's source: what is null is left out of the PUT, so the account keeps what it had.
    if (type === "cloudflare_ai_gateway" && prior && planned["spend_limits"] === null) {
      return { ...planned, spend_limits: prior["spend_limits"] ?? null };
    }
    return type === "cloudflare_workers_script" ? this.#upload(planned, config) : planned;
  }

  #upload(planned: Item, config: Item): Item {
    const name = String(planned["script_name"]);
    const before = this.scripts.get(name) ?? { tag: null, classes: [], uploads: 0, sent: [], bindings: [], assets: [] };
    const code = readFileSync(join(this.#folder, String(planned["content_file"])));
    if (createHash("sha256").update(code).digest("hex") !== planned["content_sha256"]) throw new Error("SHA-256 Hash Mismatch");
    // As in the provider's source: the block is taken from the configuration, with every update.
    const migrations = isItem(config["migrations"]) ? config["migrations"] : null;
    let { tag, classes } = before;
    if (migrations) {
      if ((migrations["old_tag"] ?? null) !== tag) {
        throw new Error(
          `PUT /workers/scripts/${name}: 412, code 10079: Actor migration tag precondition failed, got tag '${String(migrations["old_tag"] ?? "")}' when expected tag is '${tag ?? ""}'`,
        );
      }
      classes = [...classes, ...items(migrations["steps"]).flatMap((step) => strings(step["new_sqlite_classes"]))];
      tag = String(migrations["new_tag"]);
    }
    const bindings = items(planned["bindings"]);
    for (const binding of bindings) {
      if (binding["type"] === "durable_object_namespace" && !classes.includes(String(binding["class_name"]))) {
        throw new Error(
          `PUT /workers/scripts/${name}: 400, code 10061: Cannot create binding for class '${String(binding["class_name"])}'`,
        );
      }
    }
    const assets = isItem(planned["assets"]) ? this.manifest(String(planned["assets"]["directory"])).files : [];
    this.scripts.set(name, { tag, classes, bindings, assets, uploads: before.uploads + 1, sent: [...before.sent, migrations] });
    return { ...planned, migrations: config["migrations"] ?? null, migration_tag: tag };
  }
}

function key(type: string, item: Item): string {
  return `${type} ${String(item["id"] ?? item["script_name"])}`;
}

function items(value: Value | undefined): Item[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}

function strings(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}
