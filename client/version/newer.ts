/**
 * Whether the server has another page than this one by now. A deploy drops every socket, so it is looked for when the
 * person's socket opens again, and when a part of the page is not there any more. What is compared is the page itself, by
 * the names of its scripts and styles, which are made of their contents: a new server with the same page is no news here.
 */

/** So many milliseconds after the last reason to look: a server that comes back is given time to be whole. */
const CALM_MS = 1500;

let isNewer = false;
let hasOpened = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export const newer = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: (): boolean => isNewer,
};

/** The addresses of the scripts and styles that a page begins with. Pure. */
export function partsOf(html: string): string[] {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags.flatMap((tag) => {
    const isPart = /^<script\b/.test(tag) ? /\btype="module"/.test(tag) : /\brel="stylesheet"/.test(tag);
    const address = /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1];
    return isPart && address !== undefined ? [address] : [];
  });
}

/** The person's socket is open, for the first time or again. */
export function socketOpened(): void {
  if (hasOpened) lookSoon();
  hasOpened = true;
}

export function lookSoon(): void {
  clearTimeout(timer);
  if (!isNewer) timer = setTimeout(() => void look(), CALM_MS);
}

async function look(): Promise<void> {
  try {
    // A sign-in page in its place is no page of ours.
    const response = await fetch("/", { cache: "no-store", redirect: "error" });
    const parts = response.ok ? partsOf(await response.text()) : [];
    const own = new Set(
      [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map(
        (part) => part.getAttribute("src") ?? part.getAttribute("href"),
      ),
    );
    if (parts.every((part) => own.has(part))) return;
    isNewer = true;
    for (const listener of listeners) listener();
  } catch {
    // The network again: its return is the next reason to look.
  }
}

if (typeof window !== "undefined") window.addEventListener("vite:preloadError", lookSoon);
