/**
 * Finds the models of an OpenAI-compatible server on one's own machine: LOCAL_AI_URL, or an Ollama on its standard port.
 * A server that is not there is not an error; it is asked briefly.
 */
const OLLAMA = "http://127.0.0.1:11434/v1";
const WAIT_MS = 700;

/** @typedef {{ id?: unknown, max_model_len?: unknown, meta?: { n_ctx?: unknown } | null }} LocalModel */

/**
 * Tokens of a model's window as vLLM (`max_model_len`) or llama.cpp (`meta.n_ctx`, of one slot; seen live) tells it.
 * @param {LocalModel} model
 * @returns {number | null}
 */
function windowOf({ max_model_len: longest, meta }) {
  const window = longest ?? meta?.n_ctx;
  return typeof window === "number" && Number.isSafeInteger(window) && window > 0 ? window : null;
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<Record<string, string>>} Worker variables: LOCAL_AI_URL, LOCAL_AI_MODELS (comma-separated names) and
 *   LOCAL_AI_WINDOWS (JSON, tokens by name) for the models whose window the server tells
 */
export async function findLocalModels(environment) {
  const given = (environment.LOCAL_AI_URL || OLLAMA).replace(/\/+$/, "");
  // A server's bare address means OpenAI's usual path, as src/models/local.ts has it.
  const url = /^https?:\/\/[^/]+$/.test(given) ? `${given}/v1` : given;
  try {
    const response = await fetch(`${url}/models`, {
      headers: environment.LOCAL_AI_KEY ? { authorization: `Bearer ${environment.LOCAL_AI_KEY}` } : {},
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (!response.ok) return {};
    const body = /** @type {{ data?: LocalModel[] }} */ (await response.json());
    const models = (body.data ?? []).flatMap((model) =>
      typeof model.id === "string" && !model.id.includes(",") ? [{ name: model.id, window: windowOf(model) }] : [],
    );
    if (models.length === 0) return {};
    return {
      LOCAL_AI_URL: url,
      LOCAL_AI_MODELS: models.map(({ name }) => name).join(","),
      LOCAL_AI_WINDOWS: JSON.stringify(Object.fromEntries(models.flatMap(({ name, window }) => (window === null ? [] : [[name, window]])))),
    };
  } catch {
    return {};
  }
}
