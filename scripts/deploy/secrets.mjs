/**
 * `npm run secrets -- list | put <NAME> | delete <NAME>`: secrets of the deployed Worker. The value is
 * asked for on the terminal and goes to Cloudflare only: not to .env, not to the state, not to a log.
 * Keys of model providers belong into the gateway instead, where the Worker never sees them
 * (docs/operations.md, "Other providers").
 */
import { fail, readSettings, wrangler } from "./effects.mjs";
import { secretCommand } from "./secret-command.mjs";

const settings = readSettings();
const command = secretCommand(process.argv.slice(2), settings);
if ("problem" in command) fail(command.problem);
process.exitCode = wrangler(command.args, settings);
