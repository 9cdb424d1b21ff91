/** Calls to many objects in a row, some begun ahead of the reader. */

/**
 * What `begin` makes of each, in their order.
 * @param places how many are begun ahead of the one that is read
 */
export async function* ahead<Item, Made>(
  items: AsyncIterable<Item>,
  places: number,
  begin: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  const begun: Promise<Made>[] = [];
  for await (const item of items) {
    const one = begin(item);
    // A failure is thrown when its turn comes; until then it must not count as unhandled.
    one.catch(() => undefined);
    begun.push(one);
    const [first] = begun;
    if (begun.length <= places || first === undefined) continue;
    begun.shift();
    yield await first;
  }
  for (const one of begun) yield await one;
}
