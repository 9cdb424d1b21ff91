/** Routes of tools: the list for this person, and their policy for each. */
import { Hono } from "hono";
import { patchToolBody, toolName } from "../protocol/tools.ts";
import { accountOf } from "../rooms.ts";
import { readBody, respond, respondFailure, type Bindings } from "./http.ts";

export const tools = new Hono<Bindings>();

tools.get("/", async (context) => {
  const person = accountOf(context.env, context.var.identity.email);
  return respond(200, { tools: await person.toolList() });
});

tools.patch("/:name", async (context) => {
  const name = toolName.safeParse(context.req.param("name"));
  if (!name.success) return respondFailure({ reason: "not-found" });
  const body = await readBody(context.req.raw, patchToolBody);
  if (!body.ok) return respondFailure(body.failure);
  const set = await accountOf(context.env, context.var.identity.email).setToolPolicy(name.data, body.value.policy);
  return set.ok ? respond(200, set.value) : respondFailure(set.failure);
});
