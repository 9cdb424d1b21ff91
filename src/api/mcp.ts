/** Routes of a person's servers of the Model Context Protocol. */
import { Hono } from "hono";
import { z } from "zod";
import { addMcpBody } from "../protocol/tools.ts";
import { accountOf } from "../rooms.ts";
import { readBody, readQuery, respond, respondFailure, type Bindings, type TallyContext } from "./http.ts";

export const mcp = new Hono<Bindings>();

/** The OAuth redirect URI. */
const callbackUrl = (context: TallyContext): string => new URL("/api/mcp/callback", context.req.url).href;
/** The app's page that is shown after a sign-in. */
const AFTER_SIGN_IN = "/tools";

mcp.get("/", async (context) => respond(200, await accountOf(context.env, context.var.identity.email).mcpServers()));

mcp.post("/", async (context) => {
  const body = await readBody(context.req.raw, addMcpBody);
  if (!body.ok) return respondFailure(body.failure);
  const added = await accountOf(context.env, context.var.identity.email).addMcpServer(body.value);
  return added.ok ? respond(201, added.value) : respondFailure(added.failure);
});

mcp.delete("/:id", async (context) => {
  const removed = await accountOf(context.env, context.var.identity.email).removeMcpServer(context.req.param("id"));
  return removed.ok ? respond(200, { removed: removed.value }) : respondFailure(removed.failure);
});

mcp.post("/:id/connect", async (context) => {
  const person = accountOf(context.env, context.var.identity.email);
  const connected = await person.connectMcpServer(context.req.param("id"), callbackUrl(context));
  return connected.ok ? respond(200, connected.value) : respondFailure(connected.failure);
});

const callbackQuery = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4_000).optional(),
  iss: z.string().max(2_000).optional(),
});

/** The OAuth callback. The `state` must belong to this person; otherwise nothing happens. */
mcp.get("/callback", async (context) => {
  const query = readQuery(context, callbackQuery);
  const { code, state, iss } = query.ok ? query.value : {};
  const connected =
    code === undefined || state === undefined
      ? null
      : await accountOf(context.env, context.var.identity.email).mcpSignedIn(state, code, iss ?? null, callbackUrl(context));
  const outcome = connected === null ? "failed" : connected.state;
  return new Response(null, { status: 302, headers: { location: `${AFTER_SIGN_IN}?mcp=${outcome}`, "cache-control": "no-store" } });
});
