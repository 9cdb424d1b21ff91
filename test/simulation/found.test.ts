import { describe, expect, test } from "vitest";
import { FOUND } from "./found.ts";
import { played } from "./scripted.ts";

describe("what the simulator once found", () => {
  for (const { what, script } of FOUND) test(what, async () => expect(await played(script)).toBeNull());
});
