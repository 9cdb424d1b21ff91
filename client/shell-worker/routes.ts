/** Which requests of a page the service worker answers, and how. Pure. */

/**
 * - `page`: the newest page from the network, else the one that is kept
 * - `file`: a name that never changes its meaning: kept, or fetched and kept
 * - `newest`: from the network, else kept
 * - `network`: none of its business
 */
export type Answer = "page" | "file" | "newest" | "network";

/** @param files paths of the app's own files that are kept */
export function answerFor(method: string, isNavigation: boolean, path: string, files: readonly string[]): Answer {
  if (method !== "GET" || path.startsWith("/api/") || path.startsWith("/cdn-cgi/")) return "network";
  if (isNavigation) return "page";
  if (path.startsWith("/assets/")) return "file";
  return files.includes(path) ? "newest" : "network";
}
