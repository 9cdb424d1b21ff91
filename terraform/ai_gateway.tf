# The gateway every model call goes through. Its log is where the cost of a call is read back.
#
# Required by the provider even where they say "off": account_id, id, cache_*, collect_logs,
# rate_limiting_interval, rate_limiting_limit. Of the optional attributes, those that the API answers
# with a value of its own are pinned: in 5.22 they are not "computed", so leaving one out shows
# `false -> null` in every plan (seen on a real account).
resource "cloudflare_ai_gateway" "tally" {
  account_id = local.account_id
  id         = local.name # a new name is a new gateway: the old one's logs are gone

  authentication             = true # nobody outside uses it; the Worker's binding is authenticated by itself
  cache_invalidate_on_update = false
  cache_ttl                  = 0    # never answer one person with another's cached reply
  collect_logs               = true # tokens and cost. The Worker asks with each call to leave prompt and answer out
  log_management             = 10000000
  log_management_strategy    = "DELETE_OLDEST" # STOP_INSERTING would stop the books
  logpush                    = false
  zdr                        = false # applies to third-party models only, and some refuse it
  rate_limiting_interval     = 0
  rate_limiting_limit        = 0

  # A backstop, never the enforcement: the wallet of each person decides before a call is made. This
  # rule is counted by Cloudflare, after the fact, and holds even if the Worker had a bug. It splits
  # by the metadata entry `user` that the Worker sends. The id is pinned because the provider's
  # default for it differs between releases.
  # Without a limit it is sent switched off and empty: the provider leaves null out of what it sends,
  # and a limit that was set once would stay for ever.
  spend_limits = {
    enabled = local.gateway_daily_limit_usd != ""
    rules = [for usd in local.gateway_daily_limit_usd == "" ? [] : [local.gateway_daily_limit_usd] : {
      id         = "7a11e001"
      enabled    = true
      limit      = tonumber(usd)
      limit_type = "cost"
      window     = 86400 # seconds
      technique  = "sliding"
      metadata   = { user = { mode = "partition" } }
    }]
  }
}
