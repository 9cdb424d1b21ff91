/** Routes of the person: who they are, what they may spend, what they have spent, the models they may ask. */
import { Hono } from "hono";
import { withSession } from "../access/session.ts";
import { z } from "zod";
import { modelList, patchMeBody } from "../protocol/http.ts";
import { invalid } from "../protocol/problem.ts";
import type { Grouping } from "../spend/sql.ts";
import { readHours, readSpend, readSpendRows, type SpendSums } from "../spend/store.ts";
import type { CatalogueModel } from "../models/catalogue.ts";
import { catalogueOf, lookForLocalModels } from "../models/configured.ts";
import { usdPerMTok } from "../models/money.ts";
import { speechBeside } from "../models/speech.ts";
import { voiceBeside } from "../models/voice.ts";
import { accountOf } from "../rooms.ts";
import { spendByProject } from "./projects.ts";
import { filledIn, parse, plainProblem, readBody, readQuery, respond, respondFailure, type Bindings, type TallyContext } from "./http.ts";

export const account = new Hono<Bindings>();

const DAY_MS = 86_400_000;
/** Days of one answer by hour: some 9,000 rows. */
const MAX_HOURLY_DAYS = 366;
const day = z
  .string()
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text),
    "a day is written 2026-11-23",
  );

const groupings = ["day", "model", "chat", "day,model"] as const;
export const adminGroupings = ["person", "day", "model", "day,model"] as const;

/** A query for spend over days; left out: the whole current month (UTC). */
export function spendQuery<const G extends readonly Grouping[]>(by: G) {
  return z
    .object({ from: day.optional(), to: day.optional(), by: z.enum(by).optional(), cursor: z.string().max(600).optional() })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, "from comes after to")
    .refine(
      ({ from, to }) => from === undefined || to === undefined || Date.parse(to) - Date.parse(from) <= 3660 * DAY_MS,
      "at most ten years",
    );
}

/** The month of a moment, as its first and last day. */
export function monthOf(nowMs: number): { from: string; to: string } {
  const now = new Date(nowMs);
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const last = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - DAY_MS;
  return { from: new Date(first).toISOString().slice(0, 10), to: new Date(last).toISOString().slice(0, 10) };
}

async function describeMe(context: TallyContext): Promise<Response> {
  const { email, admin, kind } = context.var.identity;
  const person = accountOf(context.env, email);
  const [wallet, preferences, preset] = await Promise.all([person.currentWallet(), person.preferences(), person.defaultPreset()]);
  return respond(200, { email, admin, wallet, preferences, preset, identity: kind });
}

account.get("/me", describeMe);

account.patch("/me", async (context) => {
  const body = await readBody(context.req.raw, patchMeBody);
  if (!body.ok) return respondFailure(body.failure);
  const { model } = body.value.preferences;
  if (model !== undefined && model !== "" && catalogueOf(context.env).find(model) === null) {
    return respondFailure({ reason: "model-unable", detail: "No model of this server has that name. GET /api/models lists them." });
  }
  const change = Object.fromEntries(Object.entries(body.value.preferences).filter(([, value]) => value !== undefined));
  const set = await accountOf(context.env, context.var.identity.email).setPreferences(change);
  return set.ok ? describeMe(context) : respondFailure(set.failure);
});

/** The speech-to-text model for a conversation with that model, and its price. */
function transcriptionOf(model: CatalogueModel | null): z.infer<typeof modelList>["transcription"] {
  if (model === null) return null;
  const { id, simulated, attoUsdPerSecond } = speechBeside(model);
  return { model: id, usdPerMinute: usdPerMTok(attoUsdPerSecond * 60n) / 1_000_000, simulated };
}

/** The text-to-speech model for a conversation with that model, and its price. */
function voiceOf(model: CatalogueModel | null): z.infer<typeof modelList>["voice"] {
  const voice = model === null ? null : voiceBeside(model);
  if (voice === null) return null;
  return { model: voice.id, usdPerMillionCharacters: usdPerMTok(voice.attoUsdPerCharacter), simulated: voice.simulated };
}

account.get("/models", async (context) => {
  const isAsking = await lookForLocalModels(context.env, (promise) => context.executionCtx.waitUntil(promise));
  const catalogue = catalogueOf(context.env);
  const { allow, default_model: byAdministrator } = await accountOf(context.env, context.var.identity.email).allowance();
  const start = catalogue.startingModel(allow, [byAdministrator]);
  return respond(200, {
    asOf: catalogue.asOf,
    default: start?.id ?? "",
    models: catalogue.list(allow),
    isAsking,
    transcription: transcriptionOf(start),
    voice: voiceOf(start),
  });
});

account.get("/spend", async (context) => {
  const { by: wanted, ...asked } = filledIn(context);
  if (wanted === "project" || wanted === "hour") {
    const days = parse(asked, spendQuery(groupings));
    if (!days.ok) return respondFailure(days.failure);
    const range = rangeOf(days.value);
    if (wanted === "project") return spendByProject(context, range);
    if (Date.parse(range.to) - Date.parse(range.from) > MAX_HOURLY_DAYS * DAY_MS)
      return respondFailure(invalid("to", `by hour at most ${MAX_HOURLY_DAYS} days`));
    return respond(200, await readHours(context.env.DB, context.var.identity.email, range));
  }
  const query = readQuery(context, spendQuery(groupings));
  if (!query.ok) return respondFailure(query.failure);
  const range = rangeOf(query.value);
  return respond(
    200,
    await readSpend(context.env.DB, context.var.identity.email, range, query.value.by ?? "day", { after: query.value.cursor }),
  );
});

account.get("/spend.csv", async (context) => {
  const query = readQuery(context, spendQuery(groupings));
  if (!query.ok) return respondFailure(query.failure);
  const range = rangeOf(query.value);
  const lines = spendLines((after) => readSpendRows(context.env.DB, context.var.identity.email, range, { after }));
  const encoder = new TextEncoder();
  const csv = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="tally-${range.from}-${range.to}.csv"`,
      "cache-control": "no-store",
    },
  });
});

/** The books as CSV, streamed page by page, so that never all lines are in memory. */
async function* spendLines(read: (after: string | undefined) => Promise<Pick<SpendSums, "rows" | "next">>): AsyncGenerator<string> {
  yield "day,chat,model,calls,input_tokens,cached_tokens,output_tokens,cost_nano_usd\r\n";
  for (let after: string | null | undefined; after !== null;) {
    const { rows, next } = await read(after);
    const lines = rows.map((row) => {
      const [on = "", chat = "", ...model] = row.key.split(" ");
      return [on, chat, model.join(" "), row.calls, row.inputTokens, row.cachedTokens, row.outputTokens, row.costNanoUsd]
        .map(csvField)
        .join(",");
    });
    yield lines.map((line) => `${line}\r\n`).join("");
    after = next;
  }
}

/** A CSV field that a spreadsheet neither splits nor runs as a formula. */
function csvField(value: string | number): string {
  const text = String(value);
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The days that were asked for; this month where they were left out. */
export function rangeOf({ from, to }: { from?: string | undefined; to?: string | undefined }): { from: string; to: string } {
  return { ...monthOf(Date.now()), ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

account.get("/live", (context) => {
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket")
    return plainProblem("invalid", "The request makes no sense", 400, "this route is a WebSocket");
  return accountOf(context.env, context.var.identity.email).fetch(withSession(context.req.raw, context.var.identity));
});
