/**
 * Sharing over HTTP. The directory finds the conversation of a share's name; that conversation's object decides. A name that
 * finds none (unknown, revoked, expired, deleted) is passed to an object that is no conversation, so that neither the
 * response nor its time tells the cases apart (invariant 9).
 */
import { Hono } from "hono";
import { z } from "zod";
import { withReaderSession } from "../access/session.ts";
import type { Chat } from "../chat/chat.ts";
import { closedSocket } from "../access/socket-close.ts";
import { CLOSE_CODES } from "../protocol/frames.ts";
import { chatId, messageId } from "../protocol/identifiers.ts";
import type { MessageFile } from "../protocol/files.ts";
import type { Message } from "../protocol/message.ts";
import { invalid, type Failure } from "../protocol/problem.ts";
import { copyBody, createShareBody, MAX_SHARE_ID_LENGTH, type OwnShare, type Share } from "../protocol/sharing.ts";
import { packTurns } from "../protocol/transfer.ts";
import { findShare, noteOpened, sharesOf, type DirectoryEntry } from "../sharing/directory.ts";
import { convert } from "../transfer/turns.ts";
import { readCopy, TooMuchToCopy } from "../transfer/copy.ts";
import { accountOf, chatOf, nowhereOf } from "../rooms.ts";
import { downloadSharedFile } from "./files.ts";
import { readBody, readQuery, respond, respondFailure, type Bindings, type TallyContext } from "./http.ts";

const NOT_FOUND: Failure = { reason: "not-found" };
const pageQuery = z.object({ before: messageId.optional(), limit: z.coerce.number().int().min(1).max(200).optional() });
const DEFAULT_PAGE = 50;

type Link = { id: string; withCosts: boolean; untilMs: number | null; createdAtMs: number };

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function shareOf(context: TallyContext, { id, withCosts, untilMs, createdAtMs }: Link, openedAtMs: number | null): Share {
  return {
    id,
    url: `${new URL(context.req.url).origin}/s/${id}`,
    withCosts,
    until: isoOf(untilMs),
    createdAt: new Date(createdAtMs).toISOString(),
    openedAt: isoOf(openedAtMs),
  };
}

/** Routes for the links of one conversation, below `/api/chats`. */
export const chatShares = new Hono<Bindings>();

/** One's own conversation; null: an id that cannot be one. */
function ownChat(context: TallyContext): { id: string; stub: DurableObjectStub<Chat> } | null {
  const id = chatId.safeParse(context.req.param("id"));
  return id.success ? { id: id.data, stub: chatOf(context.env, context.var.identity.email, id.data) } : null;
}

chatShares.post("/:id/shares", async (context) => {
  const chat = ownChat(context);
  if (chat === null) return respondFailure(NOT_FOUND);
  const body = await readBody(context.req.raw, createShareBody);
  if (!body.ok) return respondFailure(body.failure);
  const untilMs = body.value.until == null ? null : Date.parse(body.value.until);
  if (untilMs !== null && untilMs <= Date.now()) return respondFailure(invalid("until", "a time that is still to come"));
  const made = await chat.stub.share({ withCosts: body.value.withCosts ?? false, untilMs });
  return made.ok ? respond(201, shareOf(context, made.value, null)) : respondFailure(made.failure);
});

chatShares.get("/:id/shares", async (context) => {
  const chat = ownChat(context);
  if (chat === null) return respondFailure(NOT_FOUND);
  const links = await chat.stub.shares();
  if (!links.ok) return respondFailure(links.failure);
  const entries = await sharesOf(context.env.DB, context.var.identity.email, chat.id, Date.now());
  const opened = new Map(entries.map(({ id, openedAtMs }) => [id, openedAtMs]));
  return respond(200, { shares: links.value.map((link) => shareOf(context, link, opened.get(link.id) ?? null)) });
});

chatShares.delete("/:id/shares/:shareId", async (context) => {
  const chat = ownChat(context);
  if (chat === null) return respondFailure(NOT_FOUND);
  const shareId = context.req.param("shareId");
  const taken = await chat.stub.unshare(shareId);
  return taken.ok ? respond(200, { revoked: shareId }) : respondFailure(taken.failure);
});

/** `GET /api/shares`: all of one's own links. */
export async function ownShares(context: TallyContext): Promise<Response> {
  const { email } = context.var.identity;
  const entries = await sharesOf(context.env.DB, email, null, Date.now());
  const titles = await accountOf(context.env, email).titlesOf([...new Set(entries.map(({ chat }) => chat))]);
  const shares = entries.flatMap((entry): OwnShare[] => {
    const title = titles[entry.chat];
    // The directory may still have links of a deleted conversation.
    return title === undefined ? [] : [{ ...shareOf(context, entry, entry.openedAtMs), chatId: entry.chat, title }];
  });
  return respond(200, { shares });
}

/** Routes for readers, below `/api/shared`. */
export const shared = new Hono<Bindings>();

type Led = { shareId: string; entry: DirectoryEntry | null; stub: DurableObjectStub<Chat> };

