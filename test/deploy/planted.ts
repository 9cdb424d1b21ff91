/** Mistakes to plant into the Terraform files: each must be found by the rules, and by Terraform where it can see it. */

export interface Mistake {
  name: string;
  file: string;
  from: string;
  to: string;
  /** What the rules must say. */
  rule: RegExp;
  /** What real Terraform must say: when validating, in the plan after an apply, or when new code is applied. */
  terraform?: { at: "validate" | "second plan" | "code change"; says: RegExp };
}

export const MISTAKES: Mistake[] = [
  {
    name: "a required attribute left out",
    file: "ai_gateway.tf",
    from: "cache_ttl ",
    to: "# cache_ttl ",
    rule: /cache_ttl is required/,
    terraform: { at: "validate", says: /"cache_ttl" is required/ },
  },
  {
    name: "a misspelled attribute",
    file: "worker.tf",
    from: "previews_enabled =",
    to: "preview_enabled =",
    rule: /preview_enabled is not an argument/,
    terraform: { at: "validate", says: /preview_enabled/ },
  },
  {
    name: "a misspelled attribute inside of an object, which Terraform drops without a word",
    file: "worker.tf",
    from: "not_found_handling =",
    to: "not_found_handing =",
    rule: /not_found_handing is not an argument/,
  },
  {
    name: "a misspelled attribute inside of an expression",
    file: "ai_gateway.tf",
    from: "limit_type =",
    to: "limit_kind =",
    rule: /limit_kind is not an argument/,
    terraform: { at: "validate", says: /limit_type/ },
  },
  {
    name: "an attribute the API answers by itself left out",
    file: "ai_gateway.tf",
    from: "authentication ",
    to: "# authentication ",
    rule: /authentication must be true/,
    terraform: { at: "second plan", says: /authentication\s+= false -> null/ },
  },
  { name: "an open gateway", file: "ai_gateway.tf", from: "= true # nobody", to: "= false # nobody", rule: /authentication must be true/ },
  {
    name: "preview hosts",
    file: "worker.tf",
    from: "previews_enabled = false",
    to: "previews_enabled = true",
    rule: /previews_enabled must be false/,
  },
  { name: "read_replication left out", file: "d1.tf", from: 'mode = "disabled"', to: 'mode = "auto"', rule: /read_replication must be/ },
  {
    name: "class migrations sent with every upload",
    file: "worker.tf",
    from: "length(local.class_pending) == 0 ? null : {",
    to: "false ? null : {",
    rule: /10079/,
  },
  {
    name: "class migrations sent as if nothing were live",
    file: "worker.tf",
    from: "try(one([for s in data.cloudflare_workers_scripts.live.result : s.migration_tag if s.id == local.name]), null)",
    to: "null",
    rule: /live migration tag must be read/,
    terraform: { at: "code change", says: /10079/ },
  },
  {
    name: "the data source that copies .env into the state",
    file: "settings.tf",
    from: "locals {",
    to: 'data "dotenv" "all" {\n  filename = "../.env"\n}\n\nlocals {',
    rule: /copies every key of \.env/,
    terraform: { at: "validate", says: /dotenv/ },
  },
  {
    name: "the API token in an output",
    file: "outputs.tf",
    from: 'value       = "https://${local.hostname}"',
    to: 'value       = provider::dotenv::get_by_key("CLOUDFLARE_API_TOKEN", local.dotenv_file)',
    rule: /output\.url: must not touch the API token/,
  },
  {
    name: "the API token in a local value",
    file: "settings.tf",
    from: "locals {",
    to: 'locals {\n  token = provider::dotenv::get_by_key("CLOUDFLARE_API_TOKEN", local.dotenv_file)',
    rule: /locals: must not hold the API token/,
  },
  {
    name: "the API token handed to a command",
    file: "d1.tf",
    from: "environment = {",
    to: 'environment = {\n      CLOUDFLARE_API_TOKEN = provider::dotenv::get_by_key("CLOUDFLARE_API_TOKEN", local.dotenv_file)',
    rule: /terraform_data\.d1_migrations: must not touch the API token/,
  },
  {
    name: "a secret as a binding, which ends up in the state",
    file: "worker.tf",
    from: '{ name = "AI", type = "ai" },',
    to: '{ name = "AI", type = "ai" },\n    { name = "AZ", type = "secret_text", text = "x" },',
    rule: /must not touch the API token or a secret/,
  },
  {
    name: "an upload before the database is migrated",
    file: "worker.tf",
    from: "depends_on = [",
    to: "# depends_on = [",
    rule: /after the D1 migrations/,
  },
  { name: "assets without their headers", file: "worker.tf", from: "headers = file(", to: "# headers = file(", rule: /_headers file/ },
  { name: "an upload that forgets secrets", file: "worker.tf", from: 'keep_bindings = ["secret_text"]', to: "", rule: /keep secrets/ },
  {
    name: "bindings in another order than the API's",
    file: "worker.tf",
    from: '{ name = "AI", type = "ai" },',
    to: '{ name = "ZZ", type = "ai" },',
    rule: /sorted by name/,
  },
  {
    name: "the resource that cannot make a class and bind it at once",
    file: "worker.tf",
    from: 'resource "cloudflare_workers_script" "tally"',
    to: 'resource "cloudflare_worker_version" "tally"',
    rule: /cloudflare_worker_version\.tally: this resource is not one/,
    terraform: { at: "validate", says: /cloudflare_worker_version/ },
  },
];
