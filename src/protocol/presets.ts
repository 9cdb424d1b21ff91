/** A person's presets (settings for new conversations) and prompts (texts with fields to fill in); see docs/protocol.md. */
import { z } from "zod";
import { effort, modelId, promptText, systemPrompt } from "./commands.ts";
import { clientId } from "./identifiers.ts";
import { plainLine } from "./plain-line.ts";

/** Presets and prompts of one person, together. */
export const MAX_PRESETS = 200;
/** Characters (UTF-16 code units) in a name. */
export const MAX_PRESET_NAME = 100;
/** UTF-8 bytes of all system prompts and prompts of one person, together. */
export const MAX_PRESETS_BYTES = 1024 * 1024;

const name = z
  .string()
  .max(MAX_PRESET_NAME, `at most ${MAX_PRESET_NAME} characters`)
  .refine((text) => text.isWellFormed(), "holds half of a surrogate pair")
  .transform(plainLine)
  .pipe(z.string().min(1, "it needs a name"));

const beginning = {
  /** The system prompt; empty: the person's own. */
  system: systemPrompt.optional(),
  /** Empty: the person's own model. */
  model: modelId.or(z.literal("")).optional(),
  /** Null: as the model likes. */
  effort: effort.nullable().optional(),
};

const newPreset = z.strictObject({
  kind: z.literal("preset").optional(),
  id: clientId.optional(),
  name,
  ...beginning,
  /** True: new conversations begin with it, and with no other. */
  isDefault: z.boolean().optional(),
});
const newPrompt = z.strictObject({
  kind: z.literal("prompt"),
  id: clientId.optional(),
  name,
  /** Text for the composer. `{{city}}` is a field to fill in. */
  text: promptText,
});
export const createPresetBody = z.discriminatedUnion("kind", [newPreset, newPrompt]);
export type CreatePreset = z.infer<typeof createPresetBody>;

/** Fields that only the other kind has are refused. */
export const patchPresetBody = z.strictObject({
  name: name.optional(),
  ...beginning,
  isDefault: z.boolean().optional(),
  text: promptText.optional(),
});
export type PatchPreset = z.infer<typeof patchPresetBody>;

export const startPreset = z.object({
  kind: z.literal("preset"),
  id: clientId,
  name: z.string(),
  system: z.string(),
  model: z.string(),
  effort: effort.nullable(),
  isDefault: z.boolean(),
  createdAt: z.string(),
});
/** What a conversation begins with, under a name. */
export type StartPreset = z.infer<typeof startPreset>;
export const slashPrompt = z.object({
  kind: z.literal("prompt"),
  id: clientId,
  name: z.string(),
  text: z.string(),
  createdAt: z.string(),
});
/** A text for the composer, under a name. */
export type SlashPrompt = z.infer<typeof slashPrompt>;
export const preset = z.discriminatedUnion("kind", [startPreset, slashPrompt]);
export type Preset = z.infer<typeof preset>;

/** A preset or prompt as an export writes it. */
export const presetEntry = z.discriminatedUnion("kind", [
  newPreset.extend({ createdAt: z.string().optional() }),
  newPrompt.extend({ createdAt: z.string().optional() }),
]);
export type PresetEntry = z.infer<typeof presetEntry>;

/** A document with presets and prompts alone. Times and the default mark are labels: an import of it sets its own. */
export const presetDocument = z.strictObject({
  format: z.literal("tally-presets", "no document of presets: its format is not “tally-presets”"),
  version: z.literal(1, "a version that is not known here"),
  exportedAt: z.string().optional(),
  presets: z.array(presetEntry).max(MAX_PRESETS, `at most ${MAX_PRESETS}`),
});
export type PresetDocument = z.infer<typeof presetDocument>;

export const presetsImported = z.object({
  imported: z.array(z.object({ id: clientId, name: z.string() })),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
});
export type PresetsImported = z.infer<typeof presetsImported>;
