# Why cloudflare_workers_script and not cloudflare_worker + _worker_version + _workers_deployment: a
# version is uploaded without being deployed, but Durable Object classes are made by a deployment, so
# the very first apply cannot bind a class it creates itself (#6322, #6852). One upload does both.
# Its price: exactly one JavaScript module, which is what `vite build` is configured to make.

# --- Durable Object classes ---------------------------------------------------------------------
# `migrations` of the upload is imperative: it says what to do next, not what should be. The provider
# sends the block with every update, and from the second one on Cloudflare refuses with 412, code
# 10079, "Actor migration tag precondition failed" (#5701, #5898). So do as `wrangler deploy` does:
# read the tag that is live and send only the steps after it.
#
# The provider keeps a block it has sent in the state. The next plan, without the block, therefore
# shows one update that sends no migration; `npm run deploy` applies it at once ("settling"), so that
# a deploy without changes changes nothing. ignore_changes does not help: the provider reads the
# block from the configuration and stores that, which then contradicts the plan.
data "cloudflare_workers_scripts" "live" {
  account_id = local.account_id
}

locals {
  # Equal to "migrations" of wrangler.jsonc (tested). Append, never edit.
  class_history = [
    { tag = "v1", new_sqlite_classes = ["Chat", "Account"] },
    { tag = "v2", new_sqlite_classes = ["SearchIndex"] },
  ]
  class_tags     = [for m in local.class_history : m.tag]
  class_live_tag = try(one([for s in data.cloudflare_workers_scripts.live.result : s.migration_tag if s.id == local.name]), null)
  class_applied  = try(index(local.class_tags, local.class_live_tag) + 1, 0) # an unknown tag is refused by the precondition below
  class_pending  = slice(local.class_history, local.class_applied, length(local.class_history))
}

resource "cloudflare_workers_script" "tally" {
  account_id  = local.account_id
  script_name = local.name

  main_module    = "index.js"
  content_file   = local.worker_bundle
  content_sha256 = filesha256(local.worker_bundle) # what lets a plan see new code

  # Terraform does not read wrangler.jsonc: a test keeps the two equal.
  # Since 2026-08-04 nodejs_compat is part of the date and must not be listed.
  compatibility_date = "2026-10-01"

  assets = {
    directory = local.assets_dir # walked as it is: .assetsignore is not honoured, hidden files would be uploaded
    config = {
      html_handling      = "auto-trailing-slash"
      not_found_handling = "single-page-application"
      run_worker_first   = ["/api/*"]
      # Wrangler reads this file by itself, the provider does not: without this line the app would be
      # served without its Content-Security-Policy.
      headers = file("${local.assets_dir}/_headers")
    }
  }

  # Sorted by name: the API answers sorted, and the list is ordered.
  bindings = [
    { name = "ACCESS_AUDIENCE", type = "plain_text", text = cloudflare_zero_trust_access_application.tally.aud },
    { name = "ACCESS_SERVICE_TOKENS", type = "plain_text", text = local.access_services },
    { name = "ACCESS_TEAM_DOMAIN", type = "plain_text", text = data.cloudflare_zero_trust_organization.this.auth_domain },
    { name = "ACCOUNT", type = "durable_object_namespace", class_name = "Account" },
    { name = "ADMIN_EMAILS", type = "plain_text", text = local.admin_emails },
    { name = "AI", type = "ai" },
    { name = "ASSETS", type = "assets" },
    { name = "CHAT", type = "durable_object_namespace", class_name = "Chat" },
    { name = "DB", type = "d1", id = cloudflare_d1_database.spend.id }, # `id`, not `database_id`
    { name = "DEFAULT_MODEL", type = "plain_text", text = local.default_model },
    { name = "GATEWAY_ID", type = "plain_text", text = cloudflare_ai_gateway.tally.id },
    { name = "MCP_LIST_MS", type = "plain_text", text = local.mcp_list_ms },
    { name = "MCP_OWN_SERVERS", type = "plain_text", text = local.mcp_own_servers },
    { name = "MCP_SERVERS", type = "plain_text", text = local.mcp_servers },
    { name = "MONTHLY_LIMIT_USD", type = "plain_text", text = local.monthly_limit_usd },
    { name = "RETENTION_DAYS", type = "plain_text", text = local.retention_days },
    { name = "RETENTION_LIMIT_DAYS", type = "plain_text", text = local.retention_limit_days },
    { name = "SEARCH", type = "durable_object_namespace", class_name = "SearchIndex" },
    { name = "SEARCH_PROVIDER", type = "plain_text", text = local.search_provider },
  ]

  # Secrets put by `npm run secrets` belong to nobody here and survive an upload; they never reach the state.
  keep_bindings = ["secret_text"]

  migrations = length(local.class_pending) == 0 ? null : {
    old_tag = local.class_live_tag
    new_tag = local.class_tags[length(local.class_tags) - 1]
    steps   = [for m in local.class_pending : { new_sqlite_classes = m.new_sqlite_classes }]
  }

  observability = {
    enabled            = true
    head_sampling_rate = 1
    logs = {
      enabled            = true
      head_sampling_rate = 1
      invocation_logs    = false # they hold URLs, and a search has the searched words in its URL
    }
  }

  lifecycle {
    precondition {
      condition     = local.class_live_tag == null || local.class_live_tag == "" || contains(local.class_tags, coalesce(local.class_live_tag, "none"))
      error_message = "The live Worker carries a Durable Object migration tag that is not in class_history: it was deployed from other code. Nothing was changed."
    }
  }

  depends_on = [terraform_data.d1_migrations]
}

# Apart from the script on purpose: it is uploaded, with its Access settings, before anyone can reach it.
resource "cloudflare_workers_script_subdomain" "tally" {
  account_id       = local.account_id
  script_name      = cloudflare_workers_script.tally.script_name
  enabled          = !local.has_custom_domain
  previews_enabled = false # <version>-<name>.<subdomain>.workers.dev is a host the Access application does not cover
}

resource "cloudflare_workers_custom_domain" "tally" {
  count      = local.has_custom_domain ? 1 : 0
  account_id = local.account_id
  hostname   = local.custom_domain
  service    = cloudflare_workers_script.tally.script_name
  zone_id    = local.custom_domain_zone_id
}