/** Finds a share's conversation: always one lookup in the directory, whatever it finds. */
async function follow(context: TallyContext): Promise<Led> {
  const shareId = (context.req.param("shareId") ?? "").slice(0, MAX_SHARE_ID_LENGTH);
  const entry = await findShare(context.env.DB, shareId, Date.now());
  return { shareId, entry, stub: entry === null ? nowhereOf(context.env) : chatOf(context.env, entry.person, entry.chat) };
}

/** Notes for the owner that somebody else has opened the share. */
function note(context: TallyContext, { shareId, entry }: Led): void {
  if (entry === null || entry.person === context.var.identity.email) return;
  context.executionCtx.waitUntil(noteOpened(context.env.DB, shareId, Date.now()).catch(() => undefined));
}

shared.get("/:shareId", async (context) => {
  const query = readQuery(context, pageQuery);
  if (!query.ok) return respondFailure(query.failure);
  const led = await follow(context);
  const { before, limit } = query.value;
  if (before !== undefined) {
    const page = await led.stub.sharedBefore(led.shareId, before, limit ?? DEFAULT_PAGE);
    return page.ok ? respond(200, page.value) : respondFailure(page.failure);
  }
  const first = await led.stub.sharedPage(led.shareId, null);
  if (!first.ok) return respondFailure(first.failure);
  note(context, led);
  const { title, withCosts, head } = first.value;
  const start = JSON.stringify({ title, withCosts, head, next: null });
  return new Response(streamed(`${start.slice(0, -1)},"messages":[`, branchFrom(led, first.value)), {
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
});

type FirstPage = Extract<Awaited<ReturnType<DurableObjectStub<Chat>["sharedPage"]>>, { ok: true }>["value"];

/** The whole branch, page by page, because it may be larger than one RPC call can carry. */
async function* branchFrom({ stub, shareId }: Led, first: FirstPage): AsyncGenerator<Message> {
  yield* first.messages;
  for (let { next } = first; next !== null;) {
    const page = await stub.sharedPage(shareId, next);
    // Revoked meanwhile: the document is incomplete and must not look complete.
    if (!page.ok) throw new Error("the share ended while it was read");
    yield* page.value.messages;
    next = page.value.next;
  }
}

function streamed(start: string, messages: AsyncGenerator<Message>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let before = start;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await messages.next();
      if (done === true) {
        controller.enqueue(encoder.encode(`${before === start ? start : ""}]}`));
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(before + JSON.stringify(value)));
      before = ",";
    },
    async cancel() {
      await messages.return(undefined);
    },
  });
}

shared.get("/:shareId/files/:fileId", async (context) => {
  const { stub, shareId } = await follow(context);
  return downloadSharedFile(context, stub, shareId);
});

shared.get("/:shareId/live", async (context) => {
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket") return respondFailure(invalid("", "this route is a WebSocket"));
  const led = await follow(context).catch(() => null);
  if (led === null) return closedSocket(CLOSE_CODES.tooSlow, "try again");
  note(context, led);
  return led.stub.fetch(withReaderSession(context.req.raw, context.var.identity, led.shareId));
});

/** Copies files from one conversation to the other as streams; files that an earlier try copied are skipped. */
async function copyFiles({ stub, shareId }: Led, copy: Led["stub"], files: readonly MessageFile[]): Promise<void> {
  if (files.length === 0) return;
  const here = new Set(await copy.fileIds());
  for (const { id, name, type } of files.filter((file) => !here.has(file.id))) {
    const opened = await stub.openSharedFile(shareId, id, false);
    if (opened.ok) await copy.importFile({ name, type }, opened.value.body);
  }
}

/** "Go on from here": imports the current branch as a conversation of the reader's own. */
shared.post("/:shareId/copy", async (context) => {
  const body = await readBody(context.req.raw, copyBody);
  if (!body.ok) return respondFailure(body.failure);
  const { email } = context.var.identity;
  const id = body.value.id ?? crypto.randomUUID();
  const led = await follow(context);
  const first = await led.stub.sharedPage(led.shareId, null);
  if (!first.ok) return respondFailure(first.failure);
  const account = accountOf(context.env, email);
  const [place, { model }] = await Promise.all([account.importPlace(id), account.startingWith(null)]);
  if (place === "deleted")
    return respondFailure({ reason: "conflict", detail: "A conversation with this id was deleted. Use another id." });
  const { title } = first.value;
  try {
    const { conversation, files } = await readCopy(first.value, branchFrom(led, first.value), model);
    const nowMs = Date.now();
    const converted = convert(conversation, nowMs);
    if (!converted.ok) return respondFailure({ reason: "conflict", detail: converted.reason });
    const made = { ...converted.chat, id, createdAt: nowMs, updatedAt: nowMs };
    const copy = chatOf(context.env, email, id);
    if (place === "free") {
      await copy.importChat(email, made, packTurns(converted.turns), [], files.length > 0);
      const { system: _system, head: _head, ...entry } = made;
      await account.addImported([{ ...entry, model: model ?? "" }]);
    }
    await copyFiles(led, copy, files);
    return respond(place === "free" ? 201 : 200, { chatId: id, title, messages: made.messageCount });
  } catch (error) {
    if (error instanceof TooMuchToCopy) return respondFailure({ reason: "too-large", detail: error.message });
    throw error;
  }
});
