/**
 * The security headers of every response.
 *
 * Two ways out of the Worker need them: the API's responses pass through code, which calls
 * `securityHeaders("api")`; the app's files are served by Workers static assets without running any
 * code and take theirs from `client/public/_headers`. A test keeps that file equal to this one.
 */

export type ResponseKind = "asset" | "api";

/**
 * For the app. No inline script and no `eval`: words of a model are rendered as Markdown, and should
 * that ever let markup through, it still cannot run. Style attributes set by React go through the
 * DOM and are not covered by `style-src`, so no 'unsafe-inline' there either.
 * `connect-src 'self'` covers the WebSocket to the own origin (ws for http, wss for https).
 */
const ASSET_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

/** For data: a JSON answer or an export opened as a page loads nothing at all. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/** Two years, this host only: an own domain may have other subdomains. Browsers ignore it on http, so local mode is not bound by it. */
const STRICT_TRANSPORT = "max-age=63072000";

/** Only what the app uses: copying an answer, and speaking into the composer. Everything else is off, for the page and for frames. */
const PERMISSIONS = [
  "accelerometer=()",
  "browsing-topics=()",
  "camera=()",
  "clipboard-read=()",
  "clipboard-write=(self)",
  "display-capture=()",
  "geolocation=()",
  "gyroscope=()",
  "magnetometer=()",
  "microphone=(self)",
  "midi=()",
  "payment=()",
  "usb=()",
].join(", ");

/** The headers for a response of that kind. The API's responses are private and must not be cached. */
export function securityHeaders(kind: ResponseKind): Record<string, string> {
  const common = {
    "Content-Security-Policy": kind === "asset" ? ASSET_POLICY : API_POLICY,
    "Strict-Transport-Security": STRICT_TRANSPORT,
    "X-Content-Type-Options": "nosniff",
    // Not "no-referrer": with it a same-origin form would send `Origin: null`, which src/access/origin.ts refuses.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
  };
  return kind === "api" ? { ...common, "Cache-Control": "no-store" } : common;
}
