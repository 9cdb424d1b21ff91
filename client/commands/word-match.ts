/** Whether what is typed means a thing by its name. Pure. */

/** True when each typed word begins a word of the name. Nothing typed means everything. */
export function isMeant(typed: string, name: string): boolean {
  const own = name.toLowerCase().split(/[\s/_-]+/);
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => own.some((each) => each.startsWith(word)));
}
