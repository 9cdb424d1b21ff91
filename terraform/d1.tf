# Figures only: D1 never holds a word anybody wrote. Conversations live in Durable Objects.
resource "cloudflare_d1_database" "spend" {
  account_id = local.account_id
  name       = local.name # a new name is a new, empty database

  # Optional in the schema; but left out, an update sends null and is refused: 400, code 7400,
  # "read_replication => Expected object, received null" (#6309).
  read_replication = {
    mode = "disabled"
  }

  lifecycle {
    # true makes `terraform destroy` refuse. `npm run destroy` asks for the name instead.
    prevent_destroy = false
  }
}

# The provider creates the database but does not migrate it (#7347). Wrangler does, after the database
# is there and before the Worker that needs its tables is uploaded (worker.tf depends on this).
# Wrangler records what it applied in the table d1_migrations, so running it again does nothing.
resource "terraform_data" "d1_migrations" {
  triggers_replace = {
    database = cloudflare_d1_database.spend.id
    files    = sha256(join("", [for f in sort(fileset(local.migrations, "*.sql")) : "${f}:${filesha256("${local.migrations}/${f}")}"]))
  }

  provisioner "local-exec" {
    command     = "node scripts/deploy/d1-migrate.mjs"
    working_dir = "${path.module}/.."
    environment = {
      D1_DATABASE_ID   = cloudflare_d1_database.spend.id
      D1_DATABASE_NAME = cloudflare_d1_database.spend.name
    }
  }
}
