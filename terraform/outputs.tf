# Nothing secret: the audience is an identifier, tokens for it are made by Access alone.
output "url" {
  description = "Where Tally answers."
  value       = "https://${local.hostname}"
}

output "worker_name" {
  value = cloudflare_workers_script.tally.script_name
}

output "access_audience" {
  description = "ACCESS_AUDIENCE, for people who deploy with Wrangler."
  value       = cloudflare_zero_trust_access_application.tally.aud
}

output "access_team_domain" {
  description = "ACCESS_TEAM_DOMAIN, for people who deploy with Wrangler."
  value       = data.cloudflare_zero_trust_organization.this.auth_domain
}

output "d1_database_id" {
  value = cloudflare_d1_database.spend.id
}

output "gateway_id" {
  value = cloudflare_ai_gateway.tally.id
}
