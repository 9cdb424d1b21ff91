/**
 * Routes of administrators; the Worker responds with 404 to everybody else. People, numbers and ids: never a title, never a
 * word of anybody's conversation (invariant 11).
 */
import { Hono } from "hono";
import { z } from "zod";
import { percentSpent } from "../account/wallet.ts";
import { allowanceBody, budgetBody, personAddress, type PersonBudget } from "../protocol/http.ts";
import { chatId } from "../protocol/identifiers.ts";
import { WARN_AT_PERCENT } from "../protocol/limits.ts";
import { invalid } from "../protocol/problem.ts";
import { auditBooks, mapBounded, type AuditPorts } from "../spend/audit.ts";
import { readChats, readEverybodysSpend, readPeople, readRows } from "../spend/store.ts";
import { differencesOf, everybodysDifferences } from "../spend/sums.ts";
import { catalogueOf } from "../models/configured.ts";
import { accountOf, chatOf } from "../rooms.ts";
import { adminGroupings, rangeOf, spendQuery } from "./account.ts";
import { readBody, readQuery, respond, respondFailure, type Bindings, type TallyContext } from "./http.ts";

/** People's objects asked at once. */
const CONCURRENCY = 16;
/** Rows whose people are asked for their limit in `GET /spend?by=person`; beyond, the list of people has it. */
const MAX_ENRICHED = 200;
const DEFAULT_PEOPLE = 200;
const MAX_PEOPLE = 500;

const peopleQuery = z.object({ after: personAddress.optional(), limit: z.coerce.number().int().min(1).max(MAX_PEOPLE).optional() });
const auditQuery = z.object({ person: personAddress.optional(), after: personAddress.optional(), afterChat: chatId.optional() });

export const admin = new Hono<Bindings>();

const isShort = (person: PersonBudget): boolean => person.percent >= WARN_AT_PERCENT;

async function describePerson(env: Env, email: string): Promise<PersonBudget> {
  const { wallet, allowance } = await accountOf(env, email).standing();
  const { allow, default_model: defaultModel } = allowance;
  return {
    email,
    ...wallet,
    percent: percentSpent(wallet),
    models: { allow: allow === "" ? null : allow.split(","), default: defaultModel === "" ? null : defaultModel },
  };
}

function emailOf(context: TallyContext): string | null {
  const email = personAddress.safeParse(context.req.param("email"));
  return email.success ? email.data : null;
}

admin.get("/spend", async (context) => {
  const query = readQuery(context, spendQuery(adminGroupings));
  if (!query.ok) return respondFailure(query.failure);
  const by = query.value.by ?? "person";
  const sums = await readEverybodysSpend(context.env.DB, rangeOf(query.value), by, { after: query.value.cursor });
  if (by !== "person" || sums.rows.length > MAX_ENRICHED) return respond(200, sums);
  const rows = await mapBounded(sums.rows, CONCURRENCY, async (row) => {
    const { limitNanoUsd, spentNanoUsd, percent } = await describePerson(context.env, row.key);
    return { ...row, limitNanoUsd, spentThisMonthNanoUsd: spentNanoUsd, percentOfLimit: percent };
  });
  return respond(200, { ...sums, rows });
});

admin.get("/people", async (context) => {
  const query = readQuery(context, peopleQuery);
  if (!query.ok) return respondFailure(query.failure);
  const limit = query.value.limit ?? DEFAULT_PEOPLE;
  const emails = await readPeople(context.env.DB, query.value.after ?? "", limit + 1);
  const shown = emails.slice(0, limit);
  const people = await mapBounded(shown, CONCURRENCY, (email) => describePerson(context.env, email));
  const sorted = [...people.filter(isShort).toSorted((a, b) => b.percent - a.percent), ...people.filter((person) => !isShort(person))];
  return respond(200, { people: sorted, next: emails.length > limit ? (shown.at(-1) ?? null) : null });
});

admin.get("/people/:email/budget", async (context) => {
  const email = emailOf(context);
  return email === null ? respondFailure({ reason: "not-found" }) : respond(200, await describePerson(context.env, email));
});

admin.put("/people/:email/budget", async (context) => {
  const email = emailOf(context);
  if (email === null) return respondFailure({ reason: "not-found" });
  const body = await readBody(context.req.raw, budgetBody);
  if (!body.ok) return respondFailure(body.failure);
  await accountOf(context.env, email).setLimit(body.value.limitNanoUsd);
  return respond(200, await describePerson(context.env, email));
});

/** Sets which models a person may use, and the one their conversations begin with; null: whatever this server offers. */
admin.put("/people/:email/models", async (context) => {
  const email = emailOf(context);
  if (email === null) return respondFailure({ reason: "not-found" });
  const body = await readBody(context.req.raw, allowanceBody);
  if (!body.ok) return respondFailure(body.failure);
  const { allow, default: wanted } = body.value;
  const catalogue = catalogueOf(context.env);
  const list = allow?.join(",") ?? "";
  if (wanted !== null) {
    const model = catalogue.find(wanted);
    const why = model === null ? "no model of this server has that name" : catalogue.unavailable(model, list);
    if (why !== null) return respondFailure(invalid("default", why));
  }
  if (catalogue.startingModel(list, []) === null) return respondFailure(invalid("allow", "no model that may be asked here is among these"));
  await accountOf(context.env, email).setAllowance({ allow: list, default_model: wanted ?? "" });
  return respond(200, await describePerson(context.env, email));
});

admin.get("/people/:email/models", async (context) => {
  const email = emailOf(context);
  return email === null ? respondFailure({ reason: "not-found" }) : respond(200, await describePerson(context.env, email));
});

/** `?person=`: only that person; `?after=&afterChat=`: continues from `next` of the last response. */
admin.get("/audit", async (context) => {
  const query = readQuery(context, auditQuery);
  if (!query.ok) return respondFailure(query.failure);
  const { person, after, afterChat } = query.value;
  const { env } = context;
  const ports: AuditPorts = {
    people: (from, limit) => readPeople(env.DB, from, limit),
    known: async (email, from, limit) => accountOf(env, email).knownChats(from, limit),
    stored: (email, range, limit) => readChats(env.DB, email, range, limit),
    account: async (email, range) => accountOf(env, email).audit(range),
    rows: (email, range) => readRows(env.DB, email, range),
    chat: async (email, id) => chatOf(env, email, id).audit(),
    sumsOf: (email) => differencesOf(env.DB, email),
    sums: () => everybodysDifferences(env.DB),
  };
  const cursor = after === undefined ? null : { person: after, chatId: afterChat ?? null };
  return respond(200, await auditBooks(ports, cursor, person ?? null));
});
