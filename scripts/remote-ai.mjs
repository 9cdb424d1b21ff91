/**
 * REMOTE_AI=1: the real AI binding instead of the embedded one, through wrangler's own proxy with the account's
 * credentials. UNTRIED: no account can be reached from where this was written.
 */
import { say } from "./install.mjs";

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<{ binding: object, variables: Record<string, string>, stop: () => Promise<void> } | null>}
 */
export async function startRemoteAi(environment) {
  if (environment.REMOTE_AI !== "1") return null;
  if (!environment.CLOUDFLARE_API_TOKEN || !environment.CLOUDFLARE_ACCOUNT_ID) {
    say("REMOTE_AI=1 needs CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN (Workers AI: Read, AI Gateway: Read and Run).");
    process.exit(1);
  }
  const { startRemoteProxySession } = await import("wrangler");
  const session = await startRemoteProxySession({ AI: { type: "ai" } }, { workerName: "tally" });
  await session.ready;
  return {
    binding: { binding: "AI", remoteProxyConnectionString: session.remoteProxyConnectionString },
    variables: {
      EMBEDDED_MODELS: "0",
      AI_IS_SERVICE: "0",
      REMOTE_AI: "1",
      DEFAULT_MODEL: environment.DEFAULT_MODEL || "@cf/zai-org/glm-4.7-flash",
      GATEWAY_ID: environment.GATEWAY_ID || "default",
    },
    stop: () => session.dispose(),
  };
}
