/**
 * The service worker: the app's own files open without a network, and what is pushed is shown (push-events.ts). It keeps
 * nothing of conversations and never touches `/api/`. A page comes from the network while there is one, so that a new version and Access's sign-in are seen at once;
 * what carries a hash in its name comes from the cache. Each build has a cache of its own, filled whole before it is used.
 */
import { listenToPushes } from "./push-events.ts";
import { answerFor } from "./routes.ts";

declare const self: ServiceWorkerGlobalScope;
/** Put in place by the build (scripts/shell-files.mjs): a name for this build, and the files of the empty page and of a conversation. */
declare const SHELL: { version: string; files: readonly string[] };

const PREFIX = "tally-shell-";
const PAGE = "/";
/** The one before stays: a page that was opened before a new version was deployed still asks for its parts, which the server has no more. */
const CACHES_KEPT = 2;
/** A network that is there but says nothing counts as none after this. */
const PATIENCE_MS = 4_000;

async function install(): Promise<void> {
  const cache = await caches.open(`${PREFIX}${SHELL.version}`);
  await cache.addAll([PAGE, ...SHELL.files]);
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const old = ours.filter((name) => name !== `${PREFIX}${SHELL.version}`).slice(0, 1 - CACHES_KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

const kept = async (path: string): Promise<Response | undefined> =>
  (await (await caches.open(`${PREFIX}${SHELL.version}`)).match(path)) ?? (await caches.match(path));

async function pageFor(request: Request): Promise<Response> {
  const shell = await kept(PAGE);
  if (shell === undefined) return fetch(request);
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(shell), PATIENCE_MS));
  return Promise.race([fetch(request).catch(() => shell), late]);
}

async function fileFor(request: Request, path: string): Promise<Response> {
  const known = await kept(path);
  if (known !== undefined) return known;
  const response = await fetch(request);
  // An address without a file is answered with the page, which is no script.
  if (response.ok && response.type === "basic" && !response.headers.get("content-type")?.startsWith("text/html"))
    await (await caches.open(`${PREFIX}${SHELL.version}`)).put(path, response.clone());
  return response;
}

listenToPushes();
self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  switch (answerFor(request.method, request.mode === "navigate", url.pathname, SHELL.files)) {
    case "page":
      return event.respondWith(pageFor(request));
    case "file":
      return event.respondWith(fileFor(request, url.pathname));
    case "newest":
      return event.respondWith(fetch(request).catch(async () => (await kept(url.pathname)) ?? Response.error()));
    case "network":
      return undefined;
  }
});
