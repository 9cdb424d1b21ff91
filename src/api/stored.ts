/** Routes for a person's stored data, receipts of deletions, and rebuilding the search index. */
import { z } from "zod";
import { chatId } from "../protocol/identifiers.ts";
import { personAddress } from "../protocol/http.ts";
import type { StoredInChats, StoredPart } from "../protocol/stored.ts";
import { accountOf, chatOf, searchOf } from "../rooms.ts";
import { sharesOf } from "../sharing/directory.ts";
import { mapBounded } from "../spend/audit.ts";
import { readPeople } from "../spend/store.ts";
import { readQuery, respond, respondFailure, type TallyContext } from "./http.ts";

/** Conversations reindexed in one request, and how many at once. */
const CHATS_PER_REQUEST = 50;
const CONCURRENCY = 5;
/** Conversations whose content is counted in one request, and how many at once. */
const CHATS_PER_COUNT = 200;
const COUNTED_AT_ONCE = 20;

const pageQuery = z.object({ cursor: z.string().max(110).optional() });
const countQuery = z.object({ cursor: chatId.optional() });
const reindexQuery = z.object({ person: personAddress.optional(), after: personAddress.optional(), afterChat: chatId.optional() });

/** `GET /api/me/data`: store by store. */
export async function storedRoute(context: TallyContext): Promise<Response> {
  const { email } = context.var.identity;
  const [{ retention, ...counts }, indexed, shares] = await Promise.all([
    accountOf(context.env, email).stored(),
    searchOf(context.env, email).count(),
    sharesOf(context.env.DB, email, null, Date.now()),
  ]);
  const parts: StoredPart[] = [
    { store: "conversations", count: counts.chats, words: true, goes: true },
    { store: "list", count: counts.chats, words: true, goes: true },
    { store: "index", count: indexed, words: true, goes: true },
    { store: "projects", count: counts.projects, words: true, goes: true },
    { store: "presets", count: counts.presets, words: true, goes: true },
    { store: "tools", count: counts.tools, words: true, goes: true },
    { store: "pushes", count: counts.pushes, words: false, goes: true },
    { store: "preferences", count: counts.hasPreferences ? 1 : 0, words: true, goes: true },
    { store: "shares", count: shares.length, words: false, goes: true },
    { store: "deletions", count: counts.deletions, words: false, goes: false },
    { store: "books", count: counts.sums, words: false, goes: false },
  ];
  return respond(200, { parts, retention });
}

/** `GET /api/me/data/chats`: counts of files and drafts in some conversations, which only the conversations know. */
export async function storedInChatsRoute(context: TallyContext): Promise<Response> {
  const query = readQuery(context, countQuery);
  if (!query.ok) return respondFailure(query.failure);
  const { email } = context.var.identity;
  const chats = await accountOf(context.env, email).chatsAfter(query.value.cursor ?? "", CHATS_PER_COUNT);
  const counted: StoredInChats = { chats: chats.length, files: 0, fileBytes: 0, drafts: 0, next: null };
  await mapBounded(chats, COUNTED_AT_ONCE, async (id) => {
    const { files, fileBytes, hasDraft } = await chatOf(context.env, email, id).kept();
    counted.files += files;
    counted.fileBytes += fileBytes;
    if (hasDraft) counted.drafts += 1;
  });
  return respond(200, { ...counted, next: chats.length === CHATS_PER_COUNT ? (chats.at(-1) ?? null) : null });
}

/** `DELETE /api/me/data`: deletes every word; the books' numbers stay. */
export async function deleteEverythingRoute(context: TallyContext): Promise<Response> {
  const deleted = await accountOf(context.env, context.var.identity.email).deleteEverything();
  return deleted.ok ? respond(200, deleted.value) : respondFailure(deleted.failure);
}

/** `GET /api/deletions` */
export async function deletionsRoute(context: TallyContext): Promise<Response> {
  const query = readQuery(context, pageQuery);
  if (!query.ok) return respondFailure(query.failure);
  return respond(200, await accountOf(context.env, context.var.identity.email).deletions(query.value.cursor ?? ""));
}

/** `GET /api/deletions.csv`: all of them. */
export async function deletionsCsvRoute(context: TallyContext): Promise<Response> {
  const account = accountOf(context.env, context.var.identity.email);
  const lines = ["deleted_at,chat,reason,messages"];
  for (let after: string | null = ""; after !== null;) {
    const page: Awaited<ReturnType<typeof account.deletions>> = await account.deletions(after);
    // Ids have no character that would need quoting.
    lines.push(...page.deletions.map(({ at, chatId: chat, reason, messages }) => [at, chat, reason, messages].join(",")));
    after = page.next;
  }
  return new Response(lines.map((line) => `${line}\r\n`).join(""), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="tally-deletions.csv"',
      "cache-control": "no-store",
    },
  });
}

/**
 * `POST /api/admin/reindex`: removes some conversations of one person from the index and reports them again. `?person=`: only
 * that person; `?after=&afterChat=`: continues from `next` of the last response. People are those with rows in D1.
 */
export async function reindexRoute(context: TallyContext): Promise<Response> {
  const query = readQuery(context, reindexQuery);
  if (!query.ok) return respondFailure(query.failure);
  const { env } = context;
  const { person, after, afterChat } = query.value;
  const isAmidst = afterChat !== undefined;
  const email = person ?? (isAmidst ? after : (await readPeople(env.DB, after ?? "", 1))[0]);
  if (email === undefined) return respond(200, { chats: 0, people: 0, next: null });
  const chats = await accountOf(env, email).chatsAfter(afterChat ?? "", CHATS_PER_REQUEST);
  await mapBounded(chats, CONCURRENCY, async (id) => {
    await searchOf(env, email).forget(id);
    await chatOf(env, email, id).reindex();
  });
  const isMore = chats.length === CHATS_PER_REQUEST;
  const next = isMore ? { person: email, chatId: chats.at(-1) ?? null } : person === undefined ? { person: email, chatId: null } : null;
  return respond(200, { chats: chats.length, people: isMore ? 0 : 1, next });
}
