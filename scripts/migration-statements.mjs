/**
 * The statements of one of D1's migrations. A statement ends with its line; inside a trigger, which stands on one line,
 * others end too.
 * @param {string} text the file
 * @returns {string[]}
 */
export function migrationStatements(text) {
  return text
    .replaceAll(/(?:^|\s)--\s.*$/gm, "")
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
