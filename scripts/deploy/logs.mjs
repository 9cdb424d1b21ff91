/** `npm run logs`: the live log of the deployed Worker. It holds ids and sizes, never a prompt or an answer. More options: npm run logs -- --status error */
import { readSettings, wrangler } from "./effects.mjs";
import { workerName } from "./settings.mjs";

const settings = readSettings();
process.exitCode = wrangler(["tail", workerName(settings), "--format", "pretty", ...process.argv.slice(2)], settings);
