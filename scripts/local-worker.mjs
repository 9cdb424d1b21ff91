/**
 * What the local Worker has instead of the deployed one: its own entry, and the embedded AI where the AI binding is.
 * @param {Record<string, unknown>} config the deployed Worker's configuration
 */
export function localWorker(config) {
  delete config.ai;
  config.main = new URL("../src/local.ts", import.meta.url).pathname;
  config.services = [{ binding: "AI", service: String(config.name), entrypoint: "EmbeddedAi" }];
  config.vars = { .../** @type {object} */ (config.vars), ...localVariables(process.env) };
}

/** A network that leads to public addresses alone, whatever name is asked for: what models have read goes through it. */
export const PUBLIC_NET = { network: { allow: ["public"], tlsOptions: { trustBrowserCas: true } } };

/**
 * The variables of local mode.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Record<string, string>}
 */
export function localVariables(environment) {
  const passed = [
    "DEFAULT_MODEL",
    "LOCAL_AI_URL",
    "LOCAL_AI_KEY",
    "LOCAL_AI_PRICES",
    "STALL_MS",
    "FIRST_BYTE_MS",
    "MONTHLY_LIMIT_USD",
    "MCP_LIST_MS",
    "MCP_SERVERS",
    "MCP_OWN_SERVERS",
    "SEARCH_PROVIDER",
    "RETENTION_DAYS",
    "RETENTION_LIMIT_DAYS",
    "VAPID_KEY",
  ];
  return {
    EMBEDDED_MODELS: "1",
    AI_IS_SERVICE: "1",
    // None: a real model where a server on this machine has one, else the embedded one.
    DEFAULT_MODEL: "",
    ADMIN_EMAILS: "admin@localhost",
    MONTHLY_LIMIT_USD: "100",
    ...Object.fromEntries(passed.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []))),
  };
}
