/**
 * Preloads the letters that the first words are set in, so that they are there with them: the hashed name of the file is
 * known only once the page is built.
 * @param {RegExp} file the file's name before it gets its hash
 * @returns {import("vite").Plugin}
 */
export function preloadFont(file) {
  return {
    name: "tally-preload-font",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const font = Object.values(bundle ?? {}).find((each) => each.type === "asset" && each.names.some((name) => file.test(name)));
        if (font === undefined) throw new Error(`no font like ${file} is part of the app`);
        return [
          {
            tag: "link",
            attrs: { rel: "preload", as: "font", type: "font/woff2", href: `/${font.fileName}`, crossorigin: true },
            injectTo: "head",
          },
        ];
      },
    },
  };
}
