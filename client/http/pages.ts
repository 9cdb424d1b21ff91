/**
 * A list that comes page by page, read to its end.
 * @param ask for the page behind a cursor; null: the first
 */
export async function everyPage<Page extends { next: string | null }>(
  ask: (cursor: string | null) => Promise<Page>,
): Promise<readonly [Page, ...Page[]]> {
  const first = await ask(null);
  const others: Page[] = [];
  for (let { next } = first; next !== null;) {
    const page = await ask(next);
    others.push(page);
    next = page.next;
  }
  return [first, ...others];
}
