import { createHash } from "node:crypto";

/** The service worker is written under this name: its address names what it may serve, so it stands at the top. */
const WORKER = "shell-worker";
export const WORKER_FILE = "sw.js";

/** What is asked for when somebody opens a conversation, or a picture in it, beside what the page itself imports. */
const ALSO = [
  /\/client\/conversation\/thread\.tsx$/,
  /\/client\/attachments\/file-dialog\.tsx$/,
  /\/client\/markdown\/markdown\.tsx$/,
  /\/client\/words\/\w+\/[^/]+\.ts$/,
];
/** Letters of the languages most people read; the others come when they are needed. */
const FONT = /^assets\/(inter|jetbrains-mono)-latin-wght-normal/;
/** From client/public, without a hash in their names. */
const PUBLIC = ["/theme.js", "/manifest.webmanifest", "/icon.svg", "/icon-192.png"];

/** For `build.rolldownOptions` of the client: the service worker beside the page. */
export const withShellWorker = {
  input: { index: "client/index.html", [WORKER]: "client/shell-worker/shell-worker.ts" },
  output: {
    /** @param {{ name: string }} chunk */
    entryFileNames: ({ name }) => (name === WORKER ? WORKER_FILE : "assets/[name]-[hash].js"),
  },
};

/**
 * Tells the service worker which files the app cannot open without, and a name for this build: another build is another
 * file, which is how a browser learns that there is something new.
 * @returns {import("vite").Plugin}
 */
export function shellFiles() {
  return {
    name: "tally-shell-files",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[WORKER_FILE];
        if (worker?.type !== "chunk") throw new Error(`no ${WORKER_FILE} is part of the app`);
        if (worker.imports.length > 0) throw new Error(`${WORKER_FILE} shares code with the page: it must stand alone`);
        /** @type {Set<string>} */
        const files = new Set();
        /** @param {string} name */
        const add = (name) => {
          const file = bundle[name];
          if (file?.type !== "chunk" || files.has(name)) return;
          files.add(name);
          for (const imported of file.imports) add(imported);
          for (const style of file.viteMetadata?.importedCss ?? []) files.add(style);
        };
        for (const file of Object.values(bundle)) {
          if (file === worker) continue;
          if (file.type === "asset") {
            if (FONT.test(file.fileName)) files.add(file.fileName);
          } else if (file.isEntry || ALSO.some((module) => file.facadeModuleId !== null && module.test(file.facadeModuleId))) {
            add(file.fileName);
          }
        }
        const paths = [...[...files].toSorted().map((name) => `/${name}`), ...PUBLIC];
        // Public files have no hash in their names: their bytes are not part of it, and they come from the network first.
        const page = bundle["index.html"];
        const version = createHash("sha256")
          .update(page?.type === "asset" ? page.source : "")
          .update(paths.join("\n"))
          .digest("hex")
          .slice(0, 12);
        worker.code = `const SHELL = ${JSON.stringify({ version, files: paths })};\n${worker.code}`;
      },
    },
  };
}
