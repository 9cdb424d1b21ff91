/**
 * Which endpoints pushes may be sent to. A subscription's endpoint comes from the client, so from anybody who is signed in:
 * only the push services of browser vendors are allowed, by https, and no other address on any network. Pure.
 */

/** Chromium and what is built on it, Firefox, Edge on Windows, Safari; a leading dot: every host below. */
const SERVICES = [
  "fcm.googleapis.com",
  "jmt17.google.com",
  ".push.services.mozilla.com",
  ".notify.windows.com",
  ".push.apple.com",
] as const;
/** Longer endpoints are refused. */
export const MAX_ENDPOINT_CHARACTERS = 1_000;

const isService = (hostname: string): boolean =>
  SERVICES.some((service) => (service.startsWith(".") ? hostname.endsWith(service) : hostname === service));

const isLoopback = (hostname: string): boolean => hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";

/** Why an endpoint is refused, as a sentence; null: it is allowed. @param allowsLoopback only on one's own machine */
export function refusalOfEndpoint(text: string, allowsLoopback: boolean): string | null {
  if (text.length > MAX_ENDPOINT_CHARACTERS || !URL.canParse(text)) return "this is no address of a push service";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "an address with a name and a password in it is not taken";
  if (allowsLoopback && isLoopback(url.hostname) && /^https?:$/.test(url.protocol)) return null;
  if (url.protocol !== "https:" || url.port !== "" || !isService(url.hostname))
    return "pushes go to the push services of browsers' makers alone (Google, Mozilla, Microsoft, Apple), by https";
  return null;
}
