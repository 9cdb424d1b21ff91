/** What the build must have left behind, since Terraform uploads exactly one module and every file of the assets folder. Pure. */

/**
 * Problems of a build, from the paths below dist/ (with forward slashes).
 * @param {string[]} files
 * @returns {string[]}
 */
export function checkBuild(files) {
  /** @type {string[]} */
  const problems = [];
  const modules = files.filter((file) => /^tally\/.*\.(m?js|wasm)$/.test(file));
  if (!modules.includes("tally/index.js")) problems.push("dist/tally/index.js is missing: the build did not make the Worker.");
  const more = modules.filter((file) => file !== "tally/index.js");
  if (more.length > 0)
    problems.push(`The Worker must be one module (codeSplitting: false in vite.config.ts), but there is also ${more.join(", ")}.`);
  if (!files.includes("client/index.html")) problems.push("dist/client/index.html is missing: the build did not make the app.");
  if (!files.includes("client/_headers"))
    problems.push("dist/client/_headers is missing: the app would be served without its Content-Security-Policy.");
  const hidden = files.filter((file) => file.startsWith("client/") && file.split("/").some((part) => part.startsWith(".")));
  if (hidden.length > 0) problems.push(`Hidden files would be published: ${hidden.join(", ")}.`);
  return problems;
}
