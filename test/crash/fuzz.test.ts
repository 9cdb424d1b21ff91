/** Seeded bytes on every entrance of the served Worker; a night takes more of them (`npm run fuzz`, docs/reliability.md). */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fuzz } from "../fuzz/fuzz.ts";
import { stateFolder } from "../fuzz/state.ts";
import { Server } from "./server.ts";

const INPUTS = 2_000;
const seed = Number(process.env["TALLY_SEED"] ?? Date.now() % 100_000);
const state = stateFolder("fuzz");
let server: Server;
beforeAll(async () => {
  server = await Server.start(state);
});
afterAll(async () => {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
});

it(`[I2] [I7] [I9] [I11] ${INPUTS} inputs on every route and socket find no 500, no hang, no words in the log, and books that agree (seed ${seed})`, async () => {
  const { bugs } = await fuzz(server.base, seed, INPUTS, () => server.output);
  expect(bugs).toEqual([]);
});
