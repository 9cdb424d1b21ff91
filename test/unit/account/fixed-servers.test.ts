/** Servers that an administrator gives to everybody, as one person's object keeps them. */
import { expect, test } from "vitest";
import { Servers, type ServerRules } from "../../../src/account/tools/servers.ts";
import { ToolSql } from "../../../src/account/tools/sql.ts";
import { MIGRATIONS } from "../../../src/account/tables.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

function made(): { sql: ToolSql; withRules: (fixed: ServerRules["fixed"]) => Servers } {
  const database = new NodeDatabase();
  for (const migration of MIGRATIONS) database.exec(migration);
  const sql = new ToolSql(database);
  const net = { fetch: () => Promise.reject(new Error("nothing is asked")), allowsLoopback: false, listMs: 1 };
  const withRules = (fixed: ServerRules["fixed"]) =>
    new Servers(sql, { now: () => 1, newSecret: () => "0123456789abcdef", net, rules: { fixed, mayAdd: true } });
  return { sql, withRules };
}
const WIKI = { name: "Wiki", url: "https://wiki.example/mcp" };

test("one that has moved is there at its new address, and nothing that was kept for the old one goes along", () => {
  const { sql, withRules } = made();
  const [before] = withRules([WIKI]).list().servers;
  sql.updateServer(before?.id ?? "", { state: "ready", auth: '{"tokens":"secret"}', tools: "[]", asked_at: 5 });
  const moved = withRules([{ ...WIKI, url: "https://new.example/mcp" }]);
  expect(moved.list().servers).toMatchObject([{ name: "Wiki", url: "https://new.example/mcp", state: "new", fixed: true, askedAt: null }]);
  expect(JSON.stringify(sql.servers())).not.toContain("secret");
  expect(withRules([]).list().servers).toEqual([]);
});

test("one whose name the person has given to a server of their own stands beside it", async () => {
  const { withRules } = made();
  expect(await withRules([]).add({ name: "Wiki", url: "https://mine.example/mcp" })).toMatchObject({ ok: true });
  const { servers } = withRules([WIKI]).list();
  expect(servers.map(({ name, fixed }) => [name, fixed])).toEqual([
    ["Wiki", false],
    ["Wiki 2", true],
  ]);
  expect(withRules([WIKI]).list().servers).toEqual(servers);
});
