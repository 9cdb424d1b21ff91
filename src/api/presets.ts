/** Routes of a person's presets and prompts. */
import { Hono } from "hono";
import { z } from "zod";
import { clientId } from "../protocol/identifiers.ts";
import { createPresetBody, patchPresetBody, presetDocument } from "../protocol/presets.ts";
import type { Failure } from "../protocol/problem.ts";
import { accountOf } from "../rooms.ts";
import { catalogueOf } from "../models/configured.ts";
import { readBody, readQuery, respond, respondFailure, type Bindings, type TallyContext } from "./http.ts";

export const presets = new Hono<Bindings>();

const NOT_FOUND: Failure = { reason: "not-found" };
const listQuery = z.object({ format: z.literal("json").optional() });

const personOf = (context: TallyContext): ReturnType<typeof accountOf> => accountOf(context.env, context.var.identity.email);

/** The id in the path; null: none that could be one. */
function idIn(context: TallyContext): string | null {
  const id = clientId.safeParse(context.req.param("id"));
  return id.success ? id.data : null;
}

function unknownModel(context: TallyContext, model: string | undefined): Failure | null {
  if (model === undefined || model === "" || catalogueOf(context.env).find(model) !== null) return null;
  return { reason: "model-unable", detail: "No model of this server has that name. GET /api/models lists them." };
}

presets.get("/", async (context) => {
  const query = readQuery(context, listQuery);
  if (!query.ok) return respondFailure(query.failure);
  const list = await personOf(context).presets();
  if (query.value.format === undefined) return respond(200, { presets: list });
  const answer = respond(200, { format: "tally-presets", version: 1, exportedAt: new Date().toISOString(), presets: list });
  answer.headers.set("content-disposition", 'attachment; filename="tally-presets.json"');
  return answer;
});

presets.post("/", async (context) => {
  const body = await readBody(context.req.raw, createPresetBody);
  if (!body.ok) return respondFailure(body.failure);
  const refused = body.value.kind === "prompt" ? null : unknownModel(context, body.value.model);
  if (refused !== null) return respondFailure(refused);
  const made = await personOf(context).createPreset(body.value.id ?? crypto.randomUUID(), body.value);
  return made.ok ? respond(made.value.created ? 201 : 200, made.value.preset) : respondFailure(made.failure);
});

presets.post("/import", async (context) => {
  const body = await readBody(context.req.raw, presetDocument);
  if (!body.ok) return respondFailure(body.failure);
  const taken = await personOf(context).importPresets(body.value);
  return taken.ok ? respond(200, taken.value) : respondFailure(taken.failure);
});

presets.get("/:id", async (context) => {
  const id = idIn(context);
  const found = id === null ? null : await personOf(context).preset(id);
  return found === null ? respondFailure(NOT_FOUND) : respond(200, found);
});

presets.patch("/:id", async (context) => {
  const id = idIn(context);
  if (id === null) return respondFailure(NOT_FOUND);
  const body = await readBody(context.req.raw, patchPresetBody);
  if (!body.ok) return respondFailure(body.failure);
  const refused = unknownModel(context, body.value.model);
  if (refused !== null) return respondFailure(refused);
  const changed = await personOf(context).changePreset(id, body.value);
  return changed.ok ? respond(200, changed.value) : respondFailure(changed.failure);
});

presets.delete("/:id", async (context) => {
  const id = idIn(context);
  if (id === null) return respondFailure(NOT_FOUND);
  const removed = await personOf(context).deletePreset(id);
  return removed.ok ? respond(200, { deleted: removed.value }) : respondFailure(removed.failure);
});
