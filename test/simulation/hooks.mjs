/** Lets Node load the objects: what workerd has built in comes from a file here. */
import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "cloudflare:workers"
      ? { url: new URL("./cloudflare-workers.ts", import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
