/** Where a server that is thrown away keeps its state: in memory where there is such a folder, for every write waits for the disk. */
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const IN_MEMORY = "/dev/shm";

/** A new folder; its maker removes it. */
export const stateFolder = (name: string): string => mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), `tally-${name}-`));
