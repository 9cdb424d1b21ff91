/**
 * Finds the models of an OpenAI-compatible server on one's own machine: LOCAL_AI_URL, or an Ollama on its standard port.
 * A server that is not there is not an error; it is asked briefly.
 */
const OLLAMA = "http://127.0.0.1:11434/v1";
const WAIT_MS = 700;

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<Record<string, string>>} Worker variables: LOCAL_AI_URL and LOCAL_AI_MODELS (comma-separated names)
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
    const body = /** @type {{ data?: { id?: unknown }[] }} */ (await response.json());
    const names = (body.data ?? []).flatMap((model) => (typeof model.id === "string" && !model.id.includes(",") ? [model.id] : []));
    return names.length === 0 ? {} : { LOCAL_AI_URL: url, LOCAL_AI_MODELS: names.join(",") };
  } catch {
    return {};
  }
}
