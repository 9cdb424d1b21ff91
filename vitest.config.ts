import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** How long `expect.poll` asks: what is waited for may take its time on a busy machine, and costs none where it is there. */
const patient = { poll: { timeout: 60_000 } };

/** Six layers: pure units, the objects in simulated histories, the objects inside workerd, the bundle that is deployed, the built Worker under SIGKILL, two pages in Chromium. */
export default defineConfig(async () => ({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "test/deploy/**/*.test.ts"],
          setupFiles: ["./test/unit/english.ts"],
          environment: "node",
          testTimeout: 60_000,
          // Nearly half of the processor time of these tests went into loading the same modules for each file (115 s, now 64).
          isolate: false,
        },
      },
      {
        resolve: { alias: { "cloudflare:workers": `${import.meta.dirname}/test/simulation/cloudflare-workers.ts` } },
        test: { name: "simulation", include: ["test/simulation/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./test/wrangler.jsonc" },
            remoteBindings: false,
            miniflare: {
              bindings: {
                MIGRATIONS: await readD1Migrations("./migrations"),
                TALLY_SEED: process.env["TALLY_SEED"] ?? "0",
                TALLY_RUNS: process.env["TALLY_RUNS"] ?? "20",
              },
            },
          }),
        ],
        test: {
          name: "worker",
          expect: patient,
          include: ["test/worker/**/*.test.ts"],
          setupFiles: ["./test/worker/setup.ts"],
          testTimeout: 180_000,
          // One workerd for all files of a worker, emptied before each (test/worker/setup.ts). With one for each file, and the Worker
          // loaded into every one of them, eight short files took 27 s of processor time, now 15 (2026-11-27).
          isolate: false,
        },
      },
      {
        test: {
          name: "production",
          expect: patient,
          globalSetup: ["./test/production/build.ts"],
          include: ["test/production/**/*.test.ts"],
          environment: "node",
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "crash",
          expect: patient,
          globalSetup: ["./test/crash/build.ts"],
          include: ["test/crash/**/*.test.ts"],
          environment: "node",
          // 25 restarts of a server took 134 to 156 s here (2026-11-26), more beside other work.
          testTimeout: 400_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          // Of the conformance suite's runs beside each other: they wait most of the time.
          maxConcurrency: 12,
        },
      },
      {
        test: {
          name: "browser",
          expect: patient,
          globalSetup: ["./test/crash/build.ts"],
          include: ["test/browser/**/*.test.ts"],
          environment: "node",
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
    // The plugin's module cache cannot be read back by vitest 5.1 (docs/design.md).
    fsModuleCache: false,
  },
}));
