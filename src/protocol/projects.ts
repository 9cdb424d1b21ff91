/** Projects: conversations under one name, what they begin with, and what they may cost together (docs/protocol.md). */
import { z } from "zod";
import { cap, modelId, systemPrompt } from "./commands.ts";
import { clientId } from "./identifiers.ts";
import { nanoUsd } from "./money.ts";
import { plainLine } from "./plain-line.ts";

/** Projects of one person. */
export const MAX_PROJECTS = 200;
/** Characters (UTF-16 code units) in a project's name. */
export const MAX_PROJECT_NAME = 100;

export const projectId = clientId;
const name = z
  .string()
  .max(MAX_PROJECT_NAME, `at most ${MAX_PROJECT_NAME} characters`)
  .transform(plainLine)
  .pipe(z.string().min(1, "a project needs a name"));

/** What all conversations of a project may cost together: each month (UTC), or in all. */
export const projectBudget = z.strictObject({ limitNanoUsd: cap, per: z.enum(["month", "total"]) });
export type ProjectBudget = z.infer<typeof projectBudget>;

const settings = {
  /** The system prompt of its new conversations; empty: the person's own. */
  instructions: systemPrompt.optional(),
  /** The model its new conversations begin with; empty: the person's own. */
  model: modelId.or(z.literal("")).optional(),
  budget: projectBudget.nullable().optional(),
};
export const createProjectBody = z.strictObject({ id: projectId.optional(), name, ...settings });
export const patchProjectBody = z.strictObject({ name: name.optional(), ...settings, archived: z.boolean().optional() });

export const project = z.object({
  id: projectId,
  name: z.string(),
  instructions: z.string(),
  model: z.string(),
  /** Null: no budget of its own. */
  budget: projectBudget.nullable(),
  archived: z.boolean(),
  createdAt: z.string(),
  /** Conversations in it. */
  chats: z.int(),
  /** Of this month where its budget is a month's, else of all time: by conversations that are in it, deleted ones too. */
  spentNanoUsd: nanoUsd,
  heldNanoUsd: nanoUsd,
  /** Null: no budget of its own. */
  remainingNanoUsd: nanoUsd.nullable(),
  /** True when something was spent, all of it simulated by the embedded AI. */
  simulated: z.boolean(),
});
export type Project = z.infer<typeof project>;

/** `left`: conversations still to be deleted, by the same request again. The project exists until they are. */
export const projectDeleted = z.object({ deleted: z.object({ chats: z.int(), project: z.boolean() }), left: z.int() });
