# Who may enter. A *hostname* application, not "Protect this Worker with Access": a policy on the
# Worker answers 403 to every WebSocket upgrade, and a conversation is a WebSocket. The hostname is
# only a string here, so the door is locked before there is a house.

# auth_domain is "<team>.cloudflareaccess.com", the issuer of every token.
data "cloudflare_zero_trust_organization" "this" {
  account_id = local.account_id
}

resource "cloudflare_zero_trust_access_policy" "people" {
  account_id       = local.account_id
  name             = "${local.name}: people"
  decision         = "allow"
  session_duration = local.session_duration

  include = concat(
    [for e in local.access_emails : { email = { email = e } }],
    [for d in local.access_domains : { email_domain = { domain = d } }],
  )

  lifecycle {
    precondition {
      condition     = length(local.access_emails) + length(local.access_domains) > 0
      error_message = "Set ACCESS_ALLOWED_EMAILS or ACCESS_ALLOWED_EMAIL_DOMAINS in .env: a policy without a rule lets nobody in."
    }
    precondition {
      condition     = local.has_custom_domain ? local.custom_domain_zone_id != "" : local.workers_subdomain != ""
      error_message = "Set WORKERS_SUBDOMAIN, or CUSTOM_DOMAIN together with CUSTOM_DOMAIN_ZONE_ID, in .env."
    }
  }
}

# Scripts. Access lets any service token of the account pass; the Worker then admits only those named
# in ACCESS_SERVICE_TOKENS. Without a name there is no such policy at all.
resource "cloudflare_zero_trust_access_policy" "services" {
  count      = local.access_services == "" ? 0 : 1
  account_id = local.account_id
  name       = "${local.name}: service tokens"
  decision   = "non_identity"
  include    = [{ any_valid_service_token = {} }]

  # Turns the order of its end round: first the application lets go of the policy, then it is deleted.
  # The API refuses to delete one that is in use, and the deployment would stop before the Worker learns
  # which tokens are revoked (cloudflare/terraform-provider-cloudflare#7284).
  lifecycle {
    create_before_destroy = true
  }
}

resource "cloudflare_zero_trust_access_application" "tally" {
  account_id = local.account_id # account_id or zone_id, never both
  name       = local.name
  type       = "self_hosted"
  domain     = local.hostname # a workers.dev hostname is accepted

  session_duration           = local.session_duration
  app_launcher_visible       = true
  allowed_idps               = length(local.access_idps) == 0 ? null : local.access_idps
  auto_redirect_to_identity  = length(local.access_idps) == 1
  http_only_cookie_attribute = true
  same_site_cookie_attribute = "lax" # "strict" breaks the way back from the identity provider
  enable_binding_cookie      = false

  # Reusable policies by id. Policies written out in here drift in every plan of v5.
  policies = concat(
    [{ id = cloudflare_zero_trust_access_policy.people.id, precedence = 1 }],
    [for p in cloudflare_zero_trust_access_policy.services : { id = p.id, precedence = 2 }],
  )
}
