/**
 * Tells the page where each language's first words are, so that it can fetch them beside the app (client/public/theme.js)
 * and not after it: the hashed names are known only once the page is built.
 * @returns {import("vite").Plugin}
 */
export function preloadWords() {
  return {
    name: "tally-preload-words",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const files = Object.values(bundle ?? {}).flatMap((each) => {
          const folder = each.type === "chunk" ? /\/words\/(\w+)\/first\.ts$/.exec(each.facadeModuleId ?? "") : null;
          return folder === null ? [] : [`${folder[1]}=/${each.fileName}`];
        });
        if (files.length === 0) throw new Error("no words are part of the app");
        return [{ tag: "meta", attrs: { name: "tally-words", content: files.join(" ") }, injectTo: "head-prepend" }];
      },
    },
  };
}
