/**
 * The attributes of Cloudflare's provider that the project uses, as that provider declares them
 * (5.22). Only those: an attribute that is not listed is refused, so terraform/ and this list grow together.
 */

export type Scalar = "string" | "number" | "bool" | "dynamic" | ["list" | "set", "string"];
export type Mode = "single" | "list" | "set" | "map";

export interface Attribute {
  type?: Scalar;
  nested?: { mode: Mode; attributes: Attributes };
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
  /** A change makes a new resource. */
  replaces?: boolean;
  /** Computed once and kept. */
  stable?: boolean;
}

export type Attributes = Record<string, Attribute>;

const need = (type: Scalar): Attribute => ({ type, required: true });
const may = (type: Scalar): Attribute => ({ type, optional: true });
const fixed = (type: Scalar): Attribute => ({ type, required: true, replaces: true });
const given = (type: Scalar): Attribute => ({ type, computed: true });
const id = (): Attribute => ({ type: "string", computed: true, stable: true });
const group = (mode: Mode, attributes: Attributes, flag: "required" | "optional" | "computed" = "optional"): Attribute => ({
  nested: { mode, attributes },
  [flag]: true,
});

const rule = group("set", {
  email: group("single", { email: need("string") }),
  email_domain: group("single", { domain: need("string") }),
  any_valid_service_token: group("single", {}),
});

export const RESOURCES: Record<string, Attributes> = {
  cloudflare_ai_gateway: {
    account_id: fixed("string"),
    id: fixed("string"),
    cache_invalidate_on_update: need("bool"),
    cache_ttl: need("number"),
    collect_logs: need("bool"),
    rate_limiting_interval: need("number"),
    rate_limiting_limit: need("number"),
    authentication: may("bool"),
    log_management: may("number"),
    log_management_strategy: may("string"),
    logpush: may("bool"),
    zdr: may("bool"),
    spend_limits: group("single", {
      enabled: may("bool"),
      rules: group("list", {
        id: may("string"),
        enabled: may("bool"),
        limit: need("number"),
        limit_type: need("string"),
        window: need("number"),
        technique: may("string"),
        metadata: group("map", { mode: need("string"), values: may(["list", "string"]) }),
      }),
    }),
  },
  cloudflare_d1_database: {
    id: id(),
    account_id: fixed("string"),
    name: fixed("string"),
    read_replication: group("single", { mode: need("string") }),
  },
  cloudflare_workers_script: {
    id: id(),
    account_id: fixed("string"),
    script_name: fixed("string"),
    main_module: may("string"),
    content_file: may("string"),
    content_sha256: may("string"),
    compatibility_date: may("string"),
    keep_bindings: may(["set", "string"]),
    migration_tag: given("string"),
    assets: group("single", {
      directory: may("string"),
      asset_manifest_sha256: given("string"),
      config: group("single", {
        headers: may("string"),
        html_handling: may("string"),
        not_found_handling: may("string"),
        run_worker_first: may("dynamic"),
      }),
    }),
    bindings: group("list", {
      name: need("string"),
      type: need("string"),
      text: may("string"),
      class_name: may("string"),
      id: may("string"),
    }),
    migrations: group("single", {
      old_tag: may("string"),
      new_tag: may("string"),
      steps: group("list", { new_sqlite_classes: may(["list", "string"]), deleted_classes: may(["list", "string"]) }),
    }),
    observability: group("single", {
      enabled: need("bool"),
      head_sampling_rate: may("number"),
      logs: group("single", { enabled: need("bool"), head_sampling_rate: may("number"), invocation_logs: need("bool") }),
    }),
  },
  cloudflare_workers_script_subdomain: {
    id: id(),
    account_id: fixed("string"),
    script_name: fixed("string"),
    enabled: need("bool"),
    previews_enabled: may("bool"),
  },
  cloudflare_workers_custom_domain: {
    id: id(),
    account_id: fixed("string"),
    hostname: fixed("string"),
    service: fixed("string"),
    zone_id: { type: "string", optional: true, replaces: true },
  },
  cloudflare_zero_trust_access_policy: {
    id: id(),
    account_id: fixed("string"),
    name: need("string"),
    decision: need("string"),
    session_duration: may("string"),
    include: rule,
  },
  cloudflare_zero_trust_access_application: {
    id: id(),
    aud: id(),
    account_id: { type: "string", optional: true, replaces: true },
    name: may("string"),
    type: may("string"),
    domain: may("string"),
    session_duration: may("string"),
    app_launcher_visible: may("bool"),
    allowed_idps: may(["set", "string"]),
    auto_redirect_to_identity: may("bool"),
    http_only_cookie_attribute: may("bool"),
    same_site_cookie_attribute: may("string"),
    enable_binding_cookie: may("bool"),
    policies: group("list", { id: may("string"), precedence: may("number") }),
  },
};

export const DATA_SOURCES: Record<string, Attributes> = {
  cloudflare_workers_scripts: {
    account_id: may("string"),
    result: group("list", { id: given("string"), migration_tag: given("string") }, "computed"),
  },
  cloudflare_zero_trust_organization: { account_id: may("string"), auth_domain: given("string") },
};
