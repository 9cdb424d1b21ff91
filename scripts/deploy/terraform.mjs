/** Terraform's commands as the deployment uses them: init, a saved plan, apply, outputs. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fail, ROOT, run } from "./effects.mjs";
import { findTerraform } from "./terraform-binary.mjs";

/** @typedef {import("./plan.mjs").Plan} Plan */

const FOLDER = join(ROOT, "terraform");
const PLAN_FILE = join(FOLDER, ".terraform", "tally.tfplan");

/** Opens Terraform in this project: the binary is found, the providers are installed. */
export function openTerraform() {
  const found = findTerraform();
  if ("problem" in found) fail(found.problem);
  /** @type {(args: string[], capture?: boolean) => { status: number, output: string }} */
  const terraform = (args, capture = false) =>
    run(found.command, args, { cwd: FOLDER, env: { TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" }, capture });
  if (terraform(["init", "-input=false"]).status !== 0)
    fail("terraform init failed, see above. It fetches its providers from registry.terraform.io and releases on github.com.");

  return {
    /** Makes a plan and keeps it for apply(). @param {{ destroy?: boolean, quiet?: boolean }} options @returns {Plan} */
    plan(options = {}) {
      mkdirSync(join(FOLDER, ".terraform"), { recursive: true });
      const args = ["plan", "-input=false", `-out=${PLAN_FILE}`, ...(options.destroy ? ["-destroy"] : [])];
      if (terraform(args, options.quiet ?? false).status !== 0) fail("terraform plan failed, see above. Nothing was changed.");
      return JSON.parse(terraform(["show", "-json", PLAN_FILE], true).output);
    },
    /** Does what the last plan said, that and nothing else. */
    apply() {
      const { status } = terraform(["apply", "-input=false", PLAN_FILE]);
      this.forget();
      if (status !== 0) fail("terraform apply stopped, see above. Run the same command again: it goes on where it stopped.");
    },
    /** A plan holds a copy of the configuration and of the state: it is not left lying around. */
    forget() {
      rmSync(PLAN_FILE, { force: true });
    },
    /** @returns {Record<string, string>} */
    outputs() {
      /** @type {Record<string, { value: string }>} */
      const all = JSON.parse(terraform(["output", "-json"], true).output);
      return Object.fromEntries(Object.entries(all).map(([key, { value }]) => [key, value]));
    },
  };
}
