/** A copy of what a deployment reads, in a folder of its own, and the real Terraform in it. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findTerraform } from "../../../scripts/deploy/terraform-binary.mjs";
import { Account } from "./account.ts";
import { serveProviders } from "./provider.ts";

export const REPOSITORY = new URL("../../../", import.meta.url).pathname;
export const TOKEN = "token-that-must-not-be-stored-anywhere-0123456789";

const ENV = {
  CLOUDFLARE_API_TOKEN: TOKEN,
  CLOUDFLARE_ACCOUNT_ID: "a".repeat(32),
  WORKERS_SUBDOMAIN: "example",
  APP_NAME: "tally",
  ACCESS_ALLOWED_EMAILS: "me@example.com",
  ADMIN_EMAILS: "me@example.com",
  GATEWAY_DAILY_LIMIT_USD: "5.5",
};

export interface Ran {
  ok: boolean;
  output: string;
}

export interface Project {
  account: Account;
  terraform(...args: string[]): Promise<Ran>;
  /** Writes a file below the project's root. */
  write(path: string, content: string): void;
  /** Changes a file below the project's root; the text to replace must be there. */
  edit(path: string, from: string, to: string): void;
  read(path: string): string;
  env(overrides: Record<string, string>): void;
  close(): Promise<void>;
}

let installed: string | null | undefined;

/** The Terraform that is installed, or null. Looked for once: it is asked for its version, which takes as long as a plan. */
export function installedTerraform(): string | null {
  if (installed === undefined) {
    const found = findTerraform();
    installed = "command" in found ? found.command : null;
  }
  return installed;
}

export async function openProject(): Promise<Project> {
  const root = mkdtempSync(join(tmpdir(), "tally-terraform-"));
  const folder = join(root, "terraform");
  cpSync(join(REPOSITORY, "terraform"), folder, {
    recursive: true,
    filter: (path) => !/\.terraform|tfstate|backend_override|\.lock\.hcl/.test(path.slice(REPOSITORY.length)),
  });
  const project = (path: string, content: string): void => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  project("dist/tally/index.js", "export default { fetch: () => new Response('1') };\n");
  project("dist/client/index.html", "<!doctype html>\n");
  project("dist/client/_headers", "/*\n  X-Content-Type-Options: nosniff\n");
  project("migrations/0001_start.sql", "CREATE TABLE spend (day TEXT);\n");
  // Stands in for Wrangler: notes what it was asked to migrate.
  project(
    "scripts/deploy/d1-migrate.mjs",
    'import { appendFileSync } from "node:fs";\nappendFileSync("migrated.txt", `${process.env.D1_DATABASE_NAME}\\n`);\n',
  );
  const env = (overrides: Record<string, string>): void =>
    project(
      ".env",
      Object.entries({ ...ENV, ...overrides })
        .map(([key, value]) => (value.includes('"') ? `${key}='${value}'\n` : `${key}="${value}"\n`))
        .join(""),
    );
  env({});

  const account = new Account(folder);
  const providers = await serveProviders(account, folder);
  const terraform = async (...args: string[]): Promise<Ran> => {
    const { TF_CLI_CONFIG_FILE: _ignored, ...inherited } = process.env;
    const options = {
      cwd: folder,
      env: { ...inherited, TF_REATTACH_PROVIDERS: providers.reattach, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" },
      maxBuffer: 64 * 1024 * 1024,
    };
    try {
      const { stdout, stderr } = await promisify(execFile)(installedTerraform() ?? "terraform", [...args, "-no-color"], options);
      return { ok: true, output: stdout + stderr };
    } catch (error) {
      const failed = error as { stdout?: string; stderr?: string };
      return { ok: false, output: `${failed.stdout ?? ""}${failed.stderr ?? ""}` };
    }
  };
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  return {
    account,
    terraform,
    write: project,
    edit: (path, from, to) => {
      const before = read(path);
      if (!before.includes(from)) throw new Error(`${path} does not hold ${JSON.stringify(from)}`);
      project(path, before.replace(from, to));
    },
    read,
    env,
    close: async () => {
      await providers.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
