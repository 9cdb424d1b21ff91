/** The statements of a person's presets and prompts, with the rows they write (w) and read (r). */
import type { Effort } from "../../protocol/commands.ts";
import { CountedSql } from "../../storage/counted-sql.ts";

/** A preset or a prompt. `text`: the system prompt or the prompt. A prompt has no model and no effort, and is never the default. */
export type PresetRow = {
  id: string;
  kind: "preset" | "prompt";
  name: string;
  text: string;
  model: string;
  effort: Effort | null;
  is_default: 0 | 1;
  /** Milliseconds since the epoch. */
  created_at: number;
};

export class PresetSql extends CountedSql {
  /** Kinds that this version knows. r: the person's presets and prompts */
  presets(): PresetRow[] {
    return this.all<PresetRow>("SELECT * FROM preset WHERE kind IN ('preset', 'prompt') ORDER BY kind, name COLLATE NOCASE, id");
  }

  /** r 1 */
  preset(id: string): PresetRow | null {
    return this.first<PresetRow>("SELECT * FROM preset WHERE kind IN ('preset', 'prompt') AND id = ?", id);
  }

  /** r: the person's presets and prompts */
  defaultPreset(): PresetRow | null {
    return this.first<PresetRow>("SELECT * FROM preset WHERE is_default = 1");
  }

  /** How many there are, and the UTF-8 bytes of their texts. r: the person's presets and prompts */
  size(): { count: number; bytes: number } {
    return (
      this.first<{ count: number; bytes: number }>(
        "SELECT count(*) AS count, ifnull(sum(length(CAST(text AS BLOB))), 0) AS bytes FROM preset",
      ) ?? { count: 0, bytes: 0 }
    );
  }

  /** w 1 */
  insertPreset(row: PresetRow): void {
    this.insert("preset", row);
  }

  /** w 1 */
  updatePreset(id: string, change: Partial<PresetRow>): void {
    const names = Object.keys(change);
    if (names.length > 0)
      this.all(`UPDATE preset SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`, ...Object.values(change), id);
  }

  /** w 1 where there is one */
  clearDefault(): void {
    this.all("UPDATE preset SET is_default = 0 WHERE is_default = 1");
  }

  /** w 1 */
  deletePreset(id: string): void {
    this.all("DELETE FROM preset WHERE id = ?", id);
  }

  /** w: the person's presets and prompts */
  deletePresets(): void {
    this.all("DELETE FROM preset");
  }
}
