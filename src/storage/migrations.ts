/** How tables grow: a list of migrations that is only added to, and how many of them a database has seen. Pure. */

const ADD_COLUMN = " ADD COLUMN ";
const ALTER = "ALTER TABLE ";

/**
 * All migrations at once, for a new database: a column that was added later stands in its table from the start. Twenty
 * statements one by one, each of which reads the schema anew, take four times as long.
 * @param migrations `ALTER TABLE … ADD COLUMN …` alone, or any other statements
 */
export function folded(migrations: readonly string[]): string {
  let schema = "";
  for (const migration of migrations) {
    const at = migration.indexOf(ADD_COLUMN);
    const created = `CREATE TABLE ${migration.slice(ALTER.length, at)} (`;
    if (migration.startsWith(ALTER) && at > 0 && schema.includes(created))
      schema = schema.replace(created, () => `${created}\n${migration.slice(at + ADD_COLUMN.length)},`);
    else schema += `${migration.trimEnd().replace(/;$/, "")};\n`;
  }
  return schema;
}

/** The same statements in fewer characters. For those that hold no text of their own. */
export function withoutComments(schema: string): string {
  return schema.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ");
}
