import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll } from "vitest";
import { emptyAll } from "./emptying.ts";

beforeAll(async () => {
  await emptyAll();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
});
