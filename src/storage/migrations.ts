/** Prepares the statements of migrations for a new database. Lists of migrations are only ever added to. Pure. */

const ADD_COLUMN = " ADD COLUMN ";
const ALTER = "ALTER TABLE ";

/**
 * All migrations as one script for a new database, with later columns moved into their `CREATE TABLE`. Twenty statements one
 * by one, each of which reads the schema again, take four times as long. Without comments, which SQLite would store.
 * @param migrations statements whose string literals hold no comment, semicolon or surplus white space
 */
export function folded(migrations: readonly string[]): string {
  let schema = "";
  for (const statement of migrations.flatMap(statementsOf)) {
    const at = statement.indexOf(ADD_COLUMN);
    const created = `CREATE TABLE ${statement.slice(ALTER.length, at)} (`;
    if (statement.startsWith(ALTER) && at > 0 && schema.includes(created))
      schema = schema.replace(created, () => `${created} ${statement.slice(at + ADD_COLUMN.length)},`);
    else schema += `${statement};\n`;
  }
  return schema;
}

function statementsOf(migration: string): string[] {
  const withoutComments = migration.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ");
  return withoutComments
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
