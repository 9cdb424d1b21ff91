/** Finds Terraform (or OpenTofu) and says how to get it where it is missing. */
import { spawnSync } from "node:child_process";

export const HOW_TO_GET_TERRAFORM = `Terraform 1.8 or later (or OpenTofu 1.7 or later) is needed and was not found.
  macOS            brew install hashicorp/tap/terraform     (or: brew install opentofu)
  Debian, Ubuntu   https://developer.hashicorp.com/terraform/install#linux
  Windows          winget install Hashicorp.Terraform       (or: winget install OpenTofu.Tofu)
  anything         one file from https://developer.hashicorp.com/terraform/install, put on the PATH
A binary elsewhere: TERRAFORM=<its path> npm run deploy. Without Terraform: see "Plain Wrangler" in docs/operations.md.`;

/**
 * Whether a version string is new enough: functions of providers came with Terraform 1.8 and OpenTofu 1.7.
 * @param {string} output of `<binary> version -json`
 * @param {string} binary
 */
export function isNewEnough(output, binary) {
  const match = /"terraform_version":\s*"(\d+)\.(\d+)/.exec(output);
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > 1 || (major === 1 && minor >= (/tofu/.test(binary) ? 7 : 8));
}

/**
 * The command to run, or why there is none.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string } | { problem: string }}
 */
export function findTerraform(env = process.env) {
  const candidates = env["TERRAFORM"] ? [env["TERRAFORM"]] : ["terraform", "tofu"];
  for (const command of candidates) {
    const run = spawnSync(command, ["version", "-json"], { encoding: "utf8", env });
    if (run.error || run.status !== 0) continue;
    if (isNewEnough(run.stdout, command)) return { command };
    return { problem: `${command} is too old: Terraform 1.8 (OpenTofu 1.7) brought the functions of providers used here.` };
  }
  return { problem: HOW_TO_GET_TERRAFORM };
}
