/**
 * Run by Terraform (terraform/d1.tf): applies migrations/*.sql to the remote D1 database with Wrangler.
 * The database comes in through the environment, so no id is committed and APP_NAME may be anything;
 * Wrangler gets it in a throw-away configuration.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail, readSettings, ROOT, wrangler } from "./effects.mjs";

const { D1_DATABASE_ID: database_id, D1_DATABASE_NAME: database_name } = process.env;
if (!database_id || !database_name)
  fail("D1_DATABASE_ID and D1_DATABASE_NAME are set by Terraform. By hand: npx wrangler d1 migrations apply DB --remote");

const folder = join(ROOT, ".wrangler");
mkdirSync(folder, { recursive: true });
const config = join(folder, "d1-remote.json");
writeFileSync(
  config,
  JSON.stringify({
    name: database_name,
    compatibility_date: "2026-10-01",
    d1_databases: [{ binding: "DB", database_name, database_id, migrations_dir: join(ROOT, "migrations") }],
    secrets: { required: [] },
  }),
);
process.env["CI"] = "1"; // Wrangler then takes "apply?" for answered
try {
  process.exitCode = wrangler(["d1", "migrations", "apply", "DB", "--remote", "--config", config], readSettings());
} finally {
  rmSync(config, { force: true });
}
