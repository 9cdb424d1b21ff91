/** `POST /api/estimate`: what a message would cost before it is sent, and a summary before it is made. Asks objects, writes nothing. */
import type { Context } from "hono";
import { estimate } from "../chat/calls/estimate.ts";
import { availableModels, refusalOfModel } from "../models/allowance.ts";
import { offering } from "../chat/tools/offer.ts";
import { NOTHING_ABOVE, type CallSource } from "../chat/calls/prompt.ts";
import { NO_CORRECTION } from "../models/tokens.ts";
import { estimateBody, summaryEstimateBody } from "../protocol/http.ts";
import { catalogueOf } from "../models/configured.ts";
import { accountOf, chatOf } from "../rooms.ts";
import { readBody, respond, respondFailure, type Bindings } from "./http.ts";

export async function estimateRoute(context: Context<Bindings>): Promise<Response> {
  const body = await readBody(context.req.raw, estimateBody);
  if (!body.ok) return respondFailure(body.failure);
  const { chatId, parentId, text, model, files = [], tools } = body.value;
  const { email } = context.var.identity;
  const person = accountOf(context.env, email);
  const { allow, lessons } = await person.estimateBasis();
  const catalogue = catalogueOf(context.env);
  const refused = refusalOfModel(catalogue, model, allow);
  if (refused !== null) return respondFailure(refused);
  if (chatId !== undefined) {
    const result = await chatOf(context.env, email, chatId).estimate({
      ...(parentId === undefined ? {} : { parentId }),
      text,
      files,
      model,
      allow,
      lessons,
      ...(tools === undefined ? {} : { tools }),
    });
    return result.ok ? respond(200, result.value) : respondFailure(result.failure);
  }
  if (files.length > 0) return respondFailure({ reason: "invalid", errors: [{ path: "files", message: "need the chatId they are in" }] });
  if (parentId != null)
    return respondFailure({ reason: "invalid", errors: [{ path: "parentId", message: "needs the chatId it stands in" }] });
  const offered = await offering({ catalogue, tools: { offered: async (names) => person.offeredTools([...names]) } }, tools, [], model);
  if (!offered.ok) return respondFailure(offered.failure);
  const { system } = await person.preferences();
  const source: CallSource = {
    ports: { catalogue, now: () => Date.now() },
    chat: { system },
    learned: { tokenCorrection: NO_CORRECTION, lessonOf: (id) => lessons.find((lesson) => lesson.model === id) ?? null },
    sql: NOTHING_ABOVE,
  };
  const result = estimate({
    source,
    parent: 0,
    text,
    model,
    models: availableModels(catalogue, allow),
    outputTokens: null,
    offer: offered.value.offer,
  });
  return result.ok ? respond(200, result.value) : respondFailure(result.failure);
}

export async function summaryEstimateRoute(context: Context<Bindings>): Promise<Response> {
  const body = await readBody(context.req.raw, summaryEstimateBody);
  if (!body.ok) return respondFailure(body.failure);
  const { chatId, messageId, model } = body.value;
  const { email } = context.var.identity;
  const [result, { allow }] = await Promise.all([
    chatOf(context.env, email, chatId).estimateSummary(messageId, model),
    accountOf(context.env, email).allowance(),
  ]);
  if (!result.ok) return respondFailure(result.failure);
  // Checked after the estimate, because without a named model only the conversation knows which one it is.
  const refused = refusalOfModel(catalogueOf(context.env), result.value.model, allow);
  return refused === null ? respond(200, result.value) : respondFailure(refused);
}
