import { cloudflare } from "@cloudflare/vite-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { localWorker } from "./scripts/local-worker.mjs";
import { preloadFont } from "./scripts/preload-font.mjs";
import { preloadWords } from "./scripts/preload-words.mjs";
import { shellFiles, withShellWorker } from "./scripts/shell-files.mjs";

/**
 * `vite build` makes the Worker that is deployed (src/index.ts). `vite build --mode loopback` and `vite` make the local one
 * (src/local.ts): another entry, so that neither the embedded AI nor the local identity can be in a deployed bundle.
 */
export default defineConfig(({ command, mode }) => {
  const isLocal = command === "serve" || mode === "loopback";
  return {
    root: "client",
    // What `npm run dev` serves is for its own page: no other origin may read it, and no other name may lead to it.
    server: { cors: false, allowedHosts: ["localhost"] },
    build: {
      outDir: isLocal ? "../dist/local" : "../dist",
      emptyOutDir: true,
      sourcemap: false,
      // The page's policy lets fonts come from its own origin only: none is written into the style sheet.
      assetsInlineLimit: (file) => (file.endsWith(".woff2") ? false : undefined),
    },
    environments: {
      client: { build: { rolldownOptions: withShellWorker } },
      tally: { build: { minify: !isLocal, rolldownOptions: { output: { codeSplitting: false } } } },
    },
    plugins: [
      react(),
      tailwindcss(),
      preloadFont(/^inter-latin-wght-normal/),
      preloadWords(),
      shellFiles(),
      cloudflare({
        configPath: "../wrangler.jsonc",
        remoteBindings: false,
        ...(process.env["TALLY_STATE_DIR"] === undefined ? {} : { persistState: { path: process.env["TALLY_STATE_DIR"] } }),
        ...(isLocal ? { config: localWorker } : {}),
      }),
    ],
  };
});
