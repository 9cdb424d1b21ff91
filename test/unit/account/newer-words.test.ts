/** A person's rows with words that a newer version wrote, before the server was rolled back. */
import { expect, test } from "vitest";
import { PresetSql } from "../../../src/account/presets/preset-sql.ts";
import { ProjectSql } from "../../../src/account/projects/project-sql.ts";
import { AccountSql } from "../../../src/account/sql.ts";
import { preferencesIn } from "../../../src/account/stored-preferences.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

function opened(): NodeDatabase {
  const database = new NodeDatabase();
  new AccountSql(database).migrate();
  return database;
}

test("[I8] a project's budget for an unknown period is one for all time: it refuses too early, never too late", () => {
  const database = opened();
  database.exec("INSERT INTO project VALUES ('p', 'Tea', '', '', 5, 'fortnight', 0, 0)");
  const projects = new ProjectSql(database);
  expect([projects.projects()[0]?.per, projects.project("p")?.per]).toEqual(["total", "total"]);
});

test("a preset of an unknown kind is left where it is, and the others are there", () => {
  const database = opened();
  database.exec("INSERT INTO preset VALUES ('a', 'ritual', 'Tea', '', '', NULL, 0, 0)");
  database.exec("INSERT INTO preset VALUES ('b', 'prompt', 'Tea', 'What is tea?', '', NULL, 0, 0)");
  const presets = new PresetSql(database);
  expect(presets.presets().map(({ id }) => id)).toEqual(["b"]);
  expect([presets.preset("a"), presets.size().count]).toEqual([null, 2]);
});

test("a preference that is not understood takes no other with it", () => {
  expect(preferencesIn('{"theme":"sepia","suggestions":true}')).toMatchObject({ theme: "system", suggestions: true });
});
