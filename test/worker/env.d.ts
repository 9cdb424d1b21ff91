/** What the tests' environment has beside the Worker's own (vitest.config.ts). */
interface Env {
  MIGRATIONS: import("cloudflare:test").D1Migration[];
  TALLY_SEED: string;
  TALLY_RUNS: string;
}
declare namespace Cloudflare {
  interface Env {
    MIGRATIONS: import("cloudflare:test").D1Migration[];
    TALLY_SEED: string;
    TALLY_RUNS: string;
  }
}
