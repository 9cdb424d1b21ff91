/**
 * Which part of a branch is on the page. It ends where the branch does, until somebody scrolls far up: then it moves with
 * them, so that of ten thousand messages at most `MOST` are ever elements. Pure.
 */

/** Messages on the page to begin with. */
export const FIRST = 60;
/** Most messages on the page. */
export const MOST = 80;
/** So many come at one end, and go at the other, when that end is near. */
export const STEP = 20;

export interface ThreadWindow {
  size: number;
  /** The last message on the page; null: the last of the branch. */
  bottomId: string | null;
}

export const AT_END: ThreadWindow = { size: FIRST, bottomId: null };

/** Further up. @param ids what is on the page, in order */
export function movedUp(window: ThreadWindow, ids: readonly string[]): ThreadWindow {
  const size = Math.min(MOST, window.size + STEP);
  // As many as come above go below: none is on the page that would be too many.
  const bottomId = ids.length + STEP <= MOST ? window.bottomId : (ids[ids.length - 1 - STEP] ?? window.bottomId);
  return { size, bottomId };
}

/** Further down. @param path the ids of the branch */
export function movedDown(window: ThreadWindow, path: readonly string[]): ThreadWindow {
  const at = window.bottomId === null ? -1 : path.indexOf(window.bottomId);
  const next = at === -1 ? undefined : path[at + STEP];
  return next === undefined || at + STEP >= path.length - 1 ? AT_END : { ...window, bottomId: next };
}

/** Around one message. @param path the ids of the branch */
export function windowAround(messageId: string, path: readonly string[]): ThreadWindow {
  const at = path.indexOf(messageId);
  const bottom = path[at + MOST / 2];
  return at === -1 || bottom === undefined ? { size: MOST, bottomId: null } : { size: MOST, bottomId: bottom };
}
