import { describe, expect, test } from "vitest";
import { AccountSql } from "../../../src/account/sql.ts";
import { MIGRATIONS } from "../../../src/account/tables.ts";
import { ACCOUNT_OF_AN_AGENT, SWEEP_PLANNED_MS } from "../../storage/account-of-an-agent.ts";
import { shapeOf } from "../../storage/shape.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

function opened(old: string): { database: NodeDatabase; sql: AccountSql; isAdopted: boolean } {
  const database = new NodeDatabase();
  if (old !== "") database.exec(old);
  const sql = new AccountSql(database);
  const { isAdopted } = sql.migrate();
  return { database, sql, isAdopted };
}

/** The same database as versions before that left it. */
const WITHOUT_LESSONS = "ALTER TABLE conversation DROP COLUMN simulated; ALTER TABLE conversation DROP COLUMN lesson;";
const WITHOUT_ALLOWANCE = "DROP TABLE allowance; DROP TABLE cf_agents_jobs;";

describe("a person's stored database of an earlier version", () => {
  test("that an Agent kept: every row stays, its schedule is taken over, its own tables go", () => {
    const { database, sql, isAdopted } = opened(ACCOUNT_OF_AN_AGENT);
    expect(isAdopted).toBe(true);
    expect(shapeOf(database)).toEqual(shapeOf(opened("").database));
    expect(sql.person()).toEqual({
      only: 1,
      limit_nano_usd: 5_000_000_000,
      preferences: '{"retentionDays":30,"theme":"dark"}',
      version: MIGRATIONS.length,
      sweep_at: SWEEP_PLANNED_MS,
      shelved_until: "",
    });
    expect(sql.conversationsIn({ after: "", upTo: "~" })).toMatchObject([
      { cost: 231, deleted: 0 },
      { cost: 100, deleted: 1 },
    ]);
    expect(sql.lessons(9)).toHaveLength(1);
    expect(sql.spentIn("2026-11")).toBe(331);
    expect(sql.holds()).toMatchObject([{ run: "run-1", cost: 5_000 }]);
    expect(sql.allowance()).toEqual({ allow: "embedded/tally", default_model: "embedded/tally" });
  });

  test.each([
    ["without lessons", WITHOUT_LESSONS],
    ["without allowances and schedules", `${WITHOUT_LESSONS}${WITHOUT_ALLOWANCE}`],
  ])("%s becomes the same", (_name, undone) => {
    const { database, sql } = opened(`${ACCOUNT_OF_AN_AGENT}${undone}`);
    expect(shapeOf(database)).toEqual(shapeOf(opened("").database));
    expect(sql.spentIn("2026-11")).toBe(331);
  });

  test("is opened twice without a second migration, and a newer version's is left as it is", () => {
    const { database } = opened(ACCOUNT_OF_AN_AGENT);
    const again = new AccountSql(database);
    expect(again.migrate()).toEqual({ isAdopted: false });
    expect(again.rows.written).toBe(0);
    database.exec("UPDATE person SET version = 999");
    const later = new AccountSql(database);
    later.migrate();
    expect(later.person().version).toBe(999);
  });
});
