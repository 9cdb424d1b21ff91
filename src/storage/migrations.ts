/** Prepares the statements of migrations for a new database. Lists of migrations are only ever added to. Pure. */

const ADD_COLUMN = " ADD COLUMN ";
const ALTER = "ALTER TABLE ";

/**
 * All migrations as one script for a new database, with later columns moved into their `CREATE TABLE`. Twenty statements one
 * by one, each of which reads the schema again, take four times as long.
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

/** Removes comments and surplus white space. For statements without string literals that contain either. */
export function withoutComments(schema: string): string {
  return schema.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ");
}
