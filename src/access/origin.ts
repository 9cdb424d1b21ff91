/**
 * Whether a request may change something or open a socket, by the origin of the page that sent it.
 *
 * Access proves *who* is calling with a cookie, which a browser also sends along when another site's
 * page makes the request. So whoever is signed in could be made to send a message or, worse, open the
 * WebSocket of a conversation and read it: WebSockets know no same-origin policy. Browsers name the
 * page's origin in `Origin` on every upgrade and every state-changing request, and no script can
 * forge that header, so equality with the own origin is proof.
 */

/** Methods without effect. An upgrade is a GET but opens a channel in both directions, so it is not among them. */
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * True where a request has no effect, comes from a page of the own origin, or comes from no page at all.
 *
 * `Origin: null` (sandboxed frames, redirects across origins) is another origin. A request without
 * `Origin` is taken from a script or a command line, which carries a service token or a copied
 * header and nobody's ambient cookie; every browser since 2020 sends `Sec-Fetch-Site`, which pages
 * cannot remove, so that header without `Origin` is a browser hiding its origin and is refused.
 */
export function isSameOrigin(request: Request): boolean {
  const upgrade = request.headers.get("Upgrade");
  if (SAFE_METHODS.has(request.method) && upgrade === null) return true;
  const origin = request.headers.get("Origin");
  if (origin === null) return request.headers.get("Sec-Fetch-Site") === null;
  return origin === new URL(request.url).origin;
}
