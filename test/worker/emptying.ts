/**
 * The files of a worker share one workerd, so each begins by emptying it: no conversation, no alarm and no row in D1 is left of
 * the files before. What an object keeps in a sleep, though, outlives the platform's `reset`: each is woken before, once, for no
 * file uses another's persons (test/unit/persons.test.ts).
 */
import { listDurableObjectIds, reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { DEFAULT_PERSON } from "./tab.ts";

const AT_ONCE = 50;

/** Those that were there when a file began: emptied, and used by nobody since. */
const emptied = new Set<string>();

async function wakeAll<T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>): Promise<void> {
  const shared = namespace.idFromName(DEFAULT_PERSON).toString();
  const ids = (await listDurableObjectIds(namespace)).filter((id) => id.toString() === shared || !emptied.has(id.toString()));
  while (ids.length > 0)
    await Promise.all(
      // One that does not wake holds nothing that another could meet.
      ids.splice(0, AT_ONCE).map(async (id) => {
        emptied.add(id.toString());
        await runInDurableObject(namespace.get(id), () => undefined).catch(() => undefined);
      }),
    );
}

/** Deletes everything that objects and D1 hold. */
export async function emptyAll(): Promise<void> {
  await wakeAll(env.CHAT);
  await wakeAll(env.ACCOUNT);
  await wakeAll(env.SEARCH);
  await reset();
}
