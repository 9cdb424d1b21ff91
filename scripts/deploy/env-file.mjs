/**
 * Reads the project's .env, which three programs read: Terraform's dotenv provider, Wrangler and these
 * scripts. They agree on `KEY=value` and on `KEY="value with blanks"` and on little else (`$`, `\`,
 * `#` inside a value, several lines), so everything else is refused here before any of them sees it.
 * No message ever repeats a value.
 */

/** @typedef {{ values: Record<string, string>, problems: string[] }} EnvFile */

const LINE = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(?:"([^"]*)"|'([^']*)'|([^\s#"']*))\s*(?:#.*)?$/;

/**
 * The settings of an .env, and what is wrong with it (empty: nothing).
 * @param {string} text
 * @returns {EnvFile}
 */
export function parseEnv(text) {
  /** @type {Record<string, string>} */
  const values = {};
  /** @type {string[]} */
  const problems = [];
  if (text.startsWith("\uFEFF"))
    problems.push(".env begins with a byte order mark, which Terraform cannot read. Save it as UTF-8 without one (in Notepad: UTF-8).");
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const match = LINE.exec(line);
    if (!match) {
      problems.push(`.env line ${index + 1} is not KEY=value. A value with blanks or # needs double quotes.`);
      continue;
    }
    const key = match[1] ?? "";
    const value = match[2] ?? match[3] ?? match[4] ?? "";
    if (/[$\\`]/.test(value))
      problems.push(`.env line ${index + 1}: ${key} holds $, \\ or \`, which Terraform and Wrangler read differently.`);
    if (key in values) problems.push(`.env line ${index + 1}: ${key} stands there twice.`);
    values[key] = value;
  }
  return { values, problems };
}
