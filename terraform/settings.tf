# Every setting comes from the one .env at the project's root; .env.example explains each key.
#
# get_by_key() fails for a missing key: wanted for the required ones. Optional ones are wrapped in
# try(); coalesce() gives a default to an empty value too. Everything read is a string.
# try() would also hide an .env that cannot be parsed, but then the required keys fail in the same run.
locals {
  dotenv_file = "${path.module}/../.env"

  account_id = provider::dotenv::get_by_key("CLOUDFLARE_ACCOUNT_ID", local.dotenv_file)
  name       = coalesce(try(provider::dotenv::get_by_key("APP_NAME", local.dotenv_file), ""), "tally")

  # Where it answers: an own domain of a zone in the same account, or <name>.<subdomain>.workers.dev.
  workers_subdomain     = try(provider::dotenv::get_by_key("WORKERS_SUBDOMAIN", local.dotenv_file), "")
  custom_domain         = try(provider::dotenv::get_by_key("CUSTOM_DOMAIN", local.dotenv_file), "")
  custom_domain_zone_id = try(provider::dotenv::get_by_key("CUSTOM_DOMAIN_ZONE_ID", local.dotenv_file), "")
  has_custom_domain     = local.custom_domain != ""
  hostname              = local.has_custom_domain ? local.custom_domain : "${local.name}.${local.workers_subdomain}.workers.dev"

  # Who may enter.
  access_emails     = [for e in split(",", try(provider::dotenv::get_by_key("ACCESS_ALLOWED_EMAILS", local.dotenv_file), "")) : lower(trimspace(e)) if trimspace(e) != ""]
  access_domains    = [for d in split(",", try(provider::dotenv::get_by_key("ACCESS_ALLOWED_EMAIL_DOMAINS", local.dotenv_file), "")) : lower(trimspace(d)) if trimspace(d) != ""]
  access_idps       = [for i in split(",", try(provider::dotenv::get_by_key("ACCESS_IDP_IDS", local.dotenv_file), "")) : trimspace(i) if trimspace(i) != ""]
  access_services   = try(provider::dotenv::get_by_key("ACCESS_SERVICE_TOKENS", local.dotenv_file), "")
  admin_emails      = try(provider::dotenv::get_by_key("ADMIN_EMAILS", local.dotenv_file), "")
  session_duration  = coalesce(try(provider::dotenv::get_by_key("ACCESS_SESSION_DURATION", local.dotenv_file), ""), "24h")
  default_model     = coalesce(try(provider::dotenv::get_by_key("DEFAULT_MODEL", local.dotenv_file), ""), "@cf/zai-org/glm-4.7-flash")
  monthly_limit_usd = coalesce(try(provider::dotenv::get_by_key("MONTHLY_LIMIT_USD", local.dotenv_file), ""), "10")

  # How long conversations are kept, and what tools there are. Empty: the Worker's own defaults.
  retention_days       = try(provider::dotenv::get_by_key("RETENTION_DAYS", local.dotenv_file), "")
  retention_limit_days = try(provider::dotenv::get_by_key("RETENTION_LIMIT_DAYS", local.dotenv_file), "")
  mcp_servers          = try(provider::dotenv::get_by_key("MCP_SERVERS", local.dotenv_file), "")
  mcp_own_servers      = try(provider::dotenv::get_by_key("MCP_OWN_SERVERS", local.dotenv_file), "")
  mcp_list_ms          = try(provider::dotenv::get_by_key("MCP_LIST_MS", local.dotenv_file), "")
  search_provider      = try(provider::dotenv::get_by_key("SEARCH_PROVIDER", local.dotenv_file), "")

  # The gateway's own limit, in USD per person and day. Absent: 10. Present and empty: no limit.
  gateway_daily_limit_usd = try(provider::dotenv::get_by_key("GATEWAY_DAILY_LIMIT_USD", local.dotenv_file), "10")

  # Built by `vite build` BEFORE plan: Terraform reads the files while it plans.
  worker_bundle = "${path.module}/../dist/tally/index.js"
  assets_dir    = "${path.module}/../dist/client"
  migrations    = "${path.module}/../migrations"
}
