/** Says in the terminal which models of one's own machine were found, and goes on looking for servers that start later. */
import { say } from "./install.mjs";

const LOOK_AGAIN_MS = 10_000;
const STILL_ASKING_MS = 2_000;

/**
 * Asks the running Worker what it found, says each line once, and asks again while something may still come: a server
 * that has not answered, or an address where none does yet. What answers is left in peace.
 * @param {string} base the address Tally listens on
 * @returns {() => void} ends it
 */
export function sayLocalModels(base) {
  /** @type {Set<string>} */
  const said = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let isEnded = false;
  async function look() {
    /** @type {{ lines: string[], isAsking: boolean, unreachable: number } | null} */
    const report = await fetch(`${base}/api/local-models`)
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null);
    if (isEnded) return;
    if (report !== null) {
      for (const line of report.lines) if (!said.has(line)) say(line);
      // What is true again after it was not is news again.
      said.clear();
      for (const line of report.lines) said.add(line);
    }
    if (report !== null && !report.isAsking && report.unreachable === 0) return;
    timer = setTimeout(look, report?.isAsking === false ? LOOK_AGAIN_MS : STILL_ASKING_MS);
  }
  void look();
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
