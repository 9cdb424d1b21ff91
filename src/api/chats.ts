/** Routes of conversations. Each parses the request, calls one object, and returns its result. */
import { Hono } from "hono";
import { z } from "zod";
import { withSession } from "../access/session.ts";
import { closedSocket } from "../access/socket-close.ts";
import { parseReceiptsCursor } from "../chat/log/pages.ts";
import { command } from "../protocol/commands.ts";
import { CLOSE_CODES } from "../protocol/frames.ts";
import { chatId, messageId } from "../protocol/identifiers.ts";
import { MAX_TITLE_CHARACTERS } from "../protocol/limits.ts";
import { createChatBody, patchChatBody, regenerateBody, sendBody, stopBody } from "../protocol/http.ts";
import type { CommandResult } from "../protocol/commands.ts";
import { invalid, type Result } from "../protocol/problem.ts";
import { accountOf, chatOf } from "../rooms.ts";
import { changeComposerFile, deleteFile, downloadFile, speak, transcribe, uploadFile } from "./files.ts";
import { exportChat } from "./export.ts";
import { readBody, readQuery, respond, respondFailure, type Bindings, type TallyContext } from "./http.ts";

const DEFAULT_PAGE = 50;
const listQuery = z.object({
  archived: z.enum(["", "0", "1", "true", "false"]).optional(),
  cursor: z.string().max(200).optional(),
  /** Words that the title must hold. */
  q: z.string().max(MAX_TITLE_CHARACTERS).optional(),
  /** Only conversations in this project. */
  project: z.string().max(100).optional(),
});
const messagesQuery = z.object({ before: messageId.optional(), limit: z.coerce.number().int().min(1).max(200).optional() });

const receiptsQuery = z.object({ cursor: z.string().max(200).optional() });

export const chats = new Hono<Bindings>();

/** The conversation named in the path; an id that cannot be one is unknown like any other. */
function stubOf(context: TallyContext): ReturnType<typeof chatOf> | null {
  const id = chatId.safeParse(context.req.param("id"));
  return id.success ? chatOf(context.env, context.var.identity.email, id.data) : null;
}

const unknown = (): Response => respondFailure({ reason: "not-found" });

chats.post("/", async (context) => {
  const body = await readBody(context.req.raw, createChatBody);
  if (!body.ok) return respondFailure(body.failure);
  const { id, title, model, system, temporary, effort, maxCostNanoUsd, tools, projectId } = body.value;
  const made = await accountOf(context.env, context.var.identity.email).createChat({
    id: id ?? crypto.randomUUID(),
    title: title ?? "",
    model: model ?? null,
    system: system ?? null,
    temporary: temporary ?? false,
    ...(effort === undefined ? {} : { effort }),
    maxCostNanoUsd: maxCostNanoUsd ?? null,
    tools: tools ?? [],
    projectId: projectId ?? null,
  });
  if (!made.ok) return respondFailure(made.failure);
  return describe(context, made.value.chat.id, made.value.created ? 201 : 200);
});

chats.get("/", async (context) => {
  const query = readQuery(context, listQuery);
  if (!query.ok) return respondFailure(query.failure);
  const archived = query.value.archived === "1" || query.value.archived === "true";
  const { cursor = "", q = "", project = "" } = query.value;
  const person = accountOf(context.env, context.var.identity.email);
  const page = await person.listChats({
    archived,
    cursor: cursor === "" ? null : cursor,
    filter: q,
    project: project === "" ? null : project,
  });
  return page === null
    ? respondFailure({ reason: "invalid", errors: [{ path: "cursor", message: "not a cursor of this list" }] })
    : respond(200, page);
});

/** A conversation's own view together with its entry in the list; its own view counts for what it owns. */
async function describe(context: TallyContext, id: string, status: 200 | 201 = 200): Promise<Response> {
  const known = chatId.safeParse(id);
  if (!known.success) return unknown();
  const { email } = context.var.identity;
  const [listed, viewed] = await Promise.all([
    accountOf(context.env, email).findChat(known.data),
    chatOf(context.env, email, known.data).view(),
  ]);
  if (!viewed.ok) return respondFailure(viewed.failure);
  return respond(status, {
    ...viewed.value,
    pinned: listed?.pinned ?? false,
    archived: listed?.archived ?? false,
    projectId: listed?.projectId ?? null,
  });
}

chats.get("/:id", (context) => describe(context, context.req.param("id")));

chats.patch("/:id", async (context) => {
  const stub = stubOf(context);
  if (stub === null) return unknown();
  const body = await readBody(context.req.raw, patchChatBody);
  if (!body.ok) return respondFailure(body.failure);
  const { pinned, archived, projectId, ...own } = body.value;
  const listed = {
    ...(pinned === undefined ? {} : { pinned }),
    ...(archived === undefined ? {} : { archived }),
    ...(projectId === undefined ? {} : { projectId }),
  };
  const person = accountOf(context.env, context.var.identity.email);
  const patched = await person.patchChat(context.req.param("id") ?? "", { own, listed });
  if (!patched.ok) return respondFailure(patched.failure);
  return describe(context, context.req.param("id") ?? "");
});

