/**
 * The matrix: every route and socket of the Worker × nobody, the owner, another person, an administrator, a reader of a
 * share. The routes are the router's own; what holds for each stands in authorization-table.ts.
 */
import { beforeAll, describe, expect, it, vi } from "vitest";
import { devIdentify } from "../../src/access/dev-identity.ts";
import { createApp } from "../../src/worker.ts";
import { PUSH_KEYS, TABLE, type Row } from "./authorization-table.ts";
import { ADMIN, ask } from "./bookkeeping.ts";
import { call, json, newChat } from "./tab.ts";

/** Stands in everything the owner made. */
const WORD = "canarymatrixzq";
const OTHER = "other-matrix@example.com";
const READER = "reader-matrix@example.com";
/** What is no address is nobody (P1). */
const NOBODY = "no address";
const SIGNED_IN = [OTHER, READER, ADMIN] as const;

/** What the owner has, by the names of the parameters of routes. */
type Things = Readonly<Record<"chat" | "project" | "preset" | "server" | "browser" | "share" | "file" | "owner", string>>;

// What ends here is pushed to browsers that are nobody's.
beforeAll(() => void vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response(null, { status: 201 })));

let count = 0;
/** Somebody with one of everything. */
async function things(): Promise<Things> {
  const as = `owner-matrix-${(count += 1)}@example.com`;
  const owner = as;
  const make = (path: string, body: object): Promise<{ id: string }> => json(call(path, { as, body }));
  const project = await make("/api/projects", { name: WORD });
  const preset = await make("/api/presets", { kind: "prompt", name: WORD, text: WORD });
  const server = await make("/api/mcp", { url: "http://127.0.0.1:9/mcp", name: WORD });
  const browser = await make("/api/push", { endpoint: `http://127.0.0.1:9/${as}`, keys: PUSH_KEYS });
  await call("/api/me", { as, method: "PATCH", body: { preferences: { system: WORD } } });
  const chat = await newChat({ title: WORD, system: WORD }, as);
  const file = await json<{ id: string }>(call(`/api/chats/${chat}/files?name=${WORD}.txt`, { as, method: "POST", raw: WORD }));
  await ask(chat, as, `${WORD} /gen tokens=2`, { id: "q1", files: [file.id] });
  const share = await make(`/api/chats/${chat}/shares`, {});
  return { owner, chat, project: project.id, preset: preset.id, server: server.id, browser: browser.id, share: share.id, file: file.id };
}

/** Ids that nobody has, of the same forms. */
const NOTHING: Things = {
  owner: "nobody-knows@example.com",
  chat: "c0000000-0000-4000-8000-000000000000",
  project: "p0000000-0000-4000-8000-000000000000",
  preset: "s0000000-0000-4000-8000-000000000000",
  server: "m0000000-0000-4000-8000-000000000000",
  browser: "A".repeat(43),
  share: "A".repeat(32),
  file: "0".repeat(64),
};

function pathOf(route: string, row: Row, of: Things): string {
  const path = route.slice(route.indexOf(" ") + 1);
  const kind = /^\/api\/(projects|presets|mcp|push)\//.exec(path)?.[1];
  const ids = { projects: of.project, presets: of.preset, mcp: of.server, push: of.browser };
  const id = kind === "projects" || kind === "presets" || kind === "mcp" || kind === "push" ? ids[kind] : of.chat;
  const filled = path
    .replace(":id", id)
    .replace(":shareId", of.share)
    .replace(":fileId", of.file)
    .replace(":email", encodeURIComponent(of.owner))
    .replace(":name", "web_search");
  return row.query === undefined ? filled : `${filled}?${row.query}`;
}

type Seen = { status: number; text: string };

/** What came: of a socket the code it was closed with, or 200 and its first frame. */
async function seen(route: string, row: Row, of: Things, as: string): Promise<Seen> {
  const response = await call(pathOf(route, row, of), {
    as,
    method: route.slice(0, route.indexOf(" ")),
    ...(typeof row.body === "string" ? { raw: row.body } : row.body === undefined ? {} : { body: row.body }),
    ...(row.isSocket === true ? { headers: { upgrade: "websocket" } } : {}),
  });
  const { webSocket: socket } = response;
  // Some of what comes is a recording, which workerd warns of when it is asked for as text.
  if (socket === null) return { status: response.status, text: new TextDecoder().decode(await response.arrayBuffer()) };
  const first = new Promise<Seen>((resolve) => {
    socket.addEventListener("message", ({ data }) => resolve({ status: 200, text: String(data) }));
    socket.addEventListener("close", ({ code, reason }) => resolve({ status: code, text: reason }));
  });
  socket.accept();
  const what = await first;
  socket.close(1000);
  return what;
}

/** The ids in an answer are not what is compared. */
const withoutIds = ({ status, text }: Seen, of: Things): string =>
  `${status} ${Object.values(of).reduce((all, id) => all.replaceAll(id, "…"), text)}`;

