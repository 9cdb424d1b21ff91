/** Routes of a person's projects. */
import { Hono } from "hono";
import { z } from "zod";
import { createProjectBody, patchProjectBody, projectId } from "../protocol/projects.ts";
import type { SpendRow } from "../protocol/http.ts";
import type { Failure } from "../protocol/problem.ts";
import { readSpend } from "../spend/store.ts";
import { accountOf } from "../rooms.ts";
import { catalogueOf } from "../models/configured.ts";
import { readBody, readQuery, respond, respondFailure, type Bindings, type TallyContext } from "./http.ts";

export const projects = new Hono<Bindings>();

const NOT_FOUND: Failure = { reason: "not-found" };
const removeQuery = z.object({ chats: z.enum(["keep", "delete"], "say keep or delete: what becomes of its conversations") });

const personOf = (context: TallyContext): ReturnType<typeof accountOf> => accountOf(context.env, context.var.identity.email);

/** The id in the path; null: none that could be one. */
function idIn(context: TallyContext): string | null {
  const id = projectId.safeParse(context.req.param("id"));
  return id.success ? id.data : null;
}

function unknownModel(context: TallyContext, model: string | undefined): Failure | null {
  if (model === undefined || model === "" || catalogueOf(context.env).find(model) !== null) return null;
  return { reason: "model-unable", detail: "No model of this server has that name. GET /api/models lists them." };
}

projects.get("/", async (context) => respond(200, { projects: await personOf(context).projects() }));

projects.post("/", async (context) => {
  const body = await readBody(context.req.raw, createProjectBody);
  if (!body.ok) return respondFailure(body.failure);
  const refused = unknownModel(context, body.value.model);
  if (refused !== null) return respondFailure(refused);
  const made = await personOf(context).createProject(body.value.id ?? crypto.randomUUID(), body.value);
  return made.ok ? respond(made.value.created ? 201 : 200, made.value.project) : respondFailure(made.failure);
});

projects.get("/:id", async (context) => {
  const id = idIn(context);
  const found = id === null ? null : await personOf(context).project(id);
  return found === null ? respondFailure(NOT_FOUND) : respond(200, found);
});

projects.patch("/:id", async (context) => {
  const id = idIn(context);
  if (id === null) return respondFailure(NOT_FOUND);
  const body = await readBody(context.req.raw, patchProjectBody);
  if (!body.ok) return respondFailure(body.failure);
  const refused = unknownModel(context, body.value.model);
  if (refused !== null) return respondFailure(refused);
  const changed = await personOf(context).changeProject(id, body.value);
  return changed.ok ? respond(200, changed.value) : respondFailure(changed.failure);
});

projects.delete("/:id", async (context) => {
  const id = idIn(context);
  if (id === null) return respondFailure(NOT_FOUND);
  const query = readQuery(context, removeQuery);
  if (!query.ok) return respondFailure(query.failure);
  const removed = await personOf(context).deleteProject(id, query.value.chats === "delete");
  return removed.ok ? respond(200, removed.value) : respondFailure(removed.failure);
});

/** Conversations whose sums are read and asked about at once. */
const CHATS_AT_ONCE = 5_000;
const SUMS = ["calls", "inputTokens", "cachedTokens", "outputTokens", "costNanoUsd", "savedNanoUsd"] as const;

/**
 * `GET /api/spend?by=project`: D1 has spend by conversation, the person's object knows each one's current project. The key of
 * conversations without a project is empty.
 */
export async function spendByProject(context: TallyContext, range: { from: string; to: string }): Promise<Response> {
  const { email } = context.var.identity;
  const sums = new Map<string, SpendRow>();
  let after: string | undefined;
  for (;;) {
    const { rows, next } = await readSpend(context.env.DB, email, range, "chat", {
      limit: CHATS_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    const projectOf = await personOf(context).projectsOf(rows.map(({ key }) => key));
    for (const row of rows) add(sums, { ...row, key: projectOf[row.key] ?? "" });
    if (next === null) break;
    after = next;
  }
  const rows = [...sums.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return respond(200, { rows, totalNanoUsd: rows.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0), next: null });
}

function add(sums: Map<string, SpendRow>, row: SpendRow): void {
  const before = sums.get(row.key);
  if (before === undefined) return void sums.set(row.key, row);
  const sum = { ...before };
  for (const name of SUMS) sum[name] += row[name];
  // A free row says nothing about whether the sum is simulated.
  const paid = [before, row].filter(({ costNanoUsd }) => costNanoUsd > 0);
  sum.simulated = paid.length > 0 && paid.every(({ simulated }) => simulated);
  sums.set(row.key, sum);
}