chats.delete("/:id", async (context) => {
  if (stubOf(context) === null) return unknown();
  const removed = await accountOf(context.env, context.var.identity.email).deleteChat(context.req.param("id") ?? "");
  if (!removed.ok) return respondFailure(removed.failure);
  return respond(200, {
    deleted: {
      conversation: { messages: removed.value.messages, storage: "wiped" },
      list: { entries: 1, title: "erased" },
      d1: { words: 0, note: "D1 never held any; the numbers of what was spent stay" },
    },
  });
});

chats.get("/:id/messages", async (context) => {
  const stub = stubOf(context);
  if (stub === null) return unknown();
  const query = readQuery(context, messagesQuery);
  if (!query.ok) return respondFailure(query.failure);
  const page = await stub.messages(query.value.before ?? null, query.value.limit ?? DEFAULT_PAGE);
  return page.ok ? respond(200, page.value) : respondFailure(page.failure);
});

/** The body of an accepted command, and 200 instead of 202 when it had been accepted before. */
function accepted(result: Result<CommandResult>, body: (value: CommandResult) => object): Response {
  if (!result.ok) return respondFailure(result.failure);
  return respond(result.value.repeated === true ? 200 : 202, body(result.value));
}

chats.post("/:id/messages", async (context) => {
  const stub = stubOf(context);
  if (stub === null) return unknown();
  const body = await readBody(context.req.raw, sendBody);
  if (!body.ok) return respondFailure(body.failure);
  return accepted(await stub.command({ type: "send", ...body.value }), ({ messageId, answerId }) => ({ messageId, answerId }));
});

chats.post("/:id/regenerate", async (context) => {
  const stub = stubOf(context);
  if (stub === null) return unknown();
  const body = await readBody(context.req.raw, regenerateBody);
  if (!body.ok) return respondFailure(body.failure);
  return accepted(await stub.command({ type: "regenerate", ...body.value }), ({ answerId }) => ({ answerId }));
});

/** Every command of the socket in the same form, for programs without a socket. */
chats.post("/:id/commands", async (context) => {
  const stub = stubOf(context);
  if (stub === null) return unknown();
  const body = await readBody(context.req.raw, command);
  if (!body.ok) return respondFailure(body.failure);
  return accepted(await stub.command(body.value), ({ repeated: _repeated, ...result }) => result);
});

chats.post("/:id/stop", async (context) => {
  const stub = stubOf(context);
  if (stub === null) return unknown();
  const body = await readBody(context.req.raw, stopBody);
  if (!body.ok) return respondFailure(body.failure);
  const result = await stub.command({ type: "stop", id: crypto.randomUUID(), ...body.value });
  return result.ok
    ? respond(result.value.stopped === true ? 202 : 200, { stopped: result.value.stopped === true })
    : respondFailure(result.failure);
});

chats.get("/:id/receipts", async (context) => {
  const stub = stubOf(context);
  if (stub === null) return unknown();
  const query = readQuery(context, receiptsQuery);
  if (!query.ok) return respondFailure(query.failure);
  const after = query.value.cursor === undefined ? null : parseReceiptsCursor(query.value.cursor);
  if (after === null && query.value.cursor !== undefined) return respondFailure(invalid("cursor", "not a cursor of this list"));
  const result = await stub.receipts(after);
  return result.ok ? respond(200, result.value) : respondFailure(result.failure);
});

chats.post("/:id/files", async (context) => {
  const stub = stubOf(context);
  return stub === null ? unknown() : uploadFile(context, stub);
});

chats.post("/:id/transcribe", async (context) => {
  const stub = stubOf(context);
  return stub === null ? unknown() : transcribe(context, stub);
});

chats.post("/:id/speak", async (context) => {
  const stub = stubOf(context);
  return stub === null ? unknown() : speak(context, stub);
});

chats.get("/:id/files/:fileId", async (context) => {
  const stub = stubOf(context);
  return stub === null ? unknown() : downloadFile(context, stub);
});

chats.delete("/:id/files/:fileId", async (context) => {
  const stub = stubOf(context);
  return stub === null ? unknown() : deleteFile(context, stub);
});

chats.put("/:id/draft/files/:fileId", async (context) => {
  const stub = stubOf(context);
  return stub === null ? unknown() : changeComposerFile(context, stub, "put");
});

chats.delete("/:id/draft/files/:fileId", async (context) => {
  const stub = stubOf(context);
  return stub === null ? unknown() : changeComposerFile(context, stub, "remove");
});

chats.get("/:id/stats", async (context) => {
  const result = await stubOf(context)?.stats();
  if (result === undefined) return unknown();
  return result.ok ? respond(200, result.value) : respondFailure(result.failure);
});

chats.get("/:id/export", (context) => {
  const id = chatId.safeParse(context.req.param("id"));
  return id.success ? exportChat(context, id.data) : unknown();
});

chats.get("/:id/live", (context) => {
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
    return respondFailure({ reason: "invalid", errors: [{ path: "", message: "this route is a WebSocket" }] });
  }
  const stub = stubOf(context);
  if (stub === null) return closedSocket(CLOSE_CODES.notFound, "not found");
  return stub.fetch(withSession(context.req.raw, context.var.identity));
});
