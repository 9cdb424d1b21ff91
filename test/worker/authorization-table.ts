/**
 * Who may do what: a row for every route of the Worker. test/worker/authorization.test.ts takes the list of routes from
 * the router itself, so that one that is added without a row fails there.
 */

/**
 * - `anybody`: also without an identity.
 * - `own`: about the caller alone; no parameter names anybody's data, and nothing of another's comes back.
 * - `owner`: one thing of one person. To everybody else, administrators too, it answers like one that never was.
 * - `holder`: whoever is signed in and has the share's id.
 * - `administrator`: to everybody else like a route that does not exist.
 */
export type Rule = "anybody" | "own" | "owner" | "holder" | "administrator";

export interface Row {
  rule: Rule;
  /** What whoever may is answered; 200 if left out. */
  status?: number;
  query?: string;
  body?: object | string;
  isSocket?: boolean;
  /** It asks another server: the owner's part is test/crash/mcp.test.ts. */
  isOutbound?: boolean;
}

const row = (rule: Rule, more: Omit<Row, "rule"> = {}): Row => ({ rule, ...more });
const owner = (more: Omit<Row, "rule"> = {}): Row => row("owner", more);
const own = (more: Omit<Row, "rule"> = {}): Row => row("own", more);
const administrator = (more: Omit<Row, "rule"> = {}): Row => row("administrator", more);

/** Of RFC 8291's example. */
export const PUSH_KEYS = {
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
};

export const TABLE: Readonly<Record<string, Row>> = {
  "GET /api/health": row("anybody"),

  "POST /api/chats": own({ status: 201, body: {} }),
  "GET /api/chats": own(),
  "GET /api/chats/:id": owner(),
  "PATCH /api/chats/:id": owner({ body: { title: "Another" } }),
  "DELETE /api/chats/:id": owner(),
  "GET /api/chats/:id/messages": owner(),
  "POST /api/chats/:id/messages": owner({ status: 202, body: { id: "theirs", text: "/gen tokens=1" } }),
  "POST /api/chats/:id/regenerate": owner({ status: 202, body: { id: "r1", messageId: "q1.a" } }),
  "POST /api/chats/:id/commands": owner({ status: 202, body: { type: "set", id: "s1", title: "Another" } }),
  "POST /api/chats/:id/stop": owner({ body: {} }),
  "GET /api/chats/:id/receipts": owner(),
  "POST /api/chats/:id/files": owner({ status: 201, query: "name=b.txt", body: "other words" }),
  "POST /api/chats/:id/transcribe": owner({ status: 415, body: "no recording" }),
  "POST /api/chats/:id/speak": owner({ body: { text: "Words" } }),
  "GET /api/chats/:id/files/:fileId": owner(),
  "DELETE /api/chats/:id/files/:fileId": owner({ status: 409 }),
  "PUT /api/chats/:id/draft/files/:fileId": owner(),
  "DELETE /api/chats/:id/draft/files/:fileId": owner(),
  "GET /api/chats/:id/stats": owner(),
  "GET /api/chats/:id/export": owner({ query: "format=json" }),
  "GET /api/chats/:id/live": owner({ isSocket: true }),

  "POST /api/chats/:id/shares": owner({ status: 201, body: {} }),
  "GET /api/chats/:id/shares": owner(),
  "DELETE /api/chats/:id/shares/:shareId": owner(),
  "GET /api/shares": own(),
  "GET /api/shared/:shareId": row("holder"),
  "GET /api/shared/:shareId/files/:fileId": row("holder"),
  "GET /api/shared/:shareId/live": row("holder", { isSocket: true }),
  "POST /api/shared/:shareId/copy": row("holder", { status: 201, body: {} }),

  "GET /api/projects": own(),
  "POST /api/projects": own({ status: 201, body: { name: "Mine" } }),
  "GET /api/projects/:id": owner(),
  "PATCH /api/projects/:id": owner({ body: { name: "Another" } }),
  "DELETE /api/projects/:id": owner({ query: "chats=keep" }),

  "GET /api/presets": own(),
  "POST /api/presets": own({ status: 201, body: { kind: "prompt", name: "mine", text: "Words" } }),
  "POST /api/presets/import": own({ body: { format: "tally-presets", version: 1, presets: [] } }),
  "GET /api/presets/:id": owner(),
  "PATCH /api/presets/:id": owner({ body: { name: "another" } }),
  "DELETE /api/presets/:id": owner(),

  "GET /api/push": own(),
  "POST /api/push": own({ status: 201, body: { endpoint: "http://127.0.0.1:9/of-the-matrix", keys: PUSH_KEYS } }),
  "DELETE /api/push/:id": owner(),

  "GET /api/tools": own(),
  "PATCH /api/tools/:name": own({ body: { policy: "ask" } }),
  "GET /api/mcp": own(),
  "POST /api/mcp": own({ status: 201, body: { url: "https://mcp.example.com/mcp", name: "mine" } }),
  "DELETE /api/mcp/:id": owner(),
  "POST /api/mcp/:id/connect": owner({ isOutbound: true }),
  "GET /api/mcp/callback": own({ status: 302, query: "state=x&code=y" }),

  "GET /api/me": own(),
  "PATCH /api/me": own({ body: { preferences: { theme: "dark" } } }),
  "GET /api/me/data": own(),
  "GET /api/me/data/chats": own(),
  "DELETE /api/me/data": own(),
  "GET /api/models": own(),
  "GET /api/spend": own(),
  "GET /api/spend.csv": own(),
  "GET /api/live": own({ isSocket: true }),
  "GET /api/deletions": own(),
  "GET /api/deletions.csv": own(),
  "GET /api/export": own({ query: "format=json" }),
  "POST /api/import": own({ body: { format: "tally", version: 1, exportedAt: "2026-01-01T00:00:00.000Z", chats: [] } }),
  "GET /api/search": own({ query: "q=canary" }),
  "POST /api/estimate": own({ body: { text: "x", model: "embedded/tally" } }),
  "POST /api/estimate/summary": own({ status: 404, body: { chatId: "nowhere" } }),

  "GET /api/admin/spend": administrator(),
  "GET /api/admin/people": administrator(),
  "GET /api/admin/people/:email/budget": administrator(),
  "PUT /api/admin/people/:email/budget": administrator({ body: { limitNanoUsd: null } }),
  "GET /api/admin/people/:email/models": administrator(),
  "PUT /api/admin/people/:email/models": administrator({ body: { allow: null, default: null } }),
  "GET /api/admin/audit": administrator(),
  "POST /api/admin/reindex": administrator({ query: "person=owner@example.com" }),
};
