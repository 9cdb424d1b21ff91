/** Pages read for a model, over real HTTP: public names lead to a server of the test, everything else is as it is. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readPage, type PageWorld } from "../../src/tools/read-page.ts";

type Page = (request: IncomingMessage, response: ServerResponse) => void;
const redirect =
  (location: string): Page =>
  (_request, response) =>
    response.writeHead(302, { location }).end();
const text =
  (words: string, status = 200): Page =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "text/plain" }).end(words);
const robots = text("User-agent: tally\nDisallow: /private\n");

const PAGES = new Map<string, Page>([
  ["plain.example/", text("Low tide at six.")],
  ["old.example/", redirect("http://plain.example/")],
  ["local.example/", redirect("http://127.0.0.1:1/")],
  ["private.example/", redirect("http://old.example/to-private")],
  ["old.example/to-private", redirect("http://192.168.1.1/")],
  ["mapped.example/", redirect("http://[::ffff:10.0.0.1]/")],
  ["number.example/", redirect("http://2130706433/")],
  ["metadata.example/", redirect("http://metadata.google.internal/")],
  ["file.example/", redirect("file:///etc/passwd")],
  ["round.example/", redirect("http://round.example/")],
  ["long.example/", redirect("http://long.example/1")],
  ...Array.from({ length: 9 }, (_, step): [string, Page] => [`long.example/${step + 1}`, redirect(`http://long.example/${step + 2}`)]),
  ["shy.example/robots.txt", robots],
  ["shy.example/private/diary", text("secret")],
  ["shy.example/public", text("welcome")],
  ["leads.example/", redirect("http://shy.example/private/diary")],
  ["moved.example/robots.txt", redirect("http://shy.example/robots.txt")],
  ["moved.example/private/diary", text("secret")],
  ["inward.example/robots.txt", redirect("http://127.0.0.1:1/robots.txt")],
  ["inward.example/", text("words of it")],
  ["mute.example/robots.txt", (request) => request.socket.destroy()],
  ["mute.example/", text("secret")],
  ["broken.example/robots.txt", text("", 503)],
  ["broken.example/", text("words")],
  ["huge.example/", (_request, response) => response.writeHead(200, { "content-type": "text/plain", "content-length": "6000000" }).end()],
  [
    "endless.example/",
    (_request, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const piece = Buffer.alloc(500_000, 97);
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    },
  ],
  ["silent.example/", (_request, response) => void response.once("close", () => server.emit("connection-gone"))],
  ["picture.example/", (_request, response) => response.writeHead(200, { "content-type": "image/png" }).end("x")],
]);

let server: Server;
let world: PageWorld;
/** Each request that left, as host and path. */
let asked: string[] = [];
/** Names of the headers that left. */
let sent: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const address = `${request.headers["x-host"]}${request.url}`;
    (PAGES.get(address) ?? text("There is none.", 404))(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  world = {
    binding: { toMarkdown: () => Promise.reject(new Error("nothing is to be converted here")) },
    simulated: () => null,
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      asked.push(`${url.host}${url.pathname}`);
      expect(init?.method ?? "GET").toBe("GET");
      const headers = new Headers(init?.headers);
      sent.push(...headers.keys());
      headers.set("x-host", url.host);
      return fetch(`http://127.0.0.1:${port}${url.pathname}`, { ...init, headers });
    },
  };
});
beforeEach(() => {
  asked = [];
  sent = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What answers at all may take its time on a busy machine. */
const read = (url: string) =>
  readPage({ ...world, patienceMs: url === "http://silent.example/" ? 500 : 15_000 }, url, 0, new AbortController().signal);

test("a page is read, and what leads to it followed, each asked for its robots first", async () => {
  const page = await read("http://old.example/");
  expect(page).toMatchObject({ ok: true, sources: [{ url: "http://plain.example/" }] });
  expect(page.text).toContain("Low tide at six.");
  expect(asked).toEqual(["old.example/robots.txt", "old.example/", "plain.example/robots.txt", "plain.example/"]);
  expect(new Set(sent)).toEqual(new Set(["accept", "accept-language", "user-agent"]));
});

test.each([
  ["to this machine", "http://local.example/"],
  ["into the house, after a second redirect", "http://private.example/"],
  ["into the house by an address in another notation", "http://mapped.example/"],
  ["to this machine by a number", "http://number.example/"],
  ["to a cloud's own data", "http://metadata.example/"],
  ["to a file", "http://file.example/"],
])("[I14] what leads %s is refused, and nothing leaves for there", async (_where, url) => {
  expect(await read(url)).toMatchObject({ ok: false, text: expect.stringContaining("Only public web addresses") as string });
  for (const address of asked) expect(address).toMatch(/\.example\//);
});

test.each([
  "http://127.0.0.1/",
  "http://localhost:8787/api/me",
  "http://[::1]/",
  "http://10.0.0.7/",
  "http://user:pass@plain.example/",
  "ftp://plain.example/",
])("[I14] %s is not asked for", async (url) => {
  expect((await read(url)).ok).toBe(false);
  expect(asked).toEqual([]);
});

test.each([
  ["http://shy.example/private/diary", "shy.example asks programs not to read this page (robots.txt)"],
  ["http://leads.example/", "shy.example asks programs not to read this page (robots.txt)"],
  ["http://broken.example/", "asks programs not to read"],
  ["http://moved.example/private/diary", "asks programs not to read"],
  ["http://mute.example/", "cannot be reached"],
  ["http://round.example/", "round in circles"],
  ["http://long.example/", "round in circles"],
  ["http://huge.example/", "larger than 5 MB"],
  ["http://endless.example/", "larger than 5 MB"],
  ["http://silent.example/", "did not come within"],
  ["http://picture.example/", "cannot be read"],
])("%s is given up with a sentence: %s", async (url, sentence) => {
  expect(await read(url)).toMatchObject({ ok: false, text: expect.stringContaining(sentence) as string, isBilled: false });
  expect(asked).not.toContain("shy.example/private/diary");
});

test("what a site's robots allow is read, and robots that lead into the house are none", async () => {
  expect(await read("http://shy.example/public")).toMatchObject({ ok: true });
  expect(await read("http://inward.example/")).toMatchObject({ ok: true });
});

test("a page that does not come is let go of as soon as nobody wants it any more", async () => {
  const stop = new AbortController();
  const page = readPage(world, "http://silent.example/", 0, stop.signal);
  await expect.poll(() => asked).toContain("silent.example/");
  const closed = new Promise((resolve) => server.once("connection-gone", resolve));
  stop.abort();
  expect(await page).toMatchObject({ ok: false });
  await closed;
});
