/** Trips to many objects in a row, some of them begun before whoever reads has come to them. */

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
    // A failure is heard when its turn comes.
    one.catch(() => undefined);
    begun.push(one);
    const [first] = begun;
    if (begun.length <= places || first === undefined) continue;
    begun.shift();
    yield await first;
  }
  for (const one of begun) yield await one;
}