/** Everything of the owner's that somebody could have changed. */
async function holdings({ owner: as, chat }: Things): Promise<string> {
  const paths = [
    `/api/chats/${chat}`,
    `/api/chats/${chat}/messages`,
    `/api/chats/${chat}/receipts`,
    `/api/chats/${chat}/shares`,
    "/api/chats",
    "/api/me",
    "/api/projects",
    "/api/presets",
    "/api/mcp",
    "/api/push",
    "/api/tools",
    "/api/deletions",
  ];
  const all = await Promise.all(paths.map((path) => call(path, { as }).then((response) => response.text())));
  // A share says to the minute when somebody else opened it: a reader may.
  return all.join("\n").replaceAll(/"openedAt":(null|"[^"]*")/g, "");
}

const ROUTES = Object.entries(TABLE);

it("every route of the router has a row in the table, and every row is a route", () => {
  const { routes } = createApp(devIdentify);
  const there = routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(there)].toSorted(), "a route without a row in test/worker/authorization-table.ts, or a row without a route").toEqual(
    Object.keys(TABLE).toSorted(),
  );
});

describe("[I2] [I9] whoever is not the one", () => {
  let of: Things;
  let before: string;
  beforeAll(async () => {
    of = await things();
    before = await holdings(of);
    expect(before).toContain(WORD);
  });

  it.each(ROUTES)("%s answers nobody with 401, or 4401", async (route, row) => {
    const { status, text } = await seen(route, row, of, NOBODY);
    expect(status).toBe(row.rule === "anybody" ? 200 : row.isSocket === true ? 4401 : 401);
    expect(text).not.toContain(WORD);
  });

  it.each(ROUTES.filter(([, { rule }]) => rule === "own"))("%s tells the caller's own and nothing of another's", async (route, row) => {
    for (const as of SIGNED_IN) {
      const { status, text } = await seen(route, row, of, as);
      expect(status, as).toBe(row.status ?? 200);
      expect(text, as).not.toContain(WORD);
      expect(text, as).not.toContain(of.owner);
      expect(text, as).not.toContain(of.chat);
    }
  });

  it.each(ROUTES.filter(([, { rule }]) => rule === "owner"))(
    "%s of another's thing answers like one that never was",
    async (route, row) => {
      for (const as of SIGNED_IN) {
        const [theirs, nobodys] = [await seen(route, row, of, as), await seen(route, row, NOTHING, as)];
        expect(theirs.status, as).toBe(row.isSocket === true ? 4404 : 404);
        expect(withoutIds(theirs, of), as).toBe(withoutIds(nobodys, NOTHING));
      }
    },
  );

  it.each(ROUTES.filter(([, { rule }]) => rule === "holder"))(
    "%s shows whoever has its name what is shared, and without it nothing",
    async (route, row) => {
      for (const as of SIGNED_IN) {
        const [shown, unknown] = [await seen(route, row, of, as), await seen(route, row, { ...of, share: NOTHING.share }, as)];
        expect(shown.status, as).toBe(row.status ?? 200);
        expect(shown.text, as).not.toContain(of.owner);
        expect(unknown.status, as).toBe(row.isSocket === true ? 4404 : 404);
        expect(unknown.text, as).not.toContain(WORD);
      }
    },
  );

  it.each(ROUTES.filter(([, { rule }]) => rule === "administrator"))(
    "%s is there for administrators alone, and tells them no word",
    async (route, row) => {
      const missing = await call("/api/admin/nowhere", { as: OTHER });
      const nowhere = { status: missing.status, text: await missing.text() };
      for (const as of [OTHER, READER, of.owner]) expect(await seen(route, row, of, as), as).toEqual(nowhere);
      const { status, text } = await seen(route, row, of, ADMIN);
      expect(status).toBe(row.status ?? 200);
      expect(text).not.toContain(WORD);
    },
  );

  it("has changed nothing of the owner's in all of this", async () => {
    expect(await holdings(of)).toBe(before);
  });
});

/** What takes things away comes last, and what takes all of them at the very end. */
const ORDER = ["GET", "PUT", "PATCH", "POST", "DELETE"];
const placeOf = (route: string): number =>
  ORDER.indexOf(route.slice(0, route.indexOf(" "))) +
  Number(route === "DELETE /api/chats/:id") +
  2 * Number(route === "DELETE /api/me/data");
const OWN_ORDER = ROUTES.filter(([, { rule, isOutbound }]) => rule !== "administrator" && isOutbound !== true).toSorted(
  ([one], [other]) => placeOf(one) - placeOf(other),
);

describe("the owner", () => {
  let of: Things;
  beforeAll(async () => {
    of = await things();
  });

  it.each(OWN_ORDER)("%s does what it is for", async (route, row) => {
    const { status, text } = await seen(route, row, of, of.owner);
    expect(status, text.slice(0, 300)).toBe(row.status ?? 200);
  });
});
