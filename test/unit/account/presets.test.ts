import { describe, expect, test } from "vitest";
import { Presets } from "../../../src/account/presets/presets.ts";
import { PresetSql } from "../../../src/account/presets/preset-sql.ts";
import { AccountSql } from "../../../src/account/sql.ts";
import { MAX_PRESETS, MAX_PRESETS_BYTES } from "../../../src/protocol/presets.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

function opened(): { database: NodeDatabase; presets: Presets } {
  const database = new NodeDatabase();
  new AccountSql(database).migrate();
  return { database, presets: new Presets(database, () => 1_800_000_000_000) };
}
const anyModel = { isKnownModel: () => true, mintId: () => crypto.randomUUID() };
const LONG = "a".repeat(32 * 1024);
const FULL = MAX_PRESETS_BYTES / LONG.length;

describe("presets and prompts", () => {
  test("are bounded in number and in bytes together; what is full says so, and a shorter text makes room", () => {
    const { presets } = opened();
    for (let index = 0; index < FULL; index += 1)
      expect(presets.create(`p${index}`, { kind: "prompt", name: "P", text: LONG })).toMatchObject({ ok: true });
    expect(presets.create("more", { name: "M", system: "x" })).toMatchObject({ ok: false, failure: { reason: "too-large" } });
    expect(presets.change("p0", { text: `${LONG.slice(1)}ä` })).toMatchObject({ ok: false, failure: { reason: "too-large" } });
    expect(presets.change("p0", { text: "short" })).toMatchObject({ ok: true });
    for (let index = FULL; index < MAX_PRESETS; index += 1) expect(presets.create(`q${index}`, { name: "Q" })).toMatchObject({ ok: true });
    expect(presets.create("more", { name: "M" })).toMatchObject({ ok: false, failure: { reason: "conflict" } });
    expect(presets.count()).toBe(MAX_PRESETS);
  });

  test("an import over a limit takes in nothing, and the same id twice in it counts once", () => {
    const { presets } = opened();
    const document = (entries: { id?: string; name: string; system?: string }[]) => presets.import(entries, anyModel);
    const tooMuch = Array.from({ length: FULL + 1 }, (_, index) => ({ id: `p${index}`, name: "P", system: LONG }));
    expect(document(tooMuch)).toMatchObject({ ok: false, failure: { reason: "too-large" } });
    expect(presets.count()).toBe(0);
    const twice = document([
      { id: "x", name: "First" },
      { id: "x", name: "Second" },
    ]);
    expect(twice).toMatchObject({ ok: true, value: { imported: [{ name: "First" }], skipped: [{ name: "Second" }] } });
  });

  test("an export of everything brings them back as they were: their times, and the default where there is none yet", () => {
    const entries = [
      { id: "a", name: "A", isDefault: true, createdAt: "2020-01-02T03:04:05.678Z" },
      { id: "b", name: "B", isDefault: true, createdAt: "no time" },
    ];
    const restored = opened().presets;
    expect(restored.import(entries, anyModel, true)).toMatchObject({ ok: true, value: { skipped: [] } });
    expect(restored.list()).toMatchObject([
      { id: "a", isDefault: true, createdAt: "2020-01-02T03:04:05.678Z" },
      { id: "b", isDefault: false, createdAt: new Date(1_800_000_000_000).toISOString() },
    ]);
    expect(restored.import(entries, anyModel, true)).toMatchObject({ ok: true, value: { imported: [], skipped: [{}, {}] } });
    const other = opened().presets;
    other.create("mine", { name: "Mine", isDefault: true });
    other.import(entries, anyModel, true);
    expect(other.defaultPreset()?.id).toBe("mine");
    const alone = opened().presets;
    alone.import(entries, anyModel);
    expect(alone.list()).toMatchObject(entries.map(() => ({ isDefault: false, createdAt: new Date(1_800_000_000_000).toISOString() })));
  });

  test("making one writes one row, and a new default two; asking for the default reads once", () => {
    const { database } = opened();
    const sql = new PresetSql(database);
    const row = { id: "a", kind: "preset", name: "A", text: "", model: "", effort: null, is_default: 1, created_at: 0 } as const;
    sql.insertPreset(row);
    expect(sql.rows.written).toBe(1);
    sql.clearDefault();
    sql.insertPreset({ ...row, id: "b" });
    expect(sql.rows.written).toBe(3);
    const presets = new Presets(database, () => 0);
    expect(presets.defaultPreset()).toMatchObject({ id: "b" });
    expect(presets.defaultPreset()).toBe(presets.defaultPreset());
  });

  test("[I14] an effort that a newer version stored is as if none had been chosen", () => {
    const { database, presets } = opened();
    presets.create("a", { name: "A", effort: "high", isDefault: true });
    database.exec("UPDATE preset SET effort = 'utmost'");
    expect(presets.find("a")).toMatchObject({ effort: null });
  });
});
