/**
 * A person's presets (what conversations begin with, under a name) and prompts (texts for the composer). They are few and
 * bounded in number and in bytes, so that a list of them is one answer. At most one preset is the default.
 */
import { effort as effortOf } from "../../protocol/commands.ts";
import { failed, invalid, type Result } from "../../protocol/problem.ts";
import {
  MAX_PRESETS,
  MAX_PRESETS_BYTES,
  type CreatePreset,
  type PatchPreset,
  type Preset,
  type PresetEntry,
  type PresetsImported,
  type StartPreset,
} from "../../protocol/presets.ts";
import type { Database } from "../../storage/database.ts";
import { PresetSql, type PresetRow } from "./preset-sql.ts";

const NOT_FOUND = failed({ reason: "not-found" });
const TOO_MANY = failed({ reason: "conflict", detail: `There are ${MAX_PRESETS} presets and prompts already. Delete one first.` });
const TOO_LONG = failed({
  reason: "too-large",
  detail: `presets and prompts hold at most ${MAX_PRESETS_BYTES} bytes of text together`,
});
const HERE_ALREADY = "It is here already.";

/** A value of a newer version reads as null, no choice. */
const storedEffort = effortOf.nullable().catch(null);
const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).byteLength;

export class Presets {
  readonly #sql: PresetSql;
  readonly #now: () => number;
  /** In memory, because every new conversation needs it; undefined: not read yet. */
  #default: StartPreset | null | undefined;

  constructor(sql: Database, now: () => number) {
    this.#sql = new PresetSql(sql);
    this.#now = now;
  }

  /** Presets first, each kind by name. */
  list(): Preset[] {
    return this.#sql.presets().map(presetOf);
  }

  count(): number {
    return this.#sql.size().count;
  }

  find(id: string): Preset | null {
    const row = this.#sql.preset(id);
    return row === null ? null : presetOf(row);
  }

  /** What new conversations begin with; null: none is the default. */
  defaultPreset(): StartPreset | null {
    if (this.#default !== undefined) return this.#default;
    const row = this.#sql.defaultPreset();
    return (this.#default = row === null ? null : startOf(row));
  }

  /** With an id that exists, returns what is stored. w 1, with a new default 2 */
  create(id: string, body: CreatePreset): Result<{ created: boolean; preset: Preset }> {
    const known = this.find(id);
    if (known !== null) return { ok: true, value: { created: false, preset: known } };
    const row = rowOf(id, body, this.#now());
    const { count, bytes } = this.#sql.size();
    if (count >= MAX_PRESETS) return TOO_MANY;
    if (bytes + bytesOf(row.text) > MAX_PRESETS_BYTES) return TOO_LONG;
    if (row.is_default === 1) this.#sql.clearDefault();
    this.#sql.insertPreset(row);
    this.#default = undefined;
    return { ok: true, value: { created: true, preset: presetOf(row) } };
  }

  /** w 1, with a new default 2 */
  change(id: string, { name, system, text, model, effort, isDefault }: PatchPreset): Result<Preset> {
    const row = this.#sql.preset(id);
    if (row === null) return NOT_FOUND;
    const foreign = row.kind === "prompt" ? { system, model, effort, isDefault } : { text };
    const odd = Object.entries(foreign).find(([, value]) => value !== undefined);
    if (odd !== undefined) return failed(invalid(odd[0], `a ${row.kind} has none`));
    const next = row.kind === "prompt" ? text : system;
    if (next !== undefined && this.#sql.size().bytes - bytesOf(row.text) + bytesOf(next) > MAX_PRESETS_BYTES) return TOO_LONG;
    if (isDefault === true && row.is_default === 0) this.#sql.clearDefault();
    this.#sql.updatePreset(id, {
      ...(name === undefined ? {} : { name }),
      ...(next === undefined ? {} : { text: next }),
      ...(model === undefined ? {} : { model }),
      ...(effort === undefined ? {} : { effort }),
      ...(isDefault === undefined ? {} : { is_default: isDefault ? 1 : 0 }),
    });
    this.#default = undefined;
    const changed = this.find(id);
    return changed === null ? NOT_FOUND : { ok: true, value: changed };
  }

  /** w 1 */
  remove(id: string): Result<{ name: string }> {
    const row = this.#sql.preset(id);
    if (row === null) return NOT_FOUND;
    this.#sql.deletePreset(id);
    this.#default = undefined;
    return { ok: true, value: { name: row.name } };
  }

  removeAll(): void {
    this.#sql.deletePresets();
    this.#default = undefined;
  }

  /**
   * Imports the presets and prompts of an export: all of them or, over a limit, none. Existing ones are not changed.
   * @param asTheyWere keeps their times and, where none is the default here, their default; else none becomes the default
   * w 1 for each
   */
  import(
    entries: readonly PresetEntry[],
    { isKnownModel, mintId }: { isKnownModel(id: string): boolean; mintId(): string },
    asTheyWere = false,
  ): Result<PresetsImported> {
    const rows: PresetRow[] = [];
    const skipped: PresetsImported["skipped"] = [];
    const warnings: string[] = [];
    let hasDefault = !asTheyWere || this.defaultPreset() !== null;
    for (const entry of entries) {
      const id = entry.id ?? mintId();
      if (this.#sql.preset(id) !== null || rows.some((row) => row.id === id)) {
        skipped.push({ name: entry.name, reason: HERE_ALREADY });
        continue;
      }
      const row = rowOf(id, entry, (asTheyWere ? timeIn(entry) : null) ?? this.#now());
      if (hasDefault) row.is_default = 0;
      hasDefault ||= row.is_default === 1;
      const isStrange = row.model !== "" && !isKnownModel(row.model);
      if (isStrange) warnings.push(`“${row.name}” begins with your own model: no model here is called ${row.model}.`);
      rows.push(isStrange ? { ...row, model: "" } : row);
    }
    const { count, bytes } = this.#sql.size();
    if (count + rows.length > MAX_PRESETS) return TOO_MANY;
    if (rows.reduce((sum, { text }) => sum + bytesOf(text), bytes) > MAX_PRESETS_BYTES) return TOO_LONG;
    for (const row of rows) this.#sql.insertPreset(row);
    this.#default = undefined;
    return { ok: true, value: { imported: rows.map(({ id, name }) => ({ id, name })), skipped, warnings } };
  }
}

function rowOf(id: string, body: CreatePreset, nowMs: number): PresetRow {
  const common = { id, name: body.name, created_at: nowMs };
  if (body.kind === "prompt") return { ...common, kind: "prompt", text: body.text, model: "", effort: null, is_default: 0 };
  return {
    ...common,
    kind: "preset",
    text: body.system ?? "",
    model: body.model ?? "",
    effort: body.effort ?? null,
    is_default: body.isDefault === true ? 1 : 0,
  };
}

/** When it was made, as an export says. Milliseconds since the epoch; null: it does not say. */
function timeIn({ createdAt }: PresetEntry): number | null {
  const ms = createdAt === undefined ? Number.NaN : Date.parse(createdAt);
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}

function startOf({ id, name, text, model, effort, is_default, created_at }: PresetRow): StartPreset {
  const createdAt = new Date(created_at).toISOString();
  return { kind: "preset", id, name, system: text, model, effort: storedEffort.parse(effort), isDefault: is_default === 1, createdAt };
}

function presetOf(row: PresetRow): Preset {
  if (row.kind === "preset") return startOf(row);
  const { id, name, text, created_at } = row;
  return { kind: "prompt", id, name, text, createdAt: new Date(created_at).toISOString() };
}
