/** A file given to a conversation, and the conversation killed at every instant until the message that names it is answered. */
import { describe, expect, test } from "vitest";
import type { DeedKind } from "./deeds.ts";
import { rowsIn } from "./rows.ts";
import { played, Scripted } from "./scripted.ts";

/** Of two parts in storage, and of one. */
const [A_PICTURE, A_TEXT] = [0, 2];

/** What storage had of files at the moment of the crash. */
const seenIn = (history: Scripted): string => {
  const chat = history.chat();
  if (!chat.hasTable("turn")) return "nothing";
  const [seen] = rowsIn(chat)<{ parts: number; files: number; named: number }>(
    "SELECT (SELECT count(*) FROM file_part) AS parts, (SELECT count(*) FROM file) AS files, " +
      "(SELECT count(*) FROM turn WHERE files IS NOT NULL) AS named",
  );
  return seen === undefined ? "nothing" : `${seen.parts} parts, ${seen.files} files, ${seen.named} messages with one`;
};

/** @returns what does not hold, and what there was at the crash; null: all was over before */
async function killedAfter(deed: DeedKind, steps: number): Promise<{ difference: string | null; seen: string | null }> {
  const history = new Scripted();
  let seen: string | null = null;
  const difference = await played(async () => {
    history.begin([{}, {}]);
    history.platform.model.wish = { tokens: 3, pieceMs: 0 };
    await history.until(/tab2: frame/);
    history.does(deed, { which: deed === "upload" ? A_PICTURE : A_TEXT });
    for (let step = 0; step < steps; step += 1) if (history.person.isBusy === false || !(await history.step())) return;
    seen = seenIn(history);
    history.chat().crash("crash");
    await history.pass(10_000);
  }, history);
  return { difference, seen };
}

/** Between what stands which crashes must have come. */
const MOMENTS = {
  attach: ["1 parts, 1 files, 0 messages with one", "1 parts, 1 files, 1 messages with one"],
  "attach-to-two": ["1 parts, 1 files, 0 messages with one", "1 parts, 1 files, 1 messages with one"],
  upload: ["1 parts, 0 files, 0 messages with one", "2 parts, 1 files, 0 messages with one"],
  "upload-and-delete": ["nothing"],
};

describe("[I6] [I10] a file, its conversation killed at each instant", () => {
  test.each(["attach", "attach-to-two", "upload", "upload-and-delete"] as const)(
    "%s: it is there or it is not, and nothing is left of it",
    async (deed) => {
      const seen = new Set<string>();
      for (let steps = 0; ; steps += 1) {
        const end = await killedAfter(deed, steps);
        expect(end.difference, `killed after ${steps} steps`).toBeNull();
        if (end.seen === null) break;
        seen.add(end.seen);
      }
      expect([...seen]).toEqual(expect.arrayContaining(MOMENTS[deed]));
    },
  );
});
